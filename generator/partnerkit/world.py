"""Where a build happens: every folder and figure that it may depend on, passed in and never looked up."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path


def packaged_library() -> Path:
    """The library that comes with the package: beside the checkout's code, or inside an installed wheel."""
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "partnership.yaml").is_file() and (checkout / "templates").is_dir():
        return checkout
    return Path(str(files("partnerkit"))) / "library"


MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take to be made; a document of 92 pages takes 10 s and 0.2 GB.

    Attributes:
        memory: bytes that its process may have written to; no limit where the system knows none.
        seconds: how long it may take.
        worn: a process that holds more bytes than that after a file is replaced, so that no document pays for another.
    """

    memory: int = 1000 * MEGABYTE
    seconds: float = 120
    worn: int = 250 * MEGABYTE


@dataclass(frozen=True, slots=True)
class World:
    """The outside of a build.

    Attributes:
        root: the workspace: ``content/``, ``kits/``, ``partnership.yaml``.
        templates: document, print and page templates, with fonts.
        site: the folder to publish to.
        work: caches and half-made things; safe to delete.
        workers: how many processes to use.
        site_url: the address that the site will have, or empty.
        limits: what one file may take to be made.
        shared: the cache that this workspace shares with others; its own in the work folder where that is None.
    """

    root: Path
    templates: Path
    site: Path
    work: Path
    workers: int
    site_url: str = ""
    limits: Limits = Limits()
    shared: Path | None = None

    @property
    def cache(self) -> Path:
        """Finished files by their content."""
        return self.shared or self.work / "cache"

    @classmethod
    def at(cls, root: Path, site: Path | None = None, work: Path | None = None) -> World:
        """The usual world of a workspace: templates of its own where it has them, else the packaged ones."""
        own = root / "templates"
        return cls(
            root=root,
            templates=own if (own / "documents").is_dir() else packaged_library() / "templates",
            site=site or root / "site",
            work=work or root / ".partnerkit",
            workers=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
            site_url=os.environ.get("SITE_URL", ""),
        )
