"""What every definition is built from: frozen models, nodes with ids, conditions, ids and intervals.

A *node* is anything inside a definition that another file may address: an overlay, a translation, a redline. It has an
id that its author chose once and never changes, so that reordering and renaming lose nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PrivateAttr,
    StringConstraints,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from partnerkit.diagnostics import Span
from partnerkit.model.locales import language
from partnerkit.model.sources import Mark
from partnerkit.model.text import SOURCE_LANGUAGE, Line

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"

PRACTICE = r"^R[0-9]{2}$"
_INNER = r"^[a-z0-9]+(-[a-z0-9]+)*#[a-z0-9]+(-[a-z0-9]+)*$"

Id = Annotated[str, StringConstraints(pattern=_ID, max_length=60)]
"""A node or document id: lower-case words joined by hyphens."""

SlotId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=60)]
"""A slot id: lower-case words joined by dots and underscores, such as ``school.name``."""

_FIRST_YEAR, _LAST_YEAR = 1800, 2200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _read_day(value: object) -> object:
    # Pydantic would also take a bare number as seconds since 1970; an author who writes 2027 means a year.
    if isinstance(value, str) and not _DAY.fullmatch(value.strip()):
        raise PydanticCustomError("bad-date", "this is not a date")
    return value


def _near(value: date) -> date:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        what = "the year {year} is not between {first} and {last}"
        raise PydanticCustomError("rule", what, {"year": value.year, "first": _FIRST_YEAR, "last": _LAST_YEAR})
    return value


Day = Annotated[date, BeforeValidator(_read_day), AfterValidator(_near)]
"""A calendar day, written ``2026-11-22``."""


def _known_language(code: str) -> str:
    try:
        language(code)
    except ValueError as error:
        raise PydanticCustomError("unknown-language", "{what}", {"what": str(error)}) from None
    return code


LanguageCode = Annotated[str, AfterValidator(_known_language)]
"""A BCP 47 code such as ``es`` or ``zh-Hans``."""


class Ref(str):
    """The id of something that is declared elsewhere; ``validate`` checks that it exists."""

    target = ""
    pattern = _ID

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.str_schema(pattern=cls.pattern, max_length=120, strip_whitespace=True),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )


class RoleRef(Ref):
    """The id of a role declared in ``content/roles.yaml``."""

    target = "role"


class DocumentRef(Ref):
    """The id of a document of the library."""

    target = "document"


class KitRef(Ref):
    """The id of a kit."""

    target = "kit"


class PracticeRef(Ref):
    """The number of a practice listed in ``content/practices.yaml``, such as ``R08``."""

    target = "practice"
    pattern = PRACTICE


class ElementRef(Ref):
    """An element of a requirement set: ``title-i-school-policy#annual-meeting``."""

    target = "element"
    pattern = _INNER


class IndicatorRef(Ref):
    """An indicator of a set: ``engagement-indicators#event-attendance``."""

    target = "indicator"
    pattern = _INNER


Interval = Annotated[str, StringConstraints(pattern=r"^P([1-9]\d?)(Y|M|W|D)$")]
"""One ISO 8601 duration with one unit, such as ``P3M``: always explicit, never "bi-monthly"."""


def fragment(key: str) -> str:
    """The id in a page of what has an id path.

    Its parts are joined by two hyphens, which no id may hold, so that it can't meet an id that a template writes.
    """
    steps = re.findall(r"[a-z0-9_-]+", key.partition("#")[2])
    return "--".join(step.replace("_", "-") for step in steps)


class Model(BaseModel):
    """Frozen, closed (an unknown key is an error), and read from YAML scalars as plain text."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=False)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a node came from: the layer that owns it and the place in that layer's file; and who has changed it."""

    layer: str
    span: Span
    mark: Mark | None = None


class Condition(Model):
    """A closed grammar over slots and optional clauses: exactly one of ``var``, ``not``, ``all``, ``any``, ``eq``."""

    var: str | None = None
    not_: Condition | None = Field(default=None, alias="not")
    all_: tuple[Condition, ...] | None = Field(default=None, alias="all", min_length=1, max_length=20)
    any_: tuple[Condition, ...] | None = Field(default=None, alias="any", min_length=1, max_length=20)
    eq: tuple[str, str] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError("rule", "a condition has exactly one of: var, not, all, any, eq")
        return self

    def names(self) -> list[str]:
        """Every slot or clause that the condition looks at."""
        if self.var is not None:
            return [self.var]
        if self.eq is not None:
            return [self.eq[0]]
        inner = (self.not_,) if self.not_ else (self.all_ or self.any_ or ())
        return [name for part in inner for name in part.names()]

    def as_json(self) -> dict[str, Any]:
        """The shape that travels in ``data-if``."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class Addressed(Model):
    """A model that knows its id path and origin once the definition is bound."""

    _key: str = PrivateAttr(default="")
    _origin: Origin | None = PrivateAttr(default=None)

    @property
    def key(self) -> str:
        """The id path, such as ``family-engagement#statements[annual-meeting]``."""
        return self._key

    @property
    def origin(self) -> Origin | None:
        """Where this node came from; None before it is bound."""
        return self._origin

    @property
    def anchor(self) -> str:
        """A fragment id that is the same in every language: the id path without the document."""
        return fragment(self._key)


class Authored(Addressed):
    """A definition with words of its own, in the language that its author wrote it in."""

    language: LanguageCode = Field(
        default=SOURCE_LANGUAGE, description="The language that this is written in; the others are its translations."
    )


class Lockable(Model):
    """What a district can keep its schools from changing."""

    locked: bool = Field(default=False, description="Those who build on this library may not change it.")
    locked_why: Line | None = Field(default=None, description="Why they may not.")


class Named(Addressed, Lockable):
    """An item that can be addressed and overridden."""

    id: Id


class Node(Named):
    """A named item that a school may also switch, or that shows only when a condition holds."""

    optional: bool = Field(default=False, description="A school may switch this clause on or off.")
    optional_note: Line | None = Field(default=None, description="When a school would want it.")
    when: Condition | None = Field(default=None, description="Shown only when this condition holds.")
    satisfies: tuple[ElementRef, ...] = Field(
        default=(), description="Elements of requirement sets that this part covers, such as title-i-compact#access."
    )

    @model_validator(mode="after")
    def _note_needs_option(self) -> Self:
        if self.optional_note and not self.optional:
            raise PydanticCustomError("rule", "optional_note is only used where 'optional: true' is set")
        return self

    @property
    def condition(self) -> dict[str, Any] | None:
        """The condition to show this node, its own switch included; None where it always shows."""
        own = {"var": self._key} if self.optional else None
        stated = self.when.as_json() if self.when else None
        if own and stated:
            return {"all": [stated, own]}
        return own or stated
