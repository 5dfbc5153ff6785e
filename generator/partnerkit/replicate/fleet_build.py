"""The sites of many schools, published beside each other, with one page that leads to all of them.

A school that cannot be published keeps its last good site, and keeps nobody else's from being published. What is half
made lies in one work folder for all of them, never in the folders of the schools, and they share a cache: a PDF file
that is the same for two schools is made once.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from partnerkit.diagnostics import Diagnostic, Result, Span, errors_in, refused
from partnerkit.execute.cache import Cache, LastGood, write_atomically
from partnerkit.execute.memo import Memo
from partnerkit.execute.pool import Crew
from partnerkit.execute.progress import Show, Timeline
from partnerkit.execute.unchanged import Fingerprint
from partnerkit.load import LIBRARY, Layer, layers_of, load_layers, settings_files
from partnerkit.model.text import SOURCE_LANGUAGE
from partnerkit.pipeline import Engine, broken, build
from partnerkit.printing import press_crew
from partnerkit.publish import MARKER
from partnerkit.reading import Reading, open_layers, read_in
from partnerkit.replicate.fleet import School, located, same_ids
from partnerkit.replicate.portal import ASSETS, LISTING, Published, page_of, portal_files
from partnerkit.wording import BrokenTemplateError
from partnerkit.world import World, packaged_library

_LANGUAGE = re.compile(r'<html lang="([^"]+)"')
_DOWNLOADS = "downloads/"


@dataclass(frozen=True)
class Place:
    """Where a fleet is published.

    Attributes:
        out: the folder of all sites and of the page that leads to them.
        shown: what diagnostics call it.
        work: caches and half-made things; safe to delete.
    """

    out: Path
    shown: str
    work: Path

    def world(self, school: School, workers: int | None) -> World:
        """The world of a school's build."""
        world = World.at(school.folder, site=self.out / school.id, work=self.work / "schools" / school.id)
        url = f"{world.site_url.rstrip('/')}/{school.id}/" if world.site_url else ""
        return replace(world, site_url=url, shared=self.work / "cache", workers=workers or world.workers)


@dataclass(frozen=True)
class Outcome:
    """What has become of a school's site.

    Attributes:
        school: whose it is.
        state: whether it was published, was up to date already, or could not be made.
        diagnostics: what was found.
    """

    school: School
    state: Literal["published", "unchanged", "failed"]
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Fleet:
    """The schools of a district, and what the page about them is made with.

    Attributes:
        schools: the schools.
        chains: the layers of each of them, itself first, by its id.
        district: the library that all of them build on, in its languages.
        templates: with which the page is made.
    """

    schools: tuple[School, ...]
    chains: Mapping[str, tuple[Layer, ...]]
    district: Reading
    templates: Path


def open_fleet(schools: Sequence[School], place: Place, memo: Memo) -> Result[Fleet | None]:
    """Look at the schools and at what they have in common, before anything is made.

    Args:
        schools: the schools.
        place: where they will be published.
        memo: holds what is read for all of them.
    """
    if refused := [*same_ids(schools), *_not_ours(place)]:
        return Result(None, tuple(refused))
    chains = {
        school.id: layers_of(school.folder, packaged_library(), place.world(school, None).work).value
        for school in schools
    }
    first, district = _in_common(list(chains.values()))
    world = World.at(district.folder, work=place.work)
    layers = load_layers(first, world.templates, memo).value
    opened = open_layers(Result(layers[: len(first) - first.index(district)]), Timeline(), memo)
    if opened.value is None:
        return Result(None, tuple(errors_in(opened.diagnostics)))
    codes = opened.value.library.workspace.languages
    reading = read_in(codes, opened.value, replace(world, workers=1), Timeline(), only=())
    if reading.value is None:
        return Result(None, tuple(errors_in(reading.diagnostics)))
    if taken := [_taken(school) for school in schools if school.id in codes]:
        return Result(None, tuple(taken))
    return Result(Fleet(tuple(schools), chains, reading.value, world.templates))


def _not_ours(place: Place) -> Iterator[Diagnostic]:
    """A page that this program did not make is never written over, nor is a workspace filled with sites."""
    hint = "Choose another folder with --out."
    if settings_files(place.out):
        yield Diagnostic("not-ours", Span(place.shown), "this folder holds the sources of a library", hint)
    elif (place.out / "index.html").exists() and not (place.out / LISTING).is_file():
        yield Diagnostic("not-ours", Span(place.shown), "this folder holds a page that was not made here", hint)


def _taken(school: School) -> Diagnostic:
    what = f"the id '{school.id}' is also the code of a language, which has a page of that address"
    return Diagnostic("duplicate-id", Span(f"{school.shown}/partnership.yaml"), what, "Give the school another id.")


def _in_common(chains: Sequence[Sequence[Layer]]) -> tuple[Sequence[Layer], Layer]:
    """The nearest library that all schools build on, and the layers of a school that lead there."""
    folders = [{layer.folder.resolve() for layer in chain[1:]} for chain in chains]
    for layer in chains[0][1:]:
        if all(layer.folder.resolve() in known for known in folders):
            return chains[0], layer
    alone = Layer(packaged_library(), LIBRARY)
    return (alone,), alone


