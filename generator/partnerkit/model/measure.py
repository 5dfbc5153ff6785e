"""Figures that people steer by: where they start, where they want to be, and by when."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Day, Model, Named

Figure = Annotated[Decimal, Field(max_digits=12)]
"""A measured or wanted number; more digits than these mean a slip of the hand."""

Money = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
"""An amount in the currency of its plan."""

Unit = Literal["percent", "count", "points"]
Direction = Literal["up", "down"]


class Baseline(Model):
    """Where we start: a measured value with its date, or the date by which it will be measured."""

    value: Figure | None = None
    measured_on: Day | None = None
    due: Day | None = Field(default=None, description="When the first measurement is due, if there is none yet.")

    @model_validator(mode="after")
    def _measured_or_due(self) -> Self:
        if (self.value is None) != (self.measured_on is None):
            raise PydanticCustomError("rule", "a baseline value needs its measured_on date, and the other way round")
        if self.value is None and self.due is None:
            raise PydanticCustomError("rule", "a baseline that is not yet measured needs a due date")
        return self


class Target(Model):
    """Where we want to be, and by when."""

    value: Figure
    by: Day


class Milestone(Named):
    """A point on the way to a target."""

    value: Figure
    by: Day
