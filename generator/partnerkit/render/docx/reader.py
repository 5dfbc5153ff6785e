"""The words of a Word file as pieces: what they are, how they are stressed, in which control and mark they stand.

One reader for both: it looks at a file that has just been made, to write down what it says, and at the same file when
it comes back from whatever program. So the two can be compared, and differ where somebody has changed something.
Changes that are tracked count as accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from partnerkit.render.docx.controls import STORE
from partnerkit.render.docx.marking import is_mark
from partnerkit.render.docx.markup import NAMESPACES
from partnerkit.render.docx.pieces import Paragraph, Piece

_W, _R, _W14 = (f"{{{NAMESPACES[name]}}}" for name in ("w", "r", "w14"))
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom"})
_CAME = frozenset({f"{_W}ins", f"{_W}moveTo"})
_THROUGH = frozenset({f"{_W}smartTag", f"{_W}customXml", f"{_W}fldSimple", f"{_W}dir", f"{_W}bdo", *_CAME})
_INPUTS = (f"{_W}text", f"{_W14}checkbox", f"{_W}date", f"{_W}dropDownList", f"{_W}comboBox", f"{_W}richText")
_BINDING = re.compile(r"/k:slots\[1\]/k:([a-z][a-z0-9_.]*)\[1\]")
_ANCHORS = frozenset({f"{_W}bookmarkStart", f"{_W}bookmarkEnd"})
_OFF = frozenset({"0", "false", "off", "none"})
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u200b]")
"""Marks of direction and of places to break, which programs put in and take out as they like."""
_CONTENTS = re.compile(r"(toc|contents)[ _]?(\d|heading)?", re.IGNORECASE)


@dataclass
class Reader:
    """Reads the body of a file.

    Attributes:
        slots: the names of slots that are known; others that a control has are not taken for one.
        links: the addresses of links, by the id of their relationship.
        tracked: whether a change was tracked.
        unread: what cannot be read as words: an embedded file, a formula.
    """

    slots: frozenset[str] | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    tracked: bool = False
    unread: list[str] = field(default_factory=list)
    _open: list[tuple[str, str]] = field(default_factory=list)
    _tables: int = 0
    _hidden: int = 0

    def paragraphs(self, root: etree._Element) -> Iterator[Paragraph]:
        """Every paragraph in reading order; those of the table of contents are made anew, so they are left out."""
        held: list[Piece] = []
        for made, joins in self._blocks(root, None):
            made = replace(made, pieces=(*held, *made.pieces)) if held else made
            held = [*made.pieces] if joins else []
            if not joins:
                yield made
        if held:
            yield Paragraph(tuple(held))

    def _blocks(self, around: etree._Element, cell: tuple[int, int, int] | None) -> Iterator[tuple[Paragraph, bool]]:
        for child in around:
            if child.tag in _ANCHORS:
                self._bookmark(child)
            elif child.tag == f"{_W}p":
                if not _CONTENTS.fullmatch(_style(child)):
                    yield from self._paragraph(child, cell)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag == f"{_W}sdt":
                content = child.find(f"{_W}sdtContent")
                if content is not None and not _is_contents(child):
                    yield from self._blocks(content, cell)
            elif child.tag in (f"{_W}altChunk", *_GONE):
                self._without_words(child)
            elif child.tag in _THROUGH:
                yield from self._blocks(child, cell)

    def _without_words(self, child: etree._Element) -> None:
        """A block that is not read: one that was deleted, or a file that is only laid in."""
        if child.tag in _GONE:
            self.tracked = True
        else:
            self.unread.append("a file inside this file")

    def _table(self, table: etree._Element) -> Iterator[tuple[Paragraph, bool]]:
        self._tables += 1
        number = self._tables
        for row, line in enumerate(_inner(table, f"{_W}tr")):
            if line.find(f"{_W}trPr/{_W}del") is not None:
                self.tracked = True
                continue
            for column, cell in enumerate(_inner(line, f"{_W}tc")):
                yield from self._blocks(cell, (number, row, column))

    def _paragraph(
        self, element: etree._Element, cell: tuple[int, int, int] | None
    ) -> Iterator[tuple[Paragraph, bool]]:
        marks: list[str] = []
        boxes: list[etree._Element] = []
        pieces = tuple(_joined(self._inside(element, Piece(""), marks, boxes)))
        about = element.find(f"{_W}pPr")
        made, deleted = Paragraph(pieces, marks=tuple(marks), cell=cell), False
        if about is not None:
            made, deleted = _described(made, about), about.find(f"{_W}rPr/{_W}del") is not None
        self.tracked = self.tracked or deleted
        yield made, deleted
        for box in boxes:
            yield from self._blocks(box, cell)

    def _inside(
        self, around: etree._Element, like: Piece, marks: list[str], boxes: list[etree._Element]
    ) -> Iterator[Piece]:
        """What stands in a paragraph, or in something inside it."""
        for child in _without_echo(around):
            tag = child.tag
            if tag == f"{_W}r":
                yield from self._run(child, self._marked(like), boxes)
            elif tag == f"{_W}sdt":
                yield from self._control(child, like, marks, boxes)
            elif tag == f"{_W}hyperlink":
                target = self.links.get(child.get(f"{_R}id", ""), "")
                yield from self._inside(child, replace(like, link=target or like.link), marks, boxes)
            elif tag in _ANCHORS:
                if name := self._bookmark(child):
                    marks.append(name)
            elif tag in _GONE:
                self.tracked = True
            elif tag in _THROUGH:
                self.tracked = self.tracked or tag in _CAME
                yield from self._inside(child, like, marks, boxes)
            elif isinstance(tag, str) and tag.endswith("}oMath"):
                yield replace(self._marked(like), text="".join(str(text) for text in child.itertext()))

    def _control(
        self, control: etree._Element, like: Piece, marks: list[str], boxes: list[etree._Element]
    ) -> Iterator[Piece]:
        content, about = control.find(f"{_W}sdtContent"), control.find(f"{_W}sdtPr")
        if content is None:
            return
        nested = content.find(f".//{_W}sdt") is not None
        name, form = self._slot_of(about)
        if name and not nested and form not in ("plural", "select"):
            made = "".join(one.text for one in self._inside(content, like, marks, boxes))
            empty = about is not None and about.find(f"{_W}showingPlcHdr") is not None
            yield replace(self._marked(like), text=made, slot=name, empty=empty)
        elif name and form in ("plural", "select"):
            yield from self._inside(content, replace(like, choice=name), marks, boxes)
        elif (called := _field_of(about)) and not nested:
            made = "".join(one.text for one in self._inside(content, like, marks, boxes))
            yield replace(self._marked(like), text=made, field=called)
        else:
            yield from self._inside(content, like, marks, boxes)

    def _slot_of(self, about: etree._Element | None) -> tuple[str, str]:
        """The slot of a control and the form that its words have: by its tag, its binding, or what it shows empty."""
        if about is None or about.find(f"{_W14}checkbox") is not None:
            return "", ""
        kind, _, rest = _value(about.find(f"{_W}tag")).partition(":")
        name, _, form = rest.partition(":")
        if kind == "slot" and self._is_slot(name):
            return name, form
        binding = about.find(f"{_W}dataBinding")
        if binding is not None and STORE in (binding.get(f"{_W}prefixMappings") or ""):
            bound = _BINDING.fullmatch(binding.get(f"{_W}xpath") or "")
            if bound and self._is_slot(bound[1]):
                return bound[1], ""
        shown = _value(about.find(f"{_W}placeholder/{_W}docPart"))
        return (shown, "") if self.slots is not None and shown in self.slots else ("", "")

    def _is_slot(self, name: str) -> bool:
        return bool(name) and (self.slots is None or name in self.slots)

    def _run(self, run: etree._Element, like: Piece, boxes: list[etree._Element]) -> Iterator[Piece]:
        about = run.find(f"{_W}rPr")
        bold, slanted = (False, False) if about is None else (_is_on(about, "b", "bCs"), _is_on(about, "i", "iCs"))
        for child in run:
            tag = child.tag
            if tag == f"{_W}fldChar":
                self._hidden += {"begin": 1, "separate": -1}.get(child.get(f"{_W}fldCharType", ""), 0)
            elif self._hidden <= 0 and (text := _text_of(child)):
                shown = text if text.isascii() else _DIRECTION.sub("", text)
                yield Piece(shown, bold, slanted, like.link, like.slot, like.empty, like.field, like.choice, like.mark)
            elif tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                self._drawn(child[0] if choice is None and len(child) else choice, boxes)
            elif tag in (f"{_W}drawing", f"{_W}pict", f"{_W}object"):
                self._drawn(child, boxes)

    def _drawn(self, drawing: etree._Element | None, boxes: list[etree._Element]) -> None:
        """A picture, whose words are in boxes; a picture without any is told of."""
        if drawing is None:
            return
        found = [*drawing.iter(f"{_W}txbxContent")]
        boxes += found
        if not found:
            self.unread.append("a picture")

    def _marked(self, like: Piece) -> Piece:
        return replace(like, mark=self._open[-1][1]) if self._open else like

    def _bookmark(self, element: etree._Element) -> str:
        """A mark opens, or closes; its name where it opens."""
        number = element.get(f"{_W}id", "")
        if element.tag == f"{_W}bookmarkEnd":
            self._open = [one for one in self._open if one[0] != number]
            return ""
        name = element.get(f"{_W}name", "")
        if not is_mark(name):
            return ""
        self._open.append((number, name))
        return name


def _described(paragraph: Paragraph, about: etree._Element) -> Paragraph:
    """A paragraph with what its properties say."""
    children = {child.tag: child for child in about}
    style, outline = children.get(f"{_W}pStyle"), children.get(f"{_W}outlineLvl")
    numbering = children.get(f"{_W}numPr")
    listed = _value(numbering.find(f"{_W}numId")) if numbering is not None else ""
    return replace(
        paragraph,
        style=_value(style),
        listed=listed if listed != "0" else "",
        level=_number(numbering.find(f"{_W}ilvl")) if numbering is not None else 0,
        outline=_number(outline) if outline is not None else None,
    )


def _inner(around: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows or cells, also those inside of controls."""
    for child in around:
        if child.tag == wanted:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", *_THROUGH):
            yield from _inner(child, wanted)


