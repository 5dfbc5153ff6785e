"""Calendars hold the dates of the printed ones, and a program that is not ours reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject

import tools
from partnerkit.execute.progress import Timeline
from partnerkit.model.calendar import Calendar
from partnerkit.model.locales import language
from partnerkit.model.relations import Relations
from partnerkit.reading import Reading, read
from partnerkit.render.calendar import CalendarFile, calendar_file
from partnerkit.render.dates import Dates
from partnerkit.wording import Words
from partnerkit.world import World

_CALENDAR = """\
kind: calendar
id: school-year
title: School year
version: "{version}"
status: draft
owner: principal
audience: [families]
pillars: [systemic-support]
adaptation: local
summary: When we meet.
review: {{every: P1Y, next: 2027-06-10}}
change_log:
  - {{id: first, version: "1.0", on: 2026-08-01, note: First.}}
{changes}
school_year: 2026–27
timezone: America/New_York
purpose: What has a date gets done.
how_to: [{{id: one, text: Do it.}}]
terms: [{{id: year, title: The year, start: 2026-08-31, end: 2027-06-11}}]
closures:
  - {{id: winter, title: Winter break, start: 2026-12-21, end: 2027-01-01}}
  - {{id: labor, title: Labor Day, start: 2026-09-07}}
events:
  - {{id: council, title: "{title}", type: meeting, first: 2026-09-07, every: P1M, start: "17:30", end: "19:00",
      audience: [families], organiser: principal, venue: "{venue}", online: true}}
  - {{id: group, title: Group meets, type: meeting, of: our-group, on: [2026-10-14], start: "08:15",
      audience: [families], organiser: principal}}
  - {{id: opening, title: Opening, type: family-event, on: [2026-08-31, 2026-09-01], audience: [families, teachers],
      organiser: principal}}
  - {{id: dance, title: Dance, type: family-event, on: [2026-10-01], audience: [teachers], organiser: principal,
      optional: true, optional_note: If you like to dance.}}
