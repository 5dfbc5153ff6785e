"""``bundle.json``, what a bundle says of itself: whose library it is, what that builds on, every file with its hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from partnerkit.model.base import Id, Model
from partnerkit.model.workspace import Release

FORMAT = 1
"""Raised when an older program could not make sense of a bundle: of its layout, or of the definitions in it."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Words = Annotated[str, StringConstraints(max_length=200)]


class BundledFile(Model):
    """One file of a bundle, beside ``bundle.json`` itself."""

    sha256: Sha256
    size: int = Field(ge=0)


class BundledLayer(Model):
    """One library of a bundle, or below it."""

    id: Id
    name: Words
    version: Release
    named: Words = Field(description="How the layer above names it; empty for the first.")
    at: Words | None = Field(description="The folder in the bundle; null for the library that comes with the program.")
    content: Sha256 = Field(description="One hash of all its files, wherever it is packed.")


class Bundle(Model):
    """All of ``bundle.json``. There is no date in it, so that the same library makes the same bundle."""

    format: int
    made_with: Words
    id: Id
    name: Words
    version: Release
    layers: tuple[BundledLayer, ...] = Field(min_length=1, max_length=20)
    files: Mapping[str, BundledFile]
