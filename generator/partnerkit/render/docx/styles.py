"""The styles of a Word file: text, headings, callouts, lists, places to fill in, tables; by one hand."""

from __future__ import annotations

from collections.abc import Iterator

from partnerkit.model.locales import Language
from partnerkit.model.workspace import Brand
from partnerkit.render.brand import print_tones
from partnerkit.render.docx.markup import language_mark, part, w
from partnerkit.render.office import fonts_of

_LINES = {"line": "7D8A87", "hair": "D5D0C4"}
"""Colours of lines, as in print."""


class _Styles:
    """Styles by one hand: three colours, two faces, and a scale of 1.25."""

    def __init__(self, brand: Brand, spoken: Language) -> None:
        tones = print_tones(brand)
        self.colours = {name: value.lstrip("#").upper() for name, value in tones.items()} | _LINES
        self.fonts = fonts_of(brand, spoken)
        self.spoken = spoken
        self.text = 23 if spoken.dir == "rtl" else 21
        """Arabic letters are smaller at the same size."""

    def size(self, half_points: int) -> str:
        """A size for letters of every kind, the joining ones a tenth larger."""
        return w("sz", val=half_points) + w("szCs", val=round(half_points * 1.1))

    def face(self, name: str) -> str:
        east, joining = self.fonts.east, self.fonts.complex
        return w("rFonts", ascii=name, hAnsi=name, eastAsia=east, cs=joining)

    def colour(self, name: str) -> str:
        return w("color", val=self.colours[name])

    def border(self, *sides: str, name: str = "line", size: int = 4, space: int = 0, line: str = "single") -> str:
        return "".join(w(side, val=line, sz=size, space=space, color=self.colours[name]) for side in sides)

    def shade(self, name: str) -> str:
        return w("shd", val="clear", color="auto", fill=self.colours[name])


_BOLD = "<w:b/><w:bCs/>"


def _style(
    kind: str,
    name: str,
    *,
    based: str = "",
    following: str = "",
    paragraph: str = "",
    run: str = "",
    table: str = "",
    own: bool = False,
    default: bool = False,
    rank: int = 99,
) -> str:
    """A style; ``own`` where Word knows none of that name."""
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val=based) if based else "",
        w("next", val=following) if following else "",
        w("uiPriority", val=rank),
        "<w:qFormat/>",
        w("pPr", paragraph) if paragraph else "",
        w("rPr", run) if run else "",
        table,
        type=kind,
        default=1 if default else None,
        customStyle=1 if own else None,
        styleId=id_of(name),
    )


def _ours(name: str, *, paragraph: str, run: str = "") -> str:
    """A style of paragraphs that Word does not know."""
    return _style("paragraph", name, based="Normal", own=True, paragraph=paragraph, run=run)


def _room(above_and_below: int, left: int, right: int) -> str:
    """How far the words of a cell are from its edges, in twentieths of a point."""
    sides = (("top", above_and_below), ("left", left), ("bottom", above_and_below), ("right", right))
    return w("tblCellMar", *(w(side, w=size, type="dxa") for side, size in sides))


def id_of(name: str) -> str:
    """The id of a style of ours, as Word gives it: ``heading 1`` is ``Heading1``, and ``toc 1`` is ``TOC1``."""
    return "".join(word[:1].upper() + word[1:] for word in name.replace("toc ", "TOC ").split())


def styles_part(brand: Brand, spoken: Language) -> bytes:
    """Every style as a part of the package."""
    look = _Styles(brand, spoken)
    defaults = w(
        "docDefaults",
        w(
            "rPrDefault",
            w(
                "rPr",
                look.face(look.fonts.text),
                look.colour("ink"),
                w("sz", val=look.text),
                w("szCs", val=23 if spoken.dir == "rtl" else 21),
                language_mark(spoken),
            ),
        ),
        w("pPrDefault", w("pPr", w("spacing", after=110, line=276, lineRule="auto"))),
    )
    return part("styles", defaults, *_basic(look), *_lists(look), *_forms(look), *_letters(look), *_tables(look))


def _spacing(before: int, after: int, line: int | None = None, rule: str = "auto") -> str:
    return w("spacing", before=before, after=after, line=line, lineRule=rule if line else None)


