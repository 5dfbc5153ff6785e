"""What every document definition has, whatever its kind."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import (
    Authored,
    Day,
    DocumentRef,
    ElementRef,
    Id,
    Interval,
    Lockable,
    Model,
    Named,
    Node,
    PracticeRef,
    RoleRef,
)
from partnerkit.model.text import Line, Prose

Version = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+){0,2}$")]


class Status(StrEnum):
    """Where a document stands in its life."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    ADOPTED = "adopted"
    RETIRED = "retired"


class Audience(StrEnum):
    """Whom a document is written for."""

    FAMILIES = "families"
    TEACHERS = "teachers"
    STUDENTS = "students"
    LEADERS = "leaders"
    BOARD = "board"
    DISTRICT = "district"
    MENTORS = "mentors"
    COMMUNITY = "community"


class Pillar(StrEnum):
    """The three pillars of a partnership."""

    MUTUAL_RESPECT = "mutual-respect"
    SHARED_PURPOSE = "shared-purpose"
    SYSTEMIC_SUPPORT = "systemic-support"


class Within(Model):
    """A time limit; always with its unit, so that nobody has to ask which days count."""

    n: int = Field(ge=1, le=365)
    unit: Literal["hours", "school-days", "days", "weeks", "months"]


class Item(Node):
    """One addressable paragraph of a list."""

    text: Line


class Step(Node):
    """A part of an agenda or a procedure: what happens, who does it, and how long it takes."""

    heading: Line
    text: Line
    role: RoleRef | None = Field(default=None, description="Who does it.")
    minutes: int | None = Field(default=None, ge=1, le=480)
    within: Within | None = Field(default=None, description="How soon, such as {n: 5, unit: school-days}.")
    forms: tuple[DocumentRef, ...] = Field(default=(), description="The documents that are used here.")


class Part(Named):
    """Some words under a heading of their own, with a list where one is needed."""

    heading: Line
    text: Prose | None = None
    style: Literal["bullets", "numbers", "ticks"] = "bullets"
    items: tuple[Item, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.text is None and not self.items:
            raise PydanticCustomError("rule", "a part needs 'text' or 'items'")
        return self


class Change(Node):
    """One line of a document's history."""

    version: Version
    on: Day
    note: Line


class Review(Model):
    """How often a document is looked at again, and when next."""

    every: Interval
    next: Day
    last: Day | None = None


class LegalRef(Node):
    """A source in law or in another authority's policy. ``cite`` is never translated."""

    jurisdiction: Literal["federal", "state", "management", "other"]
    cite: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    label: Line
    url: HttpUrl | None = None


class ReviewNote(Model):
    """What a program has guessed while it made a definition of somebody's own document; for its author alone."""

    at: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="The part that it is about, such as statements[annual-meeting]."
    )
    note: Annotated[str, StringConstraints(min_length=1, max_length=400)]


class Definition(Authored, Lockable):
    """The fields that every kind shares. One YAML file holds one definition, named by its id."""

    kind: str
    id: Id
    title: Line
    version: Version
    status: Status
    owner: RoleRef
    audience: tuple[Audience, ...] = Field(min_length=1)
    pillars: tuple[Pillar, ...] = Field(min_length=1)
    adaptation: Literal["core", "local"] = Field(
        description="core: keep the principle and adapt the wording; local: shape it freely."
    )
    summary: Prose = Field(description="In plain words, at grade 8 or below.")
    review: Review
    related: tuple[DocumentRef, ...] = ()
    realises: tuple[PracticeRef, ...] = Field(
        default=(), description="The practices of content/practices.yaml that this document puts to work."
    )
    satisfies: tuple[ElementRef, ...] = Field(
        default=(), description="Elements of requirement sets that this document covers as a whole."
    )
    structure: bool = Field(
        default=False, description="A standing structure: it needs a policy behind it, dates in the calendar and money."
    )
    change_log: tuple[Change, ...] = Field(min_length=1)
    to_review: tuple[ReviewNote, ...] = Field(
        default=(), description="What was guessed when this was made of another document. Readers never see it."
    )
    leftover: tuple[Annotated[str, StringConstraints(min_length=1, max_length=20_000)], ...] = Field(
        default=(), description="Words of that document that nothing has a place for. Readers never see them."
    )

    @property
    def last_change(self) -> date:
        """The day of its last change."""
        return max(change.on for change in self.change_log)

    @model_validator(mode="after")
    def _version_is_logged(self) -> Self:
        if self.version not in {change.version for change in self.change_log}:
            raise PydanticCustomError(
                "rule", "the change_log has no line for version {v}", {"v": self.version, "at": "version"}
            )
        if self.review.next <= (last := self.last_change):
            what = "the next review lies before the last change, on {last}"
            raise PydanticCustomError("rule", what, {"last": last.isoformat(), "at": "review.next"})
        return self
