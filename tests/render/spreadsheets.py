"""Workbooks read by others: LibreOffice works every formula out anew, openpyxl reads a file and types into it."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

import tools
from partnerkit.render.workbook.formula import At, Value

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""
"""The setting that LibreOffice believes no stored value."""
_EPOCH = datetime(1899, 12, 30)


def _office() -> str:
    found = shutil.which("soffice")
    if found is None or shutil.which("localc") is None:
        tools.missing("LibreOffice is not installed: sudo apt-get install libreoffice-calc")
    return found


def recalculated(folder: Path, files: Mapping[str, bytes]) -> dict[str, dict[At, Value]]:
    """What LibreOffice works out for every cell of some workbooks.

    Args:
        folder: an empty folder to work in.
        files: the workbooks, by any name.
    """
    office = _office()
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_ALWAYS, encoding="utf-8")
    given = {name: folder / f"{number}.xlsx" for number, name in enumerate(files)}
    for name, path in given.items():
        path.write_bytes(files[name])
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
    done = subprocess.run(
        [office, profile, *convert, *map(str, given.values())], capture_output=True, text=True, timeout=300, check=False
    )
    made = {name: folder / "out" / path.name for name, path in given.items()}
    assert all(path.is_file() for path in made.values()), done.stdout + done.stderr
    return {name: values(path.read_bytes()) for name, path in made.items()}


def values(data: bytes) -> dict[At, Value]:
    """The stored value of every cell; what shows nothing is left out, and a day is counted as a spreadsheet does."""
    found: dict[At, Value] = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data), data_only=True):
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                if isinstance(value, datetime):
                    value = (value - _EPOCH).days
                if value not in (None, ""):
                    found[At(sheet.title, cell.row - 1, cell.column - 1)] = value
    return found


def typed(data: bytes, inputs: Mapping[At, Value]) -> bytes:
    """A workbook into which somebody has typed."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for at, value in inputs.items():
        cell = book[at.sheet].cell(at.row + 1, at.col + 1)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # a cell for words takes no formula
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The file of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def differ(one: Value, other: Value) -> bool:
    """Whether two values show something else; nothing shown is like nothing there."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) > 1e-9 * max(1, abs(one))
    return (one or "" if isinstance(one, str) or one is None else one) != (
        other or "" if isinstance(other, str) or other is None else other
    )
