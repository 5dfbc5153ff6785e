"""A picture of each kind of printed page, as somebody looked at it and found it good.

``PARTNERKIT_UPDATE_GOLDENS=1 pytest tests/render/test_render_images.py`` draws the pictures in ``tests/golden/image/``
anew; they are for a person to look at. What a page shows may move by the breadth of a line, since another rasteriser or
another release of a font engine does that; a part that is missing, elsewhere or of another colour is found.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageStat
from test_render_golden import EXAMPLES

import tools

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "image"
UPDATE = os.environ.get("PARTNERKIT_UPDATE_GOLDENS") == "1"
PAGES = {
    **{kind: (f"en/{name}.pdf", 0) for kind, name in EXAMPLES.items()},
    "kit-cover": ("en/kits/starter.pdf", 0),
    "kit-how-to": ("en/kits/starter.pdf", 1),
    "kit-contents": ("en/kits/starter.pdf", 2),
    "kit-opener": ("en/kits/starter.pdf", 4),
    "kit-back": ("en/kits/starter.pdf", -1),
    "fillable": ("en/family-pulse-survey-fillable.pdf", 0),
    "large-print": ("en/school-family-agreement-large-print.pdf", 0),
    "ink-saver": ("en/whole-child-vision-ink-saver.pdf", 0),
    "a4": ("en/whole-child-vision-a4.pdf", 0),
    "bilingual": ("es/school-family-agreement-bilingual.pdf", 0),
    "summary": ("en/welcome-to-families-summary.pdf", 0),
    "poster": ("en/whole-child-vision-poster.pdf", 0),
    "slips": ("en/interpreter-request-slips.pdf", 0),
    "arabic": ("ar/school-family-agreement.pdf", 0),
    "arabic-cover": ("ar/kits/family-front.pdf", 0),
    "chinese": ("zh-Hans/school-family-agreement.pdf", 0),
    "urdu": ("ur/school-family-agreement.pdf", 0),
}
"""Each kind of page with its file among the downloads, and its place in the file."""

_SCALE = 50 / 72
_CELL = 5
"""What is compared is the mean of a square of this many pixels: 2.5 mm of paper."""
_FURTHEST = 40
_MEAN = 0.6
"""How far a square may be from its former lightness, of 255, and how far the squares of a page on the average."""


def drawn(data: bytes, number: int) -> Image.Image:
    """A page of a PDF in grey, at 50 dots per inch."""
    with pdfium.PdfDocument(data) as pdf:
        if pdf.get_formtype():
            pdf.init_forms()
        sheet = pdf[number % len(pdf)]
        picture: Image.Image = sheet.render(scale=_SCALE, grayscale=True).to_pil()
    return picture.convert("L")


def differences(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """How far two pictures are from each other at most, and on the average; in squares, of 255."""
    if one.size != other.size:
        return 255, 255
    found = ImageChops.difference(one.reduce(_CELL), other.reduce(_CELL))
    return float(found.getextrema()[1]), ImageStat.Stat(found).mean[0]  # type: ignore[arg-type]


def alike(one: Image.Image, other: Image.Image) -> bool:
    furthest, mean = differences(one, other)
    return furthest <= _FURTHEST and mean <= _MEAN


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_looks_as_it_was_found_good(built: tools.Built, kind: str):
    name, number = PAGES[kind]
    found, path = drawn((built.site / "downloads" / name).read_bytes(), number), GOLDEN / f"{kind}.png"
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        found.quantize(16).save(path, optimize=True)
    with Image.open(io.BytesIO(path.read_bytes())) as wanted:
        assert alike(found, wanted.convert("L")), f"{name}, page {number}: {differences(found, wanted.convert('L'))}"


@pytest.mark.parametrize("kind", ["policy", "kit-cover", "poster", "arabic"])
def test_a_change_that_somebody_would_see_is_found(kind: str):
    with Image.open(GOLDEN / f"{kind}.png") as picture:
        good = picture.convert("L")
    width, height = good.size
    lower = ImageChops.offset(good, 0, 9)
    half = good.copy()
    half.paste(255, (0, 0, width, height // 3))
    paler = good.point([255 - (255 - light) * 2 // 3 for light in range(256)])
    assert not any(alike(good, other) for other in (lower, half, paler, good.resize((width, height + 5))))
