"""The aggregate as a file: CSV for reports and spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from partnerkit.model.results import COLUMNS, ResultRow

_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[ResultRow]) -> bytes:
    """The rows, in UTF-8 with the mark by which Excel knows it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([neutral("" if value is None else str(value)) for value in row.model_dump().values()])
    return ("\ufeff" + stream.getvalue()).encode()


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_LIKE_FORMULAS) else cell
