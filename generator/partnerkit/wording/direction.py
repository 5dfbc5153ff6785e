"""Runs that keep reading from left to right inside words that are written from right to left.

"20 U.S.C. § 6318(e)", an address, a room "4B" or a score of −2 would otherwise be torn apart: a number takes the
direction of the letters before it, a sign that of the line (Unicode Standard Annex #9, rules W2 and N2). Each run is
isolated (``<bdi dir="ltr">``). Ranges such as 3–5 are not runs: their readers expect the first number at the right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from markupsafe import Markup, escape

from partnerkit.model.element import Element
from partnerkit.model.locales import Language, language

_RUN = re.compile(
    r"""
    \(* (?: [L1]m* | (?<![L1]) [SC]+ (?=1) )                   # a letter or digit, or the sign of a number
    (?: (?: [-/SC() ] | \.[ ] | (?<=L),[ ](?=L) )* [L1]m* )*    # what lies between, up to the last letter or digit
    [)/C]*
    """,
    re.VERBOSE,
)
"""A run, over one sign for each character: see ``_sign``."""
_BIDI_CLASSES = {"L": "L", "NSM": "m", "EN": "1", "WS": " ", "ES": "-", "ET": "-", "CS": "-", "ON": "-", "BN": "-"}
_OWN_SIGNS = {"(": "(", "[": "(", ")": ")", "]": ")", "+": "S", "-": "S", "−": "S", "/": "/", "\xa0": " ", "§": "L"}
_BOUNDARIES = "،٫\n"
"""The comma of Arabic has no direction of its own, and still ends a run."""
_ABBREVIATION = re.compile(r"(?:\b\w{1,3}|\.\w+)\Z")


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """A text in pieces that make it up again, each with whether it is a run from left to right.

    A word of Latin letters alone reads well anyway and is none.
    """
    signs = "".join(_sign(text, at) for at in range(len(text)))
    done, at = 0, 0
    while match := _RUN.search(signs, at):
        start, at = _balanced(signs, match.start(), match.end())
        found = signs[start:at]
        if ("L" in found and found.strip("Lm")) or found[0] in "SC":
            if done < start:
                yield text[done:start], False
            yield text[start:at], True
            done = at
    if done < len(text):
        yield text[done:], False


def _sign(text: str, at: int) -> str:
    """What a character does: letter (L), mark on it (m), digit (1), sign (S), currency (C), bracket, space, else R."""
    char = text[at]
    if char in ".,;:" and (at + 1 == len(text) or text[at + 1].isspace()):
        return "." if char == "." and _ABBREVIATION.search(text, 0, at) else "," if char == "," else "R"
    # What stands for a slot is a private character, which Unicode takes for a letter.
    if char in _BOUNDARIES or unicodedata.category(char) == "Co":
        return "R"
    if unicodedata.category(char) == "Sc":
        return "C"
    return _OWN_SIGNS.get(char) or _BIDI_CLASSES.get(unicodedata.bidirectional(char), "R")


def _balanced(signs: str, start: int, end: int) -> tuple[int, int]:
    """A run up to the first bracket that has no partner in it, and without brackets that only stand around it."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for at in range(start, end):
        if signs[at] == "(":
            opened.append(at)
        elif signs[at] == ")":
            if not opened:
                end = at
                break
            pairs[opened.pop()] = at
    while signs[start] == "(" and pairs.get(start) in (None, end - 1):
        end -= start in pairs
        start += 1
    end = min((at for at in opened if at >= start), default=end)
    return start, start + len(signs[start:end].rstrip("-S .,"))


def isolated(text: str, spoken: Language) -> Markup:
    """A text as HTML in which every run that goes against its language is an element of its own."""
    return Markup("").join(
        Markup('<bdi dir="ltr">{}</bdi>').format(piece) if is_run else escape(piece)
        for piece, is_run in against(text, spoken)
    )


def isolated_plain(text: str, spoken: Language) -> str:
    """The same in characters (U+2066, U+2069), for titles and running feet; only where the run would be torn apart."""
    return "".join(
        f"\u2066{piece}\u2069" if is_run and not (piece[0].isalpha() and piece[-1].isalnum()) else piece
        for piece, is_run in against(text, spoken)
    )


def isolate(element: Element, spoken: Language) -> Element:
    """A tree in which the runs that templates write themselves are isolated too: citations, codes, figures."""
    if (code := element.get("lang")) and code != spoken.code:
        spoken = language(code)
    children: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element):
            children.append(child if child.tag == "bdi" else isolate(child, spoken))
        else:
            children += [Element("bdi", (("dir", "ltr"),), (p,)) if run else p for p, run in against(child, spoken)]
    return element.holding(*children)


def against(text: str, spoken: Language) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, each with whether it goes against its language; one piece where nothing can."""
    return runs(text) if spoken.dir == "rtl" else iter([(text, False)])


def direction_of(value: str) -> str:
    """The direction of a value by its first letter; figures alone, as in a telephone number, go from left to right."""
    classes = (unicodedata.bidirectional(char) for char in value)
    return "rtl" if next((name for name in classes if name in ("L", "R", "AL")), "L") != "L" else "ltr"
