"""Calendars as iCalendar files (RFC 5545, RFC 7986), for the calendar of a telephone or an office.

Every date stands by itself: a rule such as "every three months" would fall on days off that we have moved it away from.
The same dates make the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from importlib.metadata import version
from importlib.resources import files
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone
from icalendar.prop import vDuration, vUri

from partnerkit.render.dates import Happening, Said

_FORMAT = 1
"""Raised when the same dates are to make other bytes."""
_PRODUCT = "-//Partnerkit//Calendars//EN"
_REFRESH = timedelta(days=1)
_MARGIN = timedelta(days=1)
"""A rule of a time zone has to hold at the first moment and at the last."""


@dataclass(frozen=True)
class CalendarFile:
    """A calendar to be written.

    Attributes:
        name: what it is called in lists of calendars.
        language: the language of its name.
        uid: its own name, for programs.
        happenings: what it holds, in order.
        source: the address where its next version will be, where that is known.
        page: the address of the page that it is about, where that is known.
    """

    name: str
    language: str
    uid: str
    happenings: tuple[Happening, ...] = field(repr=False)
    source: str = ""
    page: str = ""

    def key(self) -> str:
        """The name of the file in a cache: a hash of all that it is made of."""
        parts = (_FORMAT, version("icalendar"), version("tzdata"), repr(self), *map(repr, self.happenings))
        return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def calendar_file(wanted: CalendarFile) -> bytes:
    """The file.

    Raises:
        ValueError: when nobody knows the time zone.
    """
    calendar = Calendar()
    named = {"LANGUAGE": wanted.language}
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("uid", wanted.uid)
    calendar.add("name", wanted.name, parameters=named)
    calendar.add("x-wr-calname", wanted.name, parameters=named)
    calendar.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_REFRESH))
    if wanted.happenings:
        calendar.add("last-modified", _midnight(max(one.stamp for one in wanted.happenings)))
    if wanted.source:
        calendar.add("source", vUri(wanted.source), parameters={"VALUE": "URI"})
    if wanted.page:
        calendar.add("url", vUri(wanted.page))
    zones = sorted({one.zone for one in wanted.happenings if one.zone})
    if len(zones) == 1:
        calendar.add("x-wr-timezone", zones[0])
    for zone in zones:
        calendar.add_component(_zone(zone, [one.day for one in wanted.happenings if one.zone == zone]))
    for happening in wanted.happenings:
        calendar.add_component(_event(happening))
    return bytes(calendar.to_ical())


def _zone(name: str, days: Collection[date]) -> Timezone:
    zone = Timezone.from_tzinfo(_rules(name), name, first_date=min(days) - _MARGIN, last_date=max(days) + _MARGIN)
    zone.pop("comment", None)
    return zone


def _rules(name: str) -> ZoneInfo:
    """The rules of a zone as the locked package has them; those of a machine may be older or newer."""
    try:
        with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as rules:
            return ZoneInfo.from_file(rules, key=name)
    except OSError as error:
        raise ValueError(f"nobody knows the time zone {name}") from error


def _event(one: Happening) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", _midnight(one.stamp))
    event.add("sequence", one.sequence)
    if one.start:
        _clock(event, "dtstart", one.day, one.start, one.zone)
        if one.end:
            _clock(event, "dtend", one.last, one.end, one.zone)
    else:
        event.add("dtstart", one.day)
        event.add("dtend", one.last + timedelta(days=1))  # the first day that it no longer fills (RFC 5545, 3.6.1)
        event.add("transp", "TRANSPARENT")
    _words(event, "summary", one.title)
    _words(event, "description", one.about)
    _words(event, "location", one.place)
    event.add("categories", [one.sort])
    event.add("status", "TENTATIVE" if one.tentative else "CONFIRMED")
    if one.url:
        event.add("url", vUri(one.url))
    return event


def _clock(event: Event, name: str, day: date, clock: str, zone: str) -> None:
    """A time of day where the calendar is; the rules of its zone are in the file."""
    event.add(name, datetime.combine(day, time.fromisoformat(clock)), parameters={"TZID": zone})


def _words(event: Event, name: str, said: Said | None) -> None:
    if said and said.words:
        event.add(name, said.words, parameters={"LANGUAGE": said.lang})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