def _basic(look: _Styles) -> Iterator[str]:
    """Text and headings."""
    yield _style("paragraph", "Normal", default=True, rank=0)
    head = look.face(look.fonts.heading)
    deep = look.colour("pine-deep")
    keep = "<w:keepNext/><w:keepLines/>"
    sizes = ((1, 28, 300, 70), (2, 24, 240, 60), (3, 22, 180, 50), (4, 21, 160, 40))
    yield _style(
        "paragraph",
        "Title",
        based="Normal",
        following="Normal",
        paragraph=keep + _spacing(0, 200, 252),
        run=head + _BOLD + deep + look.size(50),
        rank=10,
    )
    for level, size, before, after in sizes:
        yield _style(
            "paragraph",
            f"heading {level}",
            based="Normal",
            following="Normal",
            paragraph=keep + _spacing(before, after) + w("outlineLvl", val=level - 1),
            run=head + _BOLD + deep + look.size(size),
            rank=9,
        )
    small = look.colour("ink-soft") + look.size(17)
    yield _style(
        "paragraph",
        "Overline",
        based="Normal",
        following="Title",
        own=True,
        paragraph="<w:keepNext/>" + w("pBdr", look.border("top", name="pine-deep", size=18, space=8)) + _spacing(0, 60),
        run=_BOLD + look.colour("pine") + look.size(17),
    )
    yield _ours("Small Note", paragraph=_spacing(0, 80), run=small)
    yield _ours("Spacer", paragraph=_spacing(0, 0, 140, "exact"))
    yield _style("paragraph", "header", based="Normal", paragraph=_spacing(0, 0), run=small)
    yield _style("paragraph", "footer", based="Normal", paragraph=_spacing(0, 0), run=small)
    yield _style(
        "paragraph",
        "caption",
        based="Normal",
        following="Normal",
        paragraph="<w:keepNext/>" + _spacing(80, 80),
        run=_BOLD + small,
        rank=35,
    )
    contents = "<w:keepLines/>"
    yield _style(
        "paragraph",
        "TOC Heading",
        based="Normal",
        following="Normal",
        paragraph="<w:keepNext/>" + _spacing(200, 60),
        run=head + _BOLD + deep + look.size(22),
        rank=39,
    )
    yield _style("paragraph", "toc 1", based="Normal", paragraph=contents + _spacing(0, 20, 250), rank=39)
    yield _style(
        "paragraph", "toc 2", based="Normal", paragraph=contents + _spacing(0, 10, 240) + w("ind", left=284), rank=39
    )
    yield from _callouts(look)
    yield _style(
        "paragraph",
        "Quote",
        based="Normal",
        paragraph=w("pBdr", look.border("top", name="honey", size=24, space=10)) + _spacing(240, 240, 300),
        run=head + deep + look.size(38),
        rank=29,
    )


def _callouts(look: _Styles) -> Iterator[str]:
    """Shaded paragraphs. Those of one kind that follow each other are one box: borders and indents are the same."""

    def callout(name: str, border: str, shade: str, run: str = "", *, lead: bool = False, bar: bool = False) -> str:
        keep = "<w:keepNext/>" if lead else ""
        inside = (
            keep
            + w("pBdr", border)
            + shade
            + _spacing(0, 0, 264)
            + w("ind", left=250 if bar else 130, right=0 if bar else 130)
        )
        return _style("paragraph", name, based="Normal", own=True, paragraph=inside, run=run)

    # Borders have real sides, unlike indents, which go by where lines begin.
    strip = look.border("right" if look.spoken.dir == "rtl" else "left", name="honey", size=36, space=8)
    top = look.border("top", name="honey-tint", size=4, space=6)
    bottom = look.border("bottom", name="honey-tint", size=4, space=6)
    plain = f"{top}{bottom}{strip}" if look.spoken.dir == "rtl" else f"{top}{strip}{bottom}"
    tint = look.shade("honey-tint")
    title = look.face(look.fonts.heading) + _BOLD + look.colour("pine-deep") + look.size(23)
    yield callout("Callout", plain, tint, bar=True)
    yield callout("Callout Title", plain, tint, title, lead=True, bar=True)
    notice = look.border("top", "left", "bottom", "right", size=4, space=5)
    small = look.size(18)
    yield callout("Notice", notice, "", small)
    yield callout("Notice Title", notice, "", _BOLD + small, lead=True)
    dashed = look.border("top", "left", "bottom", "right", name="plum", size=6, space=4, line="dashed")
    optional = look.colour("plum") + small
    yield callout("Optional", dashed, look.shade("plum-tint"), optional, lead=True)
    yield callout("Optional Title", dashed, look.shade("plum-tint"), _BOLD + optional, lead=True)


def _lists(look: _Styles) -> Iterator[str]:
    """Lists; their bullets and numbers are in the numbering of the package."""
    yield _style("paragraph", "List Bullet", based="Normal", paragraph=_spacing(0, 70))
    yield _style("paragraph", "List Number", based="Normal", paragraph=_spacing(0, 80))
    hanging = w("tabs", w("tab", val="left", pos=737)) + _spacing(0, 90) + w("ind", left=737, hanging=737)
    yield _ours("Clause", paragraph=hanging)
    check = w("tabs", w("tab", val="left", pos=425)) + _spacing(0, 80) + w("ind", left=425, hanging=425)
    yield _ours("Check Item", paragraph=check)
    yield _ours("Tree", paragraph=_spacing(0, 60))


