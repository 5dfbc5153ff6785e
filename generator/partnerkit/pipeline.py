"""The road, in one picture:

    load → resolve → validate → translate → compose → fill → render → package → publish

``reading`` goes the first half of it, ``printing`` makes PDF files and ``exporting`` all others. Each stage is a
function over frozen values that returns a result and its diagnostics. Nothing after ``load`` reads the workspace, and
nothing before ``publish`` writes outside the work folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.execute.cache import write_atomically
from partnerkit.execute.memo import Memo
from partnerkit.execute.pool import Crew
from partnerkit.execute.progress import Timeline
from partnerkit.exporting import every_export
from partnerkit.model.artifacts import Artifact
from partnerkit.model.locales import language
from partnerkit.model.site import SiteSource
from partnerkit.model.sources import SourceFile
from partnerkit.package import kit_folder, manifest, source_artifacts
from partnerkit.printing import every_pdf, press_crew
from partnerkit.publish import Claim, assemble, claim, clear, finish, refuse_foreign, swap, sweep
from partnerkit.reading import Reading, read
from partnerkit.render.brand import site_brand
from partnerkit.render.pages import Pages, Shelf, menu, shell_strings
from partnerkit.schema import schema_artifacts
from partnerkit.wording import BrokenTemplateError
from partnerkit.world import World


@dataclass(frozen=True)
class Prepared:
    """Everything that a site is made of, before an engine has seen it.

    Attributes:
        source: what an engine turns into pages.
        artifacts: the files to take away.
        pictures: the files that were read because the settings name them, wherever in the workspace they are.
    """

    source: SiteSource
    artifacts: tuple[Artifact, ...]
    pictures: tuple[SourceFile, ...] = ()


Engine = Callable[[SiteSource, int], tuple[Diagnostic, ...]]
"""Makes the pages of every language; gets the number of workers. MkDocs is one, and is handed in from above."""


def prepare(
    world: World, timeline: Timeline, memo: Memo | None = None, crew: Crew | None = None
) -> Result[Prepared | None]:
    """The road up to ``package``, and the page files for a site engine in the work folder; see ``build``.

    There may be errors beside a value: they name files that could not be made.
    """
    reading = read(world, timeline, memo)
    if reading.value is None:
        return Result(None, reading.diagnostics)
    try:
        return _prepare(reading.value, reading.diagnostics, world, timeline, memo, crew)
    except BrokenTemplateError as error:
        return Result(None, (*reading.diagnostics, broken(error)))


def broken(error: BrokenTemplateError) -> Diagnostic:
    """What a broken template is reported as."""
    return Diagnostic("bad-template", Span("templates"), str(error), "Mend the template, or take out your own copy.")


def _prepare(
    reading: Reading,
    diagnostics: tuple[Diagnostic, ...],
    world: World,
    timeline: Timeline,
    memo: Memo | None,
    crew: Crew | None,
) -> Result[Prepared | None]:
    found = list(diagnostics)
    with nullcontext(crew) if crew else press_crew(world) as hands:
        printed = every_pdf(reading, world, timeline, hands)
        found += printed.diagnostics
        if printed.diagnostics and not printed.value:
            return Result(None, tuple(found))  # that is no document's fault
        exported = every_export(reading, printed.value, world, timeline, hands, memo)
        found += exported.diagnostics
    with timeline.stage("package") as stage:
        artifacts = {artifact.path: artifact for artifact in (*printed.value, *exported.value)}
        for code, library in reading.libraries.items():
            catalogs = reading.sources.catalogs.get(code, ())
            for kit in library.kits.values():
                if folder := kit_folder(kit, library, language(code), artifacts, catalogs):
                    artifacts[folder.path] = folder
        for file in (*source_artifacts(reading.source), *schema_artifacts(reading.source.workspace.id)):
            artifacts[file.path] = file
        stage.did(f"{len(artifacts)} files")
    source = page_files(reading, tuple(artifacts.values()), world, timeline, memo)
    pictures = (reading.sources.logo,) if reading.sources.logo else ()
    return Result(Prepared(source, tuple(artifacts.values()), pictures), tuple(found))


def page_files(
    reading: Reading, artifacts: tuple[Artifact, ...], world: World, timeline: Timeline, memo: Memo | None = None
) -> SiteSource:
    """Write the page files that have changed, and remove those that are no longer wanted."""
    shelf = Shelf(reading.languages, reading.libraries, reading.coverage, reading.published, artifacts, world.site_url)
    docs = world.work / "docs"
    brand = site_brand(reading.source, world.templates)
    wanted: dict[str, str | bytes] = {**brand.files}
    with timeline.stage("pages") as stage:
        for code, library in reading.libraries.items():
            wanted |= Pages(library, language(code), reading.documents[code], shelf, world.templates, memo).files()
        changed = write_changed(docs, wanted)
        stage.did(f"{changed} of {len(wanted)} page files changed")
    library = reading.source
    return SiteSource(
        name=library.workspace.name,
        url=world.site_url,
        docs=docs,
        out=world.work / "web",
        languages=reading.languages,
        menu=tuple(menu(library, language(library.workspace.languages[0]))),
        strings={code: shell_strings(localized) for code, localized in reading.libraries.items()},
        templates=world.templates,
        brand=brand,
    )


def write_changed(folder: Path, wanted: Mapping[str, str | bytes]) -> int:
    """Make a folder hold exactly these files, touching only those that differ; returns how many did."""
    changed = 0
    for name, text in wanted.items():
        path = folder / name
        data = text.encode() if isinstance(text, str) else text
        if not path.is_file() or path.read_bytes() != data:
            write_atomically(path, data)
            changed += 1
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    return changed


def build(
    world: World,
    engine: Engine,
    timeline: Timeline,
    *,
    strict: bool = False,
    memo: Memo | None = None,
    crew: Crew | None = None,
    in_place: bool = False,
) -> Result[Prepared | None]:
    """The whole road: the site at ``world.site`` is replaced in one step when it is whole, and only then.

    A file to take away that could not be made does not keep it from being published: see ``printing``. There is then an
    error beside the value.

    Args:
        world: where to read, work and publish.
        engine: what makes web pages out of page files.
        timeline: told what is going on.
        strict: whether a warning also keeps the site from being published.
        memo: holds what has been made of the same library for other workspaces, or of this one before.
        crew: the processes that set documents, where they stay from one build to the next; see ``press_crew``.
        in_place: whether only what has changed is written, into the site that is there; nobody may look meanwhile.
    """
    with claim(world.work) as held:
        if held is None:
            hint = "Wait until it has finished."
            return Result(None, (Diagnostic("busy", Span(str(world.work)), "another build is running here", hint),))
        sweep(world.work, world.site)
        if problem := refuse_foreign(world.site, world.root):
            return Result(None, (problem,))
        prepared = prepare(world, timeline, memo, crew)
        found = prepared.diagnostics
        if prepared.value is None:
            return prepared
        if strict and found:
            return Result(None, found)
        with timeline.stage("site"):
            wrong = engine(prepared.value.source, world.workers)
        if wrong:
            return Result(None, (*found, *wrong))
        with timeline.stage("publish") as stage:
            publish = _renewed if in_place else _replaced
            wrong = publish(prepared.value, world, held)
            if wrong:
                return Result(None, (*found, *wrong))
            stage.did(str(world.site))
    return Result(prepared.value, found)


def _replaced(prepared: Prepared, world: World, held: Claim) -> tuple[Diagnostic, ...]:
    """Put a whole new site in the place of the last one."""
    source, artifacts = prepared.source, prepared.artifacts
    assemble(source.out, source.languages, held.stage)
    wrong = finish(held.stage, source.languages, artifacts, manifest(artifacts), source.url).diagnostics
    if not wrong:
        swap(held.stage, world.site)
    return wrong


def _renewed(prepared: Prepared, world: World, _: Claim) -> tuple[Diagnostic, ...]:
    """Write what has changed into the site that is there."""
    source, artifacts = prepared.source, prepared.artifacts
    there = world.site.is_dir()
    gone: frozenset[str] = clear(world.site, source.out, source.languages, artifacts) if there else frozenset()
    copied = assemble(source.out, source.languages, world.site)
    changed = gone | copied if there else None
    wrong = finish(world.site, source.languages, artifacts, manifest(artifacts), source.url, changed).diagnostics
    if wrong:
        shutil.rmtree(world.site)  # nobody could tell any more what it was made of
    return wrong
