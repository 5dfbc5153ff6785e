"""Collaboration calendars: terms, closures, and everything that people meet, measure, answer or celebrate."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Day, DocumentRef, Interval, Named, Node, RoleRef
from partnerkit.model.definition import Audience, Definition, Item
from partnerkit.model.text import Line, Prose

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day on a 24-hour clock, such as ``17:30``; readers see it as their language writes it."""

EventType = Literal[
    "meeting", "data-review", "professional-development", "report-due", "survey", "notice", "family-event", "review"
]


class Span(Named):
    """Some days in a row: a term, or a time when the school is closed."""

    title: Line
    start: Day
    end: Day | None = Field(default=None, description="The last day; left out for a single day.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise PydanticCustomError("rule", "this ends before it starts", {"at": "end"})
        return self

    @property
    def last(self) -> Day:
        """The last day."""
        return self.end or self.start


class Event(Node):
    """Something in the calendar: on listed days, or again and again from a first day on.

    A repeated event that falls on a closure or a weekend moves to the next school day.
    """

    title: Line
    type: EventType
    of: DocumentRef | None = Field(default=None, description="The document that this event belongs to.")
    also_for: tuple[DocumentRef, ...] = Field(default=(), description="Other documents that it is a date for.")
    on: tuple[Day, ...] = Field(default=(), description="The days, where they are listed.")
    first: Day | None = Field(default=None, description="The first day of an event that repeats.")
    every: Interval | None = Field(default=None, description="How often it repeats; else as its document says.")
    start: Clock | None = None
    end: Clock | None = None
    audience: tuple[Audience, ...] = Field(min_length=1)
    organiser: RoleRef
    venue: Line | None = None
    online: bool = Field(default=False, description="Whether people can take part by phone or video.")
    interpreter: bool = False
    childcare: bool = False
    materials_due_days: int | None = Field(default=None, ge=1, le=60)

    @model_validator(mode="after")
    def _listed_or_repeated(self) -> Self:
        if bool(self.on) == (self.first is not None):
            raise PydanticCustomError("rule", "an event has either 'on' with its days, or 'first' with its first day")
        if self.first is not None and self.every is None and self.of is None:
            raise PydanticCustomError("rule", "an event that repeats says 'every', or 'of' which document")
        if (self.end is not None) and (self.start is None or self.end <= self.start):
            raise PydanticCustomError("rule", "an event ends after it starts", {"at": "end"})
        return self


class Calendar(Definition):
    """The collaboration calendar of one school year."""

    kind: Literal["calendar"]
    school_year: Line
    timezone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]+(/[A-Za-z_+-]+){0,2}$")]
    purpose: Prose
    how_to: tuple[Item, ...] = Field(min_length=1, description="How to make and keep the calendar, in order.")
    terms: tuple[Span, ...] = Field(min_length=1)
    closures: tuple[Span, ...] = ()
    events: tuple[Event, ...] = Field(min_length=1)

    @property
    def first_day(self) -> Day:
        """The first day of the school year."""
        return min(term.start for term in self.terms)

    @property
    def last_day(self) -> Day:
        """The last day of the school year."""
        return max(term.last for term in self.terms)

    def closed_on(self, day: Day) -> Span | None:
        """The closure that a day falls into."""
        return next((span for span in self.closures if span.start <= day <= span.last), None)

    @model_validator(mode="after")
    def _never_on_a_closure(self) -> Self:
        for index, event in enumerate(self.events):
            for place, day in enumerate(event.on):
                if closure := self.closed_on(day):
                    raise PydanticCustomError(
                        "event-on-closure",
                        "{day} is in the closure '{closure}'",
                        {"day": day.isoformat(), "closure": closure.id, "at": f"events.{index}.on.{place}"},
                    )
            if event.first is not None and not self.first_day <= event.first <= self.last_day:
                what = "this event starts outside the school year"
                raise PydanticCustomError("rule", what, {"at": f"events.{index}.first"})
        return self
