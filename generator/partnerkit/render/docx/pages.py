"""Pages: their size, their margins, and what stands at their head and foot."""

from __future__ import annotations

from dataclasses import dataclass

from partnerkit.render.docx.markup import Setting, Voice, field, paragraph, part, w

_SIZES = {"letter": (12240, 15840), "a4": (11906, 16838)}
"""Width and height in twentieths of a point."""
_SIDE, _TOP, _EDGE = 1191, 1191, 624
"""Margins, and how far head and foot are from the edge of the paper."""


@dataclass(frozen=True)
class Pages:
    """The pages of one file.

    Attributes:
        paper: ``letter`` or ``a4``.
        header: the id of the part that is their head.
        footer: the id of the part that is their foot.
    """

    paper: str
    header: str
    footer: str

    @property
    def width(self) -> int:
        """How wide the text of an upright page is."""
        return _SIZES[self.paper][0] - 2 * _SIDE

    @property
    def wide(self) -> int:
        """How wide the text of a wide page is."""
        return _SIZES[self.paper][1] - 2 * _SIDE

    def section(self, *, rtl: bool, wide: bool = False) -> str:
        """The pages up to here, in the order of the schema (``CT_SectPr``)."""
        width, height = _SIZES[self.paper]
        size = w("pgSz", w=height, h=width, orient="landscape") if wide else w("pgSz", w=width, h=height)
        return w(
            "sectPr",
            f'<w:headerReference w:type="default" r:id="{self.header}"/>',
            f'<w:footerReference w:type="default" r:id="{self.footer}"/>',
            size,
            w(
                "pgMar",
                top=_TOP + 200,
                right=_SIDE,
                bottom=_TOP,
                left=_SIDE,
                header=_EDGE,
                footer=_EDGE,
                gutter=0,
            ),
            "<w:bidi/>" if rtl else "",
        )


def header(content: str, *, rtl: bool) -> bytes:
    """The head of every page."""
    return part("hdr", paragraph("Header", content, Setting(rtl)))


def footer(said: tuple[str, ...], page: str, of: str, voice: Voice) -> bytes:
    """The foot of every page: what the document is, and which page of how many this is."""
    between = voice.run(" · ")
    parts = [voice.run(one) for one in said if one]
    parts.append(
        voice.run(f"{page} ") + field("PAGE", "1", voice) + voice.run(f" {of} ") + field("NUMPAGES", "1", voice)
    )
    return part("ftr", paragraph("Footer", between.join(parts), Setting(voice.rtl)))
