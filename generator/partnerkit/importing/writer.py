"""A text document of LibreOffice as a flow, from its content.xml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from partnerkit.importing.flow import Flow, Piece
from partnerkit.wording.markup import Run

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _STYLE, _FO, _OFFICE = (
    f"{{{_NS}{name}}}" for name in ("text:1.0", "table:1.0", "style:1.0", "xsl-fo-compatible:1.0", "office:1.0")
)
_XLINK = "{http://www.w3.org/1999/xlink}"
_NOT_SHOWN = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}forms", f"{_TEXT}sequence-decls"})
_LINKS = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class _Look:
    """How a style looks; None where it leaves that to what is around it."""

    bold: bool | None = None
    slanted: bool | None = None
    outline: int = 0


def flow_of_writer(content: etree._Element, styles: etree._Element | None) -> tuple[Flow, bool]:
    """A document of LibreOffice as a flow, and whether changes in it are tracked."""
    reader = _Reader(_looks(content, styles), _numbered(content, styles))
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    flow = [*reader.blocks(body if body is not None else content, 0, None)]
    tracked = content.find(f".//{_TEXT}tracked-changes") is not None
    return [one for one in (*flow, *reader.beside) if one.words], tracked


@dataclass
class _Reader:
    looks: Mapping[str, _Look]
    numbered: Mapping[tuple[str, int], bool]
    beside: list[Piece] = field(default_factory=list)
    tables: int = 0

    def blocks(self, around: etree._Element, depth: int, like: Piece | None) -> Iterator[Piece]:
        """Every block inside an element."""
        for child in around:
            tag = child.tag
            if tag == f"{_TEXT}h":
                yield Piece("heading", self.runs(child), level=_level(child.get(f"{_TEXT}outline-level")))
            elif tag == f"{_TEXT}p":
                yield self._paragraph(child, like)
            elif tag == f"{_TEXT}list":
                yield from self._list(child, depth + 1, like)
            elif tag == f"{_TABLE}table":
                yield from self._table(child)
            elif tag == f"{_TEXT}table-of-content" or tag in _NOT_SHOWN:
                continue
            elif isinstance(tag, str):
                yield from self.blocks(child, depth, like)

    def _paragraph(self, element: etree._Element, like: Piece | None) -> Piece:
        runs = self.runs(element)
        if like is not None:
            return replace(like, runs=runs)
        look = self.looks.get(element.get(f"{_TEXT}style-name", ""), _Look())
        return Piece("heading", runs, level=look.outline) if look.outline else Piece("paragraph", runs)

    def _list(self, element: etree._Element, depth: int, like: Piece | None) -> Iterator[Piece]:
        style = element.get(f"{_TEXT}style-name", "")
        ordered = self.numbered.get((style, depth), like.ordered if like is not None else False)
        for item in element:
            if item.tag in (f"{_TEXT}list-item", f"{_TEXT}list-header"):
                yield from self.blocks(item, depth, Piece("item", (), level=depth, ordered=ordered))

    def _table(self, table: etree._Element) -> Iterator[Piece]:
        self.tables += 1
        number = self.tables
        for row, line in enumerate(table.iter(f"{_TABLE}table-row")):
            for cell in line.iter(f"{_TABLE}table-cell"):
                yield from self.blocks(cell, 0, Piece("cell", (), row=(number, row)))

    def runs(self, element: etree._Element) -> tuple[Run, ...]:
        """The words of a block."""
        look = self.looks.get(element.get(f"{_TEXT}style-name", ""), _Look())
        return tuple(self._inside(element, Run("", bool(look.bold), bool(look.slanted))))

    def _inside(self, around: etree._Element, like: Run) -> Iterator[Run]:
        if around.text:
            yield replace(like, text=around.text)
        for child in around:
            yield from self._one(child, like)
            if child.tail:
                yield replace(like, text=child.tail)

    def _one(self, child: etree._Element, like: Run) -> Iterator[Run]:
        match child.tag.removeprefix(_TEXT) if isinstance(child.tag, str) else "":
            case "s":
                yield replace(like, text=" ")
            case "tab":
                yield replace(like, text="\t")
            case "line-break":
                yield replace(like, text="\n")
            case "span":
                look = self.looks.get(child.get(f"{_TEXT}style-name", ""), _Look())
                bold = like.bold if look.bold is None else look.bold
                slanted = like.slanted if look.slanted is None else look.slanted
                yield from self._inside(child, replace(like, bold=bold, slanted=slanted))
            case "a":
                target = child.get(f"{_XLINK}href", "")
                yield from self._inside(child, replace(like, link=target) if target.startswith(_LINKS) else like)
            case "note":
                self.beside += (replace(one, kind="beside") for one in self.blocks(child, 0, None))
            case "":
                if child.tag == f"{_OFFICE}annotation":
                    self.beside += (replace(one, kind="beside") for one in self.blocks(child, 0, None))
                elif isinstance(child.tag, str):
                    boxed = [*self.blocks(child, 0, None)]
                    self.beside += (replace(one, kind="beside") for one in boxed)
            case _:
                yield from self._inside(child, like)


def _level(said: str | None) -> int:
    return int(said) if said and said in "123456" else 1


def _looks(*roots: etree._Element | None) -> dict[str, _Look]:
    """How styles look; those of the document itself know what they are based on."""
    found = [style for root in roots if root is not None for style in root.iter(f"{_STYLE}style")]
    by_name = {style.get(f"{_STYLE}name", ""): style for style in found}
    return {name: _look(style, by_name, 0) for name, style in by_name.items()}


def _look(style: etree._Element, by_name: Mapping[str, etree._Element], depth: int) -> _Look:
    above = by_name.get(style.get(f"{_STYLE}parent-style-name", ""))
    look = _look(above, by_name, depth + 1) if above is not None and depth < 20 else _Look()
    text = style.find(f"{_STYLE}text-properties")
    weight = text.get(f"{_FO}font-weight") if text is not None else None
    slant = text.get(f"{_FO}font-style") if text is not None else None
    outline = style.get(f"{_STYLE}default-outline-level") or ""
    name = style.get(f"{_STYLE}name", "")
    return _Look(
        look.bold if weight is None else weight in ("bold", "600", "700", "800", "900"),
        look.slanted if slant is None else slant in ("italic", "oblique"),
        int(outline) if outline and outline in "123456" else 1 if name in ("Title", "Subtitle") else look.outline,
    )


def _numbered(*roots: etree._Element | None) -> dict[tuple[str, int], bool]:
    """Whether the items of a list have numbers, by its style and level."""
    made: dict[tuple[str, int], bool] = {}
    for root in roots:
        for style in root.iter(f"{_TEXT}list-style") if root is not None else ():
            for level in style:
                depth = level.get(f"{_TEXT}level", "")
                if depth.isdecimal():
                    name = style.get(f"{_STYLE}name", "")
                    made[name, int(depth)] = level.tag == f"{_TEXT}list-level-style-number"
    return made
