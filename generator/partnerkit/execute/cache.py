"""A store of finished work by the hash of everything it was made from.

An entry is never changed, so readers need no lock; a write is a rename, so a killed build leaves no half entry.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_KEEP_SECONDS = 30 * 24 * 3600


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new ones, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class Cache:
    """Entries below one folder; each has its bytes and a small record about them."""

    folder: Path

    def get(self, key: str) -> tuple[bytes, dict[str, Any]] | None:
        """An entry, or None where there is none or it was damaged."""
        data, about = self._paths(key)
        try:
            record = json.loads(about.read_bytes())
            found = data.read_bytes()
        except (OSError, ValueError):
            return None
        if hashlib.sha256(found).hexdigest() != record.get("sha256"):
            return None
        os.utime(about)
        return found, record

    def put(self, key: str, data: bytes, record: dict[str, Any]) -> None:
        """Store an entry; the record comes last, so that an entry without one does not count."""
        data_path, about = self._paths(key)
        write_atomically(data_path, data)
        write_atomically(about, json.dumps({**record, "sha256": hashlib.sha256(data).hexdigest()}).encode())

    def prune(self, keep: Collection[str] = ()) -> int:
        """Drop entries that no build has used for a month, but for those to keep; returns how many."""
        dropped = 0
        oldest = time.time() - _KEEP_SECONDS
        for about in self.folder.glob("*/*.json"):
            if about.stem not in keep and about.stat().st_mtime < oldest:
                about.with_suffix(".bin").unlink(missing_ok=True)
                about.unlink(missing_ok=True)
                dropped += 1
        return dropped

    def _paths(self, key: str) -> tuple[Path, Path]:
        stem = self.folder / key[:2] / key
        return stem.with_suffix(".bin"), stem.with_suffix(".json")


@dataclass(frozen=True)
class LastGood:
    """Which entry of a cache was the last good file of each name, for when a newer one cannot be made."""

    path: Path

    def keys(self) -> dict[str, str]:
        """The entries by the names of the files; none where the list is missing or damaged."""
        try:
            found = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return {}
        return {str(name): str(key) for name, key in found.items()} if isinstance(found, dict) else {}

    def remember(self, keys: Mapping[str, str]) -> None:
        """Replace the list; names that are no longer wanted go."""
        write_atomically(self.path, json.dumps(keys, indent=1, sort_keys=True).encode())
