"""No word is set in two faces: each language's stack, on the site and in print, has a face for all of its letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib
import pytest
from fontTools.ttLib import TTFont

import tools

TEMPLATES = tools.CHECKOUT / "templates"
TOKENS = TEMPLATES / "site" / "assets" / "stylesheets" / "tokens.css"
PRINT = TEMPLATES / "print" / "base.css"
LANGUAGES = ("es", "ar", "vi", "pt", "ru", "ht", "ur", "fr", "so")
"""Those with letters of their own fonts on the site; Chinese is the device's there, and ours in print."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Face:
    """One font file: whose family it is of, and which characters are taken from it."""

    family: str
    path: Path
    characters: frozenset[int]


@cache
def _characters(path: Path) -> frozenset[int]:
    with TTFont(path) as font:
        return frozenset(font.getBestCmap())


def _family(path: Path) -> str:
    with TTFont(path) as font:
        return str(font["name"].getBestFamilyName())


def _range(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


@cache
def web_faces() -> tuple[Face, ...]:
    faces = []
    for rule in re.findall(r"@font-face \{(.*?)\n\}", TOKENS.read_text(encoding="utf-8"), re.DOTALL):
        family = re.search(r'font-family: "(.*?)"', rule)[1]
        path = (TOKENS.parent / re.search(r'url\("(.*?)"\)', rule)[1]).resolve()
        faces.append(Face(family, path, _characters(path) & _range(re.search(r"unicode-range: (.*?);", rule)[1])))
    return tuple(faces)


@cache
def print_faces() -> tuple[Face, ...]:
    paths = sorted((TEMPLATES / "fonts").glob("*.ttf"))
    return tuple(Face(_family(path), path, _characters(path)) for path in paths)


def stack(sheet: Path, code: str, role: str) -> list[str]:
    """The families of a language for headings (``serif``) or text (``sans``), as the sheet says it for its root."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    values: dict[str, str] = {}
    for selector, rule in re.findall(r"(:root[^{}]*)\{([^{}]*)\}", text):
        codes = re.findall(r":lang\((.*?)\)", selector)
        if not codes or any(code == wanted or code.startswith(f"{wanted}-") for wanted in codes):
            values |= dict(re.findall(r"--(serif|sans):\s*([^;}]+)", rule))
    value = values[role]
    if inner := re.fullmatch(r"var\(--(\w+)\)\s*", value):
        value = values[inner[1]]
    return re.findall(r'"(.*?)"', value)


def face_of(char: str, families: list[str], faces: tuple[Face, ...]) -> str:
    for family in families:
        if any(face.family == family and ord(char) in face.characters for face in faces):
            return family
    return ""


@cache
def words_of(code: str) -> frozenset[str]:
    files = [
        *(tools.CHECKOUT / "content" / "locale" / code).glob("*.po"),
        TEMPLATES / "locale" / code / "interface.po",
    ]
    return frozenset(
        word for path in files for entry in polib.pofile(str(path)) for word in _WORD.findall(entry.msgstr)
    )


def mixed(code: str, sheet: Path, role: str, faces: tuple[Face, ...]) -> set[str]:
    families = stack(sheet, code, role)
    by_char = {char: face_of(char, families, faces) for word in words_of(code) for char in word}
    return {word for word in words_of(code) if len({by_char[char] for char in word}) > 1 or not by_char[word[0]]}


@pytest.mark.parametrize("role", ["serif", "sans"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_word_of_the_site_is_set_in_two_faces(code: str, role: str):
    assert len(words_of(code)) > 1000
    assert mixed(code, TOKENS, role, web_faces()) == set()


@pytest.mark.parametrize("role", ["serif", "sans"])
@pytest.mark.parametrize("code", [*LANGUAGES, "zh-Hans"])
def test_no_word_in_print_is_set_in_two_faces(code: str, role: str):
    assert mixed(code, PRINT, role, print_faces()) == set()


def test_every_web_font_is_small_and_used():
    files = {face.path for face in web_faces()}
    assert files == {path.resolve() for path in (TOKENS.parents[1] / "fonts").glob("*.woff2")}
    assert {path.name for path in files if path.stat().st_size > 60_000} == set()


def test_letters_of_arabic_and_chinese_are_never_moved_apart():
    """Joined letters would come apart."""
    for sheet in TOKENS.parent.glob("*.css"):
        for value in re.findall(r"letter-spacing:\s*([^;}]+)", sheet.read_text(encoding="utf-8")):
            assert value.strip() in ("0", "var(--tight)", "var(--wide)", "calc(var(--tight) / 2)"), sheet.name
    assert "letter-spacing" not in PRINT.read_text(encoding="utf-8")
