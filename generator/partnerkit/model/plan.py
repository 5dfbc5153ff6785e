"""Plans: what will be done, by whom, by when, with what money. One kind, five shapes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Day, DocumentRef, Id, Model, Named, Node, RoleRef
from partnerkit.model.definition import Definition, Item, LegalRef, Part, Step
from partnerkit.model.measure import Money
from partnerkit.model.text import Line, Prose

LEAST_RESERVED = Decimal("0.01")
"""20 U.S.C. 6318(a)(3)(A): a district reserves at least 1 percent of its Title I, Part A allocation for families."""
LEAST_TO_SCHOOLS = Decimal("0.90")
"""20 U.S.C. 6318(a)(3)(C): and gives at least 90 percent of what it reserved to schools."""
FREE_BELOW = Decimal(5000)
"""20 U.S.C. 6318(a)(3)(A): the reservation is not asked for where 1 percent is $5,000 or less."""


class PlanGoal(Node):
    """What we want, how we will know, and what stands in the way."""

    text: Line
    measure: Line
    challenge: Line


class Activity(Node):
    """Something that somebody will do for a goal. A deadline may be left blank for the school to write in."""

    title: Line
    goal: Id
    lead: RoleRef
    start: Day | None = None
    due: Day | None = None
    steps: tuple[Item, ...] = Field(min_length=1)
    evidence: Line
    status: Literal["planned", "under-way", "done", "stopped"] = "planned"


class ActionPlan(Definition):
    """Goals, and the concrete steps toward them."""

    kind: Literal["plan"]
    type: Literal["action"]
    purpose: Prose
    how_to: tuple[Item, ...] = ()
    goals: tuple[PlanGoal, ...] = Field(min_length=1, max_length=6)
    activities: tuple[Activity, ...] = Field(min_length=1)
    review_steps: tuple[Item, ...] = Field(min_length=1, description="How progress is looked at.")

    @model_validator(mode="after")
    def _activities_serve_goals(self) -> Self:
        goals = {goal.id for goal in self.goals}
        for index, activity in enumerate(self.activities):
            if activity.goal not in goals:
                what = "the activity serves the goal '{goal}', which is not in this plan"
                raise PydanticCustomError("rule", what, {"goal": activity.goal, "at": f"activities.{index}.goal"})
        return self


class Strand(Named):
    """A theme that runs through a year of learning."""

    title: Line
    text: Line


class Session(Node):
    """One session of professional development."""

    title: Line
    strand: Id
    audience: Line
    outcome: Line
    on: Day | None = None
    minutes: int = Field(ge=10, le=480)
    leads: tuple[RoleRef, ...] = Field(min_length=1)


class DevelopmentPlan(Definition):
    """A year of professional development."""

    kind: Literal["plan"]
    type: Literal["professional-development"]
    purpose: Prose
    developed_with: Prose
    strands: tuple[Strand, ...] = Field(min_length=1)
    sessions: tuple[Session, ...] = Field(min_length=1)
    follow_up: tuple[Item, ...] = ()
    evaluation: Prose

    @model_validator(mode="after")
    def _strands_exist(self) -> Self:
        strands = {strand.id for strand in self.strands}
        for index, session in enumerate(self.sessions):
            if session.strand not in strands:
                what = "the session belongs to the strand '{strand}', which is not in this plan"
                raise PydanticCustomError("rule", what, {"strand": session.strand, "at": f"sessions.{index}.strand"})
        return self


class StudyPlan(Definition):
    """An evaluation or an analysis: what we ask, of what data, with whose consent, and what we will not do."""

    kind: Literal["plan"]
    type: Literal["evaluation", "analysis"]
    purpose: Prose
    questions: tuple[Item, ...] = Field(min_length=1)
    data: tuple[Part, ...] = Field(min_length=1, description="Which data, of whom, from where.")
    timetable: tuple[Step, ...] = Field(min_length=1)
    consent: Prose
    safeguards: tuple[Item, ...] = Field(min_length=1, description="What protects people.")
    limits: tuple[Item, ...] = Field(min_length=1, description="What this cannot tell.")
    retention: Prose
    sharing: Prose
    legal_refs: tuple[LegalRef, ...] = ()


class BudgetLine(Node):
    """One line of money, or of time that is given instead of money."""

    category: Literal["people", "materials", "training", "technology", "access", "events"]
    text: Line
    amount: Money
    fund: Line
    in_kind: bool = Field(default=False, description="Given as time or things; counted, not paid.")
    supports: tuple[DocumentRef, ...] = Field(default=(), description="The structures that this line pays for.")
    allowable_use: Literal["i", "ii", "iii", "iv", "v"] | None = Field(
        default=None, description="The use under 20 U.S.C. 6318(a)(3)(D) that this line falls under."
    )


class TitleI(Model):
    """The reservation of a district under Title I, Part A."""

    allocation: Money
    reserved: Money
    to_schools: Money


class BudgetPlan(Definition):
    """A budget whose lines sum."""

    kind: Literal["plan"]
    type: Literal["budget"]
    purpose: Prose
    fiscal_year: Line
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    lines: tuple[BudgetLine, ...] = Field(min_length=1)
    total: Money = Field(description="What is paid: all lines that are not in kind.")
    title_i: TitleI | None = None
    approved_by: RoleRef
    family_voice: Prose = Field(description="How families take part in the decision.")
    notes: tuple[Item, ...] = ()
    legal_refs: tuple[LegalRef, ...] = ()

    @property
    def in_kind_total(self) -> Decimal:
        """What is given and not paid."""
        return sum((line.amount for line in self.lines if line.in_kind), Decimal(0))

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        paid = sum((line.amount for line in self.lines if not line.in_kind), Decimal(0))
        if paid != self.total:
            what = "the lines sum to {paid}, not to {total}"
            raise PydanticCustomError("budget-sum", what, {"paid": paid, "total": self.total, "at": "total"})
        if self.title_i is None:
            return self
        if self.title_i.reserved > self.title_i.allocation:
            what = "more is reserved than was allocated"
            raise PydanticCustomError("rule", what, {"at": "title_i.reserved"})
        least = self.title_i.allocation * LEAST_RESERVED
        if least <= FREE_BELOW:
            return self
        if self.title_i.reserved < least:
            what = "the reservation is below 1 percent of the allocation, which is {least}"
            raise PydanticCustomError("title-i-reservation", what, {"least": least, "at": "title_i.reserved"})
        if self.title_i.to_schools < self.title_i.reserved * LEAST_TO_SCHOOLS:
            what = "at least 90 percent of the reservation goes to schools: {least}"
            context = {"least": self.title_i.reserved * LEAST_TO_SCHOOLS, "at": "title_i.to_schools"}
            raise PydanticCustomError("title-i-reservation", what, context)
        return self


class Lead(Named):
    """Somebody who leads a gathering, and what is theirs to do."""

    role: RoleRef
    text: Line


class GatheringPlan(Definition):
    """A workshop, event or session: what for, who leads, minute by minute, and who can come."""

    kind: Literal["plan"]
    type: Literal["workshop", "event", "session", "year"]
    purpose: Prose
    outcomes: tuple[Item, ...] = Field(min_length=1)
    leads: tuple[Lead, ...] = Field(min_length=1)
    length_minutes: int | None = Field(default=None, ge=5, le=480)
    before: tuple[Item, ...] = Field(min_length=1, description="What to do before, in order.")
    materials: tuple[Item, ...] = ()
    agenda: tuple[Step, ...] = Field(min_length=1)
    access: tuple[Item, ...] = Field(min_length=1, description="What lets everybody come: times, childcare, language.")
    after: tuple[Item, ...] = Field(min_length=1)
    parts: tuple[Part, ...] = ()

    @model_validator(mode="after")
    def _led_and_timed(self) -> Self:
        if self.type == "session" and len({lead.role for lead in self.leads}) < 2:
            what = "a session has two leads of different roles, such as a teacher and a family member"
            raise PydanticCustomError("rule", what, {"at": "leads"})
        total = sum(step.minutes or 0 for step in self.agenda)
        if self.length_minutes is not None and total != self.length_minutes:
            what = "the agenda takes {total} minutes, not {length}"
            raise PydanticCustomError("rule", what, {"total": total, "length": self.length_minutes, "at": "agenda"})
        return self


Plan = Annotated[ActionPlan | DevelopmentPlan | StudyPlan | BudgetPlan | GatheringPlan, Field(discriminator="type")]
