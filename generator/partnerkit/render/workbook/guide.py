"""The first sheet of every workbook: how to use it, what is on which sheet, and what to take care of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from partnerkit.render.workbook.page import Desk, Page, Shown
from partnerkit.render.workbook.sheet import Sheet


@dataclass(frozen=True)
class Made:
    """The sheets of a workbook besides the first one.

    Attributes:
        sheets: the sheets, each with what it is for.
        steps: what to do with them, in order.
        care: what to take care of.
    """

    sheets: Sequence[tuple[Sheet, str]]
    steps: Sequence[Shown]
    care: Sequence[Shown] = ()


def guide(desk: Desk, made: Made, page: Page) -> Sheet:
    """The sheet; ``page`` was named before all the others."""
    ui, words = desk.ui, desk.words
    row = page.title(ui("how-to-use-it"), desk.definition.summary, to=1)
    for number, step in enumerate([ui("sheet-step-copy"), *made.steps], start=1):
        page.put(row, 0, number, "label", "number")
        page.put(row, 1, step, "text")
        row += 1
    page.put(row + 1, 0, ui("sheet-input"), "input")
    page.put(row + 1, 1, ui("sheet-input-text"), "text")
    page.put(row + 2, 0, ui("sheet-worked-out"), "result")
    page.put(row + 2, 1, ui("sheet-worked-out-text"), "text")
    row = row + 4
    page.heading(row, ui("sheet-inside"))
    for sheet, about in made.sheets:
        row += 1
        page.put(row, 0, sheet.name, "link", link=sheet.name)
        page.put(row, 1, about, "plain")
    row += 2
    notes = words.translation_notes(desk.document.translation, desk.definition.language, desk.definition.version)
    if care := [*made.care, *notes]:
        page.heading(row, ui("good-to-know"))
        for one in care:
            row += 1
            page.put(row, 0, one, "plain", to=1)
        row += 2
    page.put(row, 0, ui("licence-line"), "note", to=1)
    return page.sheet(landscape=False)
