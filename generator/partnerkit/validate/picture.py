"""A file that is said to be a picture, looked at before anything else touches it. The only module that imports Pillow.

Whatever is wrong with a file, it ends as words and not as an exception. What is right is drawn anew: turned as it was
held, no larger than paper can show, and without what a camera or a drawing program has written beside the colours.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from partnerkit.model.picture import Logo, Picture

MAX_SIDE = 4000
"""Pixels."""

LARGE = (60, 20)
SMALL = (34, 12)
"""Width and height that ``templates/print`` gives to a logo at most, in millimetres."""

_DOTS_PER_MM = 300 / 25.4
_FORMATS = ("PNG", "JPEG")
_OTHERS = {
    b"\0\0\1\0": "an icon",
    b"GIF8": "a GIF picture",
    b"RIFF": "a WebP picture",
    b"BM": "a BMP picture",
    b"%PDF": "a PDF file",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
}


def read_logo(data: bytes) -> Logo | str:
    """A logo out of the bytes of a file, or what is wrong with it."""
    try:
        with warnings.catch_warnings():
            # Of a small file with an enormous picture, Pillow warns; the size is looked at below, before it is read.
            warnings.simplefilter("ignore")
            # WeasyPrint, where it is in the same process, lets Pillow pass what ends too early.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                if max(opened.size) > MAX_SIDE:
                    return _too_many_pixels(opened)
                flat = _flattened(opened)
                format_ = "jpg" if opened.format != "PNG" and flat.mode == "RGB" else "png"
    except Image.DecompressionBombError:
        return f"has far more than the {MAX_SIDE} pixels that a side may have"
    except UnidentifiedImageError:
        return f"is {_what(data)}no PNG or JPEG picture"
    except Exception:  # a damaged file makes a decoder fail in any way there is
        return "is damaged: it cannot be read to its end"
    large, small = _fitted(flat, LARGE), _fitted(flat, SMALL)
    if not _shows_on_white(large):
        return "cannot be seen on white paper"
    return Logo(_saved(large, format_), _saved(small, format_))


def _too_many_pixels(picture: Image.Image) -> str:
    width, height = picture.size
    return f"has {width} × {height} pixels; a side may have {MAX_SIDE}"


def _what(data: bytes) -> str:
    """What a file seems to be, by its first bytes, with a comma; empty where they say nothing."""
    if b"<svg" in data[:512]:
        return "an SVG drawing, "
    return next((f"{words}, " for mark, words in _OTHERS.items() if data.startswith(mark)), "")


def _flattened(opened: Image.Image) -> Image.Image:
    """The picture upright, in eight bits of red, green and blue, and transparent only where something shows through."""
    upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I"):
        # Sixteen bits of grey: Pillow would cut them off instead of scaling them.
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    if upright.has_transparency_data:
        clear = upright.convert("RGBA")
        alpha = clear.getchannel("A").getextrema()
        return clear if alpha != (255, 255) else clear.convert("RGB")
    return upright.convert("RGB")


def _shows_on_white(picture: Image.Image) -> bool:
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    darkest, _ = paper.convert("L").getextrema()
    return isinstance(darkest, int | float) and darkest < 230


def _fitted(picture: Image.Image, box: tuple[int, int]) -> Image.Image:
    """A copy of the size that a box of so many millimetres can show; never a larger one."""
    copy = picture.copy()
    copy.info.clear()
    copy.thumbnail((round(box[0] * _DOTS_PER_MM), round(box[1] * _DOTS_PER_MM)), Image.Resampling.LANCZOS)
    return copy


def _saved(picture: Image.Image, format_: str) -> Picture:
    file = io.BytesIO()
    if format_ == "jpg":
        picture.save(file, "JPEG", quality=90, optimize=True)
    else:
        picture.save(file, "PNG", optimize=True)
    return Picture(file.getvalue(), format_, picture.width, picture.height, transparent=picture.mode == "RGBA")
