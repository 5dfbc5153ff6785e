"""The aggregate of a survey: the one thing that is kept of what people have answered, as a table that reports read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Measure = Literal["responses", "average", "section", "item", "answer"]
Mark = Literal["", "at-most", "at-least", "suppressed"]


class ResultRow(BaseModel):
    """One line of the aggregate CSV; its columns, in this order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    survey: str = Field(description="The id of the survey.")
    version: str = Field(description="Its version.")
    measure: Measure = Field(
        description=(
            "'responses': how many people answered. 'average': the share of people whose answers are favorable on "
            "average, 3.5 or more from 1 to 5. 'section' and 'item': the share of favorable answers, without those who "
            "say that it does not apply. 'answer': the share of people who chose an answer."
        )
    )
    item: str = Field(description="The id of the item or section; empty where the figure is about all of the survey.")
    answer: str = Field(description="The id of the answer, where the measure is 'answer'.")
    by: str = Field(description="What groups are made by: 'language' or the id of a question; empty for everybody.")
    group: str = Field(description="The id of the group; empty for everybody.")
    n: int | None = Field(description="How many people the figure is about; empty where it is suppressed.")
    percent: Annotated[int, Field(ge=0, le=100)] | None = Field(description="The share; empty where there is none.")
    mark: Mark = Field(
        description=(
            "'suppressed': too few to show, or a smaller group could be worked out. 'at-most' and 'at-least': nearly "
            "nobody or nearly everybody, which is not told more exactly."
        )
    )
    rounded_to: Literal[1, 5, 10] | None = Field(description="The percents that the share is rounded to.")


COLUMNS = tuple(ResultRow.model_fields)
