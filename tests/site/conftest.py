"""Sites that several tests of the website look at."""

from __future__ import annotations

from pathlib import Path

import pytest
import tools

ADDRESS = "https://school.example/families/"


@pytest.fixture(scope="session")
def addressed(tmp_path_factory: pytest.TempPathFactory, run_cli) -> Path:
    """The site of a small library of its own, in two languages, that knows its address."""
    root = tools.small_library(tmp_path_factory.mktemp("addressed") / "library", languages="[en, es]")
    done = run_cli("build", "--root", str(root), env={"SITE_URL": ADDRESS})
    assert done.code == 0, done.err
    return root / "site"
