"""Stage 6, fill: put a school's values into the slots of a document and decide its conditions.

Works on the composed tree, so that composing is shared between schools. What is not known stays visible: an unfilled
slot is a labelled blank, an undecided clause is shown as optional.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from operator import is_not
from typing import Any

from partnerkit.model.document import Document
from partnerkit.model.element import Element, rewritten
from partnerkit.model.vocabulary import Slot
from partnerkit.wording import Fillings
from partnerkit.wording.direction import direction_of, isolated_plain


class Truth(Enum):
    """Kleene's three values: a condition over something undecided may itself be undecided."""

    ON = 1
    OPEN = 0
    OFF = -1


_ON_OR_OFF = {True: Truth.ON, False: Truth.OFF}


@dataclass(frozen=True)
class Profile:
    """What one school has filled in and decided.

    Attributes:
        values: slot values as they are stored, by slot id.
        choices: optional clauses switched on or off, by id path.
        slots: the declared slots.
    """

    values: Mapping[str, str]
    choices: Mapping[str, bool]
    slots: Mapping[str, Slot]


def fill(document: Document, profile: Profile) -> Document:
    """The document with everything that is known filled in and decided."""
    known = Fillings(profile.slots, profile.values, document.language)

    def change(element: Element) -> tuple[Element | str, ...]:
        if name := element.get("data-slot"):
            return _slot(element, name, known)
        if condition := element.get("data-if"):
            return _decide(element, truth(json.loads(condition), profile))
        return (element,)

    body = _renumber(rewritten(document.body, change))
    title = next((element.text for element in body.iter() if element.tag == "h1"), document.title)
    title = isolated_plain(title, document.title_language)
    facts = replace(document.facts, summary=rewritten(document.facts.summary, change))
    return replace(document, body=body, title=title, facts=facts, filled=True)


def blanks(document: Document) -> tuple[str, ...]:
    """The slots and optional clauses that filling a document looks at; with the same values it fills it the same."""
    found: set[str] = set()
    for element in (*document.body.iter(), *document.facts.summary.iter()):
        if name := element.get("data-slot"):
            found.add(name)
        if condition := element.get("data-if"):
            found.update(_names(json.loads(condition)))
    return tuple(sorted(found))


def _names(condition: Mapping[str, Any]) -> Iterator[str]:
    if "var" in condition:
        yield condition["var"]
    elif "eq" in condition:
        yield condition["eq"][0]
    elif "not" in condition:
        yield from _names(condition["not"])
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from _names(part)


def truth(condition: Mapping[str, Any], profile: Profile) -> Truth:
    """What a condition comes to: ``var``, ``not``, ``all``, ``any``, ``eq``."""
    if "var" in condition:
        return _known(condition["var"], profile)
    if "eq" in condition:
        name, wanted = condition["eq"]
        value = profile.values.get(name)
        return Truth.OPEN if value is None else _ON_OR_OFF[value == wanted]
    if "not" in condition:
        return Truth(-truth(condition["not"], profile).value)
    parts = [truth(part, profile).value for part in condition.get("all", condition.get("any", ()))]
    return Truth(min(parts) if "all" in condition else max(parts))


def _known(name: str, profile: Profile) -> Truth:
    if name in profile.choices:
        return _ON_OR_OFF[profile.choices[name]]
    if name not in profile.slots or profile.values.get(name) is None:
        return Truth.OPEN
    value = profile.values[name]
    return _ON_OR_OFF[value == "true" if profile.slots[name].type == "flag" else bool(value.strip())]


_CHOSEN_BY_VALUE = frozenset({"plural", "select"})


def _slot(element: Element, name: str, known: Fillings) -> tuple[Element | str, ...]:
    format_ = element.get("data-format")
    forms = {
        child.get("data-form"): child
        for child in element.children
        if isinstance(child, Element) and child.get("data-form")
    }
    if forms:
        # It stays addressable: in a Word file it is known what the words depend on.
        return (element.holding(*forms[known.form(name, format_, forms)].children),)
    if format_ in _CHOSEN_BY_VALUE:
        return (element,)
    shown = known.shown(name, format_, element.get("data-style"))
    if shown is None:
        return (element,)
    filled = Element("bdi", (("class", "filled"), ("data-slot", name)), (shown,))
    direction = direction_of(shown)
    return (filled if direction == known.language.dir else filled.having(dir=direction),)


_OPTIONAL_MARKS = frozenset({"optional-label", "optional-note"})


def _decide(element: Element, outcome: Truth) -> tuple[Element | str, ...]:
    if outcome is Truth.OFF:
        return ()
    if outcome is Truth.OPEN:
        return (element,)
    kept = _unmarked(element.children)
    classes = " ".join(word for word in element.get("class").split() if word != "optional")
    return (element.holding(*kept).having(class_=classes or None, data_if=None),)


def _unmarked(children: tuple[Element | str, ...]) -> tuple[Element | str, ...]:
    """The content of a clause that is decided, without its marks; a table row has them in its cells."""
    kept: list[Element | str] = []
    for child in children:
        if isinstance(child, Element) and child.classes & _OPTIONAL_MARKS:
            continue
        if isinstance(child, Element) and child.tag in ("th", "td"):
            child = child.holding(*_unmarked(child.children))
        kept.append(child)
    return tuple(kept)


def _renumber(element: Element) -> Element:
    """Count the clauses again, since some may have been switched off; a source's own numbers stay."""
    children: list[Element | str] = []
    counted = "clauses" in element.get("class").split()
    count = 0
    for child in element.children:
        if isinstance(child, Element):
            if counted and child.tag == "li":
                count += 1
                child = _numbered(child, count)
            child = _renumber(child)
        children.append(child)
    return element.holding(*children) if any(map(is_not, children, element.children)) else element


def _numbered(item: Element, count: int) -> Element:
    """A clause with its number, which the clauses right below it take as their prefix."""
    number = next((child for child in item.children if isinstance(child, Element) and "number" in child.classes), None)
    if number is None:
        return item
    shown = f"{number.get('data-counted')}{count}" if _is_counted(number) else number.text
    children: list[Element | str] = []
    for child in item.children:
        if child is number:
            child = number.holding(shown)
        elif isinstance(child, Element) and "clauses" in child.classes:
            child = child.holding(*(_prefixed(clause, f"{shown}.") for clause in child.children))
        children.append(child)
    return item.holding(*children)


def _prefixed(clause: Element | str, prefix: str) -> Element | str:
    if isinstance(clause, str):
        return clause
    return clause.holding(
        *(
            child.having(data_counted=prefix) if isinstance(child, Element) and _is_counted(child) else child
            for child in clause.children
        )
    )


def _is_counted(element: Element) -> bool:
    return any(name == "data-counted" for name, _ in element.attrs)