def _text_of(child: etree._Element) -> str:
    """What a part of a run shows."""
    tag = child.tag
    if tag == f"{_W}t":
        return str(child.text or "")
    if tag in (f"{_W}tab", f"{_W}ptab"):
        return "\t"
    if tag in (f"{_W}br", f"{_W}cr"):
        return "" if child.get(f"{_W}type") in ("page", "column") else "\n"
    if tag == f"{_W}sym":
        return "•" if child.get(f"{_W}char", "").lower() in ("f0b7", "f0a7", "f0d8", "f0fc") else "□"
    return "\u2011" if tag == f"{_W}noBreakHyphen" else ""


def _field_of(about: etree._Element | None) -> str:
    """What a place to write is called; empty where a control is none."""
    if about is None or not any(about.find(one) is not None for one in _INPUTS):
        return ""
    tag = _value(about.find(f"{_W}tag"))
    return tag or _value(about.find(f"{_W}alias")) or "?"


def _is_on(about: etree._Element, *names: str) -> bool:
    found = (about.find(f"{_W}{name}") for name in names)
    return any(one is not None and one.get(f"{_W}val", "1") not in _OFF for one in found)


def _is_contents(control: etree._Element) -> bool:
    gallery = control.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    return _value(gallery).casefold() == "table of contents"


