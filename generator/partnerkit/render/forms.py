"""A document as a form: every place that waits for a pen gets a field to type into, where the pen would write.

The words of the document stay as they are. A field has no words of its own but its accessible name, which is in the
language of the document; its name is built from id paths, so that it is the same in every language and after every
edit of the words. Fields with one name are one field: a slot is filled in once and shows everywhere.

What is written here are plain ``input`` and ``textarea`` elements; ``templates/print/form.css`` puts them on the lines
and ``pdf_fields`` makes fields of a PDF out of them. A choice is a check box with ``data-choice``: those of one name
exclude each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from partnerkit.model.element import HEADINGS, Element

_ASIDE = frozenset({"optional-label", "optional-note", "note", "date-format"})
"""Words beside a label that do not belong to the name of its field."""
_BETWEEN = " – "


@dataclass(frozen=True, slots=True)
class FormWords:
    """What a form says besides the words of its document.

    Attributes:
        date_format: how a date is written, such as ``MM/DD/YYYY``.
        number: a number as the language writes it.
    """

    date_format: str
    number: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is.

    Attributes:
        path: what names of fields begin with here.
        label: what fields are called here.
        spoken: the language of the label where it is not that of the document.
        single: whether one box of a list excludes the others.
        dated: whether what is written is a date.
    """

    path: str = "document"
    label: str = ""
    spoken: str = ""
    single: bool = False
    dated: bool = False


def can_be_filled(body: Element) -> bool:
    """Whether a document has any place to write or to tick."""
    return any(_waits(element, _PLACES | _BLANKS) for element in body.iter())


def is_form(body: Element) -> bool:
    """Whether a document is there to be filled in: blanks in sentences are for the school to fill."""
    return any(_waits(element, _PLACES) for element in body.iter())


def _waits(element: Element, places: frozenset[str]) -> bool:
    if element.classes & _BOX_LISTS:
        return any(child.tag == "li" for child in _elements(element))
    return bool(element.classes & places)


_PLACES = frozenset({"write", "write-cell", "tick", "sign-line", "sign-date"})
_BLANKS = frozenset({"slot", "blank"})
_BOX_LISTS = frozenset({"boxes", "checklist"})


def fillable(body: Element, words: FormWords) -> Element:
    """The ``<article>`` of a filled document with a field in every place to write."""
    return _Form(words).within(body, _Place())