def build_schools(
    fleet: Fleet,
    place: Place,
    engine_at: Callable[[Path], Engine],
    memo: Memo,
    *,
    workers: int | None = None,
    force: bool = False,
    show: Show | None = None,
) -> Iterator[Outcome]:
    """Publish one school after the other.

    Args:
        fleet: the schools.
        place: where to publish.
        engine_at: what makes web pages in a workspace.
        memo: holds what is read for all schools.
        workers: how many processes to use; every core where it is None.
        force: build what has not changed too.
        show: told what is going on.
    """
    # The fonts are those of the templates, and a process reads them once.
    with press_crew(replace(place.world(fleet.schools[0], workers), templates=fleet.templates)) as crew:
        run = _Run(fleet, place, engine_at, memo, crew, workers, force, show)
        for number, school in enumerate(fleet.schools):
            if number == 1:
                memo.settle()
            try:
                yield run.build(school)
            except OSError as error:
                yield Outcome(school, "failed", (refused(error, school.shown),))


@dataclass(frozen=True)
class _Run:
    """What all schools are published with; see ``build_schools``."""

    fleet: Fleet
    place: Place
    engine_at: Callable[[Path], Engine]
    memo: Memo
    crew: Crew
    workers: int | None
    force: bool
    show: Show | None

    def build(self, school: School) -> Outcome:
        """Publish one school."""
        world, chain = self.place.world(school, self.workers), self.fleet.chains[school.id]
        fingerprint = Fingerprint.of(world, [layer.folder for layer in chain[1:]])
        if not self.force and fingerprint.is_current():
            return Outcome(school, "unchanged")

        def told(stage: str, done: int, total: int) -> None:
            if self.show:
                self.show(f"{school.name}: {stage}", done, total)

        crew = self.crew if world.templates == self.fleet.templates else None
        result = build(world, self.engine_at(world.root), Timeline(told), memo=self.memo, crew=crew)
        found = tuple(_placed(one, school, chain, self.place) for one in result.diagnostics)
        if result.value is None:
            return Outcome(school, "failed", found)
        if not errors_in(found):
            fingerprint.remember(result.value.pictures)
        return Outcome(school, "published", found)


def _placed(found: Diagnostic, school: School, chain: Sequence[Layer], place: Place) -> Diagnostic:
    """A diagnostic with its place as seen from here: a file of the site, or of the school."""
    if found.span.file.startswith(_DOWNLOADS):
        return replace(found, span=Span(f"{place.shown}/{school.id}/{found.span.file}"))
    return located(found, school, chain)


# -- the page that leads to all of them --------------------------------------------------------------------------------


def publish_portal(fleet: Fleet, place: Place) -> tuple[tuple[Published, ...], tuple[Diagnostic, ...]]:
    """Write the page that leads to the sites that are there, and return these.

    A file is written only where it differs, and as one; what pages need is there before them, and goes after them.
    """
    sites = tuple(site for school in fleet.schools if (site := published(place.out / school.id, school)))
    try:
        files = portal_files(fleet.district, sites, fleet.templates)
    except BrokenTemplateError as error:
        return sites, (broken(error),)
    for name, data in files.items():
        path = place.out / name
        if not path.is_file() or path.read_bytes() != data:
            if name == LISTING:
                _sweep(place.out, files)
            write_atomically(path, data)
    return sites, ()


def published(site: Path, school: School) -> Published | None:
    """What a site that is there offers, by its own files; None where there is none."""
    listed, home = _json(site / MARKER), site / "index.html"
    if listed is None or not home.is_file():
        return None
    first = _LANGUAGE.search(home.read_text(encoding="utf-8"))
    files = listed.get("files")
    entries = [one for one in files if isinstance(one, dict)] if isinstance(files, list) else []
    others = [path.parent.name for path in sorted(site.glob("*/index.html")) if _is_home(path)]
    main = first[1] if first else SOURCE_LANGUAGE
    kits = {one["kit"] for one in entries if isinstance(one.get("kit"), str)}
    return Published(school.id, school.name, (main, *(code for code in others if code != main)), len(kits))


def _is_home(page: Path) -> bool:
    """Whether a page is the home page in the language that its folder is named after."""
    found = _LANGUAGE.search(page.read_text(encoding="utf-8"))
    return found is not None and found[1] == page.parent.name


def _sweep(out: Path, files: Iterable[str]) -> None:
    """Take away what an earlier page was dressed in, and its pages in languages that are no longer wanted."""
    wanted = {name.split("/")[1] for name in files if name.startswith(f"{ASSETS}/")}
    for folder in (out / ASSETS).glob("*"):
        if folder.name not in wanted:
            shutil.rmtree(folder, ignore_errors=True)
    before = (_json(out / LISTING) or {}).get("district")
    listed = before.get("languages") if isinstance(before, dict) else None
    codes = listed if isinstance(listed, list) else []
    for code in codes:
        page = page_of(str(code), str(codes[0]))
        if page not in files:
            (out / page).unlink(missing_ok=True)
            with suppress(OSError):
                # One that holds something else stays.
                (out / page).parent.rmdir()


def _json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def prune(place: Place) -> None:
    """Drop what no school has used for a month, but for the last good files of each of them."""
    lists = (place.work / "schools").glob("*/cache/last-good.json")
    Cache(place.work / "cache").prune({key for path in lists for key in LastGood(path).keys().values()})
