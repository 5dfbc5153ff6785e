"""Copies of the core library for the sides of a comparison, to be edited as they like."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml

from partnerkit.execute.progress import Timeline
from partnerkit.reading import Reading, read
from partnerkit.world import World, packaged_library


def copy_library(root: Path, languages: Sequence[str] = (), *, editions: bool = True) -> Path:
    """The core library in a new folder: in all its languages or in some, with or without its kits' other editions."""
    source = packaged_library()
    for name in ("content", "kits"):
        shutil.copytree(source / name, root / name)
    settings = yaml.safe_load((source / "partnership.yaml").read_text(encoding="utf-8"))
    settings["languages"] = list(languages) or settings["languages"]
    _write(root / "partnership.yaml", settings)
    for path in () if editions else (root / "kits").glob("*.yaml"):
        kit = yaml.safe_load(path.read_text(encoding="utf-8"))
        _write(path, {**kit, "makes": [], "handouts": []})
    return root


def edit_one(root: Path, count: int = 1) -> None:
    """A sentence more in one document; another one for another count."""
    document = root / "content" / "charter" / "parent-liaison-charter.yaml"
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("\npurpose: >-\n", f"\npurpose: >-\n  New, {count}.\n", 1), encoding="utf-8")


def reading_of(world: World) -> Reading:
    """What is in a library that is sound."""
    reading = read(world, Timeline()).value
    if reading is None:
        raise SystemExit("The library needs attention: run 'partnerkit check'.")
    return reading


def _write(path: Path, value: object) -> None:
    path.write_text(yaml.safe_dump(value, sort_keys=False, allow_unicode=True), encoding="utf-8")