class _Form:
    """Puts the fields into one document, in reading order."""

    def __init__(self, words: FormWords) -> None:
        self.words = words
        self.names: Counter[str] = Counter()

    def within(self, element: Element, around: _Place) -> Element:
        """An element with the fields that belong into it and into everything inside it."""
        place = _headed(element, _named(element, around))
        classes = element.classes
        if "answer" in classes:
            return self._each(element, _answered(element, place))
        if "signature" in classes:
            return self._signature(element, place)
        if classes & _BOX_LISTS:
            return self._boxes(element, place)
        if element.tag == "table":
            return self._table(element, place)
        if element.tag == "dl":
            return self._terms(element, place)
        if "slot" in classes or "blank" in classes:
            return self._blank(element, place)
        if "label" in classes and place.dated:
            label = self._each(element, place)
            return label.holding(*label.children, " ", self._format())
        return self._each(element, place)

    def _each(self, element: Element, place: _Place) -> Element:
        """Every child by itself, save that lines to write on below each other are one place."""
        if element.tag in _NEVER_BLANK:
            return element
        children: list[Element | str] = []
        for child, lines in _with_lines(element.children):
            if lines:
                children.append(self._lines(child, lines, place))
            else:
                children.append(self.within(child, place) if isinstance(child, Element) else child)
        return element.holding(*children)

    # -- lines and blanks ----------------------------------------------------------------------------------------------

    def _lines(self, first: Element | str, lines: int, place: _Place) -> Element:
        assert isinstance(first, Element)  # noqa: S101 -- only elements are counted as lines
        about = self._dated(place.label) if place.dated else place.label
        name = self._own(f"{place.path}/text")
        one = _text(name, about, "line")
        field = one if lines == 1 else _area(name, about, "lines").having(style=f"--lines: {lines}")
        return first.holding(field.having(lang=place.spoken or None))

    def _blank(self, element: Element, place: _Place) -> Element:
        """A blank in a sentence. One that stands for a slot has the name of the slot wherever it stands."""
        kind = element.get("data-type") or element.get("data-blank")
        slot = element.get("data-slot")
        name = f"slots/{_path(slot)}" if slot else self._own(f"{place.path}/{kind or 'blank'}")
        about = _joined(place.label if not slot else "", element.text)
        if kind != "date":
            return element.holding(*element.children, _text(name, about, "blank-field"))
        return element.holding(*element.children, " ", self._format(), _text(name, self._dated(about), "blank-field"))

    def _terms(self, element: Element, place: _Place) -> Element:
        """A blank in an answer is called after the term that it answers."""
        children: list[Element | str] = []
        label = place.label
        for child in element.children:
            if isinstance(child, Element) and child.tag == "dt":
                label = _words(child)
            children.append(self.within(child, replace(place, label=label)) if isinstance(child, Element) else child)
        return element.holding(*children)

    def _signature(self, element: Element, place: _Place) -> Element:
        """A name to type above the line, which stays free for a pen, and a date on its own line."""
        signer = next((_words(child) for child in _elements(element) if "signer" in child.classes), "")
        children: list[Element | str] = []
        for child in element.children:
            if not isinstance(child, Element):
                children.append(child)
            elif "sign-line" in child.classes:
                about = _joined(signer, _words(child))
                children.append(child.holding(*child.children, _text(self._own(f"{place.path}/name"), about, "signed")))
            elif "sign-date" in child.classes:
                about = self._dated(_joined(signer, _words(child)))
                field = _text(self._own(f"{place.path}/date"), about, "signed-on")
                children.append(child.holding(*child.children, " ", self._format(), field))
            else:
                children.append(self.within(child, place))
        return element.holding(*children)

    # -- boxes ---------------------------------------------------------------------------------------------------------

    def _boxes(self, element: Element, place: _Place) -> Element:
        children: list[Element | str] = []
        group = self._own(f"{place.path}/choice") if place.single else ""
        label = place.label if "boxes" in element.classes else ""
        number = 0
        for child in element.children:
            if not isinstance(child, Element) or child.tag != "li":
                children.append(child)
                continue
            number += 1
            inside = _named(child, replace(place, path=f"{place.path}/{number}"))
            about = _joined(label, _words(child))
            if group:
                box = _choice(group, about, child.get("data-key").rpartition("[")[2].strip("]") or str(number), label)
                box = box.having(class_="box round")
            else:
                box = _tick(self._own(f"{inside.path}/tick"), about)
            box = box.having(lang=_language(child) or None)
            children.append(child.holding(box, *self._each(child, replace(inside, label="", single=False)).children))
        return element.holding(*children)

    # -- tables --------------------------------------------------------------------------------------------------------

    def _table(self, element: Element, place: _Place) -> Element:
        columns = [_words(cell) for row in _rows(element, "thead") for cell in _elements(row)]
        numbers = iter(range(1, 1 + sum(1 for _ in _rows(element, "tbody"))))

        def part(child: Element | str) -> Element | str:
            if not isinstance(child, Element):
                return child
            if child.tag == "tbody":
                return child.holding(
                    *(
                        self._row(row, next(numbers), columns, place) if isinstance(row, Element) else row
                        for row in child.children
                    )
                )
            return self._each(child, place)

        return element.holding(*map(part, element.children))

    def _row(self, row: Element, number: int, columns: Sequence[str], around: _Place) -> Element:
        cells = _elements(row)
        place = _named(row, replace(around, path=f"{around.path}/row-{number}"))
        label = next((_words(cell) for cell in cells if cell.tag == "th"), "") or self.words.number(number)
        ticks = sum("tick" in cell.classes for cell in cells)
        group = self._own(f"{place.path}/choice") if ticks > 1 else ""
        made = []
        for at, cell in enumerate(cells):
            about = _joined(label, columns[at] if at < len(columns) else "")
            if "tick" in cell.classes and group:
                made.append(cell.holding(_choice(group, about, str(at), label)))
            elif "tick" in cell.classes:
                made.append(cell.holding(_tick(self._own(f"{place.path}/{at}"), about)))
            elif "write-cell" in cell.classes:
                made.append(cell.holding(_area(self._own(f"{place.path}/{at}"), about, "cell-field")))
            else:
                made.append(self._each(cell, replace(place, label=about if cell.tag == "td" else "")))
        return row.holding(*made)

    # -- names and words -----------------------------------------------------------------------------------------------

    def _own(self, name: str) -> str:
        """A name that no other field has."""
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name}/{self.names[name]}"

    def _dated(self, about: str) -> str:
        return f"{about} ({self.words.date_format})"

    def _format(self) -> Element:
        return Element("span", (("class", "date-format"),), (self.words.date_format,))


