"""What every document definition has, whatever its kind."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Addressed, Day, DocumentRef, Id, Interval, Model, Node, RoleRef
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


class Item(Node):
    """One addressable paragraph of a list."""

    text: Line


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


class Definition(Addressed):
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
    change_log: tuple[Change, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _version_is_logged(self) -> Self:
        if self.version not in {change.version for change in self.change_log}:
            raise PydanticCustomError(
                "rule", "the change_log has no line for version {v}", {"v": self.version, "at": "version"}
            )
        return self
