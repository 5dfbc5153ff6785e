"""What people only make look like something: bold lines for headings, typed bullets, underscores to sign on.

Each guess leaves a note, so that a person looks at it. Words are moved, and never taken away: a sign that a list will
show by itself is the only thing that goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from partnerkit.importing.flow import Flow, Piece
from partnerkit.wording.markup import Run

_BULLET = re.compile(r"^\s*([•●◦▪■□‣∙·*–—-])\s+(?=\S)")
_NUMBER = re.compile(
    r"^\s*(\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.)]|\d{1,3}(?:\.\d{1,3})+|§+\s?\d+)\s+(?=\S)"
)
_LINE = re.compile(r"_{4,}|\.{8,}|…{4,}")
_LONGEST_HEADING = 12
"""Words that a heading has at most."""
_ENDS = (".", ";", ",", "。", "؟", "،", "।")
CITATION = re.compile(
    r"(?:\b\d{1,2}\s+U\.?\s?S\.?\s?C\.?(?:A\.)?\s*(?:§+\s*|[Ss]ection\s+)?\d+\w*(?:-\d+)?(?:\(\w+\))*)"
    r"|(?:\b\d{1,2}\s+C\.?\s?F\.?\s?R\.?\s*(?:§+\s*|[Pp]art\s+)?\d+(?:\.\d+)*(?:\(\w+\))*)"
    r"|(?:\b(?:[A-Z][\w.]*\s){0,3}(?:Code|Stat\.|Statutes|Rev\.\sStat\.)\s*(?:§+|[Ss]ection)?\s*\d+[\w.:-]*(?:\(\w+\))*)"
)
"""A source in law, as it is cited in the United States."""

HEADING = "a short line in bold was taken for a heading"
BULLET = "a sign that was typed before it was taken for the bullet of a list"
NUMBER = "the number '{}' that was typed before it was taken for that of a list"
SIGN = "underscores were taken for a line to write or to sign on"
MIXED = "numbers that were typed and numbers that the program counts are mixed here"
CITED = "'{}' is a source in law: put it into 'cites' or 'legal_refs', if it is one"


def guessed(flow: Flow) -> Flow:
    """A flow in which things are what they look like, each with a note of what was guessed."""
    lines = [line for one in flow for line in _lines(one)]
    levels = [one.level for one in lines if one.kind == "heading"]
    # A title stands above all others; what is bold before the first section is a section itself.
    sections = min(levels[1:] or [2], default=2) if levels else 1
    deepest = max(levels, default=0)
    made: list[Piece] = []
    inside = False
    for one in lines:
        made.append(_guess(one, deepest + 1 if inside else sections))
        inside = inside or (one.kind == "heading" and one.level == sections)
    return [*_mixed(made)]


def _lines(piece: Piece) -> list[Piece]:
    """A paragraph in whose lines somebody typed a list, as its lines; every other one as it is."""
    lines: list[list[Run]] = [[]]
    for run in piece.runs:
        first, *others = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines += [[replace(run, text=text)] for text in others]
    parts = [replace(piece, runs=tuple(one), notes=()) for one in lines]
    listed = [one for one in parts if _BULLET.match(one.words) or _NUMBER.match(one.words)]
    if piece.kind != "paragraph" or len(listed) < 2:
        return [piece]
    return [one for one in parts if one.words]


def _guess(piece: Piece, level: int) -> Piece:
    if piece.kind == "paragraph":
        piece = _as_sign(piece) or _as_heading(piece, level) or _as_item(piece) or piece
    elif piece.kind == "item":
        piece = _as_sign(piece) or piece
    cited = dict.fromkeys(found.group().strip() for found in CITATION.finditer(piece.words))
    return replace(piece, notes=(*piece.notes, *(CITED.format(cite) for cite in cited)))


def _as_sign(piece: Piece) -> Piece | None:
    return replace(piece, kind="sign", notes=(*piece.notes, SIGN)) if _LINE.search(piece.words) else None


def _as_heading(piece: Piece, level: int) -> Piece | None:
    """A short line, all of it bold, that does not end as a sentence does."""
    shown = [run for run in piece.runs if run.text.strip()]
    words = piece.words
    if not shown or not all(run.bold for run in shown) or words.endswith(_ENDS):
        return None
    if len(words.split()) > _LONGEST_HEADING or len(words) > 120:
        return None
    plain = tuple(replace(run, bold=False) for run in piece.runs)
    return replace(piece, kind="heading", runs=plain, level=min(level, 6), notes=(*piece.notes, HEADING))


def _as_item(piece: Piece) -> Piece | None:
    """A paragraph that begins with a bullet or a number."""
    head = "".join(run.text for run in piece.runs)
    if found := _BULLET.match(head):
        return replace(piece, kind="item", runs=_behind(piece.runs, found.end()), notes=(*piece.notes, BULLET))
    if found := _NUMBER.match(head):
        number = found[1].strip()
        level = 1 + number.strip("().").count(".")
        notes = (*piece.notes, NUMBER.format(number))
        runs = _behind(piece.runs, found.end())
        return replace(piece, kind="item", runs=runs, ordered=True, number=number, level=level, notes=notes)
    return None


def _behind(runs: tuple[Run, ...], size: int) -> tuple[Run, ...]:
    """Runs without their first letters."""
    made: list[Run] = []
    for run in runs:
        cut = min(size, len(run.text))
        size -= cut
        if run.text[cut:]:
            made.append(replace(run, text=run.text[cut:]))
    return tuple(made)


def _mixed(flow: Flow) -> Iterator[Piece]:
    """Items beside each other, some with a number that was typed and some with one that is counted, say so once."""
    before: Piece | None = None
    for piece in flow:
        neighbours = before is not None and before.kind == piece.kind == "item"
        if neighbours and piece.ordered and before is not None and bool(before.number) != bool(piece.number):
            piece = replace(piece, notes=(*piece.notes, MIXED))
        yield piece
        before = piece
