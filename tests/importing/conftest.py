"""A district, a school that builds on it, and the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tools
from partnerkit.cli import main
from sharing import DISTRICT, write

SCHOOL = "kind: workspace\nid: maple\nname: Maple\nextends: ../district\nlanguages: [en, es]  # ours\n"


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """A district with three policies."""
    return write(tools.small_library(tmp_path / "district", "[en, es]"), {"partnership.yaml": DISTRICT})


@pytest.fixture
def school(tmp_path: Path, district: Path) -> Path:
    """A school that has nothing but its settings."""
    assert district.is_dir()
    return write(tmp_path / "maple", {"partnership.yaml": SCHOOL})


@pytest.fixture
def cli() -> Callable[..., Result]:
    """The command line, in this process."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [str(one) for one in arguments])

    return run
