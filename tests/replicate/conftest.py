"""A district, a school that builds on it, a school that has nothing yet, and the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tools
from partnerkit.cli import main
from sharing import DISTRICT, OAK, OVERLAY, SCHOOL, catalog, write


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """A district with three policies, one of them translated, a logo that it does not use, and a licence."""
    root = tools.small_library(tmp_path / "district", "[en, es]")
    answer = {"key": "statements[answer].heading", "source": "An answer", "target": "Una respuesta"}
    files = {"partnership.yaml": DISTRICT, "LICENSE": "CC BY 4.0\n", "notes.txt": "Not for others.\n"}
    return write(root, {**files, "content/locale/es/first-policy.po": catalog(**answer)})


@pytest.fixture
def school(tmp_path: Path, district: Path) -> Path:
    """A school that changes a clause of its district's, and has translated it."""
    assert district.is_dir()
    words = {"key": "statements[answer].text", "source": "We answer at the door of {school.name}."}
    ours = catalog(**words, target="Respondemos en la puerta de {school.name}.")
    files = {"partnership.yaml": SCHOOL, "overlay/ours.yaml": OVERLAY, "content/locale/es/first-policy.po": ours}
    return write(tmp_path / "school", files)


@pytest.fixture
def oak(tmp_path: Path) -> Path:
    """A school that has nothing but its settings."""
    return write(tmp_path / "oak", {"partnership.yaml": OAK})


@pytest.fixture
def cli() -> Callable[..., Result]:
    """The command line in this process; an exception that nobody has caught fails the test."""

    def run(*arguments: str | Path, says: str = "") -> Result:
        return CliRunner().invoke(main, [str(one) for one in arguments], input=says, catch_exceptions=False)

    return run
