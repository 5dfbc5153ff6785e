"""What the documents of a library say about each other, drawn together: nothing here is written down twice.

The governance map, the year, the crosswalk, the matrix of a law and the coverage of the practices all come from here,
for the pages that show them and for the checks that warn about them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from partnerkit.model.base import Node
from partnerkit.model.calendar import Calendar, Event
from partnerkit.model.charter import CommitteeCharter, Meetings, RoleCharter, WorkingGroupCharter
from partnerkit.model.definition import Definition
from partnerkit.model.indicator import Indicator, Indicators
from partnerkit.model.library import Library, nodes_of
from partnerkit.model.plan import BudgetLine, BudgetPlan
from partnerkit.model.policy import Policy
from partnerkit.model.protocol import MeetingProtocol
from partnerkit.model.report import Report
from partnerkit.model.requirements import Element, Requirements
from partnerkit.model.survey import Survey
from partnerkit.model.text import Text
from partnerkit.model.vocabulary import Kit, Practice

_UNITS = {"Y": "years", "M": "months", "W": "weeks", "D": "days"}
_DAYS = {"Y": 365, "M": 30, "W": 7, "D": 1}
_SATURDAY = 5

Charter = CommitteeCharter | WorkingGroupCharter | RoleCharter


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event on one day; ``moved`` where its own day was a closure or a weekend."""

    day: date
    event: Event
    moved: bool = False