_NEVER_BLANK = frozenset({"svg", "colgroup"})


# -- fields ------------------------------------------------------------------------------------------------------------


def _text(name: str, about: str, class_: str) -> Element:
    return Element("input", (("type", "text"), ("class", class_), ("name", name), ("title", about)))


def _area(name: str, about: str, class_: str) -> Element:
    return Element("textarea", (("class", class_), ("name", name), ("title", about)))


def _tick(name: str, about: str) -> Element:
    return Element("input", (("type", "checkbox"), ("class", "box"), ("name", name), ("title", about)))


def _choice(name: str, about: str, value: str, group: str) -> Element:
    """One of several boxes of which only one is ticked; ``value`` is what is stored."""
    return _tick(name, about).having(data_choice=value, data_group=group)


# -- reading what is there ---------------------------------------------------------------------------------------------


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _with_lines(children: Sequence[Element | str]) -> Iterator[tuple[Element | str, int]]:
    """Every child, and how many lines to write on begin with it: for the first of them their number, else 0."""
    left = 0
    for at, child in enumerate(children):
        if not _is_line(child):
            left = 0
            yield child, 0
            continue
        if left:
            left -= 1
            yield child, 0
            continue
        lines = next((n for n, one in enumerate(children[at:]) if not _is_line(one)), len(children) - at)
        left = lines - 1
        yield child, lines


def _is_line(child: Element | str) -> bool:
    return isinstance(child, Element) and "write" in child.classes


def _rows(table: Element, part: str) -> Iterator[Element]:
    for section in _elements(table):
        if section.tag == part:
            yield from (row for row in _elements(section) if row.tag == "tr")


def _named(element: Element, around: _Place) -> _Place:
    """The place inside an element: one with an id path, or at least an id, has a path of its own."""
    own = element.get("data-key").partition("#")[2] or element.get("id")
    return replace(around, path=_path(own)) if own else around


def _headed(element: Element, place: _Place) -> _Place:
    """The place inside an element that has a heading of its own; what has no label is called after it."""
    heading = next((child for child in _elements(element) if child.tag in HEADINGS), None)
    return place if heading is None else replace(place, label=_words(heading), spoken=_language(heading))


def _path(key: str) -> str:
    """An id path as the name of a field, in which a full stop would mean a field inside a field (ISO 32000-1 12.7.3.2).

    ``sections[meeting].fields[day]`` is ``sections/meeting/fields/day``.
    """
    return "/".join(part for part in re.split(r"[\[\].]", key) if part)


def _answered(answer: Element, place: _Place) -> _Place:
    """The place inside an answer, which is called by its label, or else by the words that help with it."""
    inside = replace(place, single="answer-choice" in answer.classes, dated="answer-date" in answer.classes)
    for wanted in ("label", "help"):
        for child in _elements(answer):
            if wanted in child.classes:
                return replace(inside, label=_words(child), spoken=_language(child))
    return inside


def _words(element: Element) -> str:
    """The words of a label, without what stands beside them."""
    return _bare(element).text


def _bare(element: Element) -> Element:
    kept = (child for child in element.children if isinstance(child, str) or not child.classes & _ASIDE)
    return element.holding(*(child if isinstance(child, str) else _bare(child) for child in kept))


def _joined(*labels: str) -> str:
    return _BETWEEN.join(label for label in labels if label)


def _language(element: Element) -> str:
    """The language of words that are shown in another language than the document's."""
    inside = [child for child in element.children if not isinstance(child, str) or child.strip()]
    match inside:
        case [Element() as only]:
            return only.get("lang")
        case _:
            return element.get("lang")
