"""A document of any program as a flow: headings, paragraphs, items and cells in their order, with their words.

The least that Word, LibreOffice, Markdown and web pages have in common. What each program says is kept; what people
only make look like something is for ``guessing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from partnerkit.wording.markup import Block, Run, write

Kind = Literal["heading", "paragraph", "item", "cell", "sign", "beside"]


@dataclass(frozen=True)
class Piece:
    """A block of a flow.

    Attributes:
        kind: what it is; ``sign`` is a line to sign on, ``beside`` stands outside of the text: a note, a comment.
        runs: its words.
        level: how deep a heading or an item is, from 1 on.
        ordered: whether an item has a number.
        number: the number that was typed before it, as it was typed.
        row: the number of its table and of its row in it, for a cell.
        notes: what was guessed about it.
    """

    kind: Kind
    runs: tuple[Run, ...]
    level: int = 1
    ordered: bool = False
    number: str = ""
    row: tuple[int, int] = (0, 0)
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Its words, without any look."""
        return " ".join("".join(run.text for run in self.runs).split())

    @property
    def source(self) -> str:
        """Its words as an author would write them."""
        return write([Block(self.runs)], block=True)


Flow = Sequence[Piece]


def rows(cells: Iterable[Piece]) -> list[str]:
    """Cells as one line for each row."""
    made: dict[tuple[int, int], list[str]] = {}
    for cell in cells:
        made.setdefault(cell.row, []).append(cell.words)
    return [" | ".join(filter(None, words)) for words in made.values() if any(words)]
