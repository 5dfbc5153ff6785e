"""The answers in a file, checked cell by cell; what is wrong is named with its place, and nothing is dropped unsaid."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span, errors_in, nearest
from partnerkit.render.survey.form import Form
from partnerkit.results.answers import Answers, NotAnAnswerError, Reply
from partnerkit.results.columns import (
    COMPLETED,
    KEYS,
    LANGUAGE_HEADS,
    NUMBERS,
    PERSONAL,
    Heads,
    Target,
    plainly,
)
from partnerkit.results.sheet import Line, Sheet, read_sheet

LANGUAGE = "language"
"""What groups are made by, besides the questions of a survey."""
_MOST = 50
"""Cells of one file that are named one by one; of more, how many there are."""
_LONGEST = 60
_NOBODY = frozenset({"", "anonymous"})
"""What stands in the columns of a person where the tool knows of none."""


@dataclass(frozen=True)
class Batch:
    """Some files of answers.

    Attributes:
        replies: what people have answered.
        files: how many files it comes from.
    """

    replies: tuple[Reply, ...]
    files: int


def read_answers(form: Form, files: Mapping[str, bytes]) -> Result[Batch | None]:
    """The answers of some files, put together; None where anything is wrong, so that no figure is made without them.

    Args:
        form: the survey, in every language in which it may have been asked.
        files: the exports by their names.
    """
    found: list[Diagnostic] = []
    replies: list[Reply] = []
    seen: dict[str, Span] = {}
    contents: dict[str, str] = {}
    heads, answers = Heads(form), Answers(form)
    for name, data in files.items():
        digest = hashlib.sha256(data).hexdigest()
        if digest in contents:
            what = f"this is the same file as {contents[digest]}"
            found.append(Diagnostic("counted-twice", Span(name), what, "Name each export once."))
            continue
        contents[digest] = name
        sheet = read_sheet(name, data)
        found += sheet.diagnostics
        if sheet.value is not None:
            reader = _Reader(sheet.value, form, heads, answers, seen)
            replies += reader.replies()
            found += reader.found
    return Result(None if errors_in(found) else Batch(tuple(replies), len(files)), tuple(found))


class _Reader:
    """One pass over one file."""

    def __init__(self, sheet: Sheet, form: Form, heads: Heads, answers: Answers, seen: dict[str, Span]) -> None:
        self.sheet, self.form, self.answers, self.seen = sheet, form, answers, seen
        self.heads = heads
        self.columns = heads.match(sheet.heads)
        self.found: list[Diagnostic] = []
        self.wrong = 0
        self.unfinished = 0

    def replies(self) -> list[Reply]:
        """What people have answered; empty rows are nobody."""
        if not self._columns_fit():
            return []
        made = [reply for line in self.sheet.lines if (reply := self._reply(line))]
        if self.wrong > _MOST:
            what = f"{self.wrong - _MOST} more cells hold no answer of this survey"
            self._report("outside-scale", Span(self.sheet.file), what, "Mend the cells above first.")
        if self.unfinished:
            what = f"{self.unfinished} people did not finish, and are not counted"
            self._report("left-out", Span(self.sheet.file), what, "", Severity.WARNING)
        self._check_persons()
        return made

    def _columns_fit(self) -> bool:
        """Whether there is a column for what is asked; each that is missing or unknown is named."""
        columns, file = self.columns, self.sheet.file
        there = {target.item for target in columns.targets.values()}
        missing = [item for question in self.form.questions for item in question.items if item not in there]
        if not there:
            what = f"no column of this file is a question of '{self.form.id}'"
            hint = "Name the survey that these are answers to, or export them again with the codes of the questions."
            self._report("wrong-columns", Span(file, 1, 1), what, hint)
            return False
        for item, places in self._twice():
            what = f"'{item}' has a column twice: {' and '.join(str(place + 1) for place in places)}"
            self._report("wrong-columns", Span(file, 1, places[1] + 1), what, "Keep one of them.")
        for place in columns.unknown:
            head = self.sheet.heads[place]
            near = nearest(plainly(head), [name for name in self.heads.targets if len(name) > 12])
            hint = near if near.startswith("Did") else ""
            what = f"the column '{_short(head)}' is no question of '{self.form.id}', and is left out"
            self._report("left-out", Span(file, 1, place + 1), what, hint, Severity.WARNING)
        if missing:
            what = f"there is no column for {', '.join(missing)}; nobody counts as having answered there"
            hint = "If it was asked, give its column the id or the words of the question."
            self._report("left-out", Span(file, 1), what, hint, Severity.WARNING)
        return True

    def _twice(self) -> Iterator[tuple[str, list[int]]]:
        places: dict[Target, list[int]] = {}
        for place, target in self.columns.targets.items():
            places.setdefault(target, []).append(place)
        return ((target.item, found) for target, found in places.items() if len(found) > 1)

    def _reply(self, line: Line) -> Reply | None:
        if self._special(line, COMPLETED) == "":
            self.unfinished += any(self._cell(line, place) for place in self.columns.targets)
            return None
        self._check_key(line)
        spoken = self._spoken(line)
        answers: dict[str, frozenset[str]] = {}
        for place, target in self.columns.targets.items():
            if not self.form.question(target.question).choices:
                if self._cell(line, place).strip():
                    answers[target.item] = frozenset()  # somebody wrote something; what it is stays where it is
                continue
            if chosen := self._chosen(line, place, target, spoken):
                answers[target.item] = answers.get(target.item, frozenset()) | chosen
        if not answers:
            return None
        return Reply(answers, next(iter(spoken)) if len(spoken) == 1 else "")

    def _chosen(self, line: Line, place: int, target: Target, spoken: frozenset[str]) -> frozenset[str]:
        cell, question = self._cell(line, place), self.form.question(target.question)
        try:
            if not target.choice:
                return self.answers.chosen(target.item, cell, spoken)
            choice = next(one for one in question.choices if one.id == target.choice)
            label = choice.label[next(iter(spoken), self.form.first)]
            return frozenset({target.choice}) if self.answers.ticked(cell, label) else frozenset()
        except NotAnAnswerError:
            self.wrong += 1
            if self.wrong <= _MOST:
                labels = [one.label[self.form.first] for one in question.choices]
                what = f"'{_short(cell)}' is no answer to '{target.item}'"
                hint = f"Answers: {', '.join(labels)}." if not target.choice else "Write 1 for a tick, 0 for none."
                self._report("outside-scale", Span(self.sheet.file, line.number, place + 1), what, hint)
            return frozenset()

    def _spoken(self, line: Line) -> frozenset[str]:
        """The languages that a row may be in: what its tool says, else what the heads of the file are in."""
        said = (self._special(line, LANGUAGE_HEADS) or "").replace("_", "-")
        for code in (said, said.partition("-")[0]):
            if match := next((one for one in self.form.languages if one.casefold() == code.casefold()), ""):
                return frozenset({match})
        return self.columns.languages

    def _check_key(self, line: Line) -> None:
        """No answer may count twice, in this file or in another one."""
        key, where = self._special(line, KEYS), "uuid"
        if not key:
            key, where = self._special(line, NUMBERS), self.sheet.file
        if not key:
            return
        span = Span(self.sheet.file, line.number, 1)
        name = f"{where}:{key.removeprefix('uuid:')}"
        if name in self.seen:
            what = f"the same answers stand at {self.seen[name]}"
            self._report("counted-twice", span, what, "Delete one of the two rows, or name one of the files only.")
        self.seen.setdefault(name, span)

    def _check_persons(self) -> None:
        """A survey without names whose answers carry names breaks its promise."""
        if not self.form.anonymous:
            return
        for head, place in self.columns.special.items():
            if head in PERSONAL and any(
                self._cell(line, place).strip().casefold() not in _NOBODY for line in self.sheet.lines
            ):
                head = _short(self.sheet.heads[place])
                what = f"the column '{head}' can tell who answered, and the survey says that nobody can"
                hint = "It is left out here. Switch it off in the survey tool, and delete it from your files."
                self._report("not-anonymous", Span(self.sheet.file, 1, place + 1), what, hint, Severity.WARNING)

    def _special(self, line: Line, heads: Iterable[str]) -> str | None:
        """What stands in a column of the tool; None where there is none."""
        place = next((self.columns.special[head] for head in self.columns.special if head in heads), None)
        return None if place is None else self._cell(line, place).strip()

    @staticmethod
    def _cell(line: Line, place: int) -> str:
        return line.cells[place] if place < len(line.cells) else ""

    def _report(self, code: str, span: Span, what: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.found.append(Diagnostic(code, span, what, hint, severity))


def _short(words: str) -> str:
    """Words for a message; an answer in full belongs in no log."""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
