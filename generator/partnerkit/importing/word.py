"""Any Word file as a flow: headings and lists as its styles and its numbering say, whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from partnerkit.importing.flow import Flow, Piece
from partnerkit.importing.office import WordFile
from partnerkit.render.docx.markup import NAMESPACES
from partnerkit.render.docx.pieces import Paragraph
from partnerkit.render.docx.reader import Reader
from partnerkit.wording.markup import Run

_W = f"{{{NAMESPACES['w']}}}"
_HEADING = re.compile(r"heading ?([1-9])|title|subtitle", re.IGNORECASE)
_MOST_LEVELS = 6


def flow_of_word(word: WordFile) -> tuple[Flow, bool]:
    """A Word file as a flow, and whether changes in it are tracked."""
    reader = Reader(slots=frozenset(), links=word.links)
    styles, lists = _Styles(word), _lists(word)
    made = [_piece(one, styles, lists) for one in reader.paragraphs(word.body)]
    for name in word.beside():
        made += [replace(_plain(one), kind="beside") for one in reader.paragraphs(word.tree(name))]
    made += [Piece("beside", (Run(f"[{what}]"),)) for what in dict.fromkeys(reader.unread)]
    return [one for one in made if one.words], reader.tracked


def _plain(paragraph: Paragraph) -> Piece:
    runs = tuple(Run(piece.text, piece.bold, piece.slanted, piece.link) for piece in paragraph.pieces)
    return Piece("paragraph", runs)


def _piece(paragraph: Paragraph, styles: _Styles, lists: Mapping[tuple[str, int], bool]) -> Piece:
    plain = _plain(paragraph)
    if paragraph.cell is not None:
        return replace(plain, kind="cell", row=paragraph.cell[:2])
    if level := styles.heading(paragraph):
        return replace(plain, kind="heading", level=min(level, _MOST_LEVELS))
    listed, depth = (paragraph.listed, paragraph.level) if paragraph.listed else styles.list_of(paragraph.style)
    if listed:
        return replace(plain, kind="item", level=depth + 1, ordered=lists.get((listed, depth), False))
    return plain


class _Styles:
    """What the styles of a file mean."""

    def __init__(self, word: WordFile) -> None:
        name = re.sub(r"[^/]+$", "styles.xml", word.main)
        root = word.tree(name) if name in word.parts else etree.Element("none")
        self.styles = {one.get(f"{_W}styleId", ""): one for one in root.iter(f"{_W}style")}

    def heading(self, paragraph: Paragraph) -> int:
        """The level of a heading: by its style, or by what it says of itself; 0 where it is none."""
        if paragraph.outline is not None and paragraph.outline < 9:
            return paragraph.outline + 1
        for style in self._chain(paragraph.style):
            found = _HEADING.fullmatch(_value(style, "name"))
            if found:
                return int(found[1]) if found[1] else 1
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None and outline.get(f"{_W}val", "9") in "012345678":
                return int(outline.get(f"{_W}val", "0")) + 1
        return 0

    def list_of(self, style: str) -> tuple[str, int]:
        """The list and the level that a style has."""
        for one in self._chain(style):
            number = one.find(f"{_W}pPr/{_W}numPr/{_W}numId")
            if number is not None and number.get(f"{_W}val", "0") != "0":
                level = one.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
                said = level.get(f"{_W}val", "0") if level is not None else "0"
                return number.get(f"{_W}val", ""), int(said) if said in "012345678" else 0
        return "", 0

    def _chain(self, style: str) -> Iterator[etree._Element]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while style and style not in seen and style in self.styles:
            seen.add(style)
            yield self.styles[style]
            style = _value(self.styles[style], "basedOn")


def _value(around: etree._Element, name: str) -> str:
    found = around.find(f"{_W}{name}")
    return "" if found is None else str(found.get(f"{_W}val", ""))


def _lists(word: WordFile) -> dict[tuple[str, int], bool]:
    """Whether the items of a list have numbers, by list and level."""
    name = re.sub(r"[^/]+$", "numbering.xml", word.main)
    if name not in word.parts:
        return {}
    root = word.tree(name)
    kinds: dict[str, dict[int, bool]] = {}
    for kind in root.iter(f"{_W}abstractNum"):
        levels = {}
        for level in kind.iter(f"{_W}lvl"):
            said = level.get(f"{_W}ilvl", "0")
            levels[int(said) if said.isdecimal() else 0] = _value(level, "numFmt") not in ("bullet", "none", "")
        kinds[kind.get(f"{_W}abstractNumId", "")] = levels
    return {
        (one.get(f"{_W}numId", ""), level): ordered
        for one in root.iter(f"{_W}num")
        for level, ordered in kinds.get(_value(one, "abstractNumId"), {}).items()
    }
