"""The structure tree of a tagged PDF, as plain values."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
import pypdf
import pypdfium2

_AT_LINE_END = "\x02"
"""What pdfium makes of a hyphen that ends a line."""


@dataclass
class Node:
    """One structure element.

    Attributes:
        tag: its type, without the slash.
        lang: its own language, or empty.
        scope: the scope of a header cell, or empty.
        children: the structure elements inside.
    """

    tag: str
    lang: str = ""
    scope: str = ""
    children: list[Node] = field(default_factory=list)

    def iter(self) -> Iterator[Node]:
        """This node and all inside it."""
        yield self
        for child in self.children:
            yield from child.iter()


def opened(data: bytes) -> pikepdf.Pdf:
    """A PDF out of its bytes."""
    return pikepdf.open(io.BytesIO(data))


def tree(data: bytes) -> Node:
    """The whole structure tree."""
    with opened(data) as pdf:
        return Node("Root", children=list(_nodes(pdf.Root.StructTreeRoot.get("/K"))))


def _nodes(kids: object) -> Iterator[Node]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            given = kid.get("/A", pikepdf.Dictionary())
            attributes = given if isinstance(given, pikepdf.Array) else [given]
            scopes = [str(each["/Scope"]).lstrip("/") for each in attributes if "/Scope" in each]
            yield Node(
                str(kid["/S"]).lstrip("/"), str(kid.get("/Lang", "")), *scopes[:1], children=[*_nodes(kid.get("/K"))]
            )


def _dictionaries(value: object, seen: set[tuple[int, int]]) -> Iterator[pikepdf.Object]:
    if isinstance(value, pikepdf.Array):
        for item in value:
            yield from _dictionaries(item, seen)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        if value.objgen != (0, 0):
            if value.objgen in seen:
                return
            seen.add(value.objgen)
        yield value
        for key in value.keys():  # noqa: SIM118  # a PDF dictionary is not iterable
            yield from _dictionaries(value[key], seen)


def everything(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream that can be reached from the root."""
    yield from _dictionaries(pdf.Root, set())


def fonts(data: bytes) -> dict[str, bool]:
    """Every font by its PostScript name without the mark of a subset, and whether it is embedded."""
    found = {}
    with opened(data) as pdf:
        for item in everything(pdf):
            if item.get("/Type") == "/FontDescriptor":
                name = str(item["/FontName"]).lstrip("/").rsplit("+", 1)[-1]
                found[name] = any(f"/FontFile{kind}" in item for kind in ("", "2", "3"))
    return found


def destinations(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """Every named destination with the place it stands for."""
    entries = list(pdf.Root.Names.Dests.Names)
    return {str(key): value for key, value in zip(entries[::2], entries[1::2], strict=True)}


def pages(data: bytes, end: int | None = None) -> list[str]:
    """The words of each page, with one space between them; of the pages before ``end`` only."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages[:end]]


def text(data: bytes) -> str:
    """The words of a PDF as a reader's copy and paste gets them."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def words_over_the_edge(data: bytes, edge: float) -> list[str]:
    """The words that stand less than ``edge`` points from a side of their page, or beyond it, each with its page."""
    found: list[str] = []
    with pypdfium2.PdfDocument(data) as pdf:
        for number, page in enumerate(pdf, start=1):
            words, right = page.get_textpage(), page.get_width() - edge
            places = [words.get_rect(index) for index in range(words.count_rects())]
            over = [place for place in places if place[0] < edge or place[2] > right]
            found += [f"page {number}: {words.get_text_bounded(*place)}" for place in over]
    return found


def quick_text(data: bytes) -> str:
    """The same by a reader that is far quicker, but takes cells that stand close together for one word."""
    with pypdfium2.PdfDocument(data) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded().replace(_AT_LINE_END, "-") for page in pdf)
