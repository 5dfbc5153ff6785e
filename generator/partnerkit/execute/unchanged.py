"""Whether anything has changed since the site was published: the reason why an unchanged build takes no time.

Compares names, sizes and modification times, as make does, of everything that a build reads and of the site itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from partnerkit.execute.cache import write_atomically
from partnerkit.model.sources import SourceFile
from partnerkit.world import World

PARTS = ("content", "kits", "overlay", "partnership.yaml", "partnership.yml", "mkdocs.yml")
"""What a build reads of a workspace, but for the pictures that its settings name."""


@dataclass(frozen=True)
class Fingerprint:
    """The state of everything that a build of a world reads."""

    world: World
    inputs: str

    @classmethod
    def of(cls, world: World, below: Sequence[Path] = ()) -> Fingerprint:
        """Look at the inputs as they are now; taken before a build, so that a change during it is noticed next time.

        Args:
            world: where the build happens.
            below: the folders of the layers that the workspace builds on.
        """
        digest = hashlib.sha256(repr((world.root, world.site, world.site_url, sys.version)).encode())
        roots = [folder / name for folder in (world.root, *below) for name in PARTS]
        for line in listing([*roots, world.templates, Path(__file__).parents[1], *_installed()]):
            digest.update(line.encode())
        return cls(world, digest.hexdigest())

    def is_current(self) -> bool:
        """Whether the published site was made from these inputs and has not been touched since."""
        try:
            record = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return False
        pictures = record.get("pictures") if isinstance(record, dict) else None
        now = {name: _checksum(self.world.root / name) for name in pictures} if isinstance(pictures, dict) else {}
        wanted = {"inputs": self.inputs, "pictures": now, "site": _state(self.world.site)}
        return bool(record == wanted and self.world.site.is_dir())

    def remember(self, pictures: Iterable[SourceFile] = ()) -> None:
        """Note that the site now stands for these inputs, and for pictures that the settings name."""
        read = {picture.shown: hashlib.sha256(picture.data).hexdigest() for picture in pictures}
        record = {"inputs": self.inputs, "pictures": read, "site": _state(self.world.site)}
        write_atomically(self._path, json.dumps(record).encode())

    @property
    def _path(self) -> Path:
        return self.world.work / "published.json"


def _state(folder: Path) -> str:
    digest = hashlib.sha256()
    for line in listing([folder]):
        digest.update(line.encode())
    return digest.hexdigest()


def _installed() -> Iterator[Path]:
    """The metadata of the installed packages: it changes when one of them does."""
    for entry in sys.path:
        folder = Path(entry)
        if folder.name in ("site-packages", "dist-packages"):
            yield from sorted(folder.glob("*.dist-info/METADATA"))


def _checksum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return str(error.strerror)


def listing(paths: list[Path]) -> Iterator[str]:
    """A line for each file below some folders: its name, its size and when it was changed."""
    for path in paths:
        if path.is_dir():
            for folder, folders, files in os.walk(path):
                folders[:] = sorted(name for name in folders if name != "__pycache__")
                for name in sorted(files):
                    yield _line(os.path.join(folder, name))
        elif path.exists():
            yield _line(str(path))


def _line(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError as error:
        return f"{path}\0{error.strerror}\n"
    return f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n"
