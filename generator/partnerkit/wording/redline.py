"""Redlines: what has become of a text, word by word, for those who decide whether a change is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Chinese, Japanese and Thai write no spaces between words, so there each character counts.
_ALONE = "[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]"
# A slot with all its forms is one word.
_SLOT = r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
_WORD = re.compile(rf"{_SLOT}|\s+|{_ALONE}|(?:(?!{_ALONE})\w)+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that have stayed, gone, or come."""

    kind: Literal["same", "out", "in"]
    text: str


def redline(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both texts: what stayed with what went is ``before``, what stayed with what came is ``after``."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    for out, came, same in _changes(old, new):
        pieces += [Piece("out", out)] if out else []
        pieces += [Piece("in", came)] if came else []
        pieces += [Piece("same", same)] if same else []
    return tuple(pieces)


def words_of(text: str) -> list[str]:
    """The words, spaces and signs of a text, which make it up again."""
    return _WORD.findall(text)


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, word by word: 1 where all of it is, 0 where nothing is."""
    first, second = ([word for word in _WORD.findall(text) if not word.isspace()] for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[str, str, str]]:
    """What went, what came in its place, and what stayed after it.

    A space or a comma between two changes is no place for the eye to rest, so it goes with them.
    """
    out: list[str] = []
    came: list[str] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, n in matcher.get_opcodes():
        same = "".join(old[i:j]) if kind == "equal" else ""
        last = j == len(old) and n == len(new)
        if kind != "equal" or (not any(map(str.isalnum, same)) and (out or came) and not last):
            out += old[i:j]
            came += new[k:n]
        else:
            yield "".join(out), "".join(came), same
            out, came = [], []
    if out or came:
        yield "".join(out), "".join(came), ""
