"""A document as plain text, for messages, for screen readers and for programs that know nothing else.

Every word of the document is there, in its order. A paragraph is one line, so that it wraps wherever it is read. What
paper shows by its layout is said: a row of a table as "head: cell" lines, a place to write as ``____``, a box as
``[ ]``, a link by the title of the page that it leads to.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from partnerkit.model.document import Document
from partnerkit.model.element import INLINE, Element
from partnerkit.model.locales import Language

BLANK = "____"
BOX = "[ ]"
_BYTE_ORDER_MARK = "\ufeff"
_LINE_END = "\r\n"
_WIDEST = 60
_BOX_LISTS = frozenset({"boxes", "checklist"})
_STOPS = (".", "?", "!", ":", "。", "：", "？", "！", "؟", "…")
_RTL, _LTR = frozenset({"R", "AL"}), frozenset({"L"})
_MARKS = {"rtl": "\u200f", "ltr": "\u200e"}
_EMBEDDING, _END_OF_EMBEDDING = "\u202b", "\u202c"
_ISOLATES = {"rtl": "\u2067", "ltr": "\u2066"}
_END_OF_ISOLATE = "\u2069"


@dataclass(frozen=True)
class TextWords:
    """What a text says besides the words of its document.

    Attributes:
        titles: the titles of the documents that have a page, by id, in the language of the text.
        stop: what stands between a label and what it labels, such as ``:``.
    """

    titles: Mapping[str, str]
    stop: str


def text_of(document: Document, words: TextWords) -> str:
    """The words of a filled document; paragraphs are single lines with an empty line between them."""
    return "\n\n".join("\n".join(block) for block in _Writer(words).blocks(document.body, document.language.dir))


def text_of_kit(lead: Iterable[str], documents: Iterable[str], spoken: Language) -> str:
    """A kit as one text: what it is, then its documents, one after the other."""
    opening = "\n\n".join("\n".join(directed(line, spoken.dir) for line in block.split("\n")) for block in lead)
    return f"\n\n\n{'=' * _WIDEST}\n\n".join((opening, *documents))


def text_file(text: str, address: str = "") -> bytes:
    """A text as a file, with the address of its page where that is known.

    It begins with a byte order mark: a web server seldom says that a text is UTF-8, and a browser then guesses wrong.
    """
    foot = f"\n\n{address}" if address else ""
    return (_BYTE_ORDER_MARK + (text + foot).replace("\n", _LINE_END) + _LINE_END).encode()


def underlined(text: str, sign: str) -> list[str]:
    """A heading with a line below it."""
    return [text, sign * max(3, min(len(text), _WIDEST))]


def directed(line: str, direction: str) -> str:
    """A line that is laid out in a direction, whatever its first letter is; from left to right, most need no mark.

    Programs that look for the first letter (UAX #9, rule P2) need the mark of a direction where that is another one's.
    A browser does not look: it shows a text from left to right, so that a line from right to left says so as a whole.
    """
    first = _first_strong(line)
    marked = f"{_MARKS[direction]}{line}" if first and first != direction else line
    if direction == "ltr" or not first:
        return marked
    return f"{_EMBEDDING}{marked.replace(_EMBEDDING, '').replace(_END_OF_EMBEDDING, '')}{_END_OF_EMBEDDING}"


def _first_strong(text: str) -> str:
    depth = 0
    for char in text:
        if char in _ISOLATES.values():
            depth += 1
        elif char == _END_OF_ISOLATE:
            depth -= 1
        elif depth == 0 and (kind := unicodedata.bidirectional(char)) in _RTL | _LTR:
            return "rtl" if kind in _RTL else "ltr"
    return ""


class _Writer:
    """Walks one document. A block is its lines; ``direction`` is that of the words around."""

    def __init__(self, words: TextWords) -> None:
        self.words = words

    def blocks(self, element: Element, direction: str) -> Iterator[list[str]]:
        """The blocks of whatever holds blocks, words between them included."""
        run: list[Element | str] = []
        written = False
        for child in element.children:
            if isinstance(child, str) or child.tag in INLINE:
                run.append(child)
                continue
            yield from self._paragraph(run, direction)
            run = []
            is_line = "write" in child.classes
            if not (is_line and written):  # lines to write on below each other are one place
                yield from self._block(child, child.get("dir") or direction)
            written = is_line
        yield from self._paragraph(run, direction)

    def _paragraph(self, children: Iterable[Element | str], direction: str) -> Iterator[list[str]]:
        if line := self.inline(children, direction):
            yield [directed(line, direction)]

    def _block(self, element: Element, direction: str) -> Iterator[list[str]]:
        classes = element.classes
        match element.tag:
            case "h1" | "h2":
                title, line = underlined(self.inline(element.children, direction), "=-"[element.tag == "h2"])
                yield [directed(title, direction), line]
            case "h3" | "h4":
                yield [directed(f"-- {self.inline(element.children, direction)} --", direction)]
            case "ul" | "ol":
                yield list(self._list(element, direction))
            case "dl":
                yield list(self._terms(element, direction))
            case "table":
                yield from self._table(element, direction)
            case "p" if classes & {"sign-line", "sign-date"}:
                yield [directed(self._labelled(self.inline(element.children, direction), BLANK), direction)]
            case _ if "write" in classes:
                yield [BLANK]
            case _:
                yield from self.blocks(element, direction)

    def _list(self, element: Element, direction: str) -> Iterator[str]:
        """The items of a list, one a line; what stands below an item is moved in."""
        number = 0
        for item in element.children:
            if not isinstance(item, Element):
                continue
            number += 1
            if element.classes & _BOX_LISTS:
                sign = f"{BOX} "
            elif "clauses" in element.classes:
                sign = ""  # a clause has its number in its words
            else:
                sign = f"{number}. " if element.tag == "ol" else "- "
            own = item.get("dir") or direction
            lines = [line for block in self.blocks(item, own) for line in block]
            for place, line in enumerate(lines):
                yield directed(f"{sign if not place else '  '}{line}", own)

    def _terms(self, element: Element, direction: str) -> Iterator[str]:
        """Terms with what is said of each, one a line."""
        label = ""
        for child in element.children:
            if not isinstance(child, Element):
                continue
            own = child.get("dir") or direction
            if child.tag == "dt":
                if label:
                    yield directed(label, own)
                label = self.inline(child.children, own)
            elif child.tag == "dd":
                first, *rest = [line for block in self.blocks(child, own) for line in block] or [""]
                yield directed(self._labelled(label, first) if label else first, own)
                yield from (f"  {line}" for line in rest)
                label = ""
            else:
                yield from self._terms(child, own)
        if label:
            yield directed(label, direction)

    def _table(self, element: Element, direction: str) -> Iterator[list[str]]:
        """A row is a block of "head: cell" lines; rows to write in that are all alike are one."""
        heads: list[str] = []
        empty: list[str] | None = None
        rows = [row for row in element.iter() if row.tag == "tr"]
        if caption := next((child for child in element.iter() if child.tag == "caption"), None):
            yield from self._paragraph(caption.children, caption.get("dir") or direction)
        for row in rows:
            cells = [cell for cell in row.children if isinstance(cell, Element)]
            if cells and all(cell.tag == "th" and cell.get("scope") == "col" for cell in cells):
                heads = [self.inline(cell.children, cell.get("dir") or direction) for cell in cells]
                if len(rows) == 1:
                    yield [directed(head, direction) for head in heads]
                continue
            lines = list(self._row(cells, heads, direction))
            if all("write-cell" in cell.classes for cell in cells):
                if lines == empty:
                    continue
                empty = lines
            if lines:
                yield lines

    def _row(self, cells: Iterable[Element], heads: list[str], direction: str) -> Iterator[str]:
        for place, cell in enumerate(cells):
            own = cell.get("dir") or direction
            words = "; ".join(line for block in self.blocks(cell, own) for line in block)
            if "tick" in cell.classes:
                words = f"{BOX} {words}".strip()
            elif "write-cell" in cell.classes:
                words = words or BLANK
            if words:
                head = heads[place] if place < len(heads) else ""
                yield directed(self._labelled(head, words) if head else words, direction)

    def _labelled(self, label: str, words: str) -> str:
        return f"{label} {words}" if label.endswith(_STOPS) else f"{label}{self.words.stop} {words}"

    # -- inside a line -------------------------------------------------------------------------------------------------

    def inline(self, children: Iterable[Element | str], direction: str) -> str:
        """Words with what they are marked up with, in one line."""
        return " ".join("".join(self._piece(child, direction) for child in children).split())

    def _piece(self, child: Element | str, direction: str) -> str:
        if isinstance(child, str):
            return child
        if child.tag in ("br", "wbr"):
            return " " if child.tag == "br" else ""
        own = child.get("dir") or direction
        words = self.inline(child.children, own)
        before, after = _spaces_around(child)
        if child.tag == "a":
            words = self._link(child, words)
        elif child.classes & {"slot", "blank"}:
            words = f"{BLANK} ({words})"
        elif "optional-label" in child.classes:
            words = f"[{words}]"
        elif "optional-note" in child.classes:
            words = f"({words})"
        elif "note" in child.classes:
            words = f" – {words}"
        elif child.tag not in INLINE:  # what is a block by itself and stands in a line here
            before = after = " "
        if own != direction and _needs_isolating(words):
            words = f"{_ISOLATES[own]}{words}{_END_OF_ISOLATE}"
        return f"{before}{words}{after}" if words else ""

    def _link(self, link: Element, words: str) -> str:
        """Words that lead somewhere, with where that is unless they say so themselves."""
        if target := link.get("data-document"):
            where = self.words.titles.get(target, "")
        else:
            where = link.get("href").removeprefix("mailto:")
            where = "" if where.startswith("#") else where
        return words if not where or where.casefold() == words.casefold() else f"{words} ({where})"


def _spaces_around(element: Element) -> tuple[str, str]:
    text = "".join(element.words())
    return " " * text[:1].isspace(), " " * text[-1:].isspace()


def _needs_isolating(words: str) -> bool:
    """A run of letters keeps its order anyway; signs and figures at its ends would go astray."""
    return bool(words) and not (words[0].isalpha() and words[-1].isalnum())
