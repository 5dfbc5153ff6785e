"""The commands for translators who work in a spreadsheet or a CAT tool: hand texts out, and take them in again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnerkit.cli.translate import catalog_of, known_language, read_workspace, wanted_areas
from partnerkit.diagnostics import Diagnostic, Span
from partnerkit.terminal import example, finish, shown

if TYPE_CHECKING:
    from partnerkit.diagnostics import Result
    from partnerkit.model.library import Library
    from partnerkit.model.locales import Language
    from partnerkit.translate.catalogs import Catalog
    from partnerkit.translate.exchange import Row, Table
    from partnerkit.translate.merge import Place
    from partnerkit.wording import Words
    from partnerkit.world import World

MAX_BYTES = 32 * 1024 * 1024
_SUFFIXES = {"xlsx": (".xlsx",), "xliff": (".xlf", ".xliff")}
_ALL_SUFFIXES = tuple(suffix for suffixes in _SUFFIXES.values() for suffix in suffixes)


@dataclass(frozen=True)
class _Desk:
    """A workspace and its catalogs in one language."""

    world: World
    spoken: Language
    library: Library
    catalog: Catalog
    files: dict[str, str]

    def areas(self) -> list[str]:
        """What may be translated here: everything but the words of templates that belong to somebody else."""
        from partnerkit.model.library import INTERFACE, to_translate

        own = self.world.templates.is_relative_to(self.world.root)
        every = dict.fromkeys(area for area, _ in to_translate(self.library, self.spoken))
        return [area for area in every if own or area != INTERFACE]

    def places(self) -> dict[str, Place]:
        """Every text that may be translated here, with the file of its translation."""
        from partnerkit.model.library import INTERFACE, to_translate
        from partnerkit.translate.merge import Place

        areas = {
            area: f"{'templates' if area == INTERFACE else 'content'}/locale/{self.spoken.code}/{area}.po"
            for area in self.areas()
        }
        return {
            text.key: Place(area, text, self.catalog[text.key].span.file if text.key in self.catalog else areas[area])
            for area, text in to_translate(self.library, self.spoken)
            if area in areas
        }

    def path(self, file: str) -> Path:
        """Where a catalog is."""
        folder, _, rest = file.partition("/")
        return self.world.templates / rest if folder == "templates" else self.world.root / file


def _desk(root: Path, spoken: Language) -> _Desk:
    """Everything that is needed to hand out or take in; leaves with a word about what is wrong."""
    from partnerkit.model.library import to_translate

    world, sources, library = read_workspace(root)
    if not any(to_translate(library, spoken)):
        raise click.BadParameter(f"'{spoken.code}' is the language that is translated from.", param_hint="--language")
    files = {file.path: file.data.decode("utf-8-sig") for file in sources.catalogs.get(spoken.code, ())}
    return _Desk(world, spoken, library, catalog_of(sources, spoken), files)


# -- export ------------------------------------------------------------------------------------------------------------


@click.command("export", epilog=example("partnerkit translate export --language es --missing --out es.xlsx"))
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option(
    "--language", "spoken", required=True, callback=known_language, help="The language to translate into, such as es."
)
@click.option("--document", "areas", multiple=True, help="Only this document, kit or page; may be given again.")
@click.option(
    "--format", "kind", type=click.Choice(["xlsx", "xliff"]), default="xlsx", show_default=True,
    help="An Excel workbook, or XLIFF 2.0 for a CAT tool, one file for each document.",
)  # fmt: skip
@click.option("--missing", is_flag=True, help="Only what is not translated yet, or behind its English.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file or folder to write.")
def export(root: Path, spoken: Language, areas: tuple[str, ...], kind: str, missing: bool, out: Path) -> None:
    """Hand texts out to a translator, as an Excel workbook or as files for a CAT tool."""
    from partnerkit.execute.cache import write_atomically
    from partnerkit.translate import translate as localize
    from partnerkit.translate.exchange import table_of
    from partnerkit.wording import Words

    desk = _desk(root, spoken)
    known = desk.areas()
    words = Words(localize(desk.library, desk.catalog, desk.spoken).value, desk.spoken, {})
    table = table_of(desk.library, desk.catalog, words, wanted_areas(areas, known), unfinished=missing)
    if not table.areas:
        click.echo("Nothing is missing: every text is translated, and none is behind.")
        return
    made = list(_made(table, words, kind, out))
    for path, _ in made:
        if path.exists():
            # It may hold what a translator has written, and nobody has imported yet.
            raise click.BadParameter(f"{shown(path)} is already there. Name another, or move it.", param_hint="--out")
    for path, data in made:
        write_atomically(path, data)
    size = f"{_count(sum(1 for _ in table.rows()), 'text')} of {_count(len(table.areas), 'document')}"
    click.echo(f"Wrote {shown(made[0][0] if len(made) == 1 else out)}: {size}.")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _made(table: Table, words: Words, kind: str, out: Path) -> Iterator[tuple[Path, bytes]]:
    """The files of a format with their bytes: ``out`` itself, or files in the folder ``out``."""
    from partnerkit.translate import spreadsheet, xliff

    code, names = words.language.code, list(table.areas)
    is_file = out.suffix.lower() in _ALL_SUFFIXES and not out.is_dir()
    if is_file and out.suffix.lower() not in _SUFFIXES[kind]:
        raise click.BadParameter(f"a file of this format ends with {_SUFFIXES[kind][0]}.", param_hint="--out")
    if kind == "xlsx":
        stem = f"{names[0]}.{code}" if len(names) == 1 else code
        yield out if is_file else out / f"{stem}.xlsx", spreadsheet.write(table, words)
        return
    if is_file and len(names) > 1:
        what = f"{len(names)} documents make {len(names)} XLIFF files. Name a folder."
        raise click.BadParameter(what, param_hint="--out")
    for area, rows in table.areas.items():
        yield (
            out if is_file else out / f"{area}.{code}.xlf",
            xliff.write(area, rows, words.language, table.written_in[area]),
        )


# -- import ------------------------------------------------------------------------------------------------------------


@click.command("import", epilog=example("partnerkit translate import es.xlsx --language es"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option(
    "--language", "spoken", required=True, callback=known_language, help="The language of the files, such as es."
)
@click.option("--reviewed-by", "role", default="", help="Who has reviewed what is marked so: a role, not a name.")
def import_(files: tuple[Path, ...], root: Path, spoken: Language, role: str) -> None:
    """Take in what a translator has sent back. Nothing is lost: where two people disagree, both are kept."""
    from partnerkit.execute.cache import write_atomically
    from partnerkit.model.text import unprintable_in
    from partnerkit.translate.merge import merge

    if unprintable_in(role) or "\n" in role or len(role) > 60:
        raise click.BadParameter("write a role in a few words, such as cultural liaison.", param_hint="--reviewed-by")
    desk = _desk(root, spoken)
    found: list[Diagnostic] = []
    rows = [row for path in _each(files, found) for row in _rows(path, spoken.code, found)]
    merged = merge(rows, desk.places(), desk.files, desk.library, desk.spoken, role.strip())
    for file, text in merged.value.catalogs.items():
        write_atomically(desk.path(file), text.encode())
        click.echo(shown(desk.path(file)))
    beside = f", {merged.value.suggested} kept beside others" if merged.value.suggested else ""
    click.echo(f"{_count(merged.value.taken, 'translation')} taken{beside}.")
    finish([*found, *merged.diagnostics], as_json=False, done="")


def _each(paths: Iterable[Path], found: list[Diagnostic]) -> Iterator[Path]:
    """Files as they are, and those in folders."""
    for path in paths:
        inside = [path]
        if path.is_dir():
            # Beside an open workbook Excel keeps one that is called ~$…, and that holds no words.
            files = [one for one in path.iterdir() if not one.name.startswith((".", "~$"))]
            inside = sorted(one for one in files if one.suffix.lower() in _ALL_SUFFIXES)
        if not inside:
            what = f"there is no {' or '.join(_ALL_SUFFIXES)} file in this folder"
            found.append(Diagnostic("bad-exchange", Span(shown(path)), what, "Name the files, or their folder."))
        yield from inside


def _rows(path: Path, code: str, found: list[Diagnostic]) -> list[Row]:
    """The rows of a file in the right language; what is wrong with it goes to ``found``."""
    name = shown(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        hint = "Check that it exists and is yours."
        found.append(Diagnostic("unreadable", Span(name), f"this file cannot be read: {error.strerror}", hint))
        return []
    if len(data) > MAX_BYTES:
        what = f"this file has more than {MAX_BYTES:,} bytes, and no export of ours has"
        found.append(Diagnostic("too-large", Span(name), what, "Import the file that was exported."))
        return []
    table = _read(data, name)
    found += table.diagnostics
    if table.value is None:
        return []
    if table.value.language.casefold() != code.casefold():
        what = f"this file is in '{table.value.language}', not in '{code}'"
        hint = f"Import it with --language {table.value.language}, if that is right."
        found.append(Diagnostic("other-language", Span(name), what, hint))
        return []
    return list(table.value.rows())


def _read(data: bytes, name: str) -> Result[Table | None]:
    """A file by what is in it, whatever it is called."""
    from partnerkit.diagnostics import Result
    from partnerkit.translate import spreadsheet, xliff

    if data.startswith(b"PK"):
        return spreadsheet.read(data, name)
    if b"<" in data[:200] and not data.startswith(b"\xd0\xcf\x11\xe0"):
        return xliff.read(data, name)
    what = "this is neither an Excel workbook (.xlsx) nor XLIFF (.xlf)"
    hint = "Open the file in the program that it comes from, and save it in the format that was exported."
    return Result(None, (Diagnostic("bad-exchange", Span(name), what, hint),))
