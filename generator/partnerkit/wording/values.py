"""Slot values: how they are stored, and how each is written in a language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnerkit.model.locales import Language
from partnerkit.model.vocabulary import Slot
from partnerkit.wording.formats import Value, format_value, month_name, plural_category


@dataclass(frozen=True)
class Fillings:
    """What is known about the slots of a text.

    Attributes:
        slots: the declared slots, with labels in the language of the text.
        values: stored values by slot id; a slot without one is a labelled blank.
        language: the language that values are written in.
        final: whether a plural over an open slot is settled now; else every form stands, to be decided by ``fill``.
    """

    slots: Mapping[str, Slot]
    values: Mapping[str, str]
    language: Language
    final: bool = True

    def value(self, slot_id: str) -> Value | None:
        """A slot's value in its own type; None where it is not filled."""
        raw = self.values.get(slot_id, "").strip()
        if not raw:
            return None
        type_ = self.slots[slot_id].type
        if type_ in ("number", "percent", "money"):
            return Decimal(raw)
        return date.fromisoformat(raw) if type_ == "date" else raw

    def shown(self, slot_id: str, format_: str = "", style: str = "") -> str | None:
        """A slot's value as the language writes it, in the format that the prose asks for; None where not filled."""
        value, slot = self.value(slot_id), self.slots[slot_id]
        if value is None:
            return None
        if slot.type == "month":
            return month_name(int(str(value)), self.language)
        if slot.type == "choice":
            return next(choice.label.plain for choice in slot.choices if choice.id == value)
        return format_value(
            value, format_ or (slot.type if slot.type in ("percent", "money") else ""), style, self.language
        )

    def form(self, slot_id: str, format_: str, forms: Collection[str]) -> str:
        """Which form of a plural or select a slot takes; ``other`` while it is not filled."""
        value = self.value(slot_id)
        if value is None:
            return "other"
        if format_ == "select":
            return str(value) if str(value) in forms else "other"
        number = Decimal(str(value))
        exact, category = f"={number:f}", plural_category(number, self.language)
        return exact if exact in forms else category if category in forms else "other"
