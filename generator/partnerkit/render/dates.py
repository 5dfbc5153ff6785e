"""What has a date, in one language: the events of calendars, the life of working groups, and reviews.

The dates are those of the printed documents, from the same code (``model.relations``); an event that a school has
switched off is in neither, and one that is undecided is tentative. What stands here is words and days; ``calendar``
writes them as files.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from partnerkit.model.calendar import Calendar, Event, Span
from partnerkit.model.charter import Meetings, WorkingGroupCharter
from partnerkit.model.definition import Audience, Definition
from partnerkit.model.document import Document
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.relations import Relations
from partnerkit.model.text import Text
from partnerkit.render.addresses import Place, document_page
from partnerkit.wording import Words
from partnerkit.wording.direction import isolated_plain

_NAMES = uuid.UUID("7f2b7a5e-3f4c-5b0e-9d6a-2f5d0f4b8c11")
"""Where our names of events are unique."""


@dataclass(frozen=True, slots=True)
class Said:
    """Plain words with the language that they are in, and in which a program should read them out."""

    words: str
    lang: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something on a day.

    Attributes:
        uid: its name in every calendar and every language, the same in each build.
        day: the day, or the first of them.
        last: the last day.
        start: when it begins, on a 24-hour clock; empty where it is a matter of the whole day.
        end: when it ends; empty where nobody knows.
        zone: where that clock is, such as ``America/New_York``.
        title: what it is.
        about: for whom, how to take part, and which document it belongs to, one a line.
        place: where it is.
        sort: what sort of event it is, in words.
        url: the page of its document, where the address of the site is known.
        stamp: the day of the version that says so.
        sequence: how often its document has changed.
        tentative: whether a school has still to decide on it.
        audience: whom it is for; everybody where it is empty.
    """

    uid: str
    day: date
    last: date
    start: str
    end: str
    zone: str
    title: Said
    about: Said
    place: Said | None
    sort: str
    url: str
    stamp: date
    sequence: int
    tentative: bool = False
    audience: tuple[str, ...] = ()


