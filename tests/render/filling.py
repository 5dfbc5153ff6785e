"""Forms filled in by the programs that people fill them in with: pdfium (Chrome) and pdf.js (Firefox)."""

from __future__ import annotations

import ctypes
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import structure

import tools

Values = Mapping[str, str | bool]
"""What to fill in by the name of a field: words, True for a box, or the name of the one that is chosen of several."""


@dataclass(frozen=True)
class Widget:
    """A place on a page that belongs to a field.

    Attributes:
        name: the name of its field.
        about: its accessible name.
        kind: ``Tx`` or ``Btn``.
        state: what its box is called when it is ticked, or empty.
        page: the page, counted from 0.
        rect: left, bottom, right and top.
    """

    name: str
    about: str
    kind: str
    state: str
    page: int
    rect: tuple[float, float, float, float]


def widgets(data: bytes) -> list[Widget]:
    """Every widget, page by page."""
    with structure.opened(data) as pdf:
        return [
            _widget(each, number)
            for number, sheet in enumerate(pdf.pages)
            for each in sheet.get("/Annots", [])
            if each.Subtype == "/Widget"
        ]


def _widget(annotation: pikepdf.Object, number: int) -> Widget:
    field = annotation if "/T" in annotation else annotation.Parent
    states = annotation.AP.N.keys() if field.FT == "/Btn" else ()
    state = next((state.lstrip("/") for state in states if state != "/Off"), "")
    left, bottom, right, top = (float(side) for side in annotation.Rect)
    about = str(annotation.get("/TU", ""))
    return Widget(str(field.T), about, str(field.FT).lstrip("/"), state, number, (left, bottom, right, top))


def values(data: bytes) -> dict[str, str]:
    """What is filled in, by the name of the field."""
    with structure.opened(data) as pdf:
        found = {str(field.T): str(field.get("/V", "")) for field in pdf.Root.AcroForm.Fields}
    return {name: value for name, value in found.items() if value not in ("", "/Off")}


def as_stored(wanted: Values) -> dict[str, str]:
    """The same as ``values`` says it."""
    return {name: "/on" if value is True else str(value) for name, value in wanted.items()}


def with_pdfium(data: bytes, wanted: Values) -> bytes:
    """Filled in by a mouse that clicks on the fields and a keyboard that writes into them."""
    places = widgets(data)
    pdf = pypdfium2.PdfDocument(data)
    pdf.init_forms()
    assert pdf.formenv is not None
    form = pdf.formenv.raw
    # A program that shows a document has its pages open; only then does a field change wherever it stands.
    pages = list(pdf)
    done = set()
    for place in places:
        value = wanted.get(place.name)
        if (
            value is None
            or place.name in done
            or (isinstance(value, str) and place.kind == "Btn" and value != f"/{place.state}")
        ):
            continue
        done.add(place.name)
        sheet = pages[place.page].raw
        left, bottom, right, top = place.rect
        at = ((left + right) / 2, (bottom + top) / 2)
        pdfium.FORM_OnMouseMove(form, sheet, 0, *at)
        pdfium.FORM_OnLButtonDown(form, sheet, 0, *at)
        pdfium.FORM_OnLButtonUp(form, sheet, 0, *at)
        if place.kind == "Tx":
            encoded = f"{value}\0".encode("utf-16-le")
            pdfium.FORM_ReplaceSelection(form, sheet, (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded))
        pdfium.FORM_ForceToKillFocus(form)
    out = _Written()
    pdf.save(out)
    for page in pages:
        page.close()
    pdf.close()
    return bytes(out.data)


class _Written:
    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, piece: bytes) -> int:
        self.data += piece
        return len(piece)


def with_pdfjs(data: bytes, wanted: Values, folder: Path) -> bytes:
    """Filled in and saved by pdf.js."""
    form, filled, values_file = folder / "form.pdf", folder / "filled.pdf", folder / "values.json"
    form.write_bytes(data)
    plain = {name: value.lstrip("/") if isinstance(value, str) else value for name, value in wanted.items()}
    values_file.write_text(json.dumps(plain), encoding="utf-8")
    command = [*tools.pdf_js(), str(form), str(filled), str(values_file)]
    subprocess.run(command, check=True, capture_output=True)
    return filled.read_bytes()


def shown(data: bytes) -> Iterator[bytes]:
    """What is drawn on each page, every form included, as bytes of pixels."""
    pdf = pypdfium2.PdfDocument(data)
    pdf.init_forms()
    for page in pdf:
        yield bytes(page.render(scale=1).buffer)
        page.close()
    pdf.close()
