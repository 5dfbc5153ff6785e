"""What a paragraph says now, word for word, and to which text each word belongs.

A paragraph holds words of several texts, and of none: numbers, labels, citations. Its words of before and of now are
laid beside each other, and what came or went is given to the text that it stands in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from partnerkit.render.docx.marking import Mark
from partnerkit.render.docx.pieces import Paragraph, Piece
from partnerkit.wording.redline import words_of

_QUOTES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "‚": "'",
        "‛": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\u2011": "-",
    }
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a space, a sign, or a slot.

    Attributes:
        piece: what it is a part of.
        key: the text that it belongs to; empty for what belongs to none.
    """

    piece: Piece
    key: str = ""

    @property
    def same(self) -> tuple[object, ...]:
        """What is compared: programs change quotes and spaces by themselves, which is nobody's change."""
        piece = self.piece
        if piece.slot:
            return ("slot", piece.slot)
        if piece.field:
            return ("field",)
        text = folded(piece.text)
        return (text,) if not text.strip() else (text, piece.bold, piece.slanted, piece.link.rstrip("/"))


def folded(text: str) -> str:
    """Words as they are compared."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text).translate(_QUOTES))


def words_in(pieces: Iterable[Piece], marks: Mapping[str, Mark]) -> list[Word]:
    """The words of a paragraph, each with the text that its mark says."""
    made: list[Word] = []
    for piece in pieces:
        key = marks[piece.mark].key if piece.mark in marks else ""
        if piece.slot or piece.field:
            made.append(Word(piece, key))
        else:
            made += (Word(replace(piece, text=text), key) for text in words_of(piece.text))
    return made


@dataclass(frozen=True)
class Turn:
    """A word as it is now.

    Attributes:
        word: the word.
        was: the number that it had among the words of before; None where it came.
    """

    word: Word
    was: int | None = None


@dataclass(frozen=True)
class Rewritten:
    """A paragraph that has been read back.

    Attributes:
        before: its words when it was made.
        turns: its words now, those of each text by its id path.
        came: words that came where no text of an author is.
        went: words that went there.
    """

    before: Sequence[Word]
    turns: Mapping[str, Sequence[Turn]]
    came: Sequence[str]
    went: Sequence[str]


def rewritten(before: Paragraph, now: Sequence[Paragraph], marks: Mapping[str, Mark]) -> Rewritten:
    """What has become of a paragraph; one that was cut in two has a mark where it was cut."""
    old = words_in(before.pieces, marks)
    new: list[Word] = []
    for number, one in enumerate(now):
        new += [*([Word(Piece("\n\n"))] if number else []), *words_in(one.pieces, marks)]
    turns: dict[str, list[Turn]] = {word.key: [] for word in old if word.key}
    came: list[str] = []
    went: list[str] = []
    matcher = SequenceMatcher(None, [word.same for word in old], [word.same for word in new], autojunk=False)
    for kind, i, j, k, n in matcher.get_opcodes():
        if kind == "equal":
            for was, word in zip(range(i, j), new[k:n], strict=True):
                if old[was].key:
                    turns[old[was].key].append(Turn(word, was))
            continue
        went += [word.piece.text for word in old[i:j] if not word.key and word.piece.text.strip()]
        for word in new[k:n]:
            if key := _home(word, old, i, j):
                turns.setdefault(key, []).append(Turn(word))
            elif word.piece.text.strip():
                came.append(word.piece.text)
    return Rewritten(old, turns, came, went)


def _home(word: Word, old: Sequence[Word], start: int, end: int) -> str:
    """The text that a word came into: the one whose mark is around it, that it took the place of, or beside it."""
    replaced = [one.key for one in old[start:end]]
    before = old[start - 1].key if start else ""
    after = old[end].key if end < len(old) else ""
    near = [*dict.fromkeys(filter(None, (*replaced, before, after)))]
    if word.key in near:
        return word.key
    if replaced and not any(replaced):
        # A number or a label was written over: what came belongs to no text, unless nothing was there but space.
        return "" if any(one.piece.text.strip() for one in old[start:end]) else (before or after)
    return near[0] if near else ""