def _forms(look: _Styles) -> Iterator[str]:
    """What is filled in and signed."""
    soft = look.colour("ink-soft")
    yield _ours(
        "Label",
        paragraph="<w:keepNext/><w:keepLines/>" + _spacing(140, 20),
        run=_BOLD + look.size(20),
    )
    yield _ours(
        "Help",
        paragraph="<w:keepNext/>" + _spacing(0, 30),
        run=soft + look.size(17),
    )
    # A pen needs its room above the line; the paragraphs of one style share the lines between them.
    yield _ours(
        "Answer Line",
        paragraph=w("pBdr", look.border("bottom", size=5, space=1) + look.border("between", size=5, space=1))
        + _spacing(170, 30, 276),
    )
    yield _ours("Boxes", paragraph="<w:keepLines/>" + _spacing(40, 120, 320))
    yield _style("paragraph", "Signature", based="Normal", paragraph="<w:keepNext/><w:keepLines/>" + _spacing(80, 20))
    yield _ours("Signature Room", paragraph="<w:keepNext/>" + _spacing(220, 0, 240))
    yield _ours(
        "Signature Line",
        paragraph="<w:keepLines/>" + w("pBdr", look.border("top", size=6, space=1)) + _spacing(0, 60),
        run=soft + look.size(16),
    )
    yield _ours("Table Text", paragraph=_spacing(0, 0, 259), run=look.size(19))


def _letters(look: _Styles) -> Iterator[str]:
    """Styles of words inside paragraphs."""
    soft = look.colour("ink-soft")
    yield _style("character", "Default Paragraph Font", default=True, rank=1)
    dotted = w("u", val="dotted", color=look.colours["ink-soft"])
    # The order of CT_RPr: color, sz, u, shd.
    yield _style("character", "Placeholder Text", run=look.colour("ink-soft") + dotted + look.shade("honey-tint"))
    yield _style("character", "Hyperlink", run=look.colour("pine") + w("u", val="single"))
    yield _style("character", "Clause Number", own=True, run=_BOLD + look.colour("pine"))
    yield _style(
        "character",
        "Clause Heading",
        own=True,
        run=look.face(look.fonts.heading) + _BOLD + look.colour("pine-deep") + look.size(22),
    )
    yield _style("character", "Optional Word", own=True, run=look.colour("plum") + look.size(18))
    yield _style("character", "Remark", own=True, run=soft + look.size(16))
    yield _style("character", "Must", own=True, run=_BOLD + look.colour("clay"))
    box = w("rFonts", ascii="Segoe UI Symbol", hAnsi="Segoe UI Symbol", eastAsia="MS Gothic", cs="Segoe UI Symbol")
    yield _style("character", "Box", own=True, run=box)


def _tables(look: _Styles) -> Iterator[str]:
    """Tables to read, to write in, of labels and values, and to sign."""
    cells, boxed = _room(70, 0, 140), _room(70, 110, 110)
    yield _style(
        "table",
        "Normal Table",
        default=True,
        table=w(
            "tblPr",
            w("tblInd", w=0, type="dxa"),
            _room(0, 108, 108),
        ),
    )

    def borders(inside: str) -> str:
        return w("tblBorders", inside)

    head = w(
        "tblStylePr",
        w("rPr", _BOLD + look.colour("pine-deep")),
        w("tcPr", w("tcBorders", look.border("bottom", name="pine-deep", size=10))),
        type="firstRow",
    )
    yield _style(
        "table",
        "Table",
        based="NormalTable",
        own=True,
        table=w("tblPr", borders(look.border("bottom", "insideH", size=4)), cells) + head,
    )
    shaded = w(
        "tblStylePr",
        w("rPr", _BOLD + look.colour("pine-deep")),
        w("tcPr", look.shade("pine-tint")),
        type="firstRow",
    )
    every = look.border("top", "left", "bottom", "right", "insideH", "insideV", size=4)
    yield _style(
        "table",
        "Table To Fill",
        based="NormalTable",
        own=True,
        table=w("tblPr", borders(every), boxed) + shaded,
    )
    lines = look.border("top", "bottom", "insideH", name="hair", size=4)
    yield _style("table", "Facts", based="NormalTable", own=True, table=w("tblPr", borders(lines), cells))
    yield _style("table", "Signatures", based="NormalTable", own=True, table=w("tblPr", cells))