@dataclass(frozen=True)
class Body:
    """A role or body of the governance map.

    Attributes:
        role: its id in ``roles.yaml``.
        charter: the document that describes it, where there is one.
        reporting: the roles and bodies that report to it.
    """

    role: str
    charter: Charter | None = None
    reporting: tuple[Body, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A part of a document that covers an element of a law."""

    document: Definition
    node: Node | None

    @property
    def text(self) -> Text:
        """The words that make the claim; the title where the document claims as a whole."""
        words = (getattr(self.node, name, None) for name in ("heading", "text", "title"))
        return next((text for text in words if isinstance(text, Text)), self.document.title)


@dataclass(frozen=True)
class Embedding:
    """A standing structure, and what holds it: policies, dates, money."""

    structure: Definition
    policies: tuple[Policy, ...]
    dates: tuple[date, ...]
    lines: tuple[BudgetLine, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks: ``policy``, ``date``, ``money``."""
        held = {"policy": self.policies, "date": self.dates, "money": self.lines}
        return tuple(name for name, found in held.items() if not found)


@dataclass(frozen=True)
class Month:
    """A month of the school year with what happens in it."""

    first: date
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True)
class Relations:
    """The relations of one library."""

    library: Library
    _claims: Mapping[str, tuple[Claim, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Claim]] = defaultdict(list)
        for document in self.library.documents.values():
            for ref in document.satisfies:
                found[ref].append(Claim(document, None))
            for node in nodes_of(document):
                if isinstance(node, Node):
                    for ref in node.satisfies:
                        found[ref].append(Claim(document, node))
        object.__setattr__(self, "_claims", {ref: tuple(claims) for ref, claims in found.items()})

    def claims(self, requirements: Requirements, element: Element) -> tuple[Claim, ...]:
        """The parts that cover an element."""
        return self._claims.get(f"{requirements.id}#{element.id}", ())

    def realising(self, practice: Practice) -> tuple[Definition, ...]:
        """The documents that put a practice to work."""
        return tuple(d for d in self.library.documents.values() if practice.id in d.realises)

    def kits_holding(self, documents: Iterable[Definition]) -> tuple[Kit, ...]:
        """The kits that hold any of some documents."""
        ids = {document.id for document in documents}
        return tuple(kit for kit in self.library.kits.values() if ids & set(kit.documents))

    @property
    def calendar(self) -> Calendar | None:
        """The collaboration calendar; the first where there are several."""
        return next((d for d in self.library.documents.values() if isinstance(d, Calendar)), None)

    @property
    def budgets(self) -> tuple[BudgetPlan, ...]:
        """Every budget."""
        return tuple(d for d in self.library.documents.values() if isinstance(d, BudgetPlan))

    def occurrences(self, document_id: str | None = None) -> tuple[Occurrence, ...]:
        """Every event of the calendar on its days, in order; of one document where it is named."""
        calendar = self.calendar
        if calendar is None:
            return ()
        found = [
            occurrence
            for event in calendar.events
            if document_id is None or document_id == event.of or document_id in event.also_for
            for occurrence in self.expanded(calendar, event)
        ]
        return tuple(sorted(found, key=lambda one: (one.day, one.event.start or "", one.event.id)))

    def expanded(self, calendar: Calendar, event: Event) -> tuple[Occurrence, ...]:
        """One event on all its days within the school year, moved off closures and weekends."""
        if event.first is None:
            return tuple(Occurrence(day, event) for day in sorted(event.on))
        every = event.every or self._cadence(event.of)
        days = [event.first] if every is None else _repeated(event.first, every, calendar.last_day)
        found = []
        for day in days:
            open_day = _school_day(day, calendar)
            if open_day is not None:
                found.append(Occurrence(open_day, event, moved=open_day != day))
        return tuple(found)

    def _cadence(self, document_id: str | None) -> str | None:
        document = self.library.documents.get(document_id or "")
        return cadence(document) if document is not None else None

    def months(self) -> tuple[Month, ...]:
        """The school year month by month."""
        calendar = self.calendar
        if calendar is None:
            return ()
        by_month: dict[date, list[Occurrence]] = defaultdict(list)
        for occurrence in self.occurrences():
            by_month[occurrence.day.replace(day=1)].append(occurrence)
        return tuple(Month(first, tuple(found)) for first, found in sorted(by_month.items()))

    def reviews(self) -> tuple[tuple[date, tuple[Definition, ...]], ...]:
        """The documents that are due for review, by date."""
        due: dict[date, list[Definition]] = defaultdict(list)
        for document in self.library.documents.values():
            due[document.review.next].append(document)
        return tuple((day, tuple(found)) for day, found in sorted(due.items()))

    def missed(self) -> Iterator[tuple[Definition, int, int]]:
        """Documents that promise more dates in a school year than the calendar holds: document, found, promised."""
        calendar = self.calendar
        if calendar is None:
            return
        for document in self.library.documents.values():
            days = _days_between(document)
            held = self.occurrences(document.id)
            if days is None or not held:
                continue
            promised = max(1, _days_alive(document, calendar) // days)
            if len(held) < promised:
                yield document, len(held), promised

    def embeddings(self) -> tuple[Embedding, ...]:
        """Every standing structure with the policies, dates and money that hold it."""
        return tuple(self._embedding(d) for d in self.library.documents.values() if d.structure)

    def _embedding(self, structure: Definition) -> Embedding:
        policies = [
            document
            for document in self.library.documents.values()
            if isinstance(document, Policy)
            and (document is structure or structure.id in {ref.document for ref in document.cross_refs})
        ]
        if isinstance(structure, WorkingGroupCharter):
            named = (self.library.documents.get(ref) for ref in structure.relevant_policies)
            policies += [policy for policy in named if isinstance(policy, Policy) and policy not in policies]
        lines = [line for budget in self.budgets for line in budget.lines if structure.id in line.supports]
        days = tuple(occurrence.day for occurrence in self.occurrences(structure.id))
        return Embedding(structure, tuple(policies), days, tuple(lines))

    def governance(self) -> tuple[Body, ...]:
        """Who reports to whom, from the top down; a circle of reports is broken where it closes."""
        charters = {_own_role(c): c for c in self.library.documents.values() if isinstance(c, Charter)}
        above = {role: _reports_to(charter) for role, charter in charters.items()}
        below: dict[str, list[str]] = defaultdict(list)
        for role, over in above.items():
            below[over].append(role)
        order = list(self.library.roles)
        seen: set[str] = set()

        def body(role: str) -> Body:
            seen.add(role)
            under = sorted((r for r in below.get(role, ()) if r not in seen), key=order.index)
            return Body(role, charters.get(role), tuple(body(r) for r in under if r not in seen))

        tops = sorted({over for over in below if over not in above}, key=order.index)
        found = [body(role) for role in tops]
        return tuple(found + [body(role) for role in above if role not in seen])

    def bodies(self) -> tuple[tuple[Body, str | None], ...]:
        """Every body of the map, each with the role it reports to, from the top down."""
        return tuple(_bodies(self.governance(), None))

    def by_kind(self, pillar: str) -> tuple[tuple[str, tuple[Definition, ...]], ...]:
        """The documents that stand on a pillar, by their kind."""
        held = [d for d in self.library.documents.values() if pillar in d.pillars]
        kinds = dict.fromkeys(d.kind for d in held)
        return tuple((kind, tuple(d for d in held if d.kind == kind)) for kind in kinds)

    def indicator(self, ref: str) -> Indicator:
        """An indicator by its set and id."""
        set_id, _, name = ref.partition("#")
        indicators = self.library.documents[set_id]
        assert isinstance(indicators, Indicators)  # noqa: S101 -- validate has looked
        return next(one for one in indicators.indicators if one.id == name)


def _bodies(tree: Iterable[Body], over: str | None) -> Iterator[tuple[Body, str | None]]:
    for body in tree:
        yield body, over
        yield from _bodies(body.reporting, body.role)


def cadence(document: Definition) -> str | None:
    """How often a document says that something happens, as an interval; None where it says nothing."""
    if isinstance(document, Survey | Report):
        return document.every
    meetings = getattr(document, "meetings", None)
    if not isinstance(meetings, Meetings):
        return None
    amount, unit = int(meetings.per[1:-1]), meetings.per[-1]
    if meetings.times == 1:
        return meetings.per
    if unit == "Y" and (12 * amount) % meetings.times == 0:
        return f"P{12 * amount // meetings.times}M"
    return f"P{max(1, amount * _DAYS[unit] // meetings.times)}D"


def _days_between(document: Definition) -> int | None:
    if not isinstance(document, Survey | Report | CommitteeCharter | WorkingGroupCharter | MeetingProtocol):
        return None
    every = cadence(document)
    return int(every[1:-1]) * _DAYS[every[-1]] if every else None


def _days_alive(document: Definition, calendar: Calendar) -> int:
    """How many days of the school year a document is at work; a working group ends with its task."""
    first, last = calendar.first_day, calendar.last_day
    if isinstance(document, WorkingGroupCharter):
        first, last = max(first, document.start), min(last, document.sunset)
    return (last - first).days


def _repeated(first: date, every: str, last: date) -> Iterator[date]:
    for count in range(400):
        day = first + relativedelta(**{_UNITS[every[-1]]: count * int(every[1:-1])})
        if day > last:
            return
        yield day


def _school_day(day: date, calendar: Calendar) -> date | None:
    """The day itself, or the next school day after a closure or a weekend; None past the end of the year."""
    while day.weekday() >= _SATURDAY or calendar.closed_on(day) is not None:
        day += timedelta(days=1)
    return day if day <= calendar.last_day else None


def _own_role(charter: Charter) -> str:
    return charter.role if isinstance(charter, RoleCharter) else charter.body


def _reports_to(charter: Charter) -> str:
    return charter.reporting.to if isinstance(charter, CommitteeCharter) else charter.reports_to
