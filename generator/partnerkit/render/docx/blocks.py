"""Blocks of a document: headings, paragraphs, lists, callouts, places to write and to sign, optional clauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from partnerkit.model.element import Element
from partnerkit.render.docx.contents import Contents
from partnerkit.render.docx.inline import Inline, spoken_inside
from partnerkit.render.docx.kits import NEW_PAGE
from partnerkit.render.docx.markup import Setting, Voice, paragraph
from partnerkit.render.docx.numbering import Numbering
from partnerkit.render.docx.pages import Pages
from partnerkit.render.docx.tables import Tables, needs_width

_HEADINGS = {"h1": "Title", "h2": "Heading1", "h3": "Heading2", "h4": "Heading3", "h5": "Heading4"}
_PARAGRAPHS = {
    "code": "Overline",
    "translation-note": "SmallNote",
    "minutes": "SmallNote",
    "see": "SmallNote",
    "label": "Label",
    "meaning": "Label",
    "help": "Help",
    "plain-title": "CalloutTitle",
    "notice-title": "NoticeTitle",
    "optional-label": "OptionalTitle",
    "optional-note": "Optional",
}
_BOXES = {"plain": "Callout", "notice": "Notice"}
_LISTS = frozenset({"ol", "ul"})
_MARKS = frozenset({"optional-label", "optional-note"})
_SHORT, _BESIDE = 24, 170
"""How many letters an answer to a question, and all of them, may have to stand beside each other."""


@dataclass(frozen=True, slots=True)
class Around:
    """Where the walk is.

    Attributes:
        voice: how words are set here.
        width: how wide the text is, in twentieths of a point.
        style: the style of a paragraph that has no class of its own.
        indent: how far lists are from the edge.
        level: how deep in lists.
        keep: whether everything stays on one page with what follows.
    """

    voice: Voice
    width: int
    style: str = ""
    indent: int = 0
    level: int = 0
    keep: bool = False


@dataclass
class Blocks:
    """The blocks of one file.

    Attributes:
        inline: its words and controls.
        numbering: its lists.
        contents: its headings and their table.
        pages: upright pages, and wide ones.
        optional: what an optional clause is called.
    """

    inline: Inline
    numbering: Numbering
    contents: Contents
    pages: Pages
    optional: str

    def article(self, body: Element, voice: Voice) -> str:
        """A whole document."""
        out: list[str] = []
        around = Around(voice, self.pages.width)
        waiting = self.contents.wanted
        for child in _elements(body):
            if waiting and child.tag == "section":
                out.append(self.contents.table(self.inline.controls, voice))
                waiting = False
            out.append(self._top(child, around))
        return "".join(out)

    def _top(self, element: Element, around: Around) -> str:
        """A block of the document itself; a section with a table that is too wide has wide pages of its own."""
        if NEW_PAGE in element.classes:
            return paragraph("Spacer", "", Setting(around.voice.rtl, new_page=True))
        tables = [child for child in element.iter() if child.tag == "table"]
        if not element.get("data-if") and any(needs_width(table, around.width) for table in tables):
            rtl = around.voice.rtl
            wide = self.block(element, replace(around, width=self.pages.wide))
            before = paragraph("Spacer", "", Setting(rtl), self.pages.section(rtl=rtl))
            return before + wide + paragraph("Spacer", "", Setting(rtl), self.pages.section(rtl=rtl, wide=True))
        return self.block(element, around)

    def within(self, element: Element, around: Around) -> str:
        """Everything inside an element."""
        voice = spoken_inside(element, around.voice)
        around = around if voice is around.voice else replace(around, voice=voice)
        return "".join(self.block(child, around) for child in _elements(element))

    def block(self, element: Element, around: Around) -> str:
        """A block, inside its control where it is optional."""
        made = self._block(element, around)
        return self._if(element, made)

    def _if(self, element: Element, made: str) -> str:
        if element.get("data-if") and made:
            return self.inline.controls.optional(element, self.optional, made)
        return made

    def _block(self, element: Element, around: Around) -> str:
        classes = element.classes
        match element.tag:
            case "p":
                return self._paragraph(element, around)
            case "h1" | "h2" | "h3" | "h4" | "h5":
                return self._heading(element, around)
            case "ul" | "ol":
                return self.list(element, around)
            case "dl":
                return self._tables(around).facts(element)
            case "table":
                return self._tables(around).table(element)
            case "blockquote":
                return self.within(element, replace(around, style="Quote"))
        if "write" in classes:
            return self._lines(element, around)
        if "signatures" in classes:
            return self._tables(around).signatures(element)
        if box := next((_BOXES[name] for name in ("plain", "notice") if name in classes), ""):
            inside = self.within(element, replace(around, style=box))
            return inside + paragraph("Spacer", "", Setting(around.voice.rtl))
        return self.within(element, around)

    def _tables(self, around: Around) -> Tables:
        return Tables(self, around)

    # -- what tables ask for -------------------------------------------------------------------------------------------

    def optional_row(self, row: Element, made: str) -> str:
        """A row of a table, inside its control where it is optional."""
        return self._if(row, made)

    def words_of_cell(self, children: Sequence[Element | str], voice: Voice) -> str:
        """What stands in a cell, its notes in lines of their own."""
        return self.inline.children(broken(children, notes=True), voice)

    def signer(self, element: Element, around: Around) -> str:
        """Who signs."""
        voice = spoken_inside(element, around.voice)
        return paragraph("Signature", self.inline.children(element.children, voice), Setting(voice.rtl, keep_next=True))

    # -- paragraphs ----------------------------------------------------------------------------------------------------

    def _paragraph(self, element: Element, around: Around) -> str:
        style = next((_PARAGRAPHS[name] for name in element.classes if name in _PARAGRAPHS), around.style)
        voice = spoken_inside(element, around.voice)
        content = self.inline.children(element.children, voice)
        indent = around.indent or None
        return paragraph(style, content, Setting(voice.rtl, around.keep, indent=indent)) if content else ""

    def _heading(self, element: Element, around: Around) -> str:
        voice = spoken_inside(element, around.voice)
        content = self.inline.children(element.children, voice)
        return paragraph(
            _HEADINGS[element.tag], self.contents.marked(element, content), Setting(voice.rtl, around.keep)
        )

    def _lines(self, element: Element, around: Around) -> str:
        """Lines to write on: the first holds the place to type, those below it are for a pen."""
        place = next((one for one in _elements(element) if one.tag in ("input", "textarea")), None)
        if place is None:
            return ""
        count = int(place.get("style").rpartition(":")[2] or 1)
        setting = Setting(around.voice.rtl)
        first = paragraph("AnswerLine", self.inline.element(place, around.voice), setting)
        return first + paragraph("AnswerLine", "", setting) * (count - 1)

    # -- lists ---------------------------------------------------------------------------------------------------------

    def list(self, element: Element, around: Around) -> str:
        """A list of any kind."""
        classes = element.classes
        if "clauses" in classes:
            return self._each(element, around, self._clause)
        if "boxes" in classes:
            return self._boxes(element, around)
        if "checklist" in classes:
            return self._each(element, around, self._check)
        if "by" in classes:
            return self._by(element, around)
        if "history" in classes:
            return self._each(element, around, self._plain)
        ordered = element.tag == "ol"
        number = self.numbering.ordered(around.level) if ordered else self.numbering.bullets(cross="not" in classes)
        style = "ListNumber" if ordered else "ListBullet"
        return self._each(element, around, lambda item, inside: self._item(item, inside, style, number))

    def _each(self, element: Element, around: Around, made: _Made) -> str:
        return "".join(self._if(item, made(item, around)) for item in _elements(element))

    def _item(self, item: Element, around: Around, style: str, number: int) -> str:
        step = 340
        left = around.indent + step
        setting = Setting(numbering=(number, min(around.level, 8)), indent=left, hanging=step)
        inside = replace(around, indent=left, level=around.level + 1)
        return self._with_lists(item, around, "TableText" if around.style == "TableText" else style, setting, inside)

    def _plain(self, item: Element, around: Around) -> str:
        return self._with_lists(item, around, "SmallNote", Setting(), around)

    def _check(self, item: Element, around: Around) -> str:
        """A box, and behind a tab what is ticked off."""
        inside = replace(around, indent=around.indent + 425)
        return self._with_lists(item, around, "CheckItem", Setting(), inside)

    def _clause(self, item: Element, around: Around) -> str:
        """A number in the margin as it is printed, and behind a tab the clause."""
        inside = replace(around, indent=737, level=around.level + 1)
        return self._with_lists(item, around, "Clause", Setting(), inside)

    def _with_lists(self, item: Element, around: Around, style: str, setting: Setting, inside: Around) -> str:
        """An item as a paragraph, and the lists inside it."""
        marks = [child for child in _elements(item) if child.classes & _MARKS]
        above = "".join(self._paragraph(mark, replace(around, indent=inside.indent)) for mark in marks)
        own = item.holding(*_without(item.children, marks))
        voice = spoken_inside(own, around.voice)
        first, rest = lead(own.children)
        if style == "Clause" and not around.level:
            rest = _opened(rest)
        content = self.inline.element(first, voice) + voice.tab() if first is not None else ""
        content += self.inline.children(rest, voice)
        below = "".join(self._if(child, self.list(child, inside)) for child in _elements(item) if child.tag in _LISTS)
        return above + paragraph(style, content, replace(setting, rtl=voice.rtl, keep_next=around.keep)) + below

    def _by(self, element: Element, around: Around) -> str:
        """Small words behind a step: who, how soon, with what."""
        voice = around.voice
        parts = [self.inline.children(item.children, spoken_inside(item, voice)) for item in _elements(element)]
        content = voice.run(" · ").join(parts)
        return paragraph("SmallNote", content, Setting(voice.rtl, indent=around.indent or None))

    def _boxes(self, element: Element, around: Around) -> str:
        """Answers to tick: beside each other where they are short, else below each other."""
        items = _elements(element)
        voice = around.voice
        lengths = [len(item.text) for item in items]
        if max(lengths, default=0) > _SHORT or sum(lengths) > _BESIDE:
            return self._each(element, around, self._check)
        parts = []
        for item in items:
            own = spoken_inside(item, voice)
            head, rest = lead(item.children)
            box = self.inline.element(head, own) + own.run("\u00a0") if head is not None else ""
            parts.append(box + self.inline.children(rest, own))
        return paragraph("Boxes", voice.run(" \u2003 ").join(parts), Setting(voice.rtl))


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _is_list(child: Element | str) -> bool:
    return isinstance(child, Element) and child.tag in _LISTS


def _without(children: Sequence[Element | str], marks: Sequence[Element]) -> list[Element | str]:
    """The words of an item, without its lists and without what stands above them."""
    made: list[Element | str] = []
    for child in children:
        if child in marks or _is_list(child):
            continue
        if isinstance(child, str) and marks and not any(isinstance(one, str) for one in made):
            child = child.lstrip(" ")
        if child != "":
            made.append(child)
    return made


_Made = Callable[[Element, Around], str]


def lead(children: Sequence[Element | str]) -> tuple[Element | None, tuple[Element | str, ...]]:
    """What stands before the words of an item, its number or its box, and the rest without a space before it."""
    first, *rest = children or ("",)
    if isinstance(first, str) or not (first.tag == "input" or "number" in first.classes):
        return None, tuple(children)
    if rest and isinstance(rest[0], str):
        rest[0] = rest[0].lstrip(" ")
    return first, tuple(rest)


def _opened(children: tuple[Element | str, ...]) -> tuple[Element | str, ...]:
    """A clause whose opening words stand in a line of their own, as a heading does."""
    made: list[Element | str] = []
    for child in children:
        if isinstance(child, Element) and child.tag == "strong" and "heading" in child.classes:
            made += [child.having(class_="clause-heading"), Element("br")]
        elif isinstance(child, str) and made and _is_break(made[-1]):
            made.append(child.lstrip(" "))
        else:
            made.append(child)
    return tuple(made)


def broken(children: Sequence[Element | str], *, notes: bool = False) -> list[Element | str]:
    """Words in lines: the mark of an optional clause has its own, and so have ``notes`` in the cell of a table."""
    made: list[Element | str] = []
    marked = False
    for child in children:
        is_mark = isinstance(child, Element) and bool(child.classes & _MARKS)
        if marked and not is_mark and (not isinstance(child, str) or child.strip()):
            made.append(Element("br"))
            marked = False
            child = child.lstrip(" ") if isinstance(child, str) else child
        if notes and made and isinstance(child, Element) and "note" in child.classes:
            made.append(Element("br"))
        made.append(child)
        marked = marked or is_mark
    return made


def _is_break(child: Element | str) -> bool:
    return isinstance(child, Element) and child.tag == "br"