def _style(paragraph: etree._Element) -> str:
    return _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))


def _value(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(f"{_W}val", ""))


def _number(element: etree._Element | None) -> int:
    value = _value(element)
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def _without_echo(around: etree._Element) -> list[etree._Element]:
    """What is inside, without what LibreOffice 7.4 adds in Chinese: a control comes once, doubled, and once more."""
    inside = [*around]
    made: list[etree._Element] = []
    at = 0
    while at < len(inside):
        made.append(inside[at])
        at += 3 if _is_echoed(inside[at : at + 3]) else 1
    return made


def _is_echoed(three: list[etree._Element]) -> bool:
    if len(three) < 3 or any(one.tag != f"{_W}sdt" for one in three):
        return False
    names = {_value(one.find(f"{_W}sdtPr/{_W}alias")) for one in three}
    first, second, third = ("".join(str(text.text or "") for text in one.iter(f"{_W}t")) for one in three)
    return len(names) == 1 and bool(first.strip()) and second == first * 2 and third == first


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Pieces, those that are alike as one: programs tear words apart where they like."""
    held: list[Piece] = []
    for piece in pieces:
        if held and (piece.slot or piece.field or not _are_alike(held[0], piece)):
            yield from _one(held)
            held = []
        held.append(piece)
    yield from _one(held)


def _are_alike(one: Piece, other: Piece) -> bool:
    return (
        one.bold == other.bold
        and one.slanted == other.slanted
        and one.mark == other.mark
        and one.choice == other.choice
        and one.link == other.link
        and not (one.slot or one.field)
    )


def _one(pieces: Sequence[Piece]) -> Iterator[Piece]:
    if len(pieces) > 1:
        pieces = [replace(pieces[0], text="".join(piece.text for piece in pieces))]
    return (piece for piece in pieces if piece.text or piece.slot or piece.field)
