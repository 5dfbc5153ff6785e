"""The table of contents: a field that Word can work out anew, with its entries already in it.

It leads to headings and names no pages, since these depend on the machine that sets them; a number that is wrong until
somebody updates a field is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass

from partnerkit.model.document import Document
from partnerkit.model.element import HEADINGS, Element
from partnerkit.render.docx.controls import Controls
from partnerkit.render.docx.inline import spoken_inside
from partnerkit.render.docx.markup import Setting, Voice, paragraph, w

_FEW = 3
"""Up to how many sections a document needs no table."""
_MANY = 10
"""From how many entries on only sections are listed."""


@dataclass
class Contents:
    """The headings of one file.

    Attributes:
        document: the document.
        title: what the table is called.
        whole: whether it is of a kit, whose table lists parts and documents, however many.
    """

    document: Document
    title: str
    whole: bool = False

    def __post_init__(self) -> None:
        below = [one for one in self.document.body.iter() if one.tag in HEADINGS and one.tag != "h1"]
        self.wanted = self.whole or sum(one.tag == "h2" for one in below) > _FEW
        upper = [one for one in below if one.tag in ("h2", "h3")]
        self.depth = 2 if self.whole or len(upper) <= _MANY else 1
        self.entries = [one for one in upper if _level(one) <= self.depth]
        self._marks = {one.get("id"): number for number, one in enumerate(below, 1)}

    def marked(self, heading: Element, content: str) -> str:
        """The words of a heading between the marks that its entry leads to."""
        number = self._marks.get(heading.get("id"))
        if number is None:
            return content
        return w("bookmarkStart", id=number, name=_mark(number)) + content + w("bookmarkEnd", id=number)

    def table(self, controls: Controls, voice: Voice) -> str:
        """The table itself."""
        lines = [paragraph("TOCHeading", voice.run(self.title), Setting(voice.rtl, keep_next=True))]
        last = len(self.entries) - 1
        for at, heading in enumerate(self.entries):
            own = spoken_inside(heading, voice)
            link = w("hyperlink", own.run(heading.text), anchor=_mark(self._marks[heading.get("id")]), history=1)
            content = f"{_begin(self.depth) if at == 0 else ''}{link}{_END if at == last else ''}"
            lines.append(paragraph(f"TOC{_level(heading)}", content, Setting(own.rtl)))
        return controls.contents(self.title, "".join(lines))


def _level(heading: Element) -> int:
    """How deep a heading is below the title."""
    return int(heading.tag[1]) - 1


_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _mark(number: int) -> str:
    return f"_Toc{number:08}"


def _begin(depth: int) -> str:
    instruction = f' TOC \\o "1-{depth}" \\n \\h \\z \\u '
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction.replace(chr(34), "&quot;")}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
