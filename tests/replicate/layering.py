"""Small libraries in memory: layers over each other, without a file anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from partnerkit.load import read_tree
from partnerkit.model.sources import SourceFile, Sources, SourceTree

NOTHING = SourceTree(SourceFile("templates/ui.yaml", b""), {})


def tree(path: str, data: Any, layer: str, base: str = "") -> SourceTree:
    """A file of a layer, as it would have been read."""
    written = data if isinstance(data, bytes) else yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
    read = read_tree(SourceFile(path, written, layer, base))
    assert read.value is not None, read.diagnostics
    return read.value


def layer(
    name: str, files: Mapping[str, Any], *, version: str = "1", moved: Mapping[str, str] | None = None
) -> Sources:
    """A layer with its settings and files, by path."""
    settings = {"kind": "workspace", "id": name, "name": name.title(), "version": "1", "languages": ["en"]}
    base = "" if name == "ours" else name
    definitions = [tree("partnership.yaml", {**settings, **({"moved": dict(moved)} if moved else {})}, name, base)]
    definitions += [tree(path, data, name, base) for path, data in files.items() if not path.startswith("overlay/")]
    overlays = [tree(path, data, name, base) for path, data in files.items() if path.startswith("overlay/")]
    return Sources(
        Path(), tuple(definitions), NOTHING, {}, layer=name, overlays=tuple(overlays), bases=(base,) if base else ()
    )


def guide(**texts: str) -> dict[str, Any]:
    """A definition with one part for each text, by id."""
    return {"kind": "guide", "id": "welcome", "parts": [{"id": name, "text": text} for name, text in texts.items()]}


def overlay(*changes: Mapping[str, Any]) -> dict[str, Any]:
    """An overlay with some changes."""
    return {"kind": "overlay", "id": "welcome", "changes": [dict(change) for change in changes]}
