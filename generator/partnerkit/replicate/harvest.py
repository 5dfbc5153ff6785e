"""A harvest: what the schools of a district have changed, clause by clause, and why.

What many schools change in the same way was perhaps wrong below. A mentor sees here which words the schools have found,
beside those that they took the place of, and can take the best of them into the district (``promote``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from partnerkit.diagnostics import Diagnostic, Result, errors_in
from partnerkit.execute.memo import Memo
from partnerkit.load import settings_of
from partnerkit.model.address import Address, Item, path_to
from partnerkit.model.overlay import fingerprint
from partnerkit.model.sources import Sources, SourceTree, Tree
from partnerkit.replicate.fleet import Read, School, located
from partnerkit.replicate.lock import inherited
from partnerkit.replicate.plan import plain_of
from partnerkit.replicate.report import words_of
from partnerkit.resolve import Meeting, resolve
from partnerkit.validate import read_overlays
from partnerkit.wording.redline import Piece, likeness, redline

ALIKE = 0.8
"""How much of the words of two versions is the same, from which on they count as one."""

_ON = frozenset({"true", "yes", "on", "1", "y", "t"})


@dataclass(frozen=True)
class Voice:
    """A change of one school.

    Attributes:
        school: whose it is.
        meeting: the change with what it met.
        named: its id path; that of the new item, where it adds one.
        place: where the school says it.
        words: what it says; empty where it leaves something out.
        why: its reason; may be empty.
        problem: why it cannot be made; empty where it can.
    """

    school: School
    meeting: Meeting
    named: Address
    place: str
    words: str
    why: str
    problem: str


@dataclass(frozen=True)
class Version:
    """What one or several schools say in nearly the same words.

    Attributes:
        does: what they do: replace, remove, add, move or lock.
        words: what most of them say.
        base: what that takes the place of; empty where it takes the place of nothing.
        voices: their changes, those with just these words first.
    """

    does: str
    words: str
    base: str
    voices: tuple[Voice, ...]

    @property
    def schools(self) -> tuple[School, ...]:
        """Who says so, each once."""
        return tuple(dict.fromkeys(voice.school for voice in self.voices))

    @property
    def redline(self) -> tuple[Piece, ...]:
        """What these words have made of those below."""
        return redline(self.base, self.words)

    def redline_of(self, voice: Voice) -> tuple[Piece, ...]:
        """What the words of one of them have made of those below."""
        return redline(self.base, voice.words)


@dataclass(frozen=True)
class Clause:
    """A part of the library below that some schools change.

    Attributes:
        address: its id path.
        base: what stands there in the library below; empty where nothing does.
        versions: what the schools say instead, what most of them say first.
    """

    address: str
    base: str
    versions: tuple[Version, ...]

    @property
    def schools(self) -> tuple[School, ...]:
        """Who changes it, each once."""
        return tuple(dict.fromkeys(school for version in self.versions for school in version.schools))


@dataclass(frozen=True)
class Switch:
    """An optional clause that schools have decided on."""

    address: str
    on: tuple[School, ...]
    off: tuple[School, ...]


@dataclass(frozen=True)
class Harvest:
    """What the schools have changed.

    Attributes:
        schools: whose changes these are.
        clauses: what they have changed with overlays, what most of them have changed first.
        switches: the optional clauses that they have switched on or off.
        copies: the documents that they have written anew as a whole, by id.
    """

    schools: tuple[School, ...]
    clauses: tuple[Clause, ...]
    switches: tuple[Switch, ...]
    copies: Mapping[str, tuple[School, ...]]

    @property
    def voices(self) -> Iterator[Voice]:
        """Every change of every school."""
        return (voice for clause in self.clauses for version in clause.versions for voice in version.voices)


def harvest(reads: Iterable[Read], memo: Memo) -> Result[Harvest]:
    """Bring the changes of some schools together. In which order the schools come does not matter.

    Args:
        reads: the schools, read.
        memo: what they were read with.
    """
    ordered = sorted(reads, key=lambda read: (read.school.id, read.school.shown))
    found: list[Diagnostic] = []
    voices: dict[tuple[str, str], list[tuple[Voice, Tree]]] = {}
    switched: dict[str, dict[bool, list[School]]] = {}
    copies: dict[str, list[School]] = {}
    for read in ordered:
        below = _below(read, memo)
        overlays = read_overlays(read.layers)
        found += (located(one, read.school, read.chain) for one in errors_in(overlays.diagnostics))
        meetings = resolve(read.layers, overlays.value).value.meetings
        for meeting in meetings:
            if any(meeting.tree is tree for tree in read.own.overlays):
                base = value_at(below, meeting.at)
                key = (str(meeting.at), fingerprint(base))
                voices.setdefault(key, []).append((_voice(read, meeting), base))
        for address, on in _choices(read.own):
            switched.setdefault(address, {True: [], False: []})[on].append(read.school)
        for name in sorted(below.keys() & set(_ids(read.own.definitions))):
            copies.setdefault(name, []).append(read.school)
    clauses = [_clause(address, held) for (address, _), held in voices.items()]
    clauses.sort(key=lambda clause: (-len(clause.schools), clause.address, clause.base))
    switches = [Switch(address, tuple(by[True]), tuple(by[False])) for address, by in sorted(switched.items())]
    schools = tuple(read.school for read in ordered)
    rewritten = {name: tuple(copies[name]) for name in sorted(copies)}
    return Result(Harvest(schools, tuple(clauses), tuple(switches), rewritten), tuple(found))


def _below(read: Read, memo: Memo) -> Mapping[str, SourceTree]:
    """The definitions that a school builds on, by id."""
    below = read.layers[:-1]
    return memo.once("below", below, partial(definitions_of, below)) if below else {}


def definitions_of(layers: Sequence[Sources]) -> Mapping[str, SourceTree]:
    """What some layers make together: their definitions, by id."""
    definitions = inherited(layers)
    return dict(zip(_ids(definitions), definitions, strict=True))


def _ids(trees: Iterable[SourceTree]) -> Iterator[str]:
    return (str(tree.data.get("id", "")) if isinstance(tree.data, dict) else "" for tree in trees)


def value_at(definitions: Mapping[str, SourceTree], at: Address) -> Tree:
    """What stands at an address; None where nothing does."""
    tree = definitions.get(at.definition)
    path = path_to(tree.data, at.steps) if tree else None
    return tree.value(path) if tree and path is not None else None


def _voice(read: Read, meeting: Meeting) -> Voice:
    said = plain_of(meeting)
    operation, why = meeting.change.operation, meeting.change.why
    name = said.get("id") if operation == "add" and isinstance(said, dict) else None
    span = meeting.tree.at(("changes", meeting.index))
    wrong = errors_in(meeting.diagnostics)
    return Voice(
        school=read.school,
        meeting=meeting,
        named=meeting.at.then(Item(name)) if isinstance(name, str) else meeting.at,
        place=f"{read.school.shown}/{span}",
        words="" if operation == "remove" else words_of(said),
        why=str(why.source) if why else "",
        problem=wrong[0].message if wrong else "",
    )


def _clause(address: str, held: Sequence[tuple[Voice, Tree]]) -> Clause:
    base = words_of(held[0][1])
    by_operation: dict[str, list[Voice]] = {}
    for voice, _ in held:
        does = voice.meeting.change.operation
        by_operation.setdefault("replace" if does == "set" else does, []).append(voice)
    versions = [
        Version(does, words, base if does in ("replace", "remove") else "", voices)
        for does, alike in by_operation.items()
        for words, voices in grouped(alike)
    ]
    versions.sort(key=lambda version: (-len(version.schools), version.does, version.words))
    taken = any(version.base for version in versions)
    return Clause(address, base if taken else "", tuple(versions))


def grouped(voices: Iterable[Voice]) -> Iterator[tuple[str, tuple[Voice, ...]]]:
    """Changes that say nearly the same, each group with the words that most of its schools have.

    The words that more schools have come first, then those that come first in the alphabet, so that the order in which
    the schools come does not matter.
    """
    by_words: dict[str, list[Voice]] = {}
    for voice in voices:
        by_words.setdefault(voice.words, []).append(voice)
    groups: dict[str, list[Voice]] = {}
    for words in sorted(by_words, key=lambda words: (-len({one.school for one in by_words[words]}), words)):
        head = next((head for head in groups if likeness(head, words) >= ALIKE), words)
        groups.setdefault(head, []).extend(by_words[words])
    return ((head, tuple(held)) for head, held in groups.items())


def _choices(own: Sources) -> Iterator[tuple[str, bool]]:
    """The optional clauses that a layer switches, and whether on."""
    for settings in settings_of(own.definitions):
        choices = settings.data.get("choices") if isinstance(settings.data, dict) else None
        for address, said in choices.items() if isinstance(choices, dict) else ():
            yield address, str(said).lower() in _ON


def as_json(found: Harvest) -> dict[str, Any]:
    """The shape that ``--json`` prints."""

    def ids(schools: Iterable[School]) -> list[str]:
        return [school.id for school in schools]

    def told(version: Version) -> dict[str, Any]:
        changes = [
            {
                "school": voice.school.id,
                "at": str(voice.named),
                "words": voice.words,
                "why": voice.why,
                "place": voice.place,
                "problem": voice.problem,
            }
            for voice in version.voices
        ]
        return {"does": version.does, "words": version.words, "schools": ids(version.schools), "changes": changes}

    return {
        "schools": [{"id": school.id, "name": school.name, "folder": school.shown} for school in found.schools],
        "clauses": [
            {
                "at": clause.address,
                "base": clause.base,
                "schools": ids(clause.schools),
                "versions": [told(version) for version in clause.versions],
            }
            for clause in found.clauses
        ],
        "choices": [{"at": one.address, "on": ids(one.on), "off": ids(one.off)} for one in found.switches],
        "copies": {name: ids(schools) for name, schools in found.copies.items()},
    }
