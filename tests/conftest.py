"""What the tests share: the checkout, one built site, small workspaces, and the command line as a user meets it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]

MINIMAL: dict[str, str] = {
    "partnership.yaml": "kind: workspace\nid: test\nname: Test library\nlanguages: [en]\n",
    "content/roles.yaml": (
        "kind: roles\nid: roles\nroles:\n"
        "  - {id: principal, title: Principal}\n"
        "  - {id: school-board, title: School board}\n"
        "  - {id: family, title: Family member}\n"
    ),
    "content/slots.yaml": (
        "kind: slots\nid: slots\ngroups:\n  - {id: school, title: Your school}\nslots:\n"
        "  - {id: school.name, type: name, label: school name, help: Its name., example: Maple School, group: school}\n"
        "  - {id: reply.days, type: number, label: days, help: How many., example: '2', group: school}\n"
        "  - {id: first.day, type: date, label: first day, help: When., example: '2027-08-30', group: school}\n"
    ),
}
"""A workspace that is sound and holds no document yet."""


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Built:
    """A site that was built once for all tests."""

    site: Path
    work: Path


def run(*args: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """Run ``partnerkit`` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "partnerkit", *args],
        cwd=cwd or CHECKOUT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the project."""
    return CHECKOUT


@pytest.fixture(scope="session")
def run_cli() -> Callable[..., Ran]:
    """The command line, as a function."""
    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The core library as a site; one build for every process of a test run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "built"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "site" / "downloads.json").is_file():
            if (cache := CHECKOUT / ".partnerkit" / "cache").is_dir() and not (folder / ".partnerkit").exists():
                # What `make` has rendered need not be rendered again: a name in the cache stands for all that a file is
                # made of, our own code included. That a build from nothing is the same is a test of its own.
                shutil.copytree(cache, folder / ".partnerkit" / "cache")
            done = run("build", "--library", cwd=folder)
            assert done.code == 0, done.err
    return Built(folder / "site", folder / ".partnerkit")


@pytest.fixture
def workspace(tmp_path: Path) -> Callable[[Mapping[str, str | bytes | None]], Path]:
    """Make a small workspace out of its files; None leaves one of the usual files out."""

    def make(files: Mapping[str, str | bytes | None]) -> Path:
        root = tmp_path / "workspace"
        for name, text in {**MINIMAL, **files}.items():
            if text is None:
                continue
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return make


@pytest.fixture
def library(built_once: Path, tmp_path: Path) -> Path:
    """A copy to change or break of the small library that a module or folder builds once, as ``built_once``."""
    root = tmp_path / "library"
    shutil.copytree(built_once, root)
    return root
