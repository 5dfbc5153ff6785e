"""``partnership.lock``: the library that a workspace was last looked through against, and the words that it met then.

A change in an overlay says by its fingerprint (``was``) whether it meets what it was written for. To show *what* has
become of the words below it, they have to be kept: here, next to the versions and checksums of all layers below.

The file is written by this program and read by nobody else; it belongs to the workspace like the overlays themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.load import settings_of, text_at
from partnerkit.model.overlay import fingerprint
from partnerkit.model.sources import Sources, SourceTree, Tree
from partnerkit.resolve import Meeting, resolve
from partnerkit.validate import read_overlays

LOCK = "partnership.lock"
_MOST = 20_000_000
"""Bytes; far more than every text of a library takes."""


class LockedLayer(BaseModel):
    """A layer below the workspace, as it was."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    version: str
    content: str = Field(description="The SHA-256 of all its files.")


class Lock(BaseModel):
    """What stood below a workspace when it was last looked through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lock: Literal[1] = 1
    layers: tuple[LockedLayer, ...] = Field(description="Those below the workspace, the nearest first.")
    documents: dict[str, str] = Field(description="The fingerprint of each definition that the layers make together.")
    met: dict[str, Any] = Field(description="What the changes of the workspace took the place of, by id path.")

    def written(self) -> bytes:
        """It as a file."""
        return (self.model_dump_json(indent=1) + "\n").encode()


def read_lock(root: Path) -> Result[Lock | None]:
    """The lock of a workspace; None where it has none, or where it cannot be used, which is then said."""
    path = root / LOCK
    try:
        with path.open("rb") as file:
            return Result(Lock.model_validate_json(file.read(_MOST)))
    except FileNotFoundError:
        return Result(None)
    except ValidationError as error:
        newer = "made by a newer Partnerkit" if any(one["loc"] == ("lock",) for one in error.errors()) else "damaged"
        hint = "Take it back from your records, or delete it: 'partnerkit update' writes a new one."
        return Result(None, (Diagnostic("bad-lock", Span(LOCK), f"this file is {newer}", hint),))


def lock_of(below: Sequence[Sources], definitions: Iterable[SourceTree], met: Mapping[str, Tree]) -> Lock:
    """The lock for what stands below a workspace now.

    Args:
        below: the layers below it, the lowest first.
        definitions: what they make together; see ``inherited``.
        met: what the changes of the workspace take the place of.
    """
    documents = {
        str(tree.data["id"]): fingerprint(tree.data)
        for tree in definitions
        if isinstance(tree.data, dict) and tree.data.get("kind") != "workspace" and "id" in tree.data
    }
    layers = tuple(map(locked_layer, reversed(below)))
    return Lock(layers=layers, documents=dict(sorted(documents.items())), met=dict(sorted(met.items())))


def inherited(below: Sequence[Sources]) -> tuple[SourceTree, ...]:
    """The definitions that the layers below a workspace make together."""
    return resolve(below, read_overlays(below).value).value.sources.definitions if below else ()


def locked_layer(layer: Sources) -> LockedLayer:
    """A layer as the lock keeps it."""
    settings = next(iter(settings_of(layer.definitions)), None)
    data = settings.data if settings else None
    return LockedLayer(
        id=layer.layer,
        name=text_at(data, "name") or layer.layer,
        version=text_at(data, "version"),
        content=_content(layer),
    )


def met_by(meetings: Iterable[Meeting]) -> dict[str, Tree]:
    """What changes took the place of, by their addresses: the first one there, where they follow on each other."""
    met: dict[str, Tree] = {}
    for meeting in meetings:
        if meeting.there and meeting.change.operation not in ("add", "lock"):
            met.setdefault(str(meeting.at), meeting.met)
    return met


def _content(layer: Sources) -> str:
    """A checksum over every file of a layer that it wrote itself."""
    files = [tree.source for tree in (*layer.definitions, *layer.overlays)]
    files += [file for catalogs in layer.catalogs.values() for file in catalogs if file.layer == layer.layer]
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.path):
        digest.update(f"{file.path}\0{hashlib.sha256(file.data).hexdigest()}\n".encode())
    return digest.hexdigest()
