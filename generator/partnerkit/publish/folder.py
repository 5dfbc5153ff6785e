"""One folder takes the place of another, in one step where the system can."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from partnerkit.diagnostics import Diagnostic, Span

MARKER = "downloads.json"
"""The file by which a folder is known to be a site that this program made."""

_SOURCES = ("content", "kits", "templates")
_STAGE = "stage-"
_OLD = "old-"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@dataclass(frozen=True)
class Claim:
    """The right to publish: one build at a time holds it. ``stage`` is where to put the new site together."""

    work: Path

    @property
    def stage(self) -> Path:
        """A fresh folder on the same file system as the site."""
        return self.work / f"{_STAGE}{os.getpid()}"


@contextmanager
def claim(work: Path) -> Iterator[Claim | None]:
    """Hold the work folder while building; yields None when another build holds it."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        yield Claim(work)


def sweep(work: Path, site: Path) -> None:
    """Clear away what a killed build left, and bring back a site that it had already moved aside."""
    site = site.resolve()
    beside = f".{site.name}."
    for old in sorted([*work.glob(f"{_OLD}*"), *site.parent.glob(f"{beside}{_OLD}*")]):
        if not site.exists() and old.stat().st_dev == site.parent.stat().st_dev:
            old.rename(site)
        else:
            shutil.rmtree(old, ignore_errors=True)
    for stage in (*work.glob(f"{_STAGE}*"), *site.parent.glob(f"{beside}{_STAGE}*")):
        shutil.rmtree(stage, ignore_errors=True)


def refuse_foreign(site: Path, root: Path | None = None) -> Diagnostic | None:
    """A folder with something in it that this program did not make is never replaced, nor is the workspace itself.

    Args:
        site: where to publish.
        root: the workspace.
    """
    hint = "Move it away, or choose another folder with --site."
    if root is not None:
        place, home = site.resolve(), root.resolve()
        if home.is_relative_to(place) or any(place.is_relative_to(home / name) for name in _SOURCES):
            what = "this folder holds the sources of the site"
            return Diagnostic("not-ours", Span(str(site)), what, "Choose another folder with --site.")
    if not site.exists() or (site.is_dir() and (not any(site.iterdir()) or _is_ours(site))):
        return None
    return Diagnostic("not-ours", Span(str(site)), "this folder holds something that was not made here", hint)


def _is_ours(site: Path) -> bool:
    """Whether a folder holds our list of downloads; a file of that name alone would be a weak sign."""
    try:
        found = json.loads((site / MARKER).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and {"version", "files"} <= found.keys()


def swap(stage: Path, site: Path) -> None:
    """Put ``stage`` in the place of ``site``; what was there before is removed afterwards.

    A link to a site stays a link; a site on another file system, where a rename is impossible, is first copied beside
    its place.
    """
    site = site.resolve()
    site.parent.mkdir(parents=True, exist_ok=True)
    if stage.stat().st_dev != site.parent.stat().st_dev:
        beside = site.with_name(f".{site.name}.{stage.name}")
        shutil.copytree(stage, beside)
        shutil.rmtree(stage)
        stage = beside
    if site.exists():
        if _exchange(stage, site):
            shutil.rmtree(stage)
            return
        old = stage.with_name(stage.name.replace(_STAGE, _OLD))
        site.rename(old)
        stage.rename(site)
        shutil.rmtree(old)
    else:
        stage.rename(site)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step by Linux's renameat2(2); False where the system has no such call."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code), str(other))
