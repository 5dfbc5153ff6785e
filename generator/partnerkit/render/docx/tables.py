"""Tables: to read, to write in, of labels and values, and of places to sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from partnerkit.model.element import Element
from partnerkit.render.docx.inline import spoken_inside
from partnerkit.render.docx.markup import Setting, paragraph, sane, w

if TYPE_CHECKING:
    from partnerkit.render.docx.blocks import Around, Blocks

_LETTER, _PADDING = 112, 240
"""How wide a letter of a table is on average, and the room at its sides, in twentieths of a point."""
_WRITE_HEIGHT = 500
_UPRIGHT = 5
"""How many columns of a matrix, with a sentence in each cell, an upright page has room for."""
_SCORES = {"score-0": "FBE9DF", "score-4": "EAF3F1"}
"""The shade only helps: the figure says it."""
_SIGNED, _GAP = 0.68, 0.04


@dataclass(frozen=True)
class Tables:
    """The tables of one file, at one place of it."""

    blocks: Blocks
    around: Around

    # -- tables to read and to write in --------------------------------------------------------------------------------

    def table(self, table: Element) -> str:
        """A table with its caption above it; its head comes again on every page."""
        caption = next((part for part in _elements(table) if part.tag == "caption"), None)
        above = self._caption(caption) if caption else ""
        widths = _widths(table, self.around.width)
        style = "TableToFill" if "write-in" in table.classes else "Table"
        head = [self._row(row, widths, head=True) for row in _rows(table, "thead")]
        body = [self._row(row, widths) for row in _rows(table, "tbody")]
        return above + self._framed(style, widths, [*head, *body], caption.text if caption else "") + self._after()

    def _caption(self, caption: Element) -> str:
        voice = spoken_inside(caption, self.around.voice)
        return paragraph("Caption", self.blocks.inline.children(caption.children, voice), Setting(voice.rtl))

    def _after(self) -> str:
        """Two tables that touch would become one."""
        return paragraph("Spacer", "", Setting(self.around.voice.rtl))

    def _framed(self, style: str, widths: Sequence[int], rows: Sequence[str], caption: str = "") -> str:
        """A table around its rows, its properties in the order of the schema (``CT_TblPr``)."""
        first = 1 if style in ("Table", "TableToFill") else 0
        look = w(
            "tblLook",
            val="04A0" if first else "0480",
            firstRow=first,
            lastRow=0,
            firstColumn=1 if style != "Signatures" else 0,
            lastColumn=0,
            noHBand=1,
            noVBand=1,
        )
        properties = w(
            "tblPr",
            w("tblStyle", val=style),
            "<w:bidiVisual/>" if self.around.voice.rtl else "",
            w("tblW", w=sum(widths), type="dxa"),
            w("tblLayout", type="fixed"),
            look,
            w("tblCaption", val=sane(caption)) if caption else "",
        )
        grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
        return w("tbl", properties, grid, *rows)

    def _row(self, row: Element, widths: Sequence[int], *, head: bool = False) -> str:
        cells = _elements(row)
        high = any("write-cell" in cell.classes for cell in cells)
        properties = w(
            "trPr",
            "<w:cantSplit/>",
            w("trHeight", val=_WRITE_HEIGHT, hRule="atLeast") if high else "",
            "<w:tblHeader/>" if head else "",
        )
        made = "".join(self._cell(cell, width) for cell, width in zip(cells, widths, strict=True))
        return self.blocks.optional_row(row, w("tr", properties, made))

    def _cell(self, cell: Element, width: int) -> str:
        voice = spoken_inside(cell, self.around.voice)
        if cell.tag == "th":
            voice = replace(voice, bold=True)
        lists = [child for child in _elements(cell) if child.tag in ("ol", "ul")]
        own = [child for child in cell.children if child not in lists]
        content = self.blocks.words_of_cell(own, voice)
        align = "center" if "tick" in cell.classes else "end" if "amount" in cell.classes else ""
        shade = next((fill for name, fill in _SCORES.items() if name in cell.classes), "")
        below = ""
        if lists:
            inside = replace(self.around, voice=voice, style="TableText", indent=0, level=0)
            below = "".join(self.blocks.list(child, inside) for child in lists)
        first = "" if below and not content else paragraph("TableText", content, Setting(voice.rtl, align=align))
        # The last thing in a cell is a paragraph; a list is one, and what is optional in it as well.
        return _cell(width, first + below, shade=shade, middle="tick" in cell.classes)

    # -- labels and values ---------------------------------------------------------------------------------------------

    def facts(self, element: Element) -> str:
        """Terms beside what they mean, or labels beside their values."""
        left = round(self.around.width * (0.27 if "facts" in element.classes else 0.29))
        widths = (left, self.around.width - left)
        rows = [self._pair(label, value, widths) for label, value in _pairs(element)]
        return self._framed("Facts", widths, rows) + self._after()

    def _pair(self, label: Element, value: Element, widths: Sequence[int]) -> str:
        cells = []
        for part, width in zip((label, value), widths, strict=True):
            voice = spoken_inside(part, self.around.voice)
            voice = replace(voice, bold=part is label)
            content = self.blocks.words_of_cell(part.children, voice)
            cells.append(_cell(width, paragraph("TableText", content, Setting(voice.rtl))))
        return w("tr", w("trPr", "<w:cantSplit/>"), *cells)

    # -- signatures ----------------------------------------------------------------------------------------------------

    def signatures(self, element: Element) -> str:
        """What signing means, and a row for each signer with room for a pen; all of it on one page."""
        signers = [child for child in _elements(element) if "signature" in child.classes]
        above = "".join(
            self.blocks.block(child, replace(self.around, keep=True))
            for child in _elements(element)
            if "signature" not in child.classes
        )
        full = self.around.width
        widths = (round(full * _SIGNED), round(full * _GAP), full - round(full * _SIGNED) - round(full * _GAP))
        last = len(signers) - 1
        rows = [self._signature(signer, widths, last=at == last) for at, signer in enumerate(signers)]
        return above + self._framed("Signatures", widths, rows, next(iter(_labels(element)), "")) + self._after()

    def _signature(self, signer: Element, widths: Sequence[int], *, last: bool) -> str:
        parts = _elements(signer)
        lines = {name: next((p for p in parts if name in p.classes), None) for name in ("sign-line", "sign-date")}
        around = replace(self.around, keep=True)
        head = "".join(
            self.blocks.signer(part, around) if "signer" in part.classes else self.blocks.block(part, around)
            for part in parts
            if part not in lines.values()
        )
        name = self._line(lines["sign-line"], last=last)
        if lines["sign-date"] is None:
            cells = [_cell(sum(widths), head + name, span=3)]
        else:
            gap = _cell(widths[1], paragraph("TableText", "", Setting(around.voice.rtl, keep_next=not last)))
            date = _cell(widths[2], self._line(lines["sign-date"], last=last), bottom=True)
            cells = [_cell(widths[0], head + name, bottom=True), gap, date]
        return self.blocks.optional_row(signer, w("tr", w("trPr", "<w:cantSplit/>"), *cells))

    def _line(self, line: Element | None, *, last: bool) -> str:
        """Where a name or a day is written: on the line, with the small label below it."""
        if line is None:
            return ""
        voice = spoken_inside(line, self.around.voice)
        places = [child for child in _elements(line) if child.tag == "input"]
        label = [child for child in line.children if child not in places]
        inline = self.blocks.inline
        typed = "".join(inline.element(place, voice) for place in places)
        setting = Setting(voice.rtl, keep_next=True)
        above = paragraph("SignatureRoom", typed, setting)
        return above + paragraph("SignatureLine", inline.children(label, voice), replace(setting, keep_next=not last))


def _cell(
    width: int, content: str, *, shade: str = "", middle: bool = False, bottom: bool = False, span: int = 0
) -> str:
    """A cell, its properties in the order of the schema (``CT_TcPr``)."""
    align = "center" if middle else "bottom" if bottom else ""
    properties = w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        w("gridSpan", val=span) if span else "",
        w("shd", val="clear", color="auto", fill=shade) if shade else "",
        w("vAlign", val=align) if align else "",
    )
    return w("tc", properties, content)


# -- widths ------------------------------------------------------------------------------------------------------------


def needs_width(table: Element, width: int) -> bool:
    """Whether a table is too wide for an upright page: its longest words would be broken, or a matrix have no room."""
    columns = _longest_words(table)
    return sum(columns) > width or ("matrix" in table.classes and len(columns) > _UPRIGHT)


def _widths(table: Element, width: int) -> list[int]:
    """How wide each column is: as its author says, else by its words, and never narrower than its longest one."""
    floor = _longest_words(table)
    columns = [column for part in _elements(table) if part.tag == "colgroup" for column in _elements(part)]
    if columns:
        wanted = [float(_share(column)) for column in columns]
    else:
        wanted = [max(len(text) for text in column) ** 0.6 + 3 for column in _columns(table)]
    total = sum(wanted)
    made = [max(round(width * share / total), least) for share, least in zip(wanted, floor, strict=True)]
    # What some columns need beyond their share, the widest give.
    spare = sum(made) - width
    while spare > 0:
        widest = max(range(len(made)), key=lambda at: made[at] - floor[at])
        room = made[widest] - floor[widest]
        if room <= 0:
            break
        given = min(spare, max(room // 2, 1))
        made[widest] -= given
        spare -= given
    made[-1] += width - sum(made)
    return made


def _share(column: Element) -> int:
    return next((int(name[1:]) for name in column.classes if name[1:].isdigit()), 1)


def _columns(table: Element) -> list[list[str]]:
    rows = [[cell.text for cell in _elements(row)] for part in ("thead", "tbody") for row in _rows(table, part)]
    return [list(column) for column in zip(*rows, strict=True)]


def _longest_words(table: Element) -> list[int]:
    """The least width of each column."""
    return [
        _PADDING + _LETTER * max((len(word) for text in column for word in text.split()), default=1)
        if not _is_wide(column)
        else _PADDING + 900
        for column in _columns(table)
    ]


def _is_wide(column: Sequence[str]) -> bool:
    """Whether a column is in a script that breaks lines anywhere."""
    return any("\u2e80" <= letter <= "\uffef" for text in column for letter in text[:8])


# -- reading what is there ---------------------------------------------------------------------------------------------


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _rows(table: Element, part: str) -> Iterator[Element]:
    for section in _elements(table):
        if section.tag == part:
            yield from (row for row in _elements(section) if row.tag == "tr")


def _pairs(element: Element) -> Iterator[tuple[Element, Element]]:
    """Each value with its label; a label that has several is said once."""
    label = Element("dt")
    for child in _elements(element):
        if child.tag == "dt":
            label = child
        else:
            yield label, child
            label = Element("dt")


def _labels(element: Element) -> Iterator[str]:
    return (child.text for child in _elements(element) if "meaning" in child.classes)
