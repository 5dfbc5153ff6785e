"""The first half of the road, up to ``fill``: everything that can be known of a library without making a file.

    load → validate → resolve → translate → compose → fill

A language is composed and filled in a process of its own once that pays, and comes back packed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from partnerkit import fill as filling
from partnerkit.compose import Composer
from partnerkit.diagnostics import Diagnostic, Result, errors_in
from partnerkit.execute.packed import Packed, packed
from partnerkit.execute.pool import run_all
from partnerkit.execute.progress import Timeline
from partnerkit.load import load
from partnerkit.model.document import Document
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.sources import Sources
from partnerkit.resolve import resolve
from partnerkit.translate import Coverage, coverage_by_area, published, read_catalogs, translate
from partnerkit.validate import validate
from partnerkit.world import World

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


def read(world: World, timeline: Timeline) -> Result[Reading | None]:
    """Load → validate → resolve → translate → compose → fill."""
    with timeline.stage("load") as stage:
        sources = load(world.root, world.templates)
        stage.did(f"{len(sources.value.definitions)} files")
    with timeline.stage("validate"):
        checked = validate(sources.value)
    found = [*sources.diagnostics, *checked.diagnostics]
    if errors_in(found):
        return Result(None, tuple(found))
    with timeline.stage("resolve"):
        library = resolve([checked.value]).value
    localized = _localized(library, sources.value, timeline)
    found += localized.diagnostics
    composed = _composed(localized.value, world, timeline)
    found += composed.diagnostics
    if errors_in(found):
        return Result(None, tuple(found))
    coverage = {code: coverage_by_area(library, spoken, language(code)) for code, spoken in localized.value.items()}
    offered = {code: published(library, coverage[code], language(code)) for code in coverage}
    return Result(Reading(sources.value, localized.value, coverage, offered, composed.value), tuple(found))


def _localized(library: Library, sources: Sources, timeline: Timeline) -> Result[dict[str, Library]]:
    """The library in each of its languages."""
    libraries: dict[str, Library] = {}
    found: list[Diagnostic] = []
    with timeline.stage("translate") as stage:
        stage.expect(len(library.workspace.languages))
        for code in library.workspace.languages:
            catalog = read_catalogs(sources.catalogs.get(code, ()))
            localized = translate(library, catalog.value, language(code))
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


def _composed(
    libraries: Mapping[str, Library], world: World, timeline: Timeline
) -> Result[Mapping[str, Mapping[str, Document]]]:
    """Every document in every language, composed and filled."""
    jobs = [_Job(library, code, world.templates) for code, library in libraries.items()]
    made: dict[str, Result[bytes]] = {}
    with timeline.stage("compose") as stage:
        stage.expect(len(jobs))
        if world.workers > 1 and sum(len(job.library.documents) for job in jobs) >= _WORTH_A_PROCESS:
            for job, result in run_all(_compose, jobs, world.workers):
                if isinstance(result, BaseException):
                    raise result
                made[job.code] = result
                stage.advance()
        else:
            for job in jobs:
                made[job.code] = _compose(job)
                stage.advance()
    found = [problem for code in libraries for problem in made[code].diagnostics]
    return Result(Packed({code: made[code].value for code in libraries}), tuple(found))


def _compose(job: _Job) -> Result[bytes]:
    """Compose → fill, for one language; may run in a process of its own."""
    settings = job.library.workspace
    composer = Composer(job.library, language(job.code), job.templates)
    profile = filling.Profile(settings.values, settings.choices, job.library.slots)
    documents: dict[str, Document] = {}
    found: list[Diagnostic] = []
    for definition in job.library.documents.values():
        result = composer.compose(definition)
        found += result.diagnostics
        if result.value is not None:
            documents[definition.id] = filling.fill(result.value, profile)
    return Result(packed(documents), tuple(found))
