"""What Word files and workbooks have in common: faces for each script, language tags with a region, the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from babel.core import get_global

from partnerkit.model.locales import Language
from partnerkit.model.workspace import Brand

FIXED = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the earliest that a zip can hold."""


@dataclass(frozen=True)
class Fonts:
    """Font families, one for each kind of letters.

    Attributes:
        text: of the text, in Latin, Cyrillic and Greek letters.
        heading: of headings in the same.
        east: of Chinese, Japanese and Korean letters.
        complex: of Arabic and other scripts whose letters join or stack.
    """

    text: str
    heading: str
    east: str
    complex: str


_EAST = {"ko": "Noto Sans KR", "zh-Hant": "Noto Sans TC", "zh-TW": "Noto Sans TC"}
_COMPLEX = {"hi": "Noto Sans Devanagari"}


def fonts_of(brand: Brand, spoken: Language) -> Fonts:
    """The same faces as in print: no word is set in two of them."""
    text = "Noto Sans" if brand.font == "noto" or spoken.code == "vi" else "Atkinson Hyperlegible Next"
    heading = "Fraunces"
    if spoken.code == "ru" or is_east_asian(spoken):
        text = heading = "Noto Sans"
    return Fonts(text, heading, _EAST.get(spoken.code, "Noto Sans SC"), _COMPLEX.get(spoken.code, "Noto Naskh Arabic"))


def tag_of(spoken: Language) -> str:
    """A language as office programs name it, with a region: ``ar-EG``, ``zh-CN``."""
    name, script = spoken.locale.language, spoken.locale.script
    known = get_global("likely_subtags")
    full = known.get(f"{name}_{script}") or known.get(name, "")
    region = spoken.locale.territory or full.rpartition("_")[2]
    return f"{name}-{region}" if region else name


def is_east_asian(spoken: Language) -> bool:
    """Whether a language is written in letters that office programs keep a font and a language of their own for."""
    return spoken.code.split("-")[0] in ("zh", "ja", "ko")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A package whose bytes depend on nothing but its files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        # The list of content types comes first; the letters of its name do so by themselves, but for capitals.
        for name in sorted(files, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 0, 0
            package.writestr(entry, files[name], compresslevel=6)
    return stream.getvalue()
