"""A small library that has been built already: each test gets a copy of its own to change."""

from __future__ import annotations

from pathlib import Path

import pytest

import tools


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """The library, its site and its work folder, untouched."""
    return tools.built_library(tmp_path_factory.mktemp("incremental") / "library", run_cli, languages="[en, es]")
