"""A workspace translates what it says itself; the translations of the library below come with that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polib
from click.testing import Result

Cli = Callable[..., Result]


def _keys(path: Path) -> set[str]:
    return {entry.msgctxt for entry in polib.pofile(str(path)) if not entry.obsolete}


def test_an_update_of_catalogs_brings_only_what_the_workspace_says_itself(school: Path, cli: Cli):
    folder = school / "content/locale/es"
    (folder / "first-policy.po").unlink()
    done = cli("translate", "update", "--root", school, "--language", "es")
    assert done.exit_code == 0, done.output
    assert [path.name for path in folder.iterdir()] == ["first-policy.po"]
    assert _keys(folder / "first-policy.po") == {"first-policy#statements[answer].text"}


def test_what_the_library_below_has_not_translated_comes_for_a_document_that_is_named(school: Path, cli: Cli):
    done = cli("translate", "update", "--root", school, "--language", "es", "--document", "first-policy")
    assert done.exit_code == 0, done.output
    keys = _keys(school / "content/locale/es/first-policy.po")
    assert "first-policy#purpose" in keys
    assert "first-policy#statements[answer].heading" not in keys
    # What is there by now stays, with or without its name.
    assert "up to date" in cli("translate", "update", "--root", school, "--language", "es").output
