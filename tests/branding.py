"""A small library with a brand of its own, as loud as schools sometimes are."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw

MAIN, ACCENT = "#7a1f5c", "#f2c200"
ALT = "A hut on a hill"
SETTINGS = f'brand:\n  logo: brand/logo.png\n  logo_alt: {ALT}\n  main: "{MAIN}"\n  accent: "{ACCENT}"\n  font: noto\n'


def logo(colour: str = MAIN) -> bytes:
    """A round mark on nothing."""
    image = Image.new("RGBA", (900, 600), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((150, 0, 750, 600), fill=colour)
    pen.polygon([(270, 440), (450, 120), (630, 440)], fill=ACCENT)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def brand(root: Path, settings: str = SETTINGS) -> Path:
    """Give a library that has none a brand."""
    (root / "brand").mkdir(exist_ok=True)
    (root / "brand" / "logo.png").write_bytes(logo())
    with (root / "partnership.yaml").open("a", encoding="utf-8") as file:
        file.write(settings)
    return root
