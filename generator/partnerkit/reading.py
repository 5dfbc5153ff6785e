"""The first half of the road, up to ``fill``: everything that can be known of a library without making a file.

    load → resolve → validate → translate → compose → fill

A language is composed and filled in a process of its own once that pays, and comes back packed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from partnerkit import fill as filling
from partnerkit.compose import Composer
from partnerkit.diagnostics import Diagnostic, Result, Severity, errors_in
from partnerkit.execute.memo import Memo
from partnerkit.execute.packed import Packed, packed
from partnerkit.execute.pool import run_all
from partnerkit.execute.progress import Timeline
from partnerkit.load import Layer, layers_of, load_layers
from partnerkit.model.document import Document
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.sources import Sources
from partnerkit.resolve import Meeting, resolve
from partnerkit.translate import Coverage, coverage_by_area, misplaced, published, read_catalogs, translate
from partnerkit.validate import read_overlays, validate, worded
from partnerkit.world import World, packaged_library

_WORTH_A_PROCESS = 150
"""Documents, those of all languages together, from which on other processes are quicker than one."""


@dataclass(frozen=True)
class Reading:
    """A workspace up to ``fill``.

    Attributes:
        sources: what was read.
        libraries: the resolved library in each language, source first.
        coverage: how far each definition is translated, by language and area.
        published: the documents and kits that each language has files of.
        documents: every filled document, by language and id; unpacked one language at a time.
    """

    sources: Sources
    libraries: Mapping[str, Library]
    coverage: Mapping[str, Mapping[str, Coverage]]
    published: Mapping[str, frozenset[str]]
    documents: Mapping[str, Mapping[str, Document]]

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the workspace, source first."""
        return tuple(language(code) for code in self.libraries)

    @property
    def source(self) -> Library:
        """The library in its first language."""
        return next(iter(self.libraries.values()))


@dataclass(frozen=True)
class Opened:
    """A workspace up to ``validate``.

    Attributes:
        layers: what was read of each layer, the lowest first.
        sources: what the layers make together.
        library: the library that this is.
        meetings: every change of every overlay with what it met.
    """

    layers: tuple[Sources, ...]
    sources: Sources
    library: Library
    meetings: tuple[Meeting, ...] = ()


def open_library(world: World, timeline: Timeline, memo: Memo | None = None) -> Result[Opened | None]:
    """Load → resolve → validate.

    Args:
        world: where the workspace is.
        timeline: told what is going on.
        memo: holds what has been made of the same library for other workspaces.
    """
    chain = layers_of(world.root, packaged_library(), world.work)
    opened = open_chain(chain.value, world, timeline, memo)
    # A workspace whose parent cannot be opened would lack what that holds, at every place.
    found = (*chain.diagnostics, *opened.diagnostics)
    return Result(None if errors_in(found) else opened.value, found)


def open_chain(
    chain: Sequence[Layer], world: World, timeline: Timeline, memo: Memo | None = None
) -> Result[Opened | None]:
    """Load → resolve → validate, of layers that are known; the workspace first."""
    with timeline.stage("load") as stage:
        layers = load_layers(chain, world.templates, memo)
        stage.did(f"{sum(len(layer.definitions) for layer in layers.value)} files")
    return open_layers(layers, timeline, memo)


def open_layers(
    layers: Result[tuple[Sources, ...]], timeline: Timeline, memo: Memo | None = None
) -> Result[Opened | None]:
    """Resolve → validate, for layers that have been read, the lowest first; see ``open_library``."""
    with timeline.stage("resolve"):
        overlays = read_overlays(layers.value)
        merged = resolve(layers.value, overlays.value, memo)
    with timeline.stage("validate"):
        checked = validate(merged.value.sources, memo)
    found = (*layers.diagnostics, *overlays.diagnostics, *merged.diagnostics, *checked.diagnostics)
    if errors_in(found):
        return Result(None, found)
    library = worded(checked.value, merged.value.lineages)
    return Result(Opened(layers.value, merged.value.sources, library, merged.value.meetings), found)


def read(world: World, timeline: Timeline, memo: Memo | None = None) -> Result[Reading | None]:
    """Load → resolve → validate → translate → compose → fill; see ``open_library``."""
    opened = open_library(world, timeline, memo)
    if opened.value is None:
        return Result(None, opened.diagnostics)
    chosen = replace(opened.value, library=opened.value.library.with_chosen_kits())
    offered = [name for name in chosen.library.documents if name in chosen.library.offered]
    reading = read_in(chosen.library.workspace.languages, chosen, world, timeline, only=offered, memo=memo)
    found = for_us((*opened.diagnostics, *reading.diagnostics), opened.value.sources.bases)
    return Result(reading.value, found)


