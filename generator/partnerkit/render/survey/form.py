"""A survey that no tool has shaped yet: what is asked, what can be answered, in every language, by id.

Made once out of the localized libraries. Every form is written from it, and whatever a tool exports is read back by it,
so that both know the same ids and the same words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from markupsafe import Markup

from partnerkit.model.library import Library
from partnerkit.model.locales import language
from partnerkit.model.survey import Question as Asked
from partnerkit.model.survey import Survey
from partnerkit.model.text import Text
from partnerkit.wording import Words, prose
from partnerkit.wording.direction import isolated_plain
from partnerkit.wording.values import Fillings

NOT_APPLICABLE = "not-applicable"
"""The answer of somebody whom a question does not concern."""
_SLOT = re.compile(r'<span class="slot"[^>]*>(.*?)</span>')
_FORMAT = "survey forms 1"

Speech = Mapping[str, str]
"""The same words by the code of a language; the first is the language that a form opens in."""


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen, or a line of a battery."""

    id: str
    label: Speech


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: its id in the survey.
        number: its number on paper.
        type: ``scale``, ``one``, ``many``, ``open``, ``number`` or ``date``.
        stem: what is asked.
        help: what helps to answer, also when it is to be answered; in some languages or none.
        choices: what can be chosen, ``NOT_APPLICABLE`` last where it is offered.
        parts: the lines of a battery, each of which is answered; none of any other question.
        favorable: the choices whose share is reported.
        required: whether it must be answered.
        depends: the question that it depends on, and the answers after which it is asked; None where it always is.
        condition: the same in words.
        lines: how many lines an open answer has on paper.
    """

    id: str
    number: int
    type: str
    stem: Speech
    help: Speech
    choices: tuple[Choice, ...] = ()
    parts: tuple[Choice, ...] = ()
    favorable: tuple[str, ...] = ()
    required: bool = False
    depends: tuple[str, tuple[str, ...]] | None = None
    condition: Speech | None = None
    lines: int = 1

    @property
    def items(self) -> tuple[str, ...]:
        """The ids under which its answers are counted: its own, or those of its parts, ``time-barriers.work-hours``."""
        return tuple(f"{self.id}.{part.id}" for part in self.parts) or (self.id,)

    @property
    def rated(self) -> bool:
        """Whether it is answered on a scale."""
        return self.type == "scale"


@dataclass(frozen=True)
class Section:
    """Questions about the same thing."""

    id: str
    title: Speech
    text: Speech
    scored: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Form:
    """A survey in some languages.

    Attributes:
        id: the id of the survey.
        version: its version.
        languages: their codes; a form opens in the first.
        title: what it is called.
        introduction: what people read first, paragraph by paragraph.
        sections: what is asked.
        averaged: whether the answers of one person mean something on average, as those of a pulse survey do.
        anonymous: whether nobody may be able to tell who answered.
        min_n: results of fewer people are not shown.
        tick_all: what a question says of which several answers may be chosen.
    """

    id: str
    version: str
    languages: tuple[str, ...]
    title: Speech
    introduction: tuple[Speech, ...]
    sections: tuple[Section, ...]
    averaged: bool
    anonymous: bool
    min_n: int
    tick_all: Speech

    @property
    def first(self) -> str:
        """The language that it opens in."""
        return self.languages[0]

    def opening_in(self, code: str) -> Form:
        """The same form, in another language at first."""
        return replace(self, languages=(code, *(other for other in self.languages if other != code)))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, question_id: str) -> Question:
        """A question by its id."""
        return self._by_id[question_id]

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}


def form_key(form: Form, kind: str) -> str:
    """The name of a form in a cache: a hash of all that it is made of."""
    return hashlib.sha256(f"{_FORMAT}\n{kind}\n{form!r}".encode()).hexdigest()


def described(survey_id: str, libraries: Mapping[str, Library], hidden: Collection[str] = ()) -> Form:
    """A survey of the libraries, whose first language is the one that the form opens in.

    Args:
        survey_id: its id.
        libraries: the localized library by language.
        hidden: the ids of the questions that the workspace has switched off.
    """
    return _Describer(survey_id, libraries, hidden).form()


class _Describer:
    def __init__(self, survey_id: str, libraries: Mapping[str, Library], hidden: Collection[str]) -> None:
        self.words = {code: Words(one, language(code), one.workspace.values) for code, one in libraries.items()}
        self.surveys = {code: _survey(one, survey_id) for code, one in libraries.items()}
        self.first = next(iter(self.surveys.values()))
        self.hidden = hidden

    def form(self) -> Form:
        survey = self.first
        codes = tuple(self.surveys)
        opening = [self._paragraphs(code, one.introduction) for code, one in self.surveys.items()]
        if len({len(one) for one in opening}) > 1:  # a translation may have divided them otherwise
            opening = [["\n\n".join(one)] for one in opening]
        return Form(
            id=survey.id,
            version=survey.version,
            languages=codes,
            title=self._each("title"),
            introduction=tuple(dict(zip(codes, said, strict=True)) for said in zip(*opening, strict=True)),
            sections=tuple(self._sections()),
            averaged=survey.type == "pulse",
            anonymous=survey.anonymity == "anonymous",
            min_n=survey.min_n,
            tick_all=self._ui("tick-all"),
        )

    def _sections(self) -> Iterator[Section]:
        for at, dimension in enumerate(self.first.dimensions):
            same = {code: one.dimensions[at] for code, one in self.surveys.items()}
            asked = tuple(
                self._question(at, number)
                for number, question in enumerate(dimension.questions)
                if question.id not in self.hidden
            )
            if asked:
                title = {code: self._said(code, one.title) for code, one in same.items()}
                text = {code: self._said(code, one.text) for code, one in same.items() if one.text}
                yield Section(dimension.id, title, text, dimension.scored, asked)

    def _question(self, section: int, place: int) -> Question:
        same = {code: one.dimensions[section].questions[place] for code, one in self.surveys.items()}
        asked = self.first.dimensions[section].questions[place]
        number = self.first.number_of(asked.id)
        depends = asked.show_if if asked.show_if and asked.show_if.item not in self.hidden else None
        return Question(
            id=asked.id,
            number=number,
            type=asked.type,
            stem={code: self._said(code, one.stem) for code, one in same.items()},
            help={code: self._said(code, one.help) for code, one in same.items() if one.help},
            choices=tuple(self._choices(asked)),
            parts=tuple(
                Choice(part.id, {code: self._said(code, one.parts[at].label) for code, one in same.items()})
                for at, part in enumerate(asked.parts)
            ),
            favorable=self.first.counted_of(asked),
            required=asked.required,
            depends=(depends.item, tuple(depends.answers)) if depends else None,
            condition={code: self._condition(code, one) for code, one in same.items()} if depends else None,
            lines=asked.lines,
        )

    def _choices(self, asked: Asked) -> Iterator[Choice]:
        for at, label in enumerate(self.first.labels_of(asked)):
            said = {
                code: self._said(code, one.labels_of(self._same(one, asked))[at].label)
                for code, one in self.surveys.items()
            }
            yield Choice(label.id, said)
        if asked.not_applicable:
            yield Choice(NOT_APPLICABLE, self._ui("not-applicable"))

    @staticmethod
    def _same(survey: Survey, asked: Asked) -> Asked:
        return next(question for question in survey.questions() if question.id == asked.id)

    def _condition(self, code: str, asked: Asked) -> str:
        survey, words = self.surveys[code], self.words[code]
        assert asked.show_if is not None  # noqa: S101 -- the caller has looked
        answers = words.listed(self._said(code, one) for one in survey.answers_of(asked.show_if))
        return words.ui("only-if", n=survey.number_of(asked.show_if.item), answers=answers)

    def _each(self, name: str) -> Speech:
        return {code: self._said(code, getattr(one, name)) for code, one in self.surveys.items()}

    def _ui(self, string_id: str) -> Speech:
        return {code: words.ui(string_id) for code, words in self.words.items()}

    def _said(self, code: str, text: Text) -> str:
        return " ".join(self._paragraphs(code, text))

    def _paragraphs(self, code: str, text: Text) -> list[str]:
        """The words of a text, paragraph by paragraph; what is not filled in yet stands in brackets."""
        words = self.words[code]
        known = Fillings(words.library.slots, words.values or {}, words.language)
        found = (_SLOT.sub(r"[\1]", str(body)) for _, body in prose.blocks(text, known))
        return [isolated_plain(Markup(body.replace("<li>", "• ")).striptags(), words.language) for body in found]


def _survey(library: Library, survey_id: str) -> Survey:
    found = library.documents[survey_id]
    if not isinstance(found, Survey):
        raise TypeError(f"'{survey_id}' is no survey")
    return found
