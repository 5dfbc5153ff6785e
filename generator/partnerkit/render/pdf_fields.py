"""Fields of a PDF: what WeasyPrint 70.0 leaves to do after it has placed the widgets and tagged them.

WeasyPrint makes one field for each element. Here those of one name become one field with several widgets: a slot that
occurs several times is filled in once, and boxes that exclude each other are radio buttons. Every widget gets its
appearances, so that no program has to draw an empty form anew; a field in a table gets its whole cell.

A text field has no ground of its own while it is empty, so that the lines of the page show through; what is typed is
drawn on a ground that covers them, because no program writes on our lines.

Runs inside ``pdf_repairs.repaired``, whose version guard is this module's too. Rules: ISO 32000-1 12.5.5 (appearances),
12.7 (forms); ISO 14289-1 7.18 (annotations: a tag and an alternate name for each widget).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import TableCellBox

_MULTILINE, _RADIO = 1 << 12, 1 << 15
_RIGHT = 2
"""Text of a field at its right end."""
_TWO_LINES = 28
"""How high a cell is, in points, in which two lines of a field's text have room."""
_POINTS_PER_PIXEL = 0.75
_GROUND = (0.933, 0.957, 0.953)
"""The colour of the ground in ``templates/print/form.css``."""


@dataclass(frozen=True, slots=True)
class _Widget:
    """One place on a page that belongs to a field.

    Attributes:
        annotation: its dictionary, which is also that of its field as long as that has no other widget.
        element: the HTML element that it was made from.
        on_the_right: whether what is written begins at the right.
    """

    annotation: Any
    element: Any
    on_the_right: bool

    @property
    def name(self) -> str:
        """The name of its field."""
        return str(self.element.get("name"))

    @property
    def is_box(self) -> bool:
        """Whether it is ticked, not written into."""
        return str(self.element.get("type")) == "checkbox"


def complete_fields(document: Any, pdf: Any) -> None:
    """Complete the fields of a PDF that is about to be written; one without fields stays as it is."""
    if "AcroForm" not in pdf.catalog:
        return
    fields: dict[str, list[_Widget]] = {}
    for page in document.pages:
        for widget in _widgets(page):
            fields.setdefault(widget.name, []).append(widget)
    empty = _Empty(pdf)
    for widgets in fields.values():
        for widget in widgets:
            if widget.is_box:
                _complete_box(widget, empty)
            else:
                _complete_text(widget, empty)
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {
            "Fields": pydyf.Array([_field(widgets, pdf).reference for widgets in fields.values()]),
            "DR": pydyf.Dictionary({"Font": _fonts(fields, document, pdf)}),
        }
    )


def _widgets(page: Any) -> Iterator[_Widget]:
    """The widgets of a page in reading order, those in cells as large as their cells."""
    cells = dict(_in_cells(page._page_box))
    for boxes in page.forms.values():
        for box, _ in boxes:
            rectangle = box.widget_annotation["Rect"]
            if cell := cells.get(id(box)):
                left, top = cell.padding_box_x() + _AT_THE_SIDES, page.height - cell.padding_box_y() - _ABOVE
                right = left + cell.padding_width() - 2 * _AT_THE_SIDES
                bottom = top - cell.padding_height() + 2 * _ABOVE
                rectangle = [_POINTS_PER_PIXEL * side for side in (left, bottom, right, top)]
            box.widget_annotation["Rect"] = _upright(rectangle)
            yield _Widget(box.widget_annotation, box.element, box.style["direction"] == "rtl")


_AT_THE_SIDES, _ABOVE = 4.0, 1.0
"""How far a field stays from the lines of its cell, in CSS pixels."""


def _in_cells(page_box: Any) -> Iterator[tuple[int, Any]]:
    """Every input that fills a cell of a table, by its identity, with the cell."""
    for cell in page_box.descendants():
        if isinstance(cell, TableCellBox):
            for box in cell.descendants():
                if box.is_input() and box.element.tag == "textarea":
                    yield id(box), cell


def _upright(rectangle: Sequence[float]) -> Any:
    """A rectangle from its lower left corner to its upper right one; WeasyPrint counts from above."""
    x1, y1, x2, y2 = rectangle
    return pydyf.Array([min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)])


# -- fields ------------------------------------------------------------------------------------------------------------


def _field(widgets: Sequence[_Widget], pdf: Any) -> Any:
    """The field of some widgets: the only one itself, or else the parent of all."""
    first = widgets[0]
    group = first.element.get("data-group")
    if len(widgets) == 1 and group is None:
        return first.annotation
    own = {key: first.annotation[key] for key in ("FT", "T", "TU", "DA", "Q") if key in first.annotation}
    flags = _RADIO if group is not None else max(int(widget.annotation.get("Ff", 0)) for widget in widgets)
    field = pydyf.Dictionary(own | {"Kids": pydyf.Array([widget.annotation.reference for widget in widgets])})
    if flags:
        field["Ff"] = flags
    if group is not None:
        field["TU"] = pydyf.String(group or first.element.get("title"))
        field["V"] = "/Off"
    pdf.add_object(field)
    for widget in widgets:
        for key in ("FT", "T", "V", "Ff"):
            widget.annotation.pop(key, None)
        widget.annotation["Parent"] = field.reference
    return field


