"""Reports: what we saw, what we heard, what we did about it, told to the people it is about."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import IndicatorRef, Interval
from partnerkit.model.definition import Definition, Item
from partnerkit.model.template import Log, Section, check_log
from partnerkit.model.text import Line, Prose


class Report(Definition):
    """A report to fill in: a term's figures, an update, a newsletter, what became of what families said."""

    kind: Literal["report"]
    type: Literal["stakeholders", "you-said-we-did", "progress", "newsletter", "weekly-update", "trends"]
    purpose: Prose
    every: Interval
    period: Line = Field(description="What the report is about, such as 'Fall term'.")
    before: tuple[Item, ...] = ()
    indicators: tuple[IndicatorRef, ...] = Field(default=(), description="Figures to report, with their targets.")
    suppression: Prose | None = Field(default=None, description="Which figures are left out, in plain words.")
    sections: tuple[Section, ...] = Field(min_length=1)
    reply: Prose | None = Field(default=None, description="How readers answer.")
    after: tuple[Item, ...] = ()
    log: Log | None = Field(default=None, description="What a workbook keeps of it; without this it has none.")

    @model_validator(mode="after")
    def _honest(self) -> Self:
        if self.log is not None:
            check_log(self.log, self.sections)
        if self.indicators and self.suppression is None:
            raise PydanticCustomError("rule", "a report with figures says which are left out: add 'suppression'")
        if self.type in ("progress", "weekly-update", "newsletter") and self.reply is None:
            raise PydanticCustomError("rule", "this report goes both ways: add 'reply', how readers answer")
        return self
