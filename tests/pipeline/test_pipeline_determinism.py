"""The same sources make the same bytes: in another folder, by another number of workers, on another day and place."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from pathlib import Path

import pytest

import tools

_ELSEWHERE = {
    "PYTHONHASHSEED": "7",
    "TZ": "Asia/Kathmandu",
    "LC_ALL": "C",
    "LANG": "C",
    "SOURCE_DATE_EPOCH": "86400",
    "FONTCONFIG_FILE": "/nonexistent/fonts.conf",
}
_HERE = {"PYTHONHASHSEED": "42", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


def _differences(one: Path, other: Path) -> set[str]:
    return tools.changed(tools.contents(one), tools.contents(other))


def _whatever_languages(site: Path) -> dict[str, str]:
    """The files of a language but for those in which there are all languages: catalogues of kits and online forms."""
    every = (".json", ".zip", "kit.json", "SHA256SUMS", "-xlsform.xlsx", "-limesurvey.txt")
    found = {name: mark for name, mark in tools.contents(site).items() if not name.endswith(every)}
    for path in sorted(site.rglob("*.zip")):
        with zipfile.ZipFile(path) as folder:
            inside = {name: hashlib.sha256(folder.read(name)).hexdigest() for name in folder.namelist()}
        found |= {name: mark for name, mark in inside.items() if not name.endswith(every)}
    return found


def test_a_small_library_is_the_same_everywhere(tmp_path: Path, run_cli: tools.Command):
    sites = []
    for name, workers, env in (("here", "2", _HERE), ("a folder/elsewhere", "1", _ELSEWHERE)):
        root = tools.small_library(tmp_path / name, languages="[en, es]")
        done = run_cli("build", "--root", str(root), "--workers", workers, env=env)
        assert done.code == 0, done.err
        sites.append(root / "site")
    assert _differences(*sites) == set()


def test_file_times_do_not_matter(tmp_path: Path, run_cli: tools.Command):
    """A checkout gives every file the time of the checkout; a copy keeps older ones."""
    sites = []
    for name, time in (("new", None), ("old", (0, 0))):
        root = tools.small_library(tmp_path / name)
        for path in root.rglob("*"):
            os.utime(path, time)
        assert run_cli("build", "--root", str(root)).code == 0
        sites.append(root / "site")
    assert _differences(*sites) == set()


@pytest.mark.slow
def test_the_core_library_is_the_same_from_a_copy_of_the_checkout(
    built: tools.Built, tmp_path: Path, run_cli: tools.Command
):
    """From nothing, by one worker; in the source language and one of another script, which are enough to differ."""
    parts = ("content", "kits", "templates", "partnership.yaml", "mkdocs.yml")
    root = tools.copy_checkout(tmp_path / "copy of the checkout", parts)
    settings = root / "partnership.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"^languages: .*$", "languages: [en, ar]", text, flags=re.MULTILINE), encoding="utf-8")
    done = run_cli("build", "--root", str(root), "--workers", "1", env=_ELSEWHERE)
    assert done.code == 0, done.err
    for code in ("en", "ar"):
        both = (_whatever_languages(place / "downloads" / code) for place in (built.site, root / "site"))
        assert tools.changed(*both) == set()
