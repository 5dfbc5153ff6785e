"""A small library that has been built already: each test gets a copy of its own to change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tools


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """The library, its site and its work folder, untouched."""
    root = tools.small_library(tmp_path_factory.mktemp("incremental") / "library", languages="[en, es]")
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    return root


@pytest.fixture
def library(built_once: Path, tmp_path: Path) -> Path:
    """A copy to change, with its caches and its site."""
    root = tmp_path / "library"
    shutil.copytree(built_once, root)
    return root
