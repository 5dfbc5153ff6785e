"""The commands for translators: bring catalogs up to date, and say how far a language is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partnerkit.diagnostics import errors_in, nearest
from partnerkit.terminal import example, finish, shown, world_at

if TYPE_CHECKING:
    from partnerkit.model.coverage import Coverage
    from partnerkit.model.library import Library
    from partnerkit.model.locales import Language
    from partnerkit.model.sources import Sources
    from partnerkit.model.text import Text
    from partnerkit.reading import Opened
    from partnerkit.translate import Catalog
    from partnerkit.world import World


@click.group()
def translate() -> None:
    """Work on translations."""


def known_language(_: click.Context, option: click.Parameter, code: str) -> Language:
    """The language of an option; a word about what is wrong with a code, before anything is read."""
    from partnerkit.model.locales import language

    try:
        return language(code)
    except ValueError as error:
        raise click.BadParameter(str(error), param=option) from None


def _known_languages(context: click.Context, option: click.Parameter, codes: tuple[str, ...]) -> list[Language]:
    return [known_language(context, option, code) for code in codes]


def _languages_option(words: str) -> Callable[..., Any]:
    return click.option("--language", "named", multiple=True, callback=_known_languages, help=words)


def root_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The workspace that a command works on."""
    place = click.Path(file_okay=False, path_type=Path)
    return click.option("--root", type=place, default=Path(), help="The workspace.")(command)


@translate.command(epilog=example("partnerkit translate extract --out catalogs"))
@root_option
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write to.")
@click.option("--document", "areas", multiple=True, help="Only this document, kit or page; may be given again.")
def extract(root: Path, out: Path, areas: tuple[str, ...]) -> None:
    """Write what there is to translate as PO templates, for programs that begin with these."""
    from partnerkit.execute.cache import write_atomically
    from partnerkit.translate import catalog_template

    _, _, library = read_workspace(root)
    texts = _texts_by_area(library)
    for area in wanted_areas(areas, texts):
        path = out / f"{area}.pot"
        write_atomically(path, catalog_template(texts[area], library.workspace.name).encode())
        click.echo(shown(path))


@translate.command(epilog=example("partnerkit translate update --language es"))
@root_option
@_languages_option("Only this language; also one that is new.  [default: all]")
@click.option("--document", "areas", multiple=True, help="Only this document, kit or page; may be given again.")
def update(root: Path, named: list[Language], areas: tuple[str, ...]) -> None:
    """Bring catalogs up to date: new texts are added, changed ones marked, known ones filled in, nothing is lost.

    The translations of the library below come with it. They are not copied: only what this workspace says itself is
    added, and what the library has not translated of a document that is named.

    Where a library has some catalogs in a language, new ones are begun only if the language or a document is named.
    """
    from partnerkit.execute.cache import write_atomically
    from partnerkit.model.library import INTERFACE
    from partnerkit.translate import Memory, notes_on, updated_catalog

    world, opened = _opened(root)
    sources, library, below = opened.sources, opened.library, _below(opened)
    texts = _texts_by_area(library)
    own_templates = world.templates.is_relative_to(world.root)
    wanted = wanted_areas(areas, [area for area in texts if area != INTERFACE or own_templates or area in areas])
    notes = notes_on(library.terms)
    changed = 0
    for spoken in named or _translated_into(library):
        memory = Memory(catalog_of(sources, spoken))
        comes = _comes_along(sources, spoken, below, named=bool(areas))
        begun = any((world.root / "content/locale" / spoken.code).glob("*.po"))
        begins = bool(named or areas or below) or not begun
        waiting = 0
        for area in [*wanted, *([] if areas else _gone(world, spoken, texts))]:
            folder = world.templates if area == INTERFACE else world.root / "content"
            path = folder / "locale" / spoken.code / f"{area}.po"
            before = path.read_text(encoding="utf-8") if path.is_file() else None
            foreign = [text for text in texts.get(area, ()) if text.lang != spoken.code and not comes(text)]
            if before is None and not (foreign and begins):
                waiting += bool(foreign)
                continue
            after = updated_catalog(foreign, before, spoken, library.workspace.name, memory.recall, notes)
            if after != before:
                write_atomically(path, after.encode())
                click.echo(shown(path))
                changed += 1
        if waiting:
            click.echo(f"{waiting} have no catalog in {spoken.code} yet; --language {spoken.code} begins them.")
    if not changed:
        click.echo("Every catalog is up to date.")


@translate.command(epilog=example("partnerkit translate status"))
@root_option
@_languages_option("Only this language; also one that is not published yet.")
def status(root: Path, named: list[Language]) -> None:
    """Say how far each language is, and what is behind its source."""
    from partnerkit.model.coverage import Coverage

    for code, covered in _figures(root, named).items():
        total = Coverage.in_all(covered.values())
        click.echo(_line(code, total))
        behind = [area for area, one in covered.items() if one.stale]
        if behind:
            click.echo(f"    behind: {', '.join(sorted(behind))}")


