"""The core library keeps what it promises: every practice, every element of the law, every document in a kit."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

import tools
from partnerkit.execute.progress import Timeline
from partnerkit.model.library import Library
from partnerkit.model.relations import Relations
from partnerkit.model.requirements import Requirements
from partnerkit.reading import read
from partnerkit.world import World

PRACTICES = tuple(f"R{number:02}" for number in range(1, 90))


@cache
def _relations() -> Relations:
    return Relations(_library())


def _library() -> Library:
    return tools.reading().libraries["en"]


def test_nothing_in_the_library_needs_attention():
    assert [str(found) for found in read(World.at(tools.CHECKOUT), Timeline()).diagnostics] == []


def test_every_practice_is_put_to_work_by_a_document_in_a_kit():
    practices = _library().practices
    assert tuple(practices) == PRACTICES
    for practice in practices.values():
        documents = _relations().realising(practice)
        assert documents, practice.id
        assert _relations().kits_holding(documents), practice.id


def test_every_document_that_realises_a_practice_has_a_page_and_a_file(built: tools.Built):
    for document in _library().documents.values():
        assert (built.site / "documents" / document.id / "index.html").is_file(), document.id
        for code in ("en", "es"):
            assert (built.site / "downloads" / code / f"{document.id}.pdf").is_file(), document.id


@pytest.mark.parametrize("code", ["en", "es"])
def test_every_element_that_a_law_asks_for_is_covered(code: str):
    """In the languages that have everything."""
    library = tools.reading().libraries[code]
    relations = Relations(library)
    sets = [document for document in library.documents.values() if isinstance(document, Requirements)]
    assert len(sets) == 5
    for requirements in sets:
        for element in requirements.elements:
            claims = relations.claims(requirements, element)
            if element.level == "shall":
                assert any(claim.text.lang == code for claim in claims), (requirements.id, element.id)


def test_every_structure_has_policy_dates_and_money():
    rows = _relations().embeddings()
    assert len(rows) >= 10
    assert {row.structure.id: row.missing for row in rows if row.missing} == {}


def test_the_year_holds_every_cadence_and_no_event_on_a_closure():
    relations = _relations()
    calendar = relations.calendar
    assert calendar is not None
    assert list(relations.missed()) == []
    occurrences = relations.occurrences()
    assert len(occurrences) > 60
    for occurrence in occurrences:
        assert calendar.closed_on(occurrence.day) is None, occurrence
        assert occurrence.event.type in ("family-event", "report-due", "notice") or occurrence.day.weekday() < 5


def test_a_repeated_event_moves_off_a_closure_to_the_next_school_day():
    relations = _relations()
    moved = [one for one in relations.occurrences() if one.moved]
    assert moved
    for one in moved:
        assert one.day.weekday() < 5
        assert isinstance(one.day, date)


def test_the_governance_map_has_every_charter_once():
    bodies = _relations().bodies()
    roles = [body.role for body, _ in bodies]
    assert len(roles) == len(set(roles))
    charters = {document.id for document in _library().of_kind("charter")}
    assert {body.charter.id for body, _ in bodies if body.charter} == charters