class Dates:
    """The dates of one library in one language.

    Args:
        library: the localized library.
        spoken: the language.
        documents: its filled documents; an event counts if its calendar shows it.
        site_url: the address that the site will have, or empty.
    """

    def __init__(
        self, library: Library, spoken: Language, documents: Mapping[str, Document], site_url: str = ""
    ) -> None:
        self.library = library
        self.language = spoken
        self.documents = documents
        self.site_url = site_url.rstrip("/")
        self.words = Words(library, spoken, library.workspace.values)
        self.relations = Relations(library)

    @cached_property
    def calendars(self) -> tuple[Calendar, ...]:
        """The calendars that are offered."""
        offered = (self.library.documents[name] for name in self.documents)
        return tuple(one for one in offered if isinstance(one, Calendar))

    def of_calendar(self, calendar: Calendar) -> Sequence[Happening]:
        """Every event and every closure of a calendar."""
        return self._of_calendars[calendar.id]

    def audiences(self, calendar: Calendar) -> list[str]:
        """The readers that a calendar has events for."""
        found = {reader for event in self._shown(calendar) for reader in event.audience}
        return [reader for reader in Audience if reader in found]

    def of_document(self, name: str) -> Sequence[Happening]:
        """The dates of a document that is no calendar: those that calendars hold for it, and its own."""
        return self._of_documents.get(name, ())

    def reviews(self, names: Iterable[str]) -> list[Happening]:
        """When some documents are due for review, in order."""
        found = [self._review(self.library.documents[name]) for name in names if name in self.documents]
        return sorted(found, key=_order)

    def address(self, name: str) -> str:
        """The whole address of a document's page; empty where that of the site is not known, or there is no page."""
        return Place(document_page(name), self.language.code).on(self.site_url) if name in self.documents else ""

    # -- calendars -----------------------------------------------------------------------------------------------------

    @cached_property
    def _of_calendars(self) -> dict[str, tuple[Happening, ...]]:
        found: dict[str, tuple[Happening, ...]] = {}
        for calendar in self.calendars:
            events = [one for event in self._shown(calendar) for one in self._of_event(calendar, event)]
            closures = [self._closure(calendar, span) for span in calendar.closures]
            found[calendar.id] = tuple(sorted((*events, *closures), key=_order))
        return found

    @cached_property
    def _of_documents(self) -> dict[str, tuple[Happening, ...]]:
        found: dict[str, list[Happening]] = {}
        for calendar in self.calendars:
            for event in self._shown(calendar):
                for name in dict.fromkeys((event.of or "", *event.also_for)):
                    if name in self.documents and name != calendar.id:
                        found.setdefault(name, []).extend(self._of_event(calendar, event))
        for name in self.documents:
            definition = self.library.documents[name]
            if isinstance(definition, WorkingGroupCharter):
                known = {one.day for one in found.get(name, ())}
                found.setdefault(name, []).extend(self._life(definition, known))
        return {name: tuple(sorted(dates, key=_order)) for name, dates in found.items()}

    @cached_property
    def _rows(self) -> dict[str, bool]:
        """Every part that calendars show, by its id path, and whether it is still to be decided."""
        return {
            element.get("data-key"): bool(element.get("data-if"))
            for calendar in self.calendars
            for element in self.documents[calendar.id].body.iter()
            if element.tag == "tr"
        }

    def _shown(self, calendar: Calendar) -> list[Event]:
        return [event for event in calendar.events if event.key in self._rows]

    def _of_event(self, calendar: Calendar, event: Event) -> Iterator[Happening]:
        about = self._about_event(event)
        place = self._said(event.venue) if event.venue else None
        tentative = self._rows[event.key]
        url = self.address(event.of or "") or self.address(calendar.id)
        stamp, sequence = _version(calendar)
        for number, one in enumerate(self.relations.expanded(calendar, event)):
            yield Happening(
                uid=self._uid(event.key, str(number)),
                day=one.day,
                last=one.day,
                start=event.start or "",
                end=event.end or self._until(event),
                zone=calendar.timezone if event.start else "",
                title=self._said(event.title),
                about=about,
                place=place,
                sort=self.words.ui(f"events-{event.type}"),
                url=url,
                stamp=stamp,
                sequence=sequence,
                tentative=tentative,
                audience=tuple(event.audience),
            )

    def _until(self, event: Event) -> str:
        """When an event is over that says only when it begins: its document may say how long it takes."""
        meetings = getattr(self.library.documents.get(event.of or ""), "meetings", None)
        if not event.start or not isinstance(meetings, Meetings):
            return ""
        begins = datetime.fromisoformat(f"2000-01-01T{event.start}")
        ends = begins + timedelta(minutes=meetings.minutes)
        return f"{ends:%H:%M}" if ends.date() == begins.date() else ""

    def _about_event(self, event: Event) -> Said:
        ui, words = self.words.ui, self.words
        helps = {"online": event.online, "interpreter": event.interpreter, "childcare": event.childcare}
        lines = [self._labelled("fact-audience", words.listed(words.audiences(event.audience)))]
        if ways := [ui(f"take-part-{name}") for name, offered in helps.items() if offered]:
            lines.append(words.listed(ways))
        if self._rows[event.key]:
            note = words.words(event.optional_note) if event.optional_note else ""
            lines.append(self._labelled("optional-clause", note) if note else ui("optional-clause"))
        if event.of and event.of in self.documents:
            lines.append(self.documents[event.of].title)
        return self._lines(lines)

    def _closure(self, calendar: Calendar, span: Span) -> Happening:
        name = self._said(span.title)
        if name.lang == self.language.code:
            name = Said(self._plain(self.words.ui("closed", what=self.words.words(span.title))), name.lang)
        return self._whole_day(calendar, span.key, "", span.start, name, self.words.ui("terms-and-closures"), span.last)

    # -- documents -----------------------------------------------------------------------------------------------------

    def _life(self, group: WorkingGroupCharter, known: set[date]) -> Iterator[Happening]:
        """When a working group begins, reports and ends; a report that a calendar holds is not said twice."""
        reports = [("progress-reports", day) for day in group.progress_reports if day not in known]
        for number, (label, day) in enumerate([("starts", group.start), *reports, ("ends", group.sunset)]):
            yield self._named(group, f"{label}/{number}" if label == "progress-reports" else label, day, label)

    def _review(self, definition: Definition) -> Happening:
        return self._named(definition, f"review/{definition.review.next.isoformat()}", definition.review.next)

    def _named(self, definition: Definition, part: str, day: date, label: str = "reviews-due") -> Happening:
        """A date that has the name of a document."""
        title = Said(self._plain(self._colon(self.words.ui(label), self.documents[definition.id].title)), self._own)
        return self._whole_day(definition, f"{definition.id}#", part, day, title, self.words.ui(label))

    def _whole_day(
        self, by: Definition, key: str, part: str, day: date, title: Said, sort: str, last: date | None = None
    ) -> Happening:
        stamp, sequence = _version(by)
        owner = self._labelled("looked-after-by", self.words.words(self.library.roles[by.owner].title))
        return Happening(
            uid=self._uid(key, part),
            day=day,
            last=last or day,
            start="",
            end="",
            zone="",
            title=title,
            about=self._lines([owner] if part else []),
            place=None,
            sort=sort,
            url=self.address(by.id),
            stamp=stamp,
            sequence=sequence,
        )

    # -- words ---------------------------------------------------------------------------------------------------------

    @property
    def _own(self) -> str:
        return self.language.code

    def _said(self, text: Text) -> Said:
        return Said(isolated_plain(self.words.words(text), language(text.lang)), text.lang)

    def _plain(self, words: str) -> str:
        return isolated_plain(words, self.language)

    def _lines(self, lines: Iterable[str]) -> Said:
        return Said("\n".join(map(self._plain, lines)), self._own)

    def _labelled(self, label: str, words: str) -> str:
        return self._colon(self.words.ui(label), words)

    def _colon(self, label: str, words: str) -> str:
        return f"{label}{self.words.ui('label-stop')} {words}"

    def _uid(self, key: str, part: str) -> str:
        return f"{uuid.uuid5(_NAMES, f'{self.library.workspace.id}/{key}/{part}')}@partnerkit"


def _version(definition: Definition) -> tuple[date, int]:
    """The day of the version that is in force, and how many there have been before it."""
    logged = [change.version for change in definition.change_log]
    at = max(number for number, version in enumerate(logged) if version == definition.version)
    return definition.change_log[at].on, len(logged) - 1


def _order(one: Happening) -> tuple[date, str, str, str]:
    return one.day, one.start, one.title.words, one.uid