def for_us(found: Sequence[Diagnostic], bases: Sequence[str]) -> tuple[Diagnostic, ...]:
    """What a workspace should know: advice about the files of a layer below is for those who look after it."""
    below = tuple(f"{base}/" for base in bases)
    return tuple(one for one in found if one.severity is Severity.ERROR or not one.span.file.startswith(below))


def read_in(
    codes: Sequence[str],
    opened: Opened,
    world: World,
    timeline: Timeline,
    only: Collection[str] | None = None,
    memo: Memo | None = None,
) -> Result[Reading | None]:
    """Translate → compose → fill, in some languages; ``only`` some documents where they are named."""
    library = opened.library
    localized = _localized(codes, opened, timeline, memo)
    composed = _composed(localized.value, only, world, timeline, memo)
    found = (*localized.diagnostics, *composed.diagnostics)
    if errors_in(found):
        return Result(None, found)
    coverage = {
        code: coverage_by_area(library, spoken, language(code), memo) for code, spoken in localized.value.items()
    }
    offered = {code: published(library, coverage[code], language(code)) for code in coverage}
    return Result(Reading(opened.sources, localized.value, coverage, offered, composed.value), found)


def _localized(
    codes: Sequence[str], opened: Opened, timeline: Timeline, memo: Memo | None
) -> Result[dict[str, Library]]:
    """The library in some languages."""
    libraries: dict[str, Library] = {}
    found = [*misplaced(opened.sources.catalogs)]
    with timeline.stage("translate") as stage:
        stage.expect(len(codes))
        for code in codes:
            catalog = read_catalogs(opened.sources.catalogs.get(code, ()), memo)
            localized = translate(opened.library, catalog.value, language(code), memo)
            found += [*catalog.diagnostics, *localized.diagnostics]
            libraries[code] = localized.value
            stage.advance()
    return Result(libraries, tuple(found))


@dataclass(frozen=True)
class _Job:
    """The documents of one language."""

    library: Library
    code: str
    templates: Path
    only: Collection[str]


def _composed(
    libraries: Mapping[str, Library],
    only: Collection[str] | None,
    world: World,
    timeline: Timeline,
    memo: Memo | None,
) -> Result[Mapping[str, Mapping[str, Document]]]:
    """Documents in every language, composed and filled."""
    jobs = [
        _Job(library, code, world.templates, tuple(library.documents) if only is None else only)
        for code, library in libraries.items()
    ]
    with timeline.stage("compose") as stage:
        stage.expect(len(jobs))
        if memo is not None:
            # Most of it is held for the next workspace anyway, and other processes could not share it.
            shared = {job.code: _compose(job, memo) for job in jobs}
            problems = tuple(problem for one in shared.values() for problem in one.diagnostics)
            return Result({code: one.value for code, one in shared.items()}, problems)
        made: dict[str, Result[bytes]] = {}
        if world.workers > 1 and sum(len(job.only) for job in jobs) >= _WORTH_A_PROCESS:
            for job, result in run_all(_compose_packed, jobs, world.workers):
                if isinstance(result, BaseException):
                    raise result
                made[job.code] = result
                stage.advance()
        else:
            for job in jobs:
                made[job.code] = _compose_packed(job)
                stage.advance()
    found = [problem for code in libraries for problem in made[code].diagnostics]
    return Result(Packed({code: made[code].value for code in libraries}), tuple(found))


def _compose_packed(job: _Job) -> Result[bytes]:
    """Compose → fill, for one language; may run in a process of its own."""
    made = _compose(job)
    return Result(packed(made.value), made.diagnostics)


def _filled(document: Document, profile: filling.Profile, memo: Memo | None) -> Document:
    """A document with the values of a workspace; most documents of two schools look at no value that differs."""
    if memo is None or not memo.keeps(document):
        return filling.fill(document, profile)
    names = memo.once("blanks", (document,), partial(filling.blanks, document))
    values = tuple((profile.values.get(name), profile.choices.get(name)) for name in names)
    return memo.last("filled", document, values, partial(filling.fill, document, profile))


def _compose(job: _Job, memo: Memo | None = None) -> Result[dict[str, Document]]:
    """Compose → fill, for one language."""
    settings = job.library.workspace
    composer = Composer(job.library, language(job.code), job.templates, memo)
    profile = filling.Profile(settings.values, settings.choices, job.library.slots)
    documents: dict[str, Document] = {}
    found: list[Diagnostic] = []
    for name in job.only:
        result = composer.compose(job.library.documents[name])
        found += result.diagnostics
        if result.value is not None:
            documents[name] = _filled(result.value, profile, memo)
    return Result(documents, tuple(found))
