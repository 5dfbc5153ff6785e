"""The commands for translators: bring catalogs up to date, and say how far a language is."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partnerkit.diagnostics import errors_in
from partnerkit.terminal import example, finish, shown, world_at

if TYPE_CHECKING:
    from partnerkit.model.locales import Language
    from partnerkit.translate import Coverage


def _language(code: str) -> Language:
    """The language of an option, or a word about what is wrong with it."""
    from partnerkit.model.locales import language

    try:
        return language(code)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--language") from None


@click.group()
def translate() -> None:
    """Work on translations."""


@translate.command(epilog=example("partnerkit translate extract --language es"))
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option("--language", "code", required=True, help="The language to translate into, such as es.")
@click.option("--document", "areas", multiple=True, help="Only this document, kit or page; may be given again.")
def extract(root: Path, code: str, areas: tuple[str, ...]) -> None:
    """Bring a language's catalogs up to date: new texts are added, changed ones marked, nothing is lost."""
    from partnerkit.diagnostics import nearest
    from partnerkit.execute.cache import write_atomically
    from partnerkit.load import load
    from partnerkit.model.library import INTERFACE
    from partnerkit.translate import read_catalogs, updated_catalog
    from partnerkit.validate import validate

    world = world_at(root, library=False)
    spoken = _language(code)
    sources = load(world.root, world.templates)
    checked = validate(sources.value)
    catalogs = read_catalogs(sources.value.catalogs.get(code, ()))
    found = [*sources.diagnostics, *checked.diagnostics, *catalogs.diagnostics]
    if errors_in(found):
        finish(found, as_json=False, done="")
    texts: dict[str, list[Any]] = {}
    for area, text in checked.value.texts():
        texts.setdefault(area, []).append(text)
    for area in areas:
        if area not in texts:
            raise click.BadParameter(f"there is no '{area}'. {nearest(area, texts)}", param_hint="--document")
    own_templates = world.templates.is_relative_to(world.root)
    for area in areas or [area for area in texts if area != INTERFACE or own_templates]:
        folder = world.templates if area == INTERFACE else world.root / "content"
        path = folder / "locale" / code / f"{area}.po"
        before = path.read_text(encoding="utf-8") if path.is_file() else None
        after = updated_catalog(texts[area], before, spoken, checked.value.workspace.name)
        if after != before:
            write_atomically(path, after.encode())
            click.echo(shown(path))


@translate.command(epilog=example("partnerkit translate status --documents"))
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option("--language", "codes", multiple=True, help="Only this language; also one that is not published yet.")
@click.option("--documents", "each", is_flag=True, help="Say it for every document, the least translated first.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON, for programs.")
def status(root: Path, codes: tuple[str, ...], each: bool, as_json: bool) -> None:
    """Say how far each language is: words translated, reviewed by a person, and behind their source."""
    from partnerkit.load import load
    from partnerkit.translate import Coverage, coverage_by_area, read_catalogs
    from partnerkit.translate import translate as localize
    from partnerkit.validate import validate

    world = world_at(root, library=False)
    sources = load(world.root, world.templates)
    checked = validate(sources.value)
    if errors_in([*sources.diagnostics, *checked.diagnostics]):
        finish([*sources.diagnostics, *checked.diagnostics], as_json=False, done="")
    figures: dict[str, dict[str, Coverage]] = {}
    for spoken in map(_language, codes or checked.value.workspace.languages[1:]):
        if spoken.pseudo:
            continue
        code = spoken.code
        catalog = read_catalogs(sources.value.catalogs.get(code, ())).value
        figures[code] = coverage_by_area(checked.value, localize(checked.value, catalog, spoken).value)
    totals = {code: sum(areas.values(), Coverage(0, 0)) for code, areas in figures.items()}
    if as_json:
        listed = {
            code: {"all": asdict(totals[code]), **({key: asdict(one) for key, one in areas.items()} if each else {})}
            for code, areas in figures.items()
        }
        click.echo(json.dumps(listed, indent=1))
        return
    for code, areas in figures.items():
        click.echo(_covered(code, totals[code]))
        if each:
            for area, one in sorted(areas.items(), key=lambda item: (item[1].percent, item[0])):
                click.echo(f"  {_covered(area, one)}")


def _covered(name: str, found: Coverage) -> str:
    """One line about how far a translation is."""
    behind = f", {found.stale} behind" if found.stale else ""
    done = f"{found.percent:3} % of {found.total} words translated"
    return f"{name:40} {done}, {found.reviewed} reviewed by a person{behind}"
