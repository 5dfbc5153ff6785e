"""The words of a Word file as values: paragraphs, and the pieces that they are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that are alike.

    Attributes:
        text: the words; a tab and the end of a line are characters of their own.
        bold: whether they are strong.
        slanted: whether they are stressed.
        link: the address that they lead to.
        slot: the slot whose value they are.
        empty: whether that slot waits to be filled in.
        field: the name of the place to write that they stand in, or what it is called where it has lost its name.
        choice: the slot that the form of the words depends on.
        mark: the innermost mark around them.
    """

    text: str
    bold: bool = False
    slanted: bool = False
    link: str = ""
    slot: str = ""
    empty: bool = False
    field: str = ""
    choice: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with what there is to know of it.

    Attributes:
        pieces: its words.
        style: the id of its style.
        marks: the marks that begin in it.
        listed: whether it is an item of a list.
        level: how deep.
        cell: the number of its table, row and cell; None outside of tables.
        outline: the level of its heading, where it says one itself.
    """

    pieces: tuple[Piece, ...]
    style: str = ""
    marks: tuple[str, ...] = ()
    listed: str = ""
    level: int = 0
    cell: tuple[int, int, int] | None = None
    outline: int | None = None

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces)
