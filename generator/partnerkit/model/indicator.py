"""Indicators: what is counted, out of what, from which source, and what is never shown.

Privacy comes first (20 U.S.C. 1232g and 1232h): figures of small groups are suppressed, and what students say about
themselves is off by default, needs consent, and is only ever shown for groups.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import DocumentRef, Interval, Node, RoleRef
from partnerkit.model.definition import Definition, Item
from partnerkit.model.measure import Baseline, Direction, Target, Unit
from partnerkit.model.text import Line, Prose

MIN_GROUP = 10
"""The smallest group whose figure may be shown when a figure is split by groups."""


class Indicator(Node):
    """One figure."""

    title: Line
    type: Literal["outcome", "process"]
    text: Prose = Field(description="What the figure tells, and what it does not.")
    numerator: Line
    denominator: Line | None = None
    unit: Unit
    direction: Direction
    source: Line = Field(description="Where the numbers come from.")
    instrument: DocumentRef | None = Field(default=None, description="The document that collects them.")
    every: Interval
    baseline: Baseline
    target: Target | None = None
    owner: RoleRef
    min_n: int = Field(default=MIN_GROUP, ge=1, le=100, description="Groups below this size are not shown.")
    split_by: tuple[Line, ...] = Field(default=(), description="The groups by which the figure is also shown.")
    caveats: Line | None = None
    about_students: Literal["nothing", "records", "self-report"] = Field(
        default="nothing", description="Whether it is made from records of students, or from what they say themselves."
    )
    consent: Literal["not-needed", "opt-out", "opt-in"] = "not-needed"
    off_by_default: bool = False
    off_reason: Line | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.off_by_default and self.off_reason is None:
            raise PydanticCustomError("rule", "what is off by default says why: add 'off_reason'")
        if self.unit == "percent" and self.denominator is None:
            raise PydanticCustomError("no-denominator", "a percentage needs a denominator: out of what?")
        if self.split_by and self.min_n < MIN_GROUP:
            what = "a figure that is split by groups needs min_n of {least} or more"
            raise PydanticCustomError("small-groups", what, {"least": MIN_GROUP, "at": "min_n"})
        if self.about_students == "self-report" and not (
            self.off_by_default and self.consent == "opt-in" and self.off_reason and self.min_n >= MIN_GROUP
        ):
            what = (
                "what students say about themselves is off by default, with its off_reason, "
                "consent: opt-in and min_n of 10 or more"
            )
            raise PydanticCustomError("student-self-report", what)
        return self


class Indicators(Definition):
    """A set of indicators that are looked at together."""

    kind: Literal["indicators"]
    purpose: Prose
    indicators: tuple[Indicator, ...] = Field(min_length=1, max_length=12)
    display: tuple[Item, ...] = Field(default=(), description="How the figures are shown.")
    privacy: tuple[Item, ...] = Field(min_length=1, description="What is never shown, and why.")
    use: tuple[Item, ...] = Field(default=(), description="What people do with the figures.")

    @model_validator(mode="after")
    def _looks_ahead(self) -> Self:
        written = self.last_change
        for index, one in enumerate(self.indicators):
            if one.target is not None and one.target.by <= written:
                what = "the target of '{id}' was in the past when this version was written"
                raise PydanticCustomError("past-target", what, {"id": one.id, "at": f"indicators.{index}.target.by"})
        return self
