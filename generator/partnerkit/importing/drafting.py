"""A flow becomes a draft definition: what fits a field goes there, the rest is left over, and every guess has a note.

A draft is sound by its model, so that ``partnerkit check`` says
what is still to review, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from partnerkit.importing.flow import Flow, Piece, rows
from partnerkit.model.sources import Tree
from partnerkit.model.text import problem_in
from partnerkit.replicate.ids import new_id
from partnerkit.wording.markup import Block, write

TO_WRITE = "To be written."
_LONGEST = 18_000
_TITLE_WORDS = 12
_SHORT = 300
_MISSING = "this is required, and nothing in the document was taken for it"


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it.

    Attributes:
        heading: the heading; None for what stands before the first one.
        pieces: what stands below it, other headings of a deeper level among them.
    """

    heading: Piece | None
    pieces: Sequence[Piece]

    def named(self, *words: str) -> bool:
        """Whether its heading has one of some words."""
        said = self.heading.words.casefold() if self.heading else ""
        return any(re.search(rf"\b{word}", said) for word in words)


@dataclass(frozen=True)
class About:
    """What is known of a document besides its words.

    Attributes:
        id: the id that it gets.
        kind: its kind.
        language: the language that it is written in.
        file: what its file is called.
        day: the day on which it is imported.
        roles: the ids of the roles of the library.
    """

    id: str
    kind: str
    language: str
    file: str
    day: date
    roles: Sequence[str]

    def role(self, *wanted: str) -> str:
        """The first of some roles that there is, or any one."""
        return next((role for role in wanted if role in self.roles), self.roles[0] if self.roles else "principal")


@dataclass
class Draft:
    """A definition that is being made.

    Attributes:
        about: what is known of the document.
        data: the definition so far.
        notes: what was guessed: the part, and what.
        leftover: the words that no part has.
    """

    about: About
    data: dict[str, Tree] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)
    _ids: dict[str, set[str]] = field(default_factory=dict)

    def note(self, at: str, *notes: str) -> None:
        """A guess that somebody has to look at."""
        self.notes += ((at, one) for one in notes)

    def leave(self, pieces: Iterable[Piece], why: str = "") -> None:
        """Words that no part of the definition has."""
        held = [*pieces]
        plain = [one.words for one in held if one.kind != "cell"]
        for words in (*plain, *rows(one for one in held if one.kind == "cell")):
            self.leftover += (words[at : at + _LONGEST] for at in range(0, len(words), _LONGEST))
        for one in held:
            self.note("leftover", *one.notes)
        if held and why:
            self.note("leftover", why)

    def heading(self, at: str, sections: Iterable[Section]) -> None:
        """Headings in whose place the program writes its own."""
        for section in sections:
            if section.heading and len(section.heading.words) < _SHORT:
                self.note(at, f"the program writes its own heading here; yours was '{section.heading.words}'")
                self.note(at, *section.heading.notes)
            elif section.heading:
                self.leave([section.heading])

    # -- texts ---------------------------------------------------------------------------------------------------------

    def line(self, at: str, pieces: Sequence[Piece]) -> str:
        """A single line out of some blocks; empty where their words cannot stand in a definition."""
        return self._sound(at, " ".join(one.source.replace("\n", " ") for one in pieces), pieces, block=False)

    def prose(self, at: str, pieces: Sequence[Piece]) -> str:
        """Paragraphs and lists; empty where their words cannot stand in a definition."""
        fitting = [one for one in pieces if one.kind in ("paragraph", "item", "heading", "sign")]
        self.leave([one for one in pieces if one not in fitting], "tables and notes have no place in this part")
        texts = [one for one in fitting if self._sound(at, one.source, [one], block=True, noted=False)]
        blocks = [Block(one.runs, ("ol" if one.ordered else "ul") if one.kind == "item" else "", 0) for one in texts]
        return self._sound(at, write(blocks, block=True), texts, block=True)

    def _sound(self, at: str, words: str, pieces: Sequence[Piece], *, block: bool, noted: bool = True) -> str:
        if not words:
            return ""
        problem = problem_in(words, block=block)
        if problem or len(words) > _LONGEST:
            self.leave(pieces, f"{problem[1] if problem else 'this is too long for one text'} (meant for {at})")
            return ""
        for one in pieces if noted else ():
            self.note(at, *one.notes)
        return words

    def required(self, at: str, words: str) -> str:
        """A text that must be there."""
        if not words:
            self.note(at, _MISSING)
        return words or TO_WRITE

    # -- items ---------------------------------------------------------------------------------------------------------

    def item(self, where: str, piece: Piece) -> dict[str, Tree] | None:
        """A block as an item of a list; None where its words cannot stand in a definition."""
        name = self.id_in(where, piece.words)
        text = self.line(f"{where}[{name}]", [piece])
        return {"id": name, "text": text} if text else None

    def items(self, where: str, pieces: Sequence[Piece], *, required: bool = False) -> list[Tree]:
        """Blocks as the items of a list; tables and notes are left over."""
        fitting = [one for one in pieces if one.kind in ("paragraph", "item", "heading", "sign")]
        self.leave([one for one in pieces if one not in fitting], "tables and notes have no place in a list")
        made: list[Tree] = [item for one in fitting if (item := self.item(where, one)) is not None]
        if required and not made:
            self.note(where, _MISSING)
            made = [{"id": self.id_in(where, "to be written"), "text": TO_WRITE}]
        return made

    def id_in(self, where: str, words: str) -> str:
        """An id that no other item of a list has."""
        taken = self._ids.setdefault(where, set())
        name = new_id({"text": words}, taken)
        taken.add(name)
        return name

    def done(self) -> dict[str, Tree]:
        """The definition, with its notes and what is left over at its end."""
        notes: list[Tree] = [{"at": at[:200], "note": note[:400]} for at, note in dict.fromkeys(self.notes)]
        rest: dict[str, Tree] = {"to_review": notes} if notes else {}
        if self.leftover:
            rest["leftover"] = list(self.leftover)
        return {**self.data, **rest}


