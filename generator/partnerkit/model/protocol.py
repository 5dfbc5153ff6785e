"""Protocols: how people talk, meet, decide and put things right, step by step.

One kind with four shapes, since readers look for "how do we do this": channels and routes (communication), a meeting
with its agenda (data review, professional learning community, norms), a procedure (concerns, conflict, problem
solving, data collection), and who decides what (decision).
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import DocumentRef, Named, Node, RoleRef
from partnerkit.model.charter import Meetings
from partnerkit.model.definition import Definition, Item, LegalRef, Part, Step, Within
from partnerkit.model.text import Line, Prose


class Channel(Node):
    """One way to reach each other."""

    title: Line
    use_for: Line
    answer_within: Within
    languages: Line
    without_internet: Line | None = Field(default=None, description="What people use who cannot or do not wish to.")


class RouteStep(Node):
    """One stop on the way of a concern."""

    role: RoleRef
    text: Line
    within: Within


class Route(Node):
    """Where one kind of concern goes, stop by stop; every stop is a role that can be found."""

    concern: Line
    steps: tuple[RouteStep, ...] = Field(min_length=1)


class CommunicationProtocol(Definition):
    """Channels, their purpose and answer times, and the routes of concerns."""

    kind: Literal["protocol"]
    type: Literal["communication"]
    purpose: Prose
    channels: tuple[Channel, ...] = Field(min_length=2)
    tone: tuple[Item, ...] = Field(min_length=1)
    translation: Prose
    routes: tuple[Route, ...] = Field(min_length=1)
    urgent: Prose
    quiet_hours: Prose
    rhythm: tuple[Item, ...] = Field(default=(), description="What goes out weekly, monthly and each term.")
    records: Prose | None = None


class SeatAtTable(Named):
    """A part that somebody plays in a meeting."""

    role: RoleRef | None = None
    title: Line
    text: Line


class MeetingProtocol(Definition):
    """A meeting that is held again and again: who, how, and what comes out of it."""

    kind: Literal["protocol"]
    type: Literal["data-review", "professional-learning-community", "norms"]
    purpose: Prose
    meetings: Meetings | None = None
    seats: tuple[SeatAtTable, ...] = Field(min_length=1)
    before: tuple[Item, ...] = ()
    norms: tuple[Item, ...] = Field(min_length=1)
    agenda: tuple[Step, ...] = Field(min_length=1)
    taking_part: tuple[Item, ...] = Field(default=(), description="How family members take part and take turns.")
    confidentiality: Prose
    supports: tuple[Item, ...] = ()
    outputs: tuple[Item, ...] = Field(default=(), description="What exists after the meeting.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        total = sum(step.minutes or 0 for step in self.agenda)
        if self.meetings is not None and total and total != self.meetings.minutes:
            what = "the agenda takes {total} minutes, the meeting {minutes}"
            raise PydanticCustomError("rule", what, {"total": total, "minutes": self.meetings.minutes, "at": "agenda"})
        if self.type != "norms" and self.meetings is None:
            raise PydanticCustomError("rule", "this protocol needs 'meetings': how often and how long")
        return self


class Procedure(Definition):
    """A procedure: steps in order, each with who does it and how soon."""

    kind: Literal["protocol"]
    type: Literal["concerns", "conflict", "problem-solving", "data-collection", "privacy-review", "feedback"]
    purpose: Prose
    use_when: tuple[Item, ...] = Field(min_length=1)
    principles: tuple[Item, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=2)
    routes: tuple[Route, ...] = ()
    parts: tuple[Part, ...] = ()
    appeal: Prose | None = None
    confidentiality: Prose
    legal_refs: tuple[LegalRef, ...] = ()

    @model_validator(mode="after")
    def _ends_with_somebody(self) -> Self:
        if self.type in ("concerns", "conflict"):
            last = self.steps[-1]
            at = f"steps.{len(self.steps) - 1}"
            if last.role is None:
                what = "the last step names nobody: every concern ends at a role"
                raise PydanticCustomError("open-concern-path", what, {"at": at})
            for index, step in enumerate(self.steps):
                if step.within is None:
                    what = "a step of this procedure says how soon: add 'within'"
                    raise PydanticCustomError("open-concern-path", what, {"at": f"steps.{index}"})
        return self


class Matter(Node):
    """One kind of decision, who makes it, and how."""

    topic: Line
    method: Literal["consensus", "vote", "advise", "inform"]
    role: RoleRef = Field(description="Who decides.")
    with_whom: Line = Field(description="Who is asked first.")
    text: Line | None = None


class DecisionProtocol(Definition):
    """Who decides what, and how."""

    kind: Literal["protocol"]
    type: Literal["decision"]
    purpose: Prose
    matters: tuple[Matter, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    fallback: Prose = Field(description="What happens when people cannot agree.")
    record: DocumentRef | None = Field(default=None, description="Where decisions are written down.")
    norms: tuple[Item, ...] = ()


Protocol = Annotated[
    CommunicationProtocol | MeetingProtocol | Procedure | DecisionProtocol, Field(discriminator="type")
]
