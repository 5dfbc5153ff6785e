"""WordprocessingML as text: elements, runs and paragraphs, each with its children in the order that the schema wants.

Text instead of a tree, since a document has tens of thousands of elements and is written once, from its beginning to
its end. Words and attributes are escaped here and nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape

from partnerkit.model.locales import Language
from partnerkit.render.office import is_east_asian, tag_of

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_DECLARED = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())

LRM = "\u200e"
"""Keeps what stands between two of them from left to right."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold at all."""
_SPACE = re.compile(r"[\t\r\n]+")
LONGEST = 64
"""Letters that Word allows in the tag and in the title of a content control ([MS-OI29500] 2.1.565)."""


def sane(text: str) -> str:
    """Words without what cannot stand in a Word file."""
    if text.isprintable():  # most are, and asking is far quicker than looking
        return text
    return _SPACE.sub(" ", _NOT_XML.sub("", text))


def w(tag: str, *inside: str, **attributes: object) -> str:
    """An element of WordprocessingML around others; attributes that are None are left out."""
    said = ""
    for name, value in attributes.items():
        if value is not None:
            text = str(value)
            said += f' w:{name.rstrip("_")}="{text if text.isalnum() else escape(sane(text))}"'
    content = "".join(inside)
    return f"<w:{tag}{said}>{content}</w:{tag}>" if content else f"<w:{tag}{said}/>"


def part(tag: str, *inside: str) -> bytes:
    """A part of the package: its root with every namespace."""
    text = "".join(inside)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<w:{tag}{_DECLARED} mc:Ignorable="w14">{text}</w:{tag}>'.encode()


def has_slanted(spoken: Language) -> bool:
    """Whether a script has slanted letters; where it has none, what is stressed is stronger instead."""
    return spoken.dir == "ltr" and not is_east_asian(spoken)


def language_mark(spoken: Language) -> str:
    """The language of words, each in the place that Word looks for it: by the script of the letters."""
    name = tag_of(spoken)
    east = name if is_east_asian(spoken) else None
    return w("lang", val="en-US", bidi=name) if spoken.dir == "rtl" else w("lang", val=name, eastAsia=east)


@dataclass(frozen=True, slots=True)
class Voice:
    """How words are set.

    Attributes:
        spoken: their language.
        rtl: whether they run from right to left.
        home: the language of the document, which need not be said.
        bold: whether they are strong.
        slanted: whether they are stressed.
        style: the id of a character style, or empty.
    """

    spoken: Language
    rtl: bool
    home: Language
    bold: bool = False
    slanted: bool = False
    style: str = ""

    def stressed(self) -> Voice:
        """The voice of stressed words."""
        return replace(self, slanted=True) if has_slanted(self.spoken) else replace(self, bold=True)

    def properties(self) -> str:
        """The properties of a run, in the order of the schema (``EG_RPrBase``)."""
        inside = (
            w("rStyle", val=self.style) if self.style else "",
            "<w:b/><w:bCs/>" if self.bold else "",
            "<w:i/><w:iCs/>" if self.slanted else "",
            "<w:rtl/>" if self.rtl else "",
            language_mark(self.spoken) if self.spoken != self.home else "",
        )
        return w("rPr", *inside) if any(inside) else ""

    def run(self, text: str) -> str:
        """Some words; nothing for none."""
        return f"<w:r>{self.properties()}{words(text)}</w:r>" if text else ""

    def line_break(self) -> str:
        """The end of a line inside a paragraph."""
        return f"<w:r>{self.properties()}<w:br/></w:r>"

    def tab(self) -> str:
        """A step to the next stop."""
        return f"<w:r>{self.properties()}<w:tab/></w:r>"


def words(text: str) -> str:
    """Words inside a run."""
    return f'<w:t xml:space="preserve">{escape(sane(text), quote=False)}</w:t>'


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set, besides its style.

    Attributes:
        rtl: whether it begins at the right.
        keep_next: whether it stays on the page of what follows.
        numbering: the list that numbers it, and the level in it.
        indent: how far it is from the edge where lines begin, in twentieths of a point; None as its style says.
        hanging: how far its first line begins before that.
        align: ``center`` or ``end``; empty as its style says.
        new_page: whether it begins a page.
    """

    rtl: bool = False
    keep_next: bool = False
    numbering: tuple[int, int] | None = None
    indent: int | None = None
    hanging: int | None = None
    align: str = ""
    new_page: bool = False


def paragraph(style: str, content: str, setting: Setting = Setting(), section: str = "") -> str:
    """A paragraph, its properties in the order of the schema (``CT_PPrBase``); ``section`` ends a section of pages."""
    indent = ""
    if setting.indent is not None:
        # Word and LibreOffice read "left" as the edge where the lines of the paragraph begin.
        indent = w("ind", left=setting.indent, hanging=setting.hanging or None)
    align = {"end": "left" if setting.rtl else "right"}.get(setting.align, setting.align)
    inside = (
        w("pStyle", val=style) if style else "",
        "<w:keepNext/>" if setting.keep_next else "",
        "<w:pageBreakBefore/>" if setting.new_page else "",
        _numbering(setting.numbering) if setting.numbering else "",
        "<w:bidi/>" if setting.rtl else "",
        indent,
        w("jc", val=align) if align else "",
        section,
    )
    properties = w("pPr", *inside) if any(inside) else ""
    return f"<w:p>{properties}{content}</w:p>"


def _numbering(numbering: tuple[int, int]) -> str:
    number, level = numbering
    return w("numPr", w("ilvl", val=level), w("numId", val=number))


def field(instruction: str, shown: str, voice: Voice) -> str:
    """A field with what it shows until it is worked out anew."""
    return w("fldSimple", voice.run(shown), instr=f" {instruction} ")
