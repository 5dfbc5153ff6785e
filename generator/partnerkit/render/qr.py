"""QR codes, as one path of an SVG picture: the way from paper to the page that lives on.

The only module that imports segno.
"""

from __future__ import annotations

from dataclasses import dataclass

import segno

_QUIET_ZONE = 4
"""Light modules around a code (ISO/IEC 18004 9.1)."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code to draw.

    Attributes:
        address: where it leads.
        size: the length of a side in modules, with the quiet zone.
        path: an SVG path of its dark modules.
    """

    address: str
    size: int
    path: str


def qr_code(address: str) -> QrCode:
    """The code of a web address, with a quarter of it to spare for stains and folds (error correction level Q)."""
    rows = segno.make(address, error="q", micro=False, boost_error=False).matrix
    runs = [f"M{x + _QUIET_ZONE} {y + _QUIET_ZONE}h{n}v1h-{n}z" for y, row in enumerate(rows) for x, n in _runs(row)]
    return QrCode(address, len(rows) + 2 * _QUIET_ZONE, "".join(runs))


def _runs(row: bytes | bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin in a row, and how many follow each other."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((x, 1))
    return found
