"""Workbooks: trackers, budgets, matrices, tallies and logs as files for a spreadsheet program.

    definition → sheets with inputs, formulas, checks, marks and charts → a file

Which document has one follows from its kind and from what it holds, never from its id: see ``MAKERS``. A workbook is
made from the definition rather than from the composed document, because a formula needs numbers where prose has words;
what a school has switched off is asked of the document. ``render_workbook`` is pure, so that it may run anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

from partnerkit.model.definition import Definition
from partnerkit.model.document import Document
from partnerkit.model.indicator import Indicators
from partnerkit.model.library import Library
from partnerkit.model.locales import Language
from partnerkit.model.matrix import ValueMatrix
from partnerkit.model.plan import ActionPlan, BudgetPlan
from partnerkit.model.report import Report
from partnerkit.model.survey import Survey
from partnerkit.model.template import Template
from partnerkit.render.brand import print_tones
from partnerkit.render.office import fonts_of, is_east_asian, tag_of
from partnerkit.render.workbook.budget import budget
from partnerkit.render.workbook.guide import Made, guide
from partnerkit.render.workbook.log import actions, log
from partnerkit.render.workbook.matrix import matrix
from partnerkit.render.workbook.page import Desk, Page
from partnerkit.render.workbook.sheet import Book, values_of
from partnerkit.render.workbook.survey import survey
from partnerkit.render.workbook.tracker import tracker
from partnerkit.wording import Words
from partnerkit.wording.formats import CURRENCY, money_pattern

_FORMAT = 1
"""Raised when the same workbook is written in other bytes."""

MAKERS: Mapping[type[Definition], Callable[[Desk, Any], Made | None]] = {
    Indicators: tracker,
    BudgetPlan: budget,
    ActionPlan: actions,
    ValueMatrix: matrix,
    Survey: survey,
    Template: log,
    Report: log,
}
"""What makes the sheets of a definition; one may find that it holds nothing to work out."""


@dataclass(frozen=True)
class WorkbookJob:
    """What the file of a workbook is made of."""

    book: Book

    def key(self) -> str:
        """The name of the file in a cache: a hash of all that it is made of."""
        parts = (_FORMAT, version("XlsxWriter"), repr(self.book))
        return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


class Clerk:
    """Prepares the workbooks of one language, as ``Typist`` does for Word.

    Args:
        library: the localized library.
        spoken: the language.
        documents: its filled documents, by id.
    """

    def __init__(self, library: Library, spoken: Language, documents: Mapping[str, Document]) -> None:
        self.library = library
        self.language = spoken
        self.documents = documents
        self.words = Words(library, spoken, library.workspace.values)

    def may_have_one(self, document_id: str) -> bool:
        """Whether a document is of a kind that can have a workbook."""
        return type(self.library.documents[document_id]) in MAKERS

    def workbook(self, document_id: str) -> WorkbookJob | None:
        """The workbook of a document; None where it has none."""
        definition = self.library.documents[document_id]
        maker = MAKERS.get(type(definition))
        if maker is None:
            return None
        desk = Desk(self.words, definition, self.documents[document_id])
        first = Page(desk, desk.ui("how-to-use-it"), (26, 96))
        made = maker(desk, definition)
        if made is None:
            return None
        seen = replace(made, sheets=[(sheet, about) for sheet, about in made.sheets if not sheet.hidden])
        sheets = (guide(desk, seen, first), *(sheet for sheet, _ in made.sheets), *desk.lists())
        return WorkbookJob(self._book(desk, sheets))

    def _book(self, desk: Desk, sheets: tuple[Any, ...]) -> Book:
        settings, spoken, ui = self.library.workspace, self.language, self.words.ui
        document, definition = desk.document, desk.definition
        fonts = fonts_of(settings.brand, spoken)
        face = fonts.complex if desk.rtl else fonts.east if is_east_asian(spoken) else fonts.text
        currency = definition.currency if isinstance(definition, BudgetPlan) else CURRENCY
        return Book(
            title=document.title,
            subject=document.facts.kind_label,
            author=settings.name,
            language=tag_of(spoken),
            rtl=desk.rtl,
            day=definition.last_change,
            head=(settings.holder, document.title),
            foot=(ui("version", version=definition.version), ui("page-start"), ui("page-middle")),
            paper=settings.paper,
            money=money_pattern(currency, spoken),
            face=face,
            heading=face if desk.rtl or is_east_asian(spoken) else fonts.heading,
            size=12 if desk.rtl else 11,
            tones=tuple(sorted((dict(print_tones(settings.brand)) | {"hair": "#d5d0c4"}).items())),
            sheets=sheets,
        )


def render_workbook(job: WorkbookJob) -> bytes:
    """The file; the same bytes for the same job."""
    from partnerkit.render.workbook.write import render_book

    return render_book(job.book)


__all__ = ["MAKERS", "Clerk", "WorkbookJob", "render_workbook", "values_of"]
