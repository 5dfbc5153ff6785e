"""What the tests of round trips share: a library of given texts, and a trip through a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import polib

from partnerkit.diagnostics import Result
from partnerkit.load import load
from partnerkit.model.library import INTERFACE, Library
from partnerkit.model.locales import Language, language
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import Text
from partnerkit.translate import read_catalogs, spreadsheet, updated_catalog, xliff
from partnerkit.translate.exchange import Row, Table, table_of
from partnerkit.translate.merge import Merged, Place, merge
from partnerkit.validate import validate
from partnerkit.wording import Words
from partnerkit.world import packaged_library

SOUND = Path(__file__).resolve().parents[1] / "cases" / "validate" / "sound"
ES, AR = language("es"), language("ar")
FILE = "templates/locale/es/interface.po"
FORMATS = ("xlsx", "xliff")


@cache
def sound_library() -> Library:
    """One document of every kind, and the interface."""
    return validate(load(SOUND, packaged_library() / "templates").value).value


def library_of(texts: Mapping[str, str]) -> Library:
    """A library with these texts and no others to translate, by the last part of their id path."""
    made = {name: Text(source, key=f"{INTERFACE}#{name}", block=True) for name, source in texts.items()}
    return replace(sound_library(), documents={}, kits={}, pages={}, vocabulary=(), interface=made)


def places(library: Library) -> dict[str, Place]:
    """Every text of a library, in one catalog."""
    return {text.key: Place(area, text, FILE) for area, text in library.texts()}


def catalog(texts: Mapping[str, str], targets: Mapping[str, str], existing: str | None = None) -> str:
    """A catalog of some texts, with what is translated."""
    made = updated_catalog([text for _, text in library_of(texts).texts()], existing, ES, "Test library")
    po = polib.pofile(made + "\n", wrapwidth=100)
    for entry in po:
        name = (entry.msgctxt or "").removeprefix(f"{INTERFACE}#")
        if not entry.obsolete and name in targets:
            entry.msgstr = targets[name]
    return str(po)


def entry(text: str, name: str) -> polib.POEntry:
    """The entry of a text in a catalog."""
    (found,) = [e for e in polib.pofile(text + "\n") if e.msgctxt == f"{INTERFACE}#{name}" and not e.obsolete]
    return found


def exported(texts: Mapping[str, str], po: str, spoken: Language = ES, *, unfinished: bool = False) -> Table:
    """The table that a translator gets."""
    read = read_catalogs([SourceFile(FILE, po.encode())])
    assert read.diagnostics == ()
    words = Words(sound_library(), spoken, {})
    return table_of(library_of(texts), read.value, words, [INTERFACE], unfinished=unfinished)


def packed(table: Table, kind: str, spoken: Language = ES) -> bytes:
    """A table with one area as a file."""
    if kind == "xlsx":
        return spreadsheet.write(table, Words(sound_library(), spoken, {}))
    ((area, rows),) = table.areas.items()
    return xliff.write(area, rows, spoken)


def unpacked(data: bytes, kind: str) -> Table:
    """A file as a table."""
    result = read(data, kind)
    assert result.diagnostics == ()
    assert result.value is not None
    return result.value


def read(data: bytes, kind: str) -> Result[Table | None]:
    """What is read from a file."""
    return (spreadsheet if kind == "xlsx" else xliff).read(data, f"back.{kind}")


def edited(table: Table, **changes: Mapping[str, object]) -> Table:
    """A table after a translator has worked on it: what changes in each row, by the name of its text."""
    areas = {
        area: tuple(replace(row, **changes.get(row.key.partition("#")[2], {})) for row in rows)  # type: ignore[arg-type]
        for area, rows in table.areas.items()
    }
    return Table(table.language, areas)


def merged(texts: Mapping[str, str], po: str, *rows: Row, role: str = "") -> Result[Merged]:
    """Rows laid over a catalog."""
    library = library_of(texts)
    return merge(rows, places(library), {FILE: po}, library, ES, role)
