"""Charters of a committee, a working group or a role: who, what for, how decisions are made, and until when.

One kind with three types, because readers look for "the charter" and because all three answer the same questions;
three models, because the answers differ.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Day, DocumentRef, Interval, Model, Named, Node, RoleRef
from partnerkit.model.definition import Definition, Item, LegalRef
from partnerkit.model.text import Line, Prose

Share = Annotated[str, StringConstraints(pattern=r"^[1-9]\d?/[1-9]\d?$")]
"""A fraction such as ``1/2`` or ``2/3``."""


class Meetings(Model):
    """How often a group meets: so many times in each interval, for how long."""

    times: int = Field(ge=1, le=60)
    per: Interval
    minutes: int = Field(ge=10, le=480)
    note: Line | None = None


class Seats(Node):
    """The seats of one group of people. Without ``max`` the number is open."""

    group: Line
    role: RoleRef | None = None
    min: int = Field(ge=0, le=50)
    max: int | None = Field(default=None, ge=1, le=50)
    selection: Line
    term: Line

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise PydanticCustomError("rule", "a group of seats has max below min")
        return self


class Quorum(Model):
    """How many must be there: a share of the seats, or a count; and what happens when they are not."""

    share: Share | None = None
    count: int | None = Field(default=None, ge=1, le=100)
    fallback: Prose

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.share is None) == (self.count is None):
            raise PydanticCustomError("rule", "a quorum has either 'share' or 'count'")
        if self.share is not None and Fraction(self.share) > 1:
            raise PydanticCustomError("rule", "a quorum share is at most 1/1")
        return self


class DecisionRule(Model):
    """How the group decides, and what breaks a tie."""

    rule: Literal["consensus", "majority", "mixed"]
    text: Prose
    tie_break: Line | None = None


class Reporting(Model):
    """To whom the group reports, how, and when."""

    to: RoleRef
    how: Line
    every: Interval


class Minutes(Model):
    """Whether minutes are public, and how soon they are out."""

    public: bool
    deadline_days: int = Field(ge=1, le=60)
    note: Line | None = None


class Officer(Named):
    """Somebody with a task in the group."""

    title: Line
    text: Line


class CommitteeCharter(Definition):
    """The charter of a standing committee."""

    kind: Literal["charter"]
    type: Literal["committee"]
    body: RoleRef = Field(description="The committee itself, as declared in roles.yaml.")
    purpose: Prose
    authority: Literal["decide", "advise", "oversee"]
    authority_note: Prose
    duties: tuple[Item, ...] = Field(min_length=1)
    membership: tuple[Seats, ...] = Field(min_length=1)
    balance_rule: Prose | None = None
    quorum: Quorum
    meetings: Meetings
    decision: DecisionRule
    officers: tuple[Officer, ...] = ()
    reporting: Reporting
    minutes: Minutes
    working_norms: tuple[Item, ...] = ()
    supports: tuple[Item, ...] = ()
    confidentiality: Prose | None = None
    conflict_of_interest: Prose | None = None
    notice_days: int | None = Field(default=None, ge=1, le=60)
    amendment: Prose | None = None
    legal_refs: tuple[LegalRef, ...] = ()

    @model_validator(mode="after")
    def _workable(self) -> Self:
        maxima = [seats.max for seats in self.membership]
        known = [most for most in maxima if most is not None]
        if len(known) == len(maxima):
            if self.balance_rule is None and max(known) * 2 > sum(known):
                what = "one group may hold more than half the seats; state a balance_rule"
                raise PydanticCustomError("unbalanced-committee", what, {"at": "membership"})
            if self.quorum.count is not None and self.quorum.count > sum(known):
                what = "the quorum is larger than the number of seats"
                raise PydanticCustomError("unreachable-quorum", what, {"at": "quorum.count"})
        return self


class WorkingGroupCharter(Definition):
    """The charter of a group with one task and an end."""

    kind: Literal["charter"]
    type: Literal["working-group"]
    body: RoleRef
    task: Prose
    why_now: Prose | None = None
    deliverables: tuple[Item, ...] = Field(min_length=1)
    members: tuple[Seats, ...] = Field(min_length=1)
    lead: Line
    reports_to: RoleRef
    start: Day
    sunset: Day
    meetings: Meetings
    progress_reports: tuple[Day, ...] = ()
    authority_note: Prose
    supports: tuple[Item, ...] = ()
    working_norms: tuple[Item, ...] = ()
    closing: Prose = Field(description="How the group ends and hands over.")
    relevant_policies: tuple[DocumentRef, ...] = ()

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.sunset <= self.start:
            what = "a working group ends after it starts: sunset must be later than start"
            raise PydanticCustomError("rule", what, {"at": "sunset"})
        if any(not self.start <= day <= self.sunset for day in self.progress_reports):
            what = "a progress report is dated outside the life of the group"
            raise PydanticCustomError("rule", what, {"at": "progress_reports"})
        return self


class YearTask(Named):
    """What the role does in one part of the year."""

    when_in_year: Line
    text: Prose


class Hours(Model):
    """How much time the role asks for."""

    hours: int = Field(ge=1, le=60)
    per: Interval
    note: Line | None = None


class RoleCharter(Definition):
    """The charter of a role that one person holds for a time."""

    kind: Literal["charter"]
    type: Literal["role"]
    role: RoleRef
    purpose: Prose
    responsibilities: tuple[Item, ...] = Field(min_length=1)
    may_decide: tuple[Item, ...] = ()
    not_authorised: tuple[Item, ...] = ()
    reports_to: RoleRef
    term: Line
    time: Hours
    selection: Prose
    eligibility: tuple[Item, ...] = ()
    supports: tuple[Item, ...] = Field(min_length=1)
    training: tuple[Item, ...] = ()
    confidentiality: Prose
    year: tuple[YearTask, ...] = ()
    handover: tuple[Item, ...] = ()


Charter = Annotated[CommitteeCharter | WorkingGroupCharter | RoleCharter, Field(discriminator="type")]
