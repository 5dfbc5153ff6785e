"""Which column of an export is which question: by id where the tool keeps it, else by the words of the question.

What tools write at the head of a column, for a question ``needs``, its answer ``ride``, and a battery ``time`` with the
line ``late``:

| tool | a question | a box to tick, where it has a column | a line of a battery |
|---|---|---|---|
| ODK Central | ``S_help-needs`` or ``needs`` | ``S_help-needs/ride`` | ``S_when-B_time-time__late`` |
| KoboToolbox | ``S_help/needs``, ``needs``, the question | ``needs/ride``, the question``/``the answer | the line |
| Google Forms | ``3. `` the question | | ``4. `` the question `` [`` the line ``]`` |
| LimeSurvey | ``needs``, the question, both | ``needs[ride]``, the question `` [`` the answer ``]`` | alike |
| Microsoft Forms | the question, with or without its number | | the question and the line |

A head that two questions could have is nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from partnerkit.render.survey.codes import xml_name
from partnerkit.render.survey.form import Choice, Form, Question
from partnerkit.render.survey.limesurvey import answer_codes, part_codes, question_codes
from partnerkit.render.survey.numbered import title_of

_GROUPS = re.compile(r"^(?:[SB]_[a-z0-9_]+[-/])+")
_NOTE = re.compile(r"^(?:.*[-/])?[SBN]_[a-z0-9_]+$")
_NUMBER = re.compile(r"^(\d{1,3})\s?[.)．、։]\s?")
_CODE_AND_TEXT = re.compile(r"^([a-z0-9]+(?:[\[_][a-z0-9]+\]?)?)\. ", re.IGNORECASE)
_TAIL_NUMBER = re.compile(r"\d{1,2}$")
_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
)
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})

LANGUAGE_HEADS = frozenset({"startlanguage", "language", "__language"})
"""Heads of the column that says in what language somebody answered."""
KEYS = frozenset({"key", "instanceid", "meta-instanceid", "_uuid", "meta/instanceid"})
"""Heads of the column that names an answer for good: no two answers of the world have the same there."""
NUMBERS = frozenset({"id", "response id", "_id"})
"""Heads of the column that numbers the answers of one file."""
COMPLETED = frozenset({"submitdate"})
"""The column of LimeSurvey that is empty while somebody has not finished."""
PERSONAL = frozenset(
    {"email", "email address", "username", "name", "ipaddr", "token", "firstname", "lastname", "_submitted_by"}
    | {"submittername", "deviceid"}
)
"""Heads of columns that can tell who answered."""
_EXPECTED = (
    LANGUAGE_HEADS
    | KEYS
    | NUMBERS
    | COMPLETED
    | PERSONAL
    | frozenset(
        {"timestamp", "start time", "completion time", "last modified time", "submissiondate", "submitterid"}
        | {"attachmentspresent", "attachmentsexpected", "status", "reviewstate", "edits", "formversion", "start", "end"}
        | {"__version__", "_version_", "_submission_time", "_validation_status", "_notes", "_status", "_tags", "_index"}
        | {"meta/rootuuid", "meta-instancename", "lastpage", "seed", "startdate", "datestamp", "refurl"}
    )
)
"""Heads of columns that tools add and that say nothing of a question."""


@dataclass(frozen=True)
class Target:
    """What a column holds: answers to an item, or whether one box of a question is ticked.

    Attributes:
        question: the id of the question.
        item: the id under which its answers are counted.
        choice: the id of the box; empty where the cell names what was chosen.
    """

    question: str
    item: str
    choice: str = ""


@dataclass(frozen=True)
class Columns:
    """The columns of one file, by their place from 0.

    Attributes:
        targets: those with answers.
        special: those that tools add, by their head.
        unknown: those that nobody knows.
        languages: the languages in which words of the survey stand at their heads; all that could be.
    """

    targets: dict[int, Target] = field(default_factory=dict)
    special: dict[str, int] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()
    languages: frozenset[str] = frozenset()


def plainly(words: str) -> str:
    """Words by which two texts can be compared: no case, no marks that nobody sees, single spaces."""
    text = unicodedata.normalize("NFKC", words).translate(_INVISIBLE).translate(_ALIKE)
    return " ".join(text.split()).casefold()


class Heads:
    """Every head that a column of a survey may have."""

    def __init__(self, form: Form) -> None:
        self.form = form
        found: dict[str, set[Target]] = defaultdict(set)
        spoken: dict[str, set[str]] = defaultdict(set)
        for question in form.questions:
            for name, target in _names(question, form):
                found[plainly(name)].add(target)
            for code in form.languages:
                for name, target in _texts(question, form, code):
                    found[plainly(name)].add(target)
                    spoken[plainly(name)].add(code)
        self.targets = {head: next(iter(one)) for head, one in found.items() if len(one) == 1}
        self.spoken = spoken

    def match(self, heads: Iterable[str]) -> Columns:
        """The columns of a file."""
        targets: dict[int, Target] = {}
        special: dict[str, int] = {}
        unknown: list[int] = []
        said: list[set[str]] = []
        for place, head in enumerate(heads):
            name = plainly(head)
            if found := next((one for one in _readings(head) if one in self.targets), None):
                targets[place] = self.targets[found]
                if found in self.spoken:
                    said.append(self.spoken[found])
            elif name in _EXPECTED:
                special.setdefault(name, place)
            elif head.strip() and not _NOTE.match(head.strip()):
                unknown.append(place)
        spoken = frozenset(set.intersection(*said)) if said else frozenset()
        return Columns(targets, special, tuple(unknown), spoken)


def _readings(head: str) -> Iterator[str]:
    """What a head may say, the most exact first."""
    bare = _GROUPS.sub("", head.strip())
    yield plainly(bare)
    if match := _CODE_AND_TEXT.match(bare):
        yield plainly(match[1])
    unnumbered = _NUMBER.sub("", bare)
    if unnumbered != bare:
        yield plainly(unnumbered)
    if (shortened := _TAIL_NUMBER.sub("", unnumbered)) != unnumbered:  # Microsoft counts heads that are alike
        yield plainly(shortened)


def _names(question: Question, form: Form) -> Iterator[tuple[str, Target]]:
    """The names that tools know a question by."""
    lime = question_codes(form)[question.id]
    parts = part_codes(question)
    for part, item in _lines(question):
        target = Target(question.id, item)
        yield item, target
        yield xml_name(item), target
        code = f"{lime}[{parts[part.id]}]" if part else lime
        yield code, target
        yield code.replace("[", "_").rstrip("]"), target
    for choice in question.choices if question.type == "many" else ():
        target = Target(question.id, question.id, choice.id)
        yield f"{question.id}.{choice.id}", target
        yield f"{xml_name(question.id)}/{xml_name(choice.id)}", target
        yield f"{lime}[{parts[choice.id]}]", target
        yield f"{lime}_{parts[choice.id]}", target


def _texts(question: Question, form: Form, code: str) -> Iterator[tuple[str, Target]]:
    """The words that a question has at the head of its column in one language."""
    stem = question.stem[code]
    for part, item in _lines(question):
        target = Target(question.id, item)
        title = title_of(question, part, form, code)
        heads = [title, f"{stem} [{part.label[code]}]", part.label[code]] if part else [title, stem]
        for head in heads:
            yield head, target
            yield f"{question.number}. {head}", target
    for choice in question.choices if question.type == "many" else ():
        target = Target(question.id, question.id, choice.id)
        yield f"{stem} [{choice.label[code]}]", target
        yield f"{stem}/{choice.label[code]}", target


def _lines(question: Question) -> Iterator[tuple[Choice | None, str]]:
    if question.parts:
        yield from zip(question.parts, question.items, strict=True)
    else:
        yield None, question.id


def answer_names(question: Question) -> dict[str, str]:
    """The names that tools know the answers to a question by, each with the id of the answer."""
    codes = answer_codes(question)
    names: dict[str, set[str]] = defaultdict(set)
    for choice in question.choices:
        for name in (choice.id, xml_name(choice.id), codes[choice.id]):
            names[plainly(name)].add(choice.id)
    return {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
