"""What is wrong, where, and what to do about it.

Every stage reports problems as values and never prints or stops at the first one, so that an author sees
everything that needs attention in one run. Only the edge (``cli``) turns them into text or JSON.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Severity(StrEnum):
    """How much a diagnostic matters: an error ends a command with 1, a warning travels with the result.

    An error also stops publishing, but for a file to take away that could not be made: the rest is published.
    """

    ERROR = "error"
    WARNING = "warning"


CODES: dict[str, str] = {
    "not-utf-8": "A file is not saved as UTF-8 text.",
    "unreadable": "A file could not be read.",
    "too-large": "A file is larger than a definition ever needs to be.",
    "merge-conflict": "A file still holds the markers of an unfinished merge.",
    "tab": "A tab character stands where YAML wants spaces.",
    "yaml-syntax": "A file is not well-formed YAML.",
    "yaml-alias": "A file uses a YAML anchor, alias, tag or merge key.",
    "duplicate-key": "A mapping has the same key twice.",
    "too-deep": "A definition is nested deeper than any document can show.",
    "unknown-kind": "A definition names a kind that does not exist.",
    "unknown-key": "A definition has a key that its kind does not know.",
    "missing-key": "A definition lacks a key that its kind requires.",
    "wrong-type": "A value has the wrong type.",
    "bad-value": "A value has the right type and is still not allowed.",
    "bad-date": "A date is not written as YYYY-MM-DD, or does not exist.",
    "bad-prose": "Prose holds something that cannot be printed: HTML, a control character, a bad link.",
    "unbalanced-braces": "A slot or plural in prose is not closed, or not written as ICU MessageFormat.",
    "unknown-slot": "Prose or a condition names a slot that is not declared.",
    "unknown-reference": "A definition refers to a document that does not exist.",
    "unknown-role": "A definition refers to a role that does not exist.",
    "duplicate-id": "Two definitions, or two items of one list, share an id.",
    "id-mismatch": "The id of a definition is not the name of its file.",
    "rule": "A definition breaks a rule of good practice for its kind.",
    "open-cell": "A value matrix leaves a cell undecided.",
    "event-on-closure": "An event of the calendar falls on a day when the school is closed.",
    "no-denominator": "A percentage does not say out of what.",
    "small-groups": "A figure would be shown for groups so small that somebody could be recognized.",
    "student-self-report": "What students say about themselves is not protected as it must be.",
    "survey-labels": "A scale of a survey has too few labels.",
    "survey-dimension": "A dimension of a survey has too few rated items to be summed up.",
    "survey-item": "An item of a survey asks for more than one thing, or is hard to understand.",
    "backward-skip": "A question depends on one that does not come before it.",
    "open-concern-path": "The route of a concern does not end at somebody, or does not say how soon.",
    "budget-sum": "The lines of a budget do not sum to its total.",
    "title-i-reservation": "A Title I reservation is below what the law asks for.",
    "long-vision": "A vision statement is too long to be remembered.",
    "past-target": "A target lies before the day on which it was set.",
    "unbalanced-committee": "One group may hold more than half of the seats of a committee.",
    "unreachable-quorum": "A quorum is larger than the number of seats.",
    "reading-level": "A text is harder to read than its readers should have to put up with.",
    "long-sentence": "A sentence is too long.",
    "ambiguous-interval": "A word such as bi-monthly can mean two things.",
    "link-text": "The words of a link make no sense alone.",
    "image-in-prose": "Prose holds an image, which would have no words for those who cannot see it.",
    "avoided-word": "A text uses a word that the glossary replaces by another.",
    "signature-condition": "A text makes a service depend on a signature.",
    "uncovered-element": "No clause covers an element that a law asks for.",
    "unrealised": "A practice that the library promises is put to work by no document.",
    "not-in-a-kit": "A document is in no kit.",
    "not-embedded": "A structure has no policy behind it, no date in the calendar, or no money.",
    "missed-cadence": "The calendar does not hold what a document promises for the year.",
    "bad-parent": "What a workspace builds on is not there, or builds on the workspace itself.",
    "bad-bundle": "A bundle is damaged, or holds what no bundle may hold; or a library cannot be made into one.",
    "old-format": "A file says something as older versions of this program wrote it.",
    "newer-format": "A bundle was made by a newer version of this program.",
    "already-there": "A file would have to be written over another one, and is not.",
    "bad-signature": "A signature is missing, or is not that of this file and this key; or nothing can be signed.",
    "unknown-address": "An overlay changes a part that does not exist.",
    "locked": "A change would break what a district, or another layer below, has locked.",
    "changed-upstream": "What an overlay takes the place of has changed since the overlay was written.",
    "moved-upstream": "What an overlay changes has another id path by now.",
    "bad-lock": "The file that says what a workspace was last looked through against cannot be used.",
    "not-editable": "A file is laid out so that a single place of it cannot be changed.",
    "bad-picture": "A file that is named as a picture is missing, or is none that can be shown.",
    "low-contrast": "A colour of the brand would make words hard to read.",
    "no-definitions": "A folder holds nothing to build.",
    "bad-catalog": "A translation catalog cannot be read.",
    "bad-translation": "A translation would lose or break a slot, so it is not used.",
    "orphan-translation": "A translation belongs to a text that no longer exists.",
    "stale-translation": "A translation is behind its source text, so the source text is shown instead.",
    "bad-exchange": "A translator's file, or a part of it, cannot be read or is not as it was exported.",
    "other-language": "A translator's file is in another language than the one it is imported for.",
    "translation-conflict": "Two people have translated a text differently; the words of both are kept.",
    "unnamed-review": "A translation is marked as reviewed, and nobody says by whom.",
    "term-not-kept": "A translation has other words for a term than the term base of its language.",
    "bad-term": "The forms that a language accepts for a term are not written as they should be.",
    "unknown-term": "A translator's comment excuses an entry from a term that does not exist.",
    "unknown-language": "A language code is not known.",
    "not-offered": "A language that a workspace asks for is none of the library that it builds on.",
    "bad-document": "A composed document is not accessible or not printable as it stands.",
    "bad-template": "A document template cannot be composed.",
    "bad-reference": "The reference document for Word files is none, or lacks a style.",
    "nothing-to-fill-in": "A form was asked for of a document that has no place to write.",
    "wrong-columns": "A file of answers is not of this survey, or its columns cannot be told apart.",
    "outside-scale": "An answer is none of those that its question offers.",
    "counted-twice": "The same answers would be counted twice.",
    "left-out": "Something in a file of answers is no part of the survey, and is not counted.",
    "not-anonymous": "Answers without names come with columns that tell who gave them.",
    "raw-answers": "What single people answered lies in a folder that is shared or published.",
    "survey-off": "A survey that is off by default is used, and nobody has said that its conditions are met.",
    "small-difference": "Two results of a survey differ by so few people that these could be worked out.",
    "render-failed": "A file could not be made.",
    "bad-import": "A file to be imported is damaged, is none of its kind, or holds what no document may hold.",
    "other-document": "A file to be imported is of a document that this workspace does not have.",
    "not-taken-over": "A file to be imported holds something that needs a person to decide.",
    "still-to-review": "A definition made from somebody's own document has notes that wait to be looked at.",
    "not-accessible": "A PDF file breaks a rule of PDF/UA-1, the standard of accessible PDF.",
    "site-failed": "The website could not be made.",
    "not-ours": "The output folder holds something that this program did not make.",
    "busy": "Another build is publishing to the same folder.",
}
"""Every code with its meaning. A code is stable: it is never reused for another meaning."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: path relative to the workspace, line and column counted from 1 (0 is 'the file')."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem, with the place it was seen, what is wrong, and what to do."""

    code: str
    span: Span
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"diagnostic code {self.code!r} is not registered in CODES")

    def __str__(self) -> str:
        head = _printable(f"{self.span}: {self.severity} [{self.code}] {self.message}")
        return f"{head}\n    {_printable(self.hint)}" if self.hint else head

    def as_json(self) -> dict[str, Any]:
        """The shape that ``--json`` prints, one object per diagnostic."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": self.span.file,
            "line": self.span.line,
            "column": self.span.column,
            "message": self.message,
            "hint": self.hint,
        }


def _printable(words: str) -> str:
    """Words on one line, with every control character spelled out: what an author quotes may hold anything."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in words)


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """What a stage hands on: its value, and every diagnostic it met on the way."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


def refused(error: OSError, place: str = "") -> Diagnostic:
    """What the system refuses: no permission, no space, a file where a folder should be.

    Args:
        error: its words for it.
        place: where it happened, if the error does not say.
    """
    hint = "Check that the file or folder is there, is yours, and that the disk is not full."
    what = f"the system refused: {error.strerror or error}"
    return Diagnostic("unreadable", Span(str(error.filename or place)), what, hint)


def errors_in(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics that end a command with 1."""
    return [found for found in diagnostics if found.severity is Severity.ERROR]


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics without repeats, sorted by file and place, so that two runs print the same."""
    return sorted(set(diagnostics), key=lambda d: (d.span, d.code, d.message))


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names the closest known word, or lists the choices when none is close."""
    choices = sorted(set(known))
    close = difflib.get_close_matches(name, choices, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Known here: {', '.join(choices)}." if 0 < len(choices) <= 40 else ""
