"""The road, in one picture:

    load → resolve → validate → translate → compose → fill → render → package → publish

``reading`` goes the first half of it, ``printing`` makes PDF files and ``exporting`` all others. Each stage is a
function over frozen values that returns a result and its diagnostics. Nothing after ``load`` reads the workspace, and
nothing before ``publish`` writes outside the work folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.execute.cache import write_atomically
from partnerkit.execute.memo import Memo
from partnerkit.execute.progress import Timeline
from partnerkit.exporting import every_export
from partnerkit.model.artifacts import Artifact
from partnerkit.model.locales import Language, language
from partnerkit.model.sources import SourceFile
from partnerkit.package import kit_folder, manifest, source_artifacts
from partnerkit.printing import every_pdf
from partnerkit.publish import assemble, claim, finish, refuse_foreign, swap, sweep
from partnerkit.reading import Reading, read
from partnerkit.render.brand import SiteBrand, site_brand
from partnerkit.render.pages import Pages, Shelf, menu, shell_strings
from partnerkit.schema import schema_artifacts
from partnerkit.wording import BrokenTemplateError
from partnerkit.world import World


@dataclass(frozen=True)
class SiteSource:
    """What a site engine turns into a website.

    Attributes:
        name: the name of the site.
        url: the address it will have, or empty.
        docs: the folder of page files.
        out: where the pages of each language go, each into a folder of its code.
        languages: source first.
        menu: page files of the top menu and the foot, in order.
        strings: the interface strings of each language, for templates of the engine.
        templates: the folder that holds ``site/``, the templates of the engine.
        brand: logo, colours and font; its files are in ``docs`` too.
    """

    name: str
    url: str
    docs: Path
    out: Path
    languages: tuple[Language, ...]
    menu: tuple[str, ...]
    strings: Mapping[str, Mapping[str, str]]
    templates: Path
    brand: SiteBrand = field(default_factory=SiteBrand)


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


def prepare(world: World, timeline: Timeline, memo: Memo | None = None) -> Result[Prepared | None]:
    """The road up to ``package``, and the page files for a site engine in the work folder.

    There may be errors beside a value: they name files that could not be made.
    """
    reading = read(world, timeline, memo)
    if reading.value is None:
        return Result(None, reading.diagnostics)
    try:
        return _prepare(reading.value, reading.diagnostics, world, timeline)
    except BrokenTemplateError as error:
        return Result(None, (*reading.diagnostics, broken(error)))


def broken(error: BrokenTemplateError) -> Diagnostic:
    """What a broken template is reported as."""
    return Diagnostic("bad-template", Span("templates"), str(error), "Mend the template, or take out your own copy.")


def _prepare(
    reading: Reading, diagnostics: tuple[Diagnostic, ...], world: World, timeline: Timeline
) -> Result[Prepared | None]:
    found = list(diagnostics)
    printed = every_pdf(reading, world, timeline)
    found += printed.diagnostics
    if printed.diagnostics and not printed.value:
        return Result(None, tuple(found))  # that is no document's fault
    exported = every_export(reading, printed.value, world, timeline)
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
    source = page_files(reading, tuple(artifacts.values()), world, timeline)
    pictures = (reading.sources.logo,) if reading.sources.logo else ()
    return Result(Prepared(source, tuple(artifacts.values()), pictures), tuple(found))


def page_files(reading: Reading, artifacts: tuple[Artifact, ...], world: World, timeline: Timeline) -> SiteSource:
    """Write the page files that have changed, and remove those that are no longer wanted."""
    shelf = Shelf(reading.languages, reading.libraries, reading.coverage, reading.published, artifacts, world.site_url)
    docs = world.work / "docs"
    brand = site_brand(reading.source, world.templates)
    wanted: dict[str, str | bytes] = {**brand.files}
    with timeline.stage("pages") as stage:
        for code, library in reading.libraries.items():
            wanted |= Pages(library, language(code), reading.documents[code], shelf, world.templates).files()
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
    world: World, engine: Engine, timeline: Timeline, *, strict: bool = False, memo: Memo | None = None
) -> Result[Prepared | None]:
    """The whole road: the site at ``world.site`` is replaced in one step when it is whole, and only then.

    A file to take away that could not be made does not keep it from being published: see ``printing``. There is then an
    error beside the value.

    Args:
        world: where to read, work and publish.
        engine: what makes web pages out of page files.
        timeline: told what is going on.
        strict: whether a warning also keeps the site from being published.
        memo: holds what has been made of the same library for other workspaces.
    """
    with claim(world.work) as held:
        if held is None:
            hint = "Wait until it has finished."
            return Result(None, (Diagnostic("busy", Span(str(world.work)), "another build is running here", hint),))
        sweep(world.work, world.site)
        if problem := refuse_foreign(world.site, world.root):
            return Result(None, (problem,))
        prepared = prepare(world, timeline, memo)
        found = prepared.diagnostics
        if prepared.value is None:
            return prepared
        if strict and found:
            return Result(None, found)
        source, artifacts = prepared.value.source, prepared.value.artifacts
        with timeline.stage("site"):
            wrong = engine(source, world.workers)
        if wrong:
            return Result(None, (*found, *wrong))
        with timeline.stage("publish") as stage:
            assemble(source.out, source.languages, held.stage)
            wrong = finish(held.stage, source.languages, artifacts, manifest(artifacts), source.url).diagnostics
            if wrong:
                return Result(None, (*found, *wrong))
            swap(held.stage, world.site)
            stage.did(str(world.site))
    return Result(prepared.value, found)
