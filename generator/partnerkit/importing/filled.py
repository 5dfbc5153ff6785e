"""What somebody has typed into the controls of a file: the values of slots, and what was written into a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from partnerkit.model.locales import Language
from partnerkit.model.vocabulary import Slot
from partnerkit.render.docx.controls import Blank
from partnerkit.render.docx.pieces import Paragraph, Piece
from partnerkit.wording.formats import format_value, month_name

_ROOM = re.compile(r"[\s\u2002_]+")
_BOXES = {"☐": "☒", "○": "◉"}
_STYLES = ("long", "short", "medium", "full")


@dataclass(frozen=True)
class Value:
    """A slot that says something else than when the file was made.

    Attributes:
        slot: its id.
        label: what it is called.
        before: what it was filled in with; empty where it was not.
        after: what it is filled in with now, as it is stored.
    """

    slot: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Unclear:
    """A slot whose value cannot be told.

    Attributes:
        slot: its id.
        label: what it is called.
        said: what stands in its controls.
        why: what is unclear about it.
    """

    slot: str
    label: str
    said: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Answer:
    """What was written into a place of a form, or a box that was ticked.

    Attributes:
        place: what the place is called.
        said: what stands there now.
    """

    place: str
    said: str


def values_in(
    blanks: Sequence[Blank],
    before: Sequence[Paragraph],
    after: Iterable[Paragraph],
    store: Mapping[str, str],
    slots: Mapping[str, Slot],
    spoken: Language,
) -> tuple[list[Value], list[Unclear]]:
    """The slots that say something else than when a file was made.

    Args:
        blanks: the slots of the file as they were.
        before: its paragraphs as they were.
        after: its paragraphs now, those of the head and the foot too.
        store: what its store says of them.
        slots: the slots of the library, in the language of the file.
        spoken: that language.
    """
    shown = _by_slot(before)
    now = _by_slot(after)
    values: list[Value] = []
    unclear: list[Unclear] = []
    for blank in blanks:
        found = _Slot(blank, shown.get(blank.id, []), now.get(blank.id, []), store.get(blank.id, ""))
        said = found.said()
        if not said and not found.is_emptied():
            continue
        read = {words: stored(words, slots[blank.id], spoken) if blank.id in slots else words for words in said}
        meant = {value for value in read.values() if value is not None}
        if any(value is None for value in read.values()):
            why = f"this cannot be read as {_KINDS.get(blank.type, 'a ' + blank.type)}"
            unclear.append(Unclear(blank.id, blank.label, tuple(said), why))
        elif len(meant) > 1:
            unclear.append(Unclear(blank.id, blank.label, tuple(said), "it says different things in different places"))
        elif (value := next(iter(meant), "")) != blank.value:
            values.append(Value(blank.id, blank.label, blank.value, value))
    return values, unclear


_KINDS = {
    "date": "a date",
    "month": "a month",
    "number": "a number",
    "percent": "a percentage",
    "money": "an amount",
    "choice": "one of its choices",
    "flag": "yes or no",
}


@dataclass(frozen=True)
class _Slot:
    blank: Blank
    before: Sequence[Piece]
    now: Sequence[Piece]
    stored: str

    def said(self) -> list[str]:
        """What its controls and the store say now that they did not say before, each once."""
        known = {"", _tidy(self.blank.label), _tidy(self.blank.value), *(_tidy(one.text) for one in self.before)}
        typed = (_tidy(one.text) for one in self.now)
        return [*dict.fromkeys(words for words in (*typed, _tidy(self.stored)) if words not in known)]

    def is_emptied(self) -> bool:
        """Whether it was filled in, and is not any more."""
        empty = {"", _tidy(self.blank.label)}
        left = any(_tidy(one.text) not in empty for one in self.now)
        return bool(self.blank.value) and bool(self.now) and not left and _tidy(self.stored) in empty


def _tidy(words: str) -> str:
    return " ".join(words.split())


def _by_slot(paragraphs: Iterable[Paragraph]) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = {}
    for paragraph in paragraphs:
        for piece in paragraph.pieces:
            if piece.slot:
                found.setdefault(piece.slot, []).append(piece)
    return found


# -- how a value is stored ---------------------------------------------------------------------------------------------


def stored(words: str, slot: Slot, spoken: Language) -> str | None:
    """A value as it is stored, from how it is written in a language; None where it cannot be read."""
    match slot.type:
        case "number" | "percent" | "money":
            return _number(words)
        case "date":
            return _date(words, spoken)
        case "month":
            return _month(words, spoken)
        case "choice":
            named = {choice.label.plain.casefold(): choice.id for choice in slot.choices}
            named |= {choice.id: choice.id for choice in slot.choices}
            return named.get(words.casefold())
        case "flag":
            return words.casefold() if words.casefold() in ("true", "false") else None
        case _:
            return words


_DIGITS = str.maketrans({chr(start + n): str(n) for start in (0x660, 0x6F0, 0xFF10) for n in range(10)})


def _number(words: str) -> str | None:
    plain = re.sub(r"[\s%٪$€£\u066a]|US\$", "", words.translate(_DIGITS))
    if re.fullmatch(r"\d{1,3}([,.\u066c]\d{3})+", plain):
        plain = re.sub(r"[,.\u066c]", "", plain)
    try:
        return f"{Decimal(plain.replace(',', '.').replace('٫', '.')):f}"
    except InvalidOperation:
        return None


def _month(words: str, spoken: Language) -> str | None:
    plain = words.translate(_DIGITS)
    if plain.isdecimal():
        return str(int(plain)) if 1 <= int(plain[:3]) <= 12 else None
    return next((str(n) for n in range(1, 13) if month_name(n, spoken).casefold() == plain.casefold()), None)


def _date(words: str, spoken: Language) -> str | None:
    """A date in ISO 8601, or as the language writes it: tried for each day of the year that it names."""
    plain = words.translate(_DIGITS).strip()
    try:
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        pass
    year = re.search(r"\b(1[89]|2[01])\d\d(?!\d)", plain) or re.search(r"(1[89]|2[01])\d\d", plain)
    if year is None:
        return None
    first = date(int(year.group()), 1, 1).toordinal()
    for ordinal in range(first, first + 366):
        day = date.fromordinal(ordinal)
        if any(format_value(day, "date", style, spoken).casefold() == words.casefold() for style in _STYLES):
            return day.isoformat()
    return None


# -- what was written into a form --------------------------------------------------------------------------------------


def answers_in(before: Iterable[Piece], now: Iterable[Piece], labels: Mapping[str, str]) -> Iterator[Answer]:
    """What was written into the places of a paragraph.

    Args:
        before: the pieces of the paragraph as it was.
        now: its pieces now.
        labels: what places are called, by the names of their controls.
    """
    old = [piece for piece in before if piece.field]
    new = [piece for piece in now if piece.field]
    for number, piece in enumerate(new):
        was = old[number].text if number < len(old) else ""
        said = _ROOM.sub(" ", piece.text).strip()
        if said == _ROOM.sub(" ", was).strip() or said in _BOXES:
            continue
        place = old[number].field if number < len(old) else piece.field
        yield Answer(labels.get(place, place), said)
