"""Answers counted: how many people, how many of them favorable, for all and for each group; nothing is withheld yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from partnerkit.model.results import Measure
from partnerkit.render.survey.form import NOT_APPLICABLE, Form, Question, Section
from partnerkit.results.answers import Reply
from partnerkit.results.reader import LANGUAGE

NOBODY_KNOWS = "unknown"
"""The group of those who are in none that is known."""
_FAVORABLE_ON_AVERAGE = Fraction(5, 8)
"""How far along a scale an average is favorable: 3.5, from 1 to 5."""


@dataclass(frozen=True)
class Count:
    """A share before it is published.

    Attributes:
        n: the people who answered.
        of: the answers that they gave; as many as people, but where several questions are summed up.
        k: how many of these count.
    """

    n: int = 0
    of: int = 0
    k: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.n + other.n, self.of + other.of, self.k + other.k)


@dataclass(frozen=True)
class Figure:
    """One figure, for everybody and by group.

    Attributes:
        measure: what it is.
        item: the id of the item or section; empty where it is about all of the survey.
        answer: the id of the answer whose share it is, where it is one of an answer.
        total: for everybody.
        groups: for each group, by what groups are made by.
    """

    measure: Measure
    item: str = ""
    answer: str = ""
    total: Count = Count()
    groups: Mapping[str, Mapping[str, Count]] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """Figures that belong together, since the first is the sum of the others: nobody may work one out from the rest.

    Attributes:
        whole: what they sum up to; None where that is the number of people.
        pieces: the others.
    """

    whole: Figure | None
    pieces: tuple[Figure, ...] = ()


def tally(form: Form, replies: Sequence[Reply], by: Sequence[str] = ()) -> tuple[Part, ...]:
    """Every figure of a survey, for everybody and by ``by``: the language, or questions with one answer."""
    return tuple(_Tally(form, replies, by).parts())


Counted = Callable[[Reply], Count]
"""What one person adds to a figure."""


class _Tally:
    def __init__(self, form: Form, replies: Sequence[Reply], by: Sequence[str]) -> None:
        self.form, self.replies = form, replies
        self.groups = {name: [_group(reply, name) for reply in replies] for name in by}

    def parts(self) -> Iterator[Part]:
        yield Part(self._figure("responses", counted=lambda _: Count(1, 1, 1)))
        if scored := self._averaged():
            yield Part(self._figure("average", counted=lambda reply: _average(reply, scored)))
        for section in self.form.sections:
            yield from self._section(section)

    def _section(self, section: Section) -> Iterator[Part]:
        rated = [(question, item) for question in section.questions if question.rated for item in question.items]
        if section.scored and rated:
            whole = self._figure("section", section.id, counted=lambda reply: _summed_up(reply, rated))
            items = (self._figure("item", item, counted=_of(question, item), split=False) for question, item in rated)
            yield Part(whole, tuple(items))
        else:
            for question, item in rated:
                yield Part(self._figure("item", item, counted=_of(question, item)))
        for question in section.questions:
            yield from self._answers(question)

    def _answers(self, question: Question) -> Iterator[Part]:
        """The share of each answer; several that one person may give are figures by themselves."""
        if question.type not in ("one", "many"):
            return
        figures = tuple(
            self._figure("answer", question.id, choice.id, counted=_choosing(question, choice.id), split=False)
            for choice in question.choices
            if choice.id != NOT_APPLICABLE
        )
        if question.type == "one":
            yield Part(None, figures)
        else:
            yield from (Part(figure) for figure in figures)

    def _averaged(self) -> list[tuple[Question, str]]:
        """The items whose average means something: all rated ones of scored sections, on scales that are alike."""
        sections = [section for section in self.form.sections if section.scored and self.form.averaged]
        rated = [question for section in sections for question in section.questions if question.rated]
        scales = {tuple(one.id for one in question.choices if one.id != NOT_APPLICABLE) for question in rated}
        return [(question, item) for question in rated for item in question.items] if len(scales) == 1 else []

    def _figure(
        self, measure: Measure, item: str = "", answer: str = "", *, counted: Counted, split: bool = True
    ) -> Figure:
        counts = [counted(reply) for reply in self.replies]
        groups: dict[str, dict[str, Count]] = {}
        for name, members in self.groups.items() if split else ():
            by_group: dict[str, Count] = defaultdict(Count)
            for group, count in zip(members, counts, strict=True):
                by_group[group] += count
            groups[name] = dict(sorted(by_group.items()))
        return Figure(measure, item, answer, _sum(counts), groups)


def _group(reply: Reply, by: str) -> str:
    if by == LANGUAGE:
        return reply.language or NOBODY_KNOWS
    return next(iter(sorted(reply.answers.get(by, ()))), NOBODY_KNOWS)


def _sum(counts: Iterable[Count]) -> Count:
    """Counts put together."""
    total = Count()
    for count in counts:
        total += count
    return total


def _rated(reply: Reply, question: Question, item: str) -> Count:
    """What one person adds to an item; nothing without an answer, or where it does not apply."""
    chosen = reply.answers.get(item, frozenset()) - {NOT_APPLICABLE}
    return Count(1, 1, int(bool(chosen & set(question.favorable)))) if chosen else Count()


def _summed_up(reply: Reply, rated: Iterable[tuple[Question, str]]) -> Count:
    """What one person adds to a section: all answers, and still one person."""
    count = _sum(_rated(reply, *one) for one in rated)
    return Count(min(count.n, 1), count.of, count.k)


def _of(question: Question, item: str) -> Counted:
    return lambda reply: _rated(reply, question, item)


def _choosing(question: Question, answer: str) -> Counted:
    def counted(reply: Reply) -> Count:
        chosen = reply.answers.get(question.id, frozenset()) - {NOT_APPLICABLE}
        return Count(1, 1, int(answer in chosen)) if chosen else Count()

    return counted


def _average(reply: Reply, scored: Iterable[tuple[Question, str]]) -> Count:
    """Whether the answers of one person are favorable on average."""
    places = []
    for question, item in scored:
        points = [choice.id for choice in question.choices if choice.id != NOT_APPLICABLE]
        places += [Fraction(points.index(one), len(points) - 1) for one in reply.answers.get(item, ()) if one in points]
    return Count(1, 1, int(sum(places) >= _FAVORABLE_ON_AVERAGE * len(places))) if places else Count()