def sections_of(flow: Flow) -> tuple[Section, ...]:
    """A flow, cut at its uppermost headings."""
    top = min((one.level for one in flow if one.kind == "heading"), default=1)
    made: list[tuple[Piece | None, list[Piece]]] = [(None, [])]
    for piece in flow:
        if piece.kind == "heading" and piece.level == top:
            made.append((piece, []))
        else:
            made[-1][1].append(piece)
    return tuple(Section(heading, tuple(inside)) for heading, inside in made if heading or inside)


def draft(flow: Flow, about: About, drafter: Drafter) -> dict[str, Tree]:
    """A draft definition of some kind.

    Args:
        flow: the document, with what was guessed about it.
        about: what is known of it besides.
        drafter: how its kind is drafted.
    """
    made = Draft(about)
    title, rest = _title(flow, about, made)
    beside = [one for one in rest if one.kind == "beside"]
    made.data = {"kind": about.kind, **drafter.first, "id": about.id, "title": title}
    made.data |= _common(made)
    drafter.fill(made, sections_of([one for one in rest if one.kind != "beside"]))
    made.leave(beside, "this stood at the head or foot of pages, or in notes and comments")
    return made.done()


def _title(flow: Flow, about: About, made: Draft) -> tuple[str, Flow]:
    """The title, and the rest: a heading above all others near the beginning, or else the first line."""
    pieces = [*flow]
    at = next((number for number, one in enumerate(pieces[:4]) if one.kind == "heading"), None)
    if at is not None and _is_above(pieces, at) and (title := made.line("title", [pieces[at]])):
        return title, [*pieces[:at], *pieces[at + 1 :]]
    first = pieces[:1]
    if first and first[0].kind in ("paragraph", "heading") and len(first[0].words.split()) <= _TITLE_WORDS:
        title = made.line("title", first)
        made.note("title", "the first line was taken for the title")
        return title or about.id, pieces[1:]
    made.note("title", "the name of the file was taken for the title")
    return about.id.replace("-", " ").capitalize(), pieces


def _is_above(pieces: Sequence[Piece], at: int) -> bool:
    """Whether no other heading is as high as one."""
    others = [one.level for number, one in enumerate(pieces) if one.kind == "heading" and number != at]
    return pieces[at].level < min(others, default=9)


def _common(made: Draft) -> dict[str, Tree]:
    """The fields of every kind that no document says."""
    about, day = made.about, made.about.day
    made.note("owner", "the owner was guessed")
    made.note("audience", "the readers and the pillar were guessed")
    made.note("review", "the next review was set to a year from now")
    made.note("summary", "write in plain words what this document says")
    language: dict[str, Tree] = {"language": about.language} if about.language != "en" else {}
    return {
        **language,
        "version": "1.0",
        "status": "draft",
        "owner": about.role("principal"),
        "audience": ["families"],
        "pillars": ["shared-purpose"],
        "adaptation": "local",
        "summary": TO_WRITE,
        "review": {"every": "P1Y", "next": day.replace(year=day.year + 1, day=min(day.day, 28)).isoformat()},
        "change_log": [
            {"id": "imported", "version": "1.0", "on": day.isoformat(), "note": "Made from a document that we had."}
        ],
    }


@dataclass(frozen=True)
class Drafter:
    """How a kind is drafted.

    Attributes:
        first: what stands at the beginning, besides the kind.
        fill: puts sections into a draft.
    """

    first: Mapping[str, Tree]
    fill: Callable[[Draft, Sequence[Section]], None]