def _fonts(fields: dict[str, list[_Widget]], document: Any, pdf: Any) -> Any:
    """The fonts that text fields name, as they are embedded: whole, with every letter that may be typed."""
    page = _object(pdf.page_references[0], pdf)
    fonts = _object(_object(page["Resources"], pdf)["Font"], pdf)
    names = {_font_of(widget) for widgets in fields.values() for widget in widgets if not widget.is_box}
    for name in sorted(names):
        used = {
            glyph: text
            for font in document.fonts.values()
            if font.hash == name
            for glyph, text in font.to_unicode.items()
        }
        _keep_readable(_object(_object(fonts[name], pdf)["ToUnicode"], pdf), used)
    return pydyf.Dictionary({name: fonts[name] for name in sorted(names)})


def _keep_readable(character_map: Any, used: Mapping[int, str]) -> None:
    """Add to a font's character map what the text of the page uses; WeasyPrint forgets it where a field has the font.

    Joined letters have no character of their own in a font, only in the text (ISO 14289-1 7.21.7).
    """
    lines = character_map.stream
    known = {bytes(line).split(b">")[0].lstrip(b"<") for line in lines if line.startswith(b"<") and line.endswith(b">")}
    added = [
        f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>".encode()
        for glyph, text in sorted(used.items())
        if text and f"{glyph:04x}".encode() not in known
    ]
    blocks: list[bytes] = []
    for start in range(0, len(added), _LINES_OF_A_BLOCK):
        block = added[start : start + _LINES_OF_A_BLOCK]
        blocks += [f"{len(block)} beginbfchar".encode(), *block, b"endbfchar"]
    end = lines.index(b"endcmap")
    lines[end:end] = blocks


_LINES_OF_A_BLOCK = 100
"""ISO 32000-1 9.7.5.4: a block of a character map has no more."""


def _font_of(widget: _Widget) -> str:
    """The font in a default appearance such as ``0 0 0 rg /ABCDEF 11 Tf``."""
    parts = widget.annotation["DA"].string.split()
    return str(parts[parts.index(b"Tf") - 2].removeprefix(b"/").decode())


def _object(reference: bytes, pdf: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]


# -- appearances -------------------------------------------------------------------------------------------------------


class _Empty:
    """Appearances of what is not filled in, one for all widgets of a size."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.made: dict[tuple[float, float], bytes] = {}

    def of(self, width: float, height: float, content: bytes) -> bytes:
        """A reference to an appearance on which nothing can be seen."""
        key = (round(width, 3), round(height, 3))
        if key not in self.made:
            extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array((0, 0, *key))}
            stream = pydyf.Stream([content], extra)
            self.pdf.add_object(stream)
            self.made[key] = stream.reference
        return self.made[key]


def _size(widget: _Widget) -> tuple[float, float]:
    left, bottom, right, top = widget.annotation["Rect"]
    return right - left, top - bottom


def _complete_text(widget: _Widget, empty: _Empty) -> None:
    field = widget.annotation
    width, height = _size(widget)
    if "Ff" in field and height < _TWO_LINES:
        del field["Ff"]
    if widget.on_the_right:
        field["Q"] = _RIGHT
    del field["V"]
    field["MK"] = pydyf.Dictionary({"BG": pydyf.Array(_GROUND)})
    field["AP"] = pydyf.Dictionary({"N": empty.of(width, height, b"/Tx BMC EMC")})


def _complete_box(widget: _Widget, empty: _Empty) -> None:
    """A box looks as it is printed; ticked, it has a tick in it, or a dot if it is round."""
    field = widget.annotation
    width, height = _size(widget)
    (ticked,) = field["AP"]["N"].values()
    stream = _object(ticked, empty.pdf)
    draw = _dot if "round" in widget.element.get("class").split() else _tick
    stream.stream = [draw(width, height).encode()]
    stream.extra["BBox"] = pydyf.Array((0, 0, width, height))
    state = widget.element.get("data-choice") or "on"
    field["AP"] = pydyf.Dictionary({"N": pydyf.Dictionary({state: ticked, "Off": empty.of(width, height, b"")})})
    field["AS"] = field["V"] = "/Off"
    for key in ("MK", "Border"):
        field.pop(key, None)


_INK = "0.125 0.188 0.18"
_ARC = 0.5523
"""How far the handles of a quarter of a circle are from its ends, as a share of the radius."""


def _tick(width: float, height: float) -> str:
    corners = ((0.18, 0.5), (0.42, 0.22), (0.84, 0.84))
    points = [f"{x * width:.3f} {y * height:.3f}" for x, y in corners]
    return f"{_INK} RG {0.15 * width:.3f} w 1 J 1 j {points[0]} m {points[1]} l {points[2]} l S"


def _dot(width: float, height: float) -> str:
    x, y, radius = width / 2, height / 2, 0.3 * min(width, height)
    ends = ((radius, 0.0), (0.0, radius), (-radius, 0.0), (0.0, -radius))
    path = [f"{x + radius:.3f} {y:.3f} m"]
    for (x1, y1), (x2, y2) in zip(ends, (*ends[1:], ends[0]), strict=True):
        # The handle of an end points to where the other end is.
        points = ((x1 + _ARC * x2, y1 + _ARC * y2), (x2 + _ARC * x1, y2 + _ARC * y1), (x2, y2))
        path.append(" ".join(f"{x + dx:.3f} {y + dy:.3f}" for dx, dy in points) + " c")
    return f"{_INK} rg {' '.join(path)} f"