@translate.command(epilog=example("partnerkit translate stats --language es --json"))
@root_option
@_languages_option("Only this language; also one that is not published yet.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON, for programs.")
def stats(root: Path, named: list[Language], as_json: bool) -> None:
    """Say it for every document, the least translated first."""
    from partnerkit.model.coverage import Coverage

    figures = _figures(root, named)
    if as_json:
        listed = {
            code: {
                "all": asdict(Coverage.in_all(covered.values())),
                **{area: asdict(one) for area, one in covered.items()},
            }
            for code, covered in figures.items()
        }
        click.echo(json.dumps(listed, indent=1))
        return
    for code, covered in figures.items():
        click.echo(_line(code, Coverage.in_all(covered.values())))
        for area, one in sorted(covered.items(), key=lambda item: (item[1].percent, item[0])):
            click.echo(f"  {_line(area, one)}")


def read_workspace(root: Path) -> tuple[World, Sources, Library]:
    """A workspace as it is written; ends the command where it is not sound."""
    world, opened = _opened(root)
    return world, opened.sources, opened.library


def _opened(root: Path) -> tuple[World, Opened]:
    from partnerkit.execute.progress import Timeline
    from partnerkit.reading import open_library

    world = world_at(root, library=False)
    opened = open_library(world, Timeline())
    if opened.value is None:
        finish(opened.diagnostics, as_json=False, done="")
        raise AssertionError("finish leaves where there is an error")
    return world, opened.value


def _below(opened: Opened) -> frozenset[tuple[str, str]]:
    """The texts of the library that a workspace builds on, each with its id path."""
    from partnerkit.diagnostics import Result
    from partnerkit.execute.progress import Timeline
    from partnerkit.reading import open_layers

    if len(opened.layers) == 1:
        return frozenset()
    below = open_layers(Result(opened.layers[:-1]), Timeline()).value
    return frozenset((text.key, text.source) for _, text in below.library.texts()) if below else frozenset()


def _comes_along(
    sources: Sources, spoken: Language, below: frozenset[tuple[str, str]], *, named: bool
) -> Callable[[Text], bool]:
    """Whether a text is for the library below to translate, so that the workspace has no entry of it.

    Args:
        sources: the workspace with all below it.
        spoken: the language to translate into.
        below: the texts of the library below.
        named: whether somebody asks for a document by name, to translate what the library has not.
    """
    from partnerkit.translate import read_catalogs

    files = sources.catalogs.get(spoken.code, ())
    own = read_catalogs(file for file in files if not file.base).value
    theirs = read_catalogs(file for file in files if file.base).value

    def comes(text: Text) -> bool:
        if text.key in own or (text.key, text.source) not in below:
            return False
        entry = theirs.get(text.key)
        return not named or (entry is not None and entry.source == text.source and bool(entry.target))

    return comes


def catalog_of(sources: Sources, spoken: Language) -> Catalog:
    """The catalogs of a language; ends the command where one cannot be read, so that none is written over."""
    from partnerkit.translate import read_catalogs

    result = read_catalogs(sources.catalogs.get(spoken.code, ()))
    if errors_in(result.diagnostics):
        finish(result.diagnostics, as_json=False, done="")
    return result.value


def _translated_into(library: Library) -> list[Language]:
    """Every language of a library that some of it is not written in."""
    from partnerkit.model.library import to_translate
    from partnerkit.model.locales import language

    languages = [language(code) for code in library.workspace.languages]
    return [spoken for spoken in languages if not spoken.pseudo and any(to_translate(library, spoken))]


def _texts_by_area(library: Library) -> dict[str, list[Text]]:
    texts: dict[str, list[Text]] = {}
    for area, text in library.texts():
        texts.setdefault(area, []).append(text)
    return texts


def _gone(world: World, spoken: Language, texts: Mapping[str, object]) -> list[str]:
    """The catalogs of what is no longer there: their entries become obsolete, and come back with their document."""
    catalogs = (world.root / "content" / "locale" / spoken.code).glob("*.po")
    return sorted(path.stem for path in catalogs if path.stem not in texts)


def wanted_areas(areas: tuple[str, ...], known: Iterable[str]) -> list[str]:
    """The areas that an option names, or all of them."""
    every = list(known)
    for area in areas:
        if area not in every:
            raise click.BadParameter(f"there is no '{area}'. {nearest(area, every)}", param_hint="--document")
    return list(areas) or every


def _figures(root: Path, named: list[Language]) -> Mapping[str, Mapping[str, Coverage]]:
    """The coverage of every area, by language."""
    from partnerkit.translate import coverage_by_area
    from partnerkit.translate import translate as localize

    _, sources, library = read_workspace(root)
    return {
        spoken.code: coverage_by_area(library, localize(library, catalog_of(sources, spoken), spoken).value, spoken)
        for spoken in named or _translated_into(library)
    }


def _line(name: str, found: Coverage) -> str:
    """One line about how far a translation is."""
    behind = f", {found.stale} behind" if found.stale else ""
    done = f"{found.percent:3} % of {found.total} words translated"
    return f"{name:40} {done}, {found.reviewed} reviewed by a person{behind}"
