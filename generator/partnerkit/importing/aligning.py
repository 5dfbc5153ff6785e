"""Which paragraph of a file that came back was which when it was made.

Marks say it wherever they are still there. Where a program or a person has lost them, the same words do, and where the
words have changed as well, how much of them is the same.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from partnerkit.render.docx.pieces import Paragraph, Piece
from partnerkit.wording.redline import likeness

_ALIKE = 0.4
"""How much of two paragraphs has to be the same, for one to have become the other."""
_MANY = 2500
"""Pairs of paragraphs from which on it is not weighed which one is most like which."""


@dataclass(frozen=True)
class Alignment:
    """What became of the paragraphs of a file.

    Attributes:
        paragraphs: those that the file has now; what had been made one is apart again.
        now: the paragraphs that each of the old ones has become, by number; none where it is gone.
        new: the paragraphs that came, each with the number of the old one before it.
        moved: the old ones that stand elsewhere now.
    """

    paragraphs: Sequence[Paragraph]
    now: Mapping[int, Sequence[int]]
    new: Mapping[int, int]
    moved: frozenset[int]


def align(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> Alignment:
    """What became of paragraphs."""
    home = {name: number for number, block in enumerate(before) for name in block.marks}
    paragraphs = [part for one in after for part in _parted(one, home) if part.text.strip() or part.pieces]
    known = [_marked(one, home) for one in paragraphs]
    now: dict[int, list[int]] = {}
    for at, block in enumerate(known):
        if block is not None:
            now.setdefault(block, []).append(at)
    stays = _in_order([(at, block) for at, block in enumerate(known) if block is not None])
    fixed = [(-1, -1), *stays, (len(paragraphs), len(before))]
    for (left_at, left), (right_at, right) in pairwise(fixed):
        blocks = [one for one in range(left + 1, right) if one not in now and before[one].pieces]
        free = [at for at in range(left_at + 1, right_at) if known[at] is None]
        for block, at in _by_words(blocks, free, before, paragraphs):
            now[block] = [at]
            known[at] = block
    new: dict[int, int] = {}
    last = -1
    staying = {block for _, block in stays}
    for at, one in enumerate(known):
        if one is None:
            new[at] = last
        elif one in staying or one > last:
            last = one
    moved = frozenset(
        block for at, block in enumerate(known) if block is not None and _is_moved(at, block, stays, known)
    )
    return Alignment(paragraphs, now, new, moved)


def _parted(paragraph: Paragraph, home: Mapping[str, int]) -> Iterator[Paragraph]:
    """A paragraph that was several ones, as these."""
    parts: list[list[Piece]] = [[]]
    block: int | None = None
    for piece in paragraph.pieces:
        own = home.get(piece.mark)
        if own is not None and block is not None and own != block:
            parts.append([])
        if own is not None:
            block = own
        parts[-1].append(piece)
    if len(parts) == 1:
        yield paragraph
        return
    for pieces in parts:
        marks = tuple(dict.fromkeys(piece.mark for piece in pieces if piece.mark in home))
        yield replace(paragraph, pieces=tuple(pieces), marks=marks)


def _marked(paragraph: Paragraph, home: Mapping[str, int]) -> int | None:
    """The number of the old paragraph whose marks most letters of one have."""
    letters: dict[int, int] = {}
    for piece in paragraph.pieces:
        if piece.mark in home:
            number = home[piece.mark]
            letters[number] = letters.get(number, 0) + len(piece.text) + 1
    return max(letters, key=lambda number: letters[number], default=None)


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many pairs as possible whose second numbers rise: what has not been moved."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int | None] = []
    for index, (_, block) in enumerate(pairs):
        place = bisect.bisect_left(ends, block)
        before.append(tails[place - 1] if place else None)
        ends[place : place + 1] = [block]
        tails[place : place + 1] = [index]
    found: list[tuple[int, int]] = []
    at: int | None = tails[-1] if tails else None
    while at is not None:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _is_moved(at: int, block: int, stays: Sequence[tuple[int, int]], known: Sequence[int | None]) -> bool:
    if (at, block) in set(stays) or sum(one == block for one in known) > 1:
        return False
    earlier = [other for place, other in stays if place < at]
    later = [other for place, other in stays if place > at]
    return bool((earlier and max(earlier) > block) or (later and min(later) < block))


def _by_words(
    blocks: Sequence[int], free: Sequence[int], before: Sequence[Paragraph], after: Sequence[Paragraph]
) -> Iterator[tuple[int, int]]:
    """Pairs of those without a mark, in their order: the same words, then those that are most alike."""
    old = [_key(before[one]) for one in blocks]
    new = [_key(after[at]) for at in free]
    left = right = 0
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for match in matcher.get_matching_blocks():
        yield from _alike(blocks[left : match.a], free[right : match.b], before, after)
        for offset in range(match.size):
            yield blocks[match.a + offset], free[match.b + offset]
        left, right = match.a + match.size, match.b + match.size


def _alike(
    blocks: Sequence[int], free: Sequence[int], before: Sequence[Paragraph], after: Sequence[Paragraph]
) -> Iterator[tuple[int, int]]:
    if not blocks or not free or len(blocks) * len(free) > _MANY:
        return
    score = [[0.0] * (len(free) + 1) for _ in range(len(blocks) + 1)]
    like = [[_likeness(before[block], after[at]) for at in free] for block in blocks]
    for i in range(len(blocks) - 1, -1, -1):
        for j in range(len(free) - 1, -1, -1):
            paired = score[i + 1][j + 1] + like[i][j] if like[i][j] >= _ALIKE else -1.0
            score[i][j] = max(paired, score[i + 1][j], score[i][j + 1])
    i = j = 0
    pairs: list[tuple[int, int]] = []
    while i < len(blocks) and j < len(free):
        if like[i][j] >= _ALIKE and score[i][j] == score[i + 1][j + 1] + like[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j]:
            i += 1
        else:
            j += 1
    if not pairs and len(blocks) == len(free) == 1 and before[blocks[0]].marks:
        # Nothing else can have become of it: every word is another one.
        pairs = [(0, 0)]
    yield from ((blocks[i], free[j]) for i, j in pairs)


def _likeness(one: Paragraph, other: Paragraph) -> float:
    return likeness(_key(one), _key(other)) if one.cell is None or other.cell is not None else 0.0


def _key(paragraph: Paragraph) -> str:
    """The words of a paragraph as they are compared: a slot by its name."""
    words = (
        f"{{{name}}}" if name else "".join(piece.text for piece in group)
        for name, group in groupby(paragraph.pieces, key=lambda piece: piece.slot)
    )
    return " ".join("".join(words).split())
