"""``partnership.yaml``: whose library this is, in which languages, and what it has already filled in and decided."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Addressed, Id, LanguageCode, Model, SlotId
from partnerkit.model.overlay import Where
from partnerkit.model.text import SOURCE_LANGUAGE


def _source_first(codes: tuple[str, ...]) -> tuple[str, ...]:
    if codes[0] != SOURCE_LANGUAGE:
        raise PydanticCustomError("rule", "the first language is the source language: {s}", {"s": SOURCE_LANGUAGE})
    if len(set(codes)) != len(codes):
        raise PydanticCustomError("rule", "a language is listed twice")
    return codes


Percent = Annotated[int, Field(ge=0, le=100)]

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]
"""A colour by its parts of red, green and blue, such as ``#1d5a53``."""

Release = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*$", max_length=40)]
"""A version of a library, which is also part of a file name."""


class Brand(Model):
    """How a school or district shows itself on the site and in print; what is left out stays as it comes."""

    logo: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        default=None, description="A PNG or JPEG picture, by its path in the workspace, such as brand/logo.png."
    )
    logo_alt: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = Field(
        default=None, description="The logo in words, for those who cannot see it; else the name of the library."
    )
    main: Colour | None = Field(default=None, description='The colour of buttons, links and numbers: "#1d5a53".')
    accent: Colour | None = Field(
        default=None, description='The colour of emphasis, which is never the colour of words: "#e6a93c".'
    )
    font: Literal["atkinson", "noto"] = Field(default="atkinson", description="The face of the text.")


class Workspace(Addressed):
    """The settings of one layer: the core library, a district or a school."""

    kind: Literal["workspace"]
    id: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    extends: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        default=None,
        description="The library that this builds on: partnerkit, a folder such as ../our-district, or a bundle.",
    )
    version: Release | None = Field(
        default=None,
        description='The version of this library, such as "1.2", for those who build on it; else one by its content.',
    )
    moved: dict[Where, Where] = Field(
        default_factory=dict, description="What has another id path by now: the old one, and the new one."
    )
    languages: Annotated[tuple[LanguageCode, ...], AfterValidator(_source_first)] = Field(min_length=1, max_length=40)
    paper: Literal["letter", "a4"] = "letter"
    publish_at: Percent = Field(
        default=0,
        description="From how many translated percent on a file is made in a language; else the source is offered.",
    )
    publish_at_in: dict[LanguageCode, Percent] = Field(
        default_factory=dict, description="The same for single languages that differ, such as {so: 60}."
    )
    source_url: str | None = Field(default=None, description="Where readers can see the YAML sources, if public.")
    brand: Brand = Field(default=Brand(), description="Logo, colours and font of the school or district.")
    kits: tuple[Id, ...] = Field(
        default=(),
        description="The kits that are offered, where that is not all; documents of your own always are.",
    )
    values: dict[SlotId, str] = Field(default_factory=dict, description="Slot values that this layer fills in.")
    choices: dict[str, bool] = Field(
        default_factory=dict, description="Optional clauses switched on or off, by id path."
    )

    @property
    def holder(self) -> str:
        """Whose files these are: the school once it has a name, else the library."""
        return self.values.get("school.name") or self.name

    def publish_from(self, code: str) -> int:
        """From how many translated percent on a file is made in a language."""
        return self.publish_at_in.get(code, self.publish_at)