"""
_GROUP = """\
kind: charter
type: working-group
id: our-group
title: Our group
version: "1.0"
status: draft
owner: principal
audience: [families]
pillars: [systemic-support]
adaptation: local
summary: We do one thing.
review: {every: P1Y, next: 2027-06-11}
change_log: [{id: first, version: "1.0", on: 2026-08-01, note: First.}]
body: principal
task: One thing.
deliverables: [{id: one, text: A thing.}]
members: [{id: all, group: Families, min: 1, max: 2, selection: They offer., term: The task.}]
lead: The principal
reports_to: principal
start: 2026-10-01
sunset: 2027-03-01
meetings: {times: 1, per: P1M, minutes: 45}
progress_reports: [2026-10-14, 2026-12-01]
authority_note: It advises.
closing: It says what it found.
"""
_CLOSED = {date(2026, 9, 7), *(date(2026, 12, 21) + timedelta(days) for days in range(12))}


def _small(root: Path, *, languages: str = "[en]", more: str = "", **words: str) -> Reading:
    words = {"version": "1.0", "changes": "", "title": "Council", "venue": "Library"} | words
    tools.small_library(root, languages)
    for name, text in {"calendar/school-year": _CALENDAR.format(**words), "charter/our-group": _GROUP}.items():
        (root / f"content/{name}.yaml").parent.mkdir(parents=True, exist_ok=True)
        (root / f"content/{name}.yaml").write_text(text, encoding="utf-8")
    with (root / "partnership.yaml").open("a", encoding="utf-8") as settings:
        settings.write(more)
    result = read(replace(World.at(root), workers=1), Timeline())
    assert result.value is not None, "\n".join(str(found) for found in result.diagnostics)
    return result.value


def _dates(reading: Reading, code: str = "en", site_url: str = "") -> Dates:
    return Dates(reading.libraries[code], language(code), reading.documents[code], site_url)


def _file(dates: Dates, happenings: Any = None) -> bytes:
    calendar = dates.calendars[0]
    held = tuple(dates.of_calendar(calendar) if happenings is None else happenings)
    return calendar_file(CalendarFile("Our calendar", dates.language.code, "ours", held))


def _events(data: bytes) -> list[Any]:
    """The events of a file by the eyes of another program."""
    return list(vobject.readOne(data.decode()).contents.get("vevent", []))


def _first_day(event: Any) -> date:
    value = event.dtstart.value
    return value.date() if isinstance(value, datetime) else value


def _one(events: list[Any], words: str) -> Any:
    (found,) = [event for event in events if event.summary.value == words]
    return found


@pytest.mark.parametrize("code", ["en", "es", "ar"])
def test_the_core_calendar_is_the_printed_one(code: str):
    reading = tools.reading()
    dates, words = _dates(reading, code), Words(reading.libraries[code], language(code))
    (calendar,) = dates.calendars
    printed = {
        element.get("data-key"): [child.text for child in element.children if not isinstance(child, str)]
        for element in reading.documents[code][calendar.id].body.iter()
        if element.tag == "tr"
    }
    events = _events(_file(dates))
    assert len(events) == len(calendar.closures) + sum(
        len(dates.relations.expanded(calendar, event)) for event in calendar.events
    )
    for event in calendar.events:
        days = [one.day for one in dates.relations.expanded(calendar, event)]
        assert all(words.date(day, "medium") in printed[event.key][1] for day in days)
        title = words.words(event.title)
        there = [
            _first_day(one) for one in events if one.summary.value.replace("\u2066", "").replace("\u2069", "") == title
        ]
        assert set(days) <= set(there), event.id


def test_no_event_is_on_a_day_off_or_a_weekend():
    dates = _dates(tools.reading())
    (calendar,) = dates.calendars
    off = {one.uid for one in dates.of_calendar(calendar) if not one.audience}
    for event in _events(_file(dates)):
        if event.uid.value not in off:
            assert calendar.closed_on(_first_day(event)) is None
            assert _first_day(event).weekday() < 5


def test_every_document_with_dates_has_those_that_the_library_knows_for_it():
    reading = tools.reading()
    dates, relations = _dates(reading), Relations(reading.source)
    for name, definition in reading.source.documents.items():
        known = [] if isinstance(definition, Calendar) else [one.day for one in relations.occurrences(name)]
        held = [one.day for one in dates.of_document(name)]
        assert tools.lost(tools.words(" ".join(map(str, known))), tools.words(" ".join(map(str, held)))) == {}
        if not hasattr(definition, "sunset"):
            assert held == known, name


def test_days_and_times_are_written_as_calendars_expect(tmp_path: Path):
    data = _file(_dates(_small(tmp_path)))
    events = _events(data)
    opening = [event for event in events if event.summary.value == "Opening"]
    assert [(event.dtstart.value, event.dtend.value) for event in opening] == [
        (date(2026, 8, 31), date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 9, 2)),
    ]
    winter = _one(events, "Closed: Winter break")
    assert (winter.dtstart.value, winter.dtend.value) == (date(2026, 12, 21), date(2027, 1, 2))
    assert winter.transp.value == "TRANSPARENT"
    council = [event for event in events if event.summary.value == "Council"]
    assert len(council) == 10
    assert _CLOSED.isdisjoint(map(_first_day, council))
    assert {f"{event.dtstart.value:%H:%M}–{event.dtend.value:%H:%M}" for event in council} == {"17:30–19:00"}
    # In summer time and after it: the clock stays, what it means to the rest of the world changes.
    hours = {event.dtstart.value.utcoffset() for event in council}
    assert hours == {timedelta(hours=-4), timedelta(hours=-5)}
    assert b"DTSTART;VALUE=DATE:20260831" in data
    assert b"DTSTART;TZID=America/New_York:20260908T173000" in data
    assert data.count(b"BEGIN:VTIMEZONE") == 1
    assert b"REFRESH-INTERVAL;VALUE=DURATION:P1D" in data


def test_an_event_takes_as_long_as_its_document_says(tmp_path: Path):
    group = _one(_events(_file(_dates(_small(tmp_path)))), "Group meets")
    assert group.dtend.value - group.dtstart.value == timedelta(minutes=45)


def test_the_same_dates_make_the_same_bytes(tmp_path: Path):
    one, other = (_file(_dates(_small(tmp_path / name))) for name in ("one", "other"))
    assert one == other
    assert one.count(b"DTSTAMP:20260801T000000Z") == len(_events(one))


def test_a_new_version_is_a_change_of_the_same_events(tmp_path: Path):
    changes = '  - {id: second, version: "1.1", on: 2026-09-02, note: Second.}'
    old, new = (
        _events(_file(_dates(_small(tmp_path / version, version=version, changes=log))))
        for version, log in (("1.0", ""), ("1.1", changes))
    )
    assert [event.uid.value for event in old] == [event.uid.value for event in new]
    assert {event.sequence.value for event in old} == {"0"}
    assert {event.sequence.value for event in new} == {"1"}
    assert {event.dtstamp.value.date() for event in new} == {date(2026, 9, 2)}
    names = [event.uid.value for event in new]
    assert len(set(names)) == len(names)


def test_two_schools_never_share_an_event(tmp_path: Path):
    one = _small(tmp_path)
    other = replace(one.source, workspace=one.source.workspace.model_copy(update={"id": "other"}))
    names = [
        {event.uid for event in dates.of_calendar(dates.calendars[0])}
        for dates in (_dates(one), Dates(other, language("en"), one.documents["en"]))
    ]
    assert not names[0] & names[1]


def test_an_event_has_one_name_in_all_languages(tmp_path: Path):
    reading = _small(tmp_path, languages="[en, ar]")
    names = [[event.uid.value for event in _events(_file(_dates(reading, code)))] for code in ("en", "ar")]
    assert sorted(names[0]) == sorted(names[1])
    assert "لمن: الأسر" in _one(_events(_file(_dates(reading, "ar"))), "Group meets").description.value


@pytest.mark.parametrize(("choice", "status"), [("", "TENTATIVE"), ("true", "CONFIRMED"), ("false", None)])
def test_what_a_school_decides_shows(tmp_path: Path, choice: str, status: str | None):
    more = f'choices: {{"school-year#events[dance]": {choice}}}\n' if choice else ""
    events = _events(_file(_dates(_small(tmp_path, more=more))))
    found = [event.status.value for event in events if event.summary.value == "Dance"]
    assert found == ([status] if status else [])
    if status == "TENTATIVE":
        assert "If you like to dance." in _one(events, "Dance").description.value


def test_each_group_of_readers_has_its_own_dates_and_the_days_off(tmp_path: Path):
    dates = _dates(_small(tmp_path))
    (calendar,) = dates.calendars
    assert dates.audiences(calendar) == ["families", "teachers"]
    teachers = [one for one in dates.of_calendar(calendar) if "teachers" in one.audience]
    assert {one.title.words for one in teachers} == {"Opening", "Dance"}


def test_a_working_group_begins_reports_and_ends(tmp_path: Path):
    dates = _dates(_small(tmp_path), site_url="https://example.org/our/")
    found = [(one.day.isoformat(), one.title.words) for one in dates.of_document("our-group")]
    assert found == [
        ("2026-10-01", "Starts: Our group"),
        ("2026-10-14", "Group meets"),
        ("2026-12-01", "Progress reports: Our group"),
        ("2027-03-01", "Ends: Our group"),
    ]
    assert {one.url for one in dates.of_document("our-group")} == {"https://example.org/our/documents/our-group/"}


def test_reviews_are_days_with_the_title_of_the_document(tmp_path: Path):
    dates = _dates(_small(tmp_path))
    events = _events(_file(dates, dates.reviews(dates.documents)))
    assert len(events) == len(dates.documents)
    policy = _one(events, "Reviews due: First policy")
    assert policy.dtstart.value == date(2027, 9, 15)
    assert "Looked after by: principal" in policy.description.value.replace("Principal", "principal")


@pytest.mark.parametrize(
    "words",
    [
        "A, B; C: D, E",
        "Say: come, all; and bring: one, two",
        "Long " * 39 + "title",
        "اجتماع (4B) مجلس، الأسر",
        "家长会" * 40,
        "Dance 💃🏽👨‍👩‍👧" * 8,
        "Bring \\\\ and %s and $& and #",
    ],
)
def test_unusual_words_come_back_whole_and_no_line_is_too_long(tmp_path: Path, words: str):
    data = _file(_dates(_small(tmp_path, title=words, venue=words)))
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    (event, *_) = [event for event in _events(data) if hasattr(event, "location") and event.location.value != "Library"]
    wanted = words.replace("\\\\", "\\").strip()
    assert event.summary.value == wanted
    assert event.location.value == wanted
    assert event.description.value == "For: Families\nby phone or video too"


def test_nobody_knows_a_place_that_is_not_there(tmp_path: Path):
    dates = _dates(_small(tmp_path))
    lost = [replace(one, zone="Nowhere/Land") for one in dates.of_calendar(dates.calendars[0]) if one.start]
    with pytest.raises(ValueError, match="Nowhere"):
        _file(dates, lost)
