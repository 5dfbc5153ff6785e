"""Surveys: short, labelled, answerable in one sitting, and honest about who will see the answers.

Rules of the questions follow common survey practice (labelled scales of five or more, one idea an item, at least two
items a dimension, skips that only go forward); rules about students follow the Protection of Pupil Rights Amendment
(20 U.S.C. 1232h).
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Day, DocumentRef, Id, Interval, Model, Named, Node, RoleRef
from partnerkit.model.definition import Definition, Item
from partnerkit.model.text import Line, Prose, Text

LEAST_LABELS = 5
LEAST_ITEMS = 2
LEAST_ANSWERS = 5
"""Below this many answers nobody can be called anonymous."""
LEAST_STUDENTS = 10
"""Students are shown in groups of ten or more, as in every indicator about them."""

BANDS: tuple[tuple[int, int], ...] = ((9, 50), (20, 20), (40, 10), (100, 5), (300, 2))
"""Up to how many people, the percent at either end of a share that are not told apart (top and bottom coding)."""
LAST_BAND = 1
"""The same for more people than these."""


class Label(Named):
    """One point of a scale, or one option of a choice."""

    label: Line


class Scale(Named):
    """A scale whose every point has words, from the least to the most."""

    labels: tuple[Label, ...] = Field(min_length=2, max_length=11)
    favorable: tuple[Id, ...] = Field(
        default=(), description="The labels whose share is reported; the last two where none are named."
    )

    @property
    def counted(self) -> tuple[str, ...]:
        """The labels whose share is reported: "often" and "always" of how often."""
        return self.favorable or tuple(label.id for label in self.labels[-2:])

    @model_validator(mode="after")
    def _counts_its_own(self) -> Self:
        if unknown := set(self.favorable) - {label.id for label in self.labels}:
            what = "'{id}' is no label of this scale"
            raise PydanticCustomError("rule", what, {"id": min(unknown), "at": "favorable"})
        return self


class ShowIf(Model):
    """Show a question only after certain answers to an earlier one."""

    item: Id
    answers: tuple[Id, ...] = Field(min_length=1)


class Question(Node):
    """One question. With ``parts`` it is a battery: the stem once, then each part on the same scale."""

    stem: Line
    type: Literal["scale", "one", "many", "open", "number", "date"]
    scale: Id | None = None
    options: tuple[Label, ...] = ()
    parts: tuple[Label, ...] = ()
    help: Line | None = None
    required: bool = False
    not_applicable: bool = Field(default=False, description="Offer 'does not apply to me'.")
    show_if: ShowIf | None = None
    lines: int = Field(default=3, ge=1, le=12, description="How many ruled lines an open answer gets.")

    @model_validator(mode="after")
    def _answers_fit(self) -> Self:
        if (self.type == "scale") != (self.scale is not None):
            raise PydanticCustomError("rule", "a question of type 'scale' names its scale, and only such a question")
        if (self.type in ("one", "many")) != bool(self.options):
            raise PydanticCustomError("rule", "options belong to the types 'one' and 'many', and only there")
        if self.parts and self.type != "scale":
            raise PydanticCustomError("rule", "parts belong to the type 'scale'")
        return self


class Dimension(Named):
    """Questions that are about the same thing, and that are summed up together."""

    title: Line
    text: Line | None = None
    scored: bool = Field(default=True, description="Whether its questions are summed up as one figure.")
    questions: tuple[Question, ...] = Field(min_length=1)


class Survey(Definition):
    """A survey, poll or self-assessment."""

    kind: Literal["survey"]
    type: Literal["pulse", "needs", "evaluation", "reflection", "poll", "self-assessment", "student-self-report"]
    purpose: Prose
    respondents: tuple[RoleRef, ...] = Field(min_length=1)
    anonymity: Literal["anonymous", "confidential", "named"]
    introduction: Prose = Field(description="What people read first: why, how long, who sees the answers, by choice.")
    minutes: int = Field(ge=1, le=30, description="How long it takes to answer.")
    every: Interval | None = None
    opens: Day | None = None
    closes: Day | None = None
    min_n: int = Field(default=10, ge=1, le=100, description="Results of smaller groups are not shown.")
    scales: tuple[Scale, ...] = ()
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    scoring: Prose | None = None
    running: tuple[Item, ...] = Field(min_length=1, description="How to run it, in order.")
    results: tuple[Item, ...] = Field(min_length=1, description="What happens with the answers.")
    off_by_default: bool = False
    off_reason: Prose | None = None
    consent_form: DocumentRef | None = None

    def questions(self) -> list[Question]:
        """Every question, in order."""
        return [question for dimension in self.dimensions for question in dimension.questions]

    def number_of(self, question_id: str) -> int:
        """The number of a question, counted through the whole survey from 1."""
        return 1 + [question.id for question in self.questions()].index(question_id)

    def labels_of(self, question: Question) -> tuple[Label, ...]:
        """What can be chosen: the points of its scale, or its options."""
        scale = next((scale for scale in self.scales if scale.id == question.scale), None)
        return scale.labels if scale is not None else question.options

    def counted_of(self, question: Question) -> tuple[str, ...]:
        """The answers whose share is reported of a rated question; none of others."""
        return next((scale.counted for scale in self.scales if scale.id == question.scale), ())

    def answers_of(self, show_if: ShowIf) -> list[Text]:
        """The words of the answers that a question depends on."""
        asked = next(question for question in self.questions() if question.id == show_if.item)
        return [label.label for label in self.labels_of(asked) if label.id in show_if.answers]

    @model_validator(mode="after")
    def _well_made(self) -> Self:
        scales = {scale.id: scale for scale in self.scales}
        for index, scale in enumerate(self.scales):
            if len(scale.labels) < LEAST_LABELS:
                what = "the scale '{id}' has {n} labels; give it {least} or more, each in words"
                context = {
                    "id": scale.id,
                    "n": len(scale.labels),
                    "least": LEAST_LABELS,
                    "at": f"scales.{index}.labels",
                }
                raise PydanticCustomError("survey-labels", what, context)
        before: dict[str, Question] = {}
        known = {question.id for question in self.questions()}
        for d, dimension in enumerate(self.dimensions):
            rated = [q for q in dimension.questions if q.type == "scale"]
            if dimension.scored and sum(len(q.parts) or 1 for q in rated) < LEAST_ITEMS:
                what = "the dimension '{id}' needs {least} or more rated items, or 'scored: false'"
                context = {"id": dimension.id, "least": LEAST_ITEMS, "at": f"dimensions.{d}"}
                raise PydanticCustomError("survey-dimension", what, context)
            for q, question in enumerate(dimension.questions):
                at = f"dimensions.{d}.questions.{q}"
                if question.scale is not None and question.scale not in scales:
                    what = "the scale '{id}' is not declared in this survey"
                    raise PydanticCustomError("rule", what, {"id": question.scale, "at": f"{at}.scale"})
                if question.show_if is not None:
                    _check_skip(question, before, known, scales, f"{at}.show_if")
                if question.id in before:
                    what = "the question '{id}' stands in this survey twice"
                    raise PydanticCustomError("rule", what, {"id": question.id, "at": f"{at}.id"})
                before[question.id] = question
        return self

    @model_validator(mode="after")
    def _students_are_protected(self) -> Self:
        if self.off_by_default and self.off_reason is None:
            raise PydanticCustomError("rule", "what is off by default says why: add 'off_reason'")
        if self.anonymity != "named" and self.min_n < LEAST_ANSWERS:
            what = "results of fewer than {least} answers are shown, although answers are not named"
            raise PydanticCustomError("small-groups", what, {"least": LEAST_ANSWERS, "at": "min_n"})
        guarded = self.off_by_default and self.consent_form and self.anonymity != "named"
        guarded = guarded and self.min_n >= LEAST_STUDENTS
        if self.type == "student-self-report" and not guarded:
            what = (
                "a survey of what students say about themselves is off by default, with its off_reason and "
                "consent_form, never named, and shown for 10 or more"
            )
            raise PydanticCustomError("student-self-report", what, {"at": "type"})
        if self.opens and self.closes and self.closes <= self.opens:
            raise PydanticCustomError("rule", "a survey closes after it opens", {"at": "closes"})
        return self


def _check_skip(
    question: Question, before: dict[str, Question], known: set[str], scales: dict[str, Scale], at: str
) -> None:
    """A question may only depend on answers that were given earlier."""
    assert question.show_if is not None  # noqa: S101 -- the caller has looked
    target = before.get(question.show_if.item)
    if target is None and question.show_if.item not in known:
        what = "there is no question '{item}' in this survey"
        raise PydanticCustomError("rule", what, {"item": question.show_if.item, "at": f"{at}.item"})
    if target is None:
        what = "'{id}' depends on '{item}', which does not come before it"
        context = {"id": question.id, "item": question.show_if.item, "at": f"{at}.item"}
        raise PydanticCustomError("backward-skip", what, context)
    labels = scales[target.scale].labels if target.scale in scales else target.options
    offered = {label.id for label in labels}
    for answer in question.show_if.answers:
        if answer not in offered:
            what = "'{answer}' is not an answer to '{item}'"
            context = {"answer": answer, "item": target.id, "at": f"{at}.answers"}
            raise PydanticCustomError("rule", what, context)
