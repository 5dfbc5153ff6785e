"""What a school or district changes of the library that it starts from: each change by itself, with its reason.

A change names a part by its id path and the fingerprint of what it takes the place of (``was``), so that a later update
can tell which changes meet a text that somebody else has changed meanwhile, and which do not.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.address import Address, parse_address
from partnerkit.model.base import Addressed, Id, Model
from partnerkit.model.sources import Tree
from partnerkit.model.text import Line

OPERATIONS = ("replace", "remove", "add", "move", "set", "lock")
_FINGERPRINT = 16
"""Characters of a fingerprint: enough that two texts of a library never share one by chance."""


def fingerprint(value: Tree) -> str:
    """What identifies a value, however its YAML is indented, folded or ordered."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:_FINGERPRINT]


def _address(words: str) -> str:
    try:
        parse_address(words)
    except ValueError as error:
        raise PydanticCustomError("rule", "{what}", {"what": str(error)}) from None
    return words


Where = Annotated[str, StringConstraints(max_length=300), AfterValidator(_address)]


class Beside(Model):
    """A place in a list: before or after another item, or at one of its ends."""

    before: Id | None = Field(default=None, description="The item that it stands before.")
    after: Id | None = Field(default=None, description="The item that it stands after.")
    to: Literal["start", "end"] | None = Field(default=None, description="The end of the list that it stands at.")

    @property
    def said(self) -> int:
        """How many places it names."""
        return len({"before", "after", "to"} & self.model_fields_set)


def _one_place(place: Beside) -> Beside:
    if place.said != 1:
        raise PydanticCustomError("rule", "say one of: before, after, to")
    return place


class OverlayChange(Addressed, Beside):
    """One change: exactly one of ``replace``, ``remove``, ``add``, ``move``, ``set`` and ``lock``."""

    at: Where = Field(description="The id path of what is changed; for 'add', of the list that gets an item.")
    replace: Any = Field(default=None, description="What stands there instead.")
    remove: Literal["true"] | None = Field(default=None, description="It is left out: 'remove: true'.")
    add: dict[str, Any] | None = Field(default=None, description="A new item, with an id of its own.")
    move: Annotated[Beside, AfterValidator(_one_place)] | None = Field(
        default=None, description="Its new place in its list, such as {after: welcome}."
    )
    set: Any = Field(default=None, description="The value of a key, whether or not the key is there already.")
    lock: Line | None = Field(default=None, description="Why those who build on this library may not change it.")
    was: str | None = Field(default=None, description="The fingerprint of what this takes the place of.")
    why: Line | None = Field(default=None, description="The reason, for all who read this later.")

    @model_validator(mode="after")
    def _one_operation(self) -> Self:
        given = [name for name in OPERATIONS if name in self.model_fields_set]
        if len(given) != 1:
            raise PydanticCustomError("rule", "a change has exactly one of: replace, remove, add, move, set, lock")
        if self.said and (given != ["add"] or self.said > 1):
            raise PydanticCustomError("rule", "'before', 'after' and 'to' say where to add an item; use one of them")
        return self

    @property
    def operation(self) -> str:
        """What it does."""
        return next(name for name in OPERATIONS if name in self.model_fields_set)

    @property
    def address(self) -> Address:
        """What it does it to."""
        return parse_address(self.at)


class Overlay(Addressed):
    """The changes that a school or district makes to the library that it starts from."""

    kind: Literal["overlay"]
    id: Id
    changes: tuple[OverlayChange, ...] = Field(min_length=1, max_length=2000)
