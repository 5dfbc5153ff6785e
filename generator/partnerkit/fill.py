"""Stage 6, fill: put a school's values into the slots of a document and decide its conditions.

Works on the composed tree, so that composing is shared between schools. What is not known stays visible: an unfilled
slot is a labelled blank, an undecided clause is shown as optional.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from partnerkit.model.document import Document
from partnerkit.model.element import Element, rewrite
from partnerkit.model.locales import Language
from partnerkit.model.vocabulary import Slot
from partnerkit.wording.formats import Value, format_value, month_name, plural_category


class Truth(Enum):
    """Kleene's three values: a condition over something undecided may itself be undecided."""

    ON = 1
    OPEN = 0
    OFF = -1


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

    def value(self, slot_id: str) -> Value | None:
        """A slot's value in its own type; None where it is not filled."""
        raw = self.values.get(slot_id)
        if raw is None or not raw.strip():
            return None
        type_ = self.slots[slot_id].type
        if type_ in ("number", "percent", "money"):
            return Decimal(raw)
        if type_ == "date":
            return date.fromisoformat(raw)
        return raw


def fill(document: Document, profile: Profile) -> Document:
    """The document with everything that is known filled in and decided."""

    def change(element: Element) -> tuple[Element | str, ...]:
        if name := element.get("data-slot"):
            return _slot(element, name, profile, document.language)
        if condition := element.get("data-if"):
            return _decide(element, truth(json.loads(condition), profile))
        return (element,)

    body = rewrite(document.body, change)[0]
    assert isinstance(body, Element)
    return document.with_body(_renumber(body, ""), filled=True)


def truth(condition: Mapping[str, Any], profile: Profile) -> Truth:
    """What a condition comes to: ``var``, ``not``, ``all``, ``any``, ``eq``."""
    if "var" in condition:
        return _known(condition["var"], profile)
    if "eq" in condition:
        name, wanted = condition["eq"]
        value = profile.values.get(name)
        return Truth.OPEN if value is None else _truth(value == wanted)
    if "not" in condition:
        return Truth(-truth(condition["not"], profile).value)
    parts = [truth(part, profile).value for part in condition.get("all", condition.get("any", ()))]
    return Truth(min(parts) if "all" in condition else max(parts))


def _known(name: str, profile: Profile) -> Truth:
    if name in profile.choices:
        return _truth(profile.choices[name])
    if name not in profile.slots or profile.values.get(name) is None:
        return Truth.OPEN
    value = profile.values[name]
    return _truth(value == "true") if profile.slots[name].type == "flag" else _truth(bool(value.strip()))


def _truth(value: bool) -> Truth:
    return Truth.ON if value else Truth.OFF


def _slot(element: Element, name: str, profile: Profile, spoken: Language) -> tuple[Element | str, ...]:
    value = profile.value(name)
    format_, style = element.get("data-format"), element.get("data-style")
    forms = {
        child.get("data-form"): child
        for child in element.children
        if isinstance(child, Element) and child.get("data-form")
    }
    if forms:
        picked = forms["other"]
        if value is not None and format_ == "plural":
            number = Decimal(str(value))
            picked = forms.get(f"={number:f}") or forms.get(plural_category(number, spoken)) or forms["other"]
        elif value is not None:
            picked = forms.get(str(value), forms["other"])
        return picked.children
    if value is None:
        return (element,)
    shown = _shown(value, name, format_, style, profile, spoken)
    return (Element("bdi", (("class", "filled"), ("data-slot", name)), (shown,)),)


def _shown(value: Value, name: str, format_: str, style: str, profile: Profile, spoken: Language) -> str:
    slot = profile.slots[name]
    if slot.type == "month":
        return month_name(int(str(value)), spoken)
    if slot.type == "choice":
        return next(choice.label.source for choice in slot.choices if choice.id == value)
    if slot.type in ("percent", "money") and not format_:
        format_ = slot.type
    return format_value(value, format_, style, spoken)


_OPTIONAL_MARKS = frozenset({"optional-label", "optional-note"})


def _decide(element: Element, outcome: Truth) -> tuple[Element | str, ...]:
    if outcome is Truth.OFF:
        return ()
    if outcome is Truth.OPEN:
        return (element,)
    kept = tuple(
        child for child in element.children if isinstance(child, str) or not (child.classes & _OPTIONAL_MARKS)
    )
    classes = " ".join(word for word in element.get("class").split() if word != "optional")
    return (element.holding(*kept).having(class_=classes or None, data_if=None),)


def _renumber(element: Element, prefix: str) -> Element:
    """Count the clauses again, since some may have been switched off; a source's own numbers stay."""
    children: list[Element | str] = []
    count = 0
    for child in element.children:
        if isinstance(child, Element):
            if "clauses" in element.classes and child.tag == "li":
                count += 1
                child = _numbered(child, count)
            else:
                child = _renumber(child, prefix)
        children.append(child)
    return element.holding(*children)


def _numbered(item: Element, count: int) -> Element:
    number, inner_prefix = "", ""
    children: list[Element | str] = []
    for child in item.children:
        if isinstance(child, Element) and "number" in child.classes:
            if child.get("data-counted") or any(key == "data-counted" for key, _ in child.attrs):
                child = child.holding(f"{child.get('data-counted')}{count}")
            number = child.text
            inner_prefix = f"{number}."
        elif isinstance(child, Element) and "clauses" in child.classes:
            child = _recounted(child, inner_prefix)
        children.append(child)
    return item.holding(*children)


def _recounted(clauses: Element, prefix: str) -> Element:
    """The clauses below a clause take its number as their prefix."""

    def change(element: Element) -> tuple[Element | str, ...]:
        if "number" in element.classes and any(key == "data-counted" for key, _ in element.attrs):
            return (element.having(data_counted=prefix),)
        return (element,)

    direct = tuple(
        child.holding(*(c if isinstance(c, str) or c.tag == "ol" else rewrite(c, change)[0] for c in child.children))
        if isinstance(child, Element)
        else child
        for child in clauses.children
    )
    return _renumber(clauses.holding(*direct), prefix)
