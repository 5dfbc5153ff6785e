"""A file that cannot be made is named with its cause, its last good version stays, and the rest is published."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import tools
from partnerkit.diagnostics import Diagnostic
from partnerkit.execute.cache import Cache, LastGood
from partnerkit.execute.progress import Timeline
from partnerkit.model.artifacts import Artifact
from partnerkit.pipeline import prepare
from partnerkit.world import MEGABYTE, Limits, World

_FIRST = "content/policy/first-policy.yaml"
UNPRINTABLE = "within a day 😀"
"""No font has this letter, so no file is made."""


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _listed(root: Path) -> dict[str, dict[str, Any]]:
    return {entry["path"]: entry for entry in json.loads((root / "site/downloads.json").read_bytes())["files"]}


def _behind(root: Path) -> set[str]:
    return {path for path, entry in _listed(root).items() if entry.get("behind")}


def _pages(site: Path) -> dict[Path, html.HtmlElement]:
    return {path: html.fromstring(path.read_bytes()) for path in site.rglob("*.html")}


def _dead_links(site: Path) -> list[str]:
    """The links to downloads that lead nowhere."""
    links = [
        (path, str(href))
        for path, tree in _pages(site).items()
        for href in tree.xpath("//a/@href[contains(., '/downloads/')]")
    ]
    assert links
    return [f"{path}: {href}" for path, href in links if not (path.parent / href).is_file()]


# -- where there is a last good file -----------------------------------------------------------------------------------


@pytest.fixture
def failed(library: Path, run_cli: tools.Command) -> tuple[Path, tools.Ran]:
    """A library that was whole, and whose first policy cannot be printed since its last edit."""
    _edit(library / _FIRST, "within a week", UNPRINTABLE)
    return library, run_cli("build", "--root", str(library))


def test_the_site_is_published_with_the_last_good_file(
    built_once: Path, failed: tuple[Path, tools.Ran], run_cli: tools.Command
):
    root, done = failed
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "but 2 files could not be made" in done.err
    for code in ("en", "es"):
        assert f"downloads/{code}/first-policy.pdf: error [render-failed]" in done.err
    assert "last good file takes its place" in done.err
    page = (root / "site/documents/first-policy/index.html").read_text(encoding="utf-8")
    assert UNPRINTABLE in page
    for name in ("en/first-policy.pdf", "es/first-policy.pdf", "en/kits/small.pdf"):
        assert (root / "site/downloads" / name).read_bytes() == (built_once / "site/downloads" / name).read_bytes()
    assert _dead_links(root / "site") == []


def test_the_list_of_files_says_which_are_behind(failed: tuple[Path, tools.Ran]):
    root, _ = failed
    assert _behind(root) == {
        f"downloads/{code}/{name}"
        for code in ("en", "es")
        for name in ("first-policy.pdf", "kits/small.pdf", "kits/small.zip")
    }


def test_a_page_says_that_its_file_is_behind(failed: tuple[Path, tools.Ran]):
    root, _ = failed
    said = {
        path.parent.relative_to(root / "site").as_posix()
        for path, tree in _pages(root / "site").items()
        if any(
            words in note.text_content()
            for note in tree.find_class("download-note")
            for words in ("from before the last change", "de antes del último cambio")
        )
    }
    assert said == {f"{prefix}{page}" for prefix in ("", "es/") for page in ("documents/first-policy", "kits/small")}


def test_the_next_build_tries_again_until_it_is_mended(
    built_once: Path, failed: tuple[Path, tools.Ran], run_cli: tools.Command
):
    root, _ = failed
    again = run_cli("build", "--root", str(root))
    assert again.code == 1
    assert "Nothing has changed" not in again.out
    assert "could not be made" in again.err
    _edit(root / _FIRST, UNPRINTABLE, "within a week")
    mended = run_cli("build", "--root", str(root))
    assert mended.code == 0, mended.err
    assert tools.contents(root / "site") == tools.contents(built_once / "site")
    assert "Nothing has changed" in run_cli("build", "--root", str(root)).out


def test_a_booklet_binds_the_last_good_file_among_new_ones(failed: tuple[Path, tools.Ran], run_cli: tools.Command):
    root, _ = failed
    before = (root / "site/downloads/en/kits/small.pdf").read_bytes()
    _edit(root / "content/policy/second-policy.yaml", "within a week", "within an hour")
    assert run_cli("build", "--root", str(root)).code == 1
    assert (root / "site/downloads/en/kits/small.pdf").read_bytes() != before
    with zipfile.ZipFile(root / "site/downloads/en/kits/small.zip") as archive:
        for number, name in enumerate(("first-policy", "second-policy"), start=1):
            held = archive.read(f"small/documents/0{number}-{name}.pdf")
            assert held == (root / f"site/downloads/en/{name}.pdf").read_bytes()


def test_a_booklet_whose_document_is_gone_stays_as_it_was(built_once: Path, library: Path, run_cli: tools.Command):
    index = LastGood(library / ".partnerkit/cache/last-good.json")
    index.remember({name: key for name, key in index.keys().items() if "first-policy" not in name})
    _edit(library / _FIRST, "within a week", UNPRINTABLE)
    done = run_cli("build", "--root", str(library))
    assert done.code == 1
    assert (
        "downloads/en/kits/small.pdf: error [render-failed] it holds what could not be made: en/first-policy"
        in done.err
    )
    assert not (library / "site/downloads/en/first-policy.pdf").exists()
    booklet = "site/downloads/en/kits/small.pdf"
    assert (library / booklet).read_bytes() == (built_once / booklet).read_bytes()
    assert not (library / "site/downloads/en/kits/small.zip").exists()
    assert _dead_links(library / "site") == []


def test_a_strict_build_publishes_nothing(built_once: Path, library: Path, run_cli: tools.Command):
    _edit(library / _FIRST, "within a week", UNPRINTABLE)
    done = run_cli("build", "--root", str(library), "--strict")
    assert done.code == 1
    assert "Published" not in done.out + done.err
    assert tools.contents(library / "site") == tools.contents(built_once / "site")


def test_json_has_the_errors_and_nothing_else(library: Path, run_cli: tools.Command):
    _edit(library / _FIRST, "within a week", UNPRINTABLE)
    done = run_cli("build", "--root", str(library), "--json")
    assert done.code == 1
    assert {entry["file"] for entry in json.loads(done.out)} == {
        f"downloads/{c}/first-policy.pdf" for c in ("en", "es")
    }


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"en/first-policy": 3}', '{"en/first-policy": "../../x"}'])
def test_a_damaged_list_of_last_good_files_is_as_good_as_none(library: Path, text: str, run_cli: tools.Command):
    (library / ".partnerkit/cache/last-good.json").write_text(text, encoding="utf-8")
    _edit(library / _FIRST, "within a week", UNPRINTABLE)
    found, files = _prepared(library)
    assert "downloads/en/first-policy.pdf" in {one.span.file for one in found}
    assert "downloads/en/first-policy.pdf" not in files
    assert "downloads/en/second-policy.pdf" in files


def test_what_is_the_last_good_file_is_kept_however_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache = Cache(tmp_path / "cache")
    for key in ("aa-old", "bb-old"):
        cache.put(key, b"pdf", {"pages": 1})
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 365 * 24 * 3600)
    assert cache.prune(keep=["aa-old"]) == 1
    assert cache.get("aa-old") is not None
    assert cache.get("bb-old") is None


# -- where there is none -----------------------------------------------------------------------------------------------


def test_without_an_earlier_file_the_site_goes_without_it(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library", languages="[en, es]")
    _edit(root / _FIRST, "within a week", UNPRINTABLE)
    done = run_cli("build", "--root", str(root))
    assert done.code == 1
    assert "but 4 files could not be made" in done.err
    assert "There is no earlier file to take its place" in done.err
    site = root / "site"
    printed = [path for end in ("pdf", "zip") for path in site.glob(f"downloads/e?/**/*.{end}")]
    assert {path.relative_to(site / "downloads").as_posix() for path in printed} == {
        f"{code}/{name}-policy.pdf" for code in ("en", "es") for name in ("second", "third")
    }
    assert _dead_links(site) == []
    page = (site / "documents/first-policy/index.html").read_text(encoding="utf-8")
    assert "downloads/en/first-policy.pdf" not in page
    assert "downloads/en/first-policy.txt" in page
    for path, tree in _pages(site).items():
        assert re.search(r"\b0 (pages|languages|páginas|idiomas)\b", tree.text_content()) is None, path


def test_a_language_falls_back_to_the_original(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library", languages="[en, es]")
    catalog = root / "content/locale/es/first-policy.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(_CATALOG, encoding="utf-8")
    done = run_cli("build", "--root", str(root))
    assert done.code == 1
    assert "downloads/en" not in done.err
    assert not (root / "site/downloads/es/first-policy.pdf").exists()
    page = _pages(root / "site")[root / "site/es/documents/first-policy/index.html"]
    (main,) = page.xpath("//ul[@class='downloads']//a[@class='is-main']")
    assert main.get("href").endswith("downloads/en/first-policy.pdf")
    assert _dead_links(root / "site") == []


_CATALOG = """\
msgid ""
msgstr ""
"Language: es\\\\n"
"Content-Type: text/plain; charset=UTF-8\\\\n"

msgctxt "first-policy#title"
msgid "First policy"
msgstr "Primera política 😀"
"""


def test_where_nothing_can_be_printed_nothing_is_published(tmp_path: Path, run_cli: tools.Command):
    """That is the fault of the machine or of the templates, and a site without a single file is no use."""
    root = tools.small_library(tmp_path / "library")
    shutil.copytree(tools.CHECKOUT / "templates", root / "templates")
    with (root / "templates/print/base.css").open("a", encoding="utf-8") as css:
        css.write("\np { colour: red }\n")
    done = run_cli("build", "--root", str(root))
    assert done.code == 1
    assert "Published" not in done.out + done.err
    assert not (root / "site").exists()


# -- documents that blow up --------------------------------------------------------------------------------------------


def _prepared(root: Path, limits: Limits | None = None) -> tuple[tuple[Diagnostic, ...], dict[str, Artifact]]:
    """What could not be made, and the files that could."""
    world = World.at(root)
    result = prepare(replace(world, workers=2, limits=limits or world.limits), Timeline())
    assert result.value is not None, result.diagnostics
    return result.diagnostics, {artifact.path: artifact for artifact in result.value.artifacts}


def _blows_up(root: Path, words: str) -> Path:
    """A library whose first policy has something in print that no definition may hold."""
    tools.small_library(root)
    shutil.copytree(tools.CHECKOUT / "templates", root / "templates", ignore=shutil.ignore_patterns("site"))
    _edit(
        root / "templates/print/document.html.j2",
        "{{ body }}",
        f"{{{{ body }}}}{{% if document.id == 'first-policy' %}}{words}{{% endif %}}",
    )
    return root


_FLEX = "{% for _ in range(40) %}<div style='display: flex'>{% endfor %}x{% for _ in range(40) %}</div>{% endfor %}"
"""Twice the time for each: more than anybody has."""
_MANY = "{% for _ in range(90000) %}<p>We answer every family within a week.</p>{% endfor %}"
"""More than is allowed here."""


@pytest.mark.parametrize(
    ("words", "limits", "cause"),
    [
        (_FLEX, Limits(seconds=20), "was not finished after 20 s"),
        (_MANY, Limits(memory=250 * MEGABYTE, seconds=600), "takes more memory than 250 MB"),
    ],
    ids=["time", "memory"],
)
def test_a_document_that_blows_up_is_named_and_the_rest_is_made(tmp_path: Path, words: str, limits: Limits, cause: str):
    root = _blows_up(tmp_path / "library", words)
    found, files = _prepared(root, limits)
    assert [(one.span.file, one.message) for one in found] == [
        ("downloads/en/first-policy.pdf", cause),
        ("downloads/en/kits/small.pdf", "it holds what could not be made: en/first-policy"),
    ]
    assert "Divide the document" in found[0].hint
    assert {path for path in files if path.endswith(".pdf")} == {
        "downloads/en/second-policy.pdf",
        "downloads/en/third-policy.pdf",
    }


def test_a_worker_that_is_killed_takes_no_file_with_it(tmp_path: Path):
    root = tools.small_library(tmp_path / "library")
    killed: list[int] = []

    def kill_one() -> None:
        while not killed:
            for child in multiprocessing.active_children():
                child.kill()
                killed.append(child.pid or 0)
                return
            time.sleep(0.01)

    watcher = threading.Thread(target=kill_one, daemon=True)
    watcher.start()
    found, files = _prepared(root)
    assert killed
    assert found == ()
    assert len([path for path in files if path.endswith(".pdf")]) == 4


# -- documents that are only unusual -----------------------------------------------------------------------------------


def test_ninety_pages_are_no_trouble(tmp_path: Path):
    root = tools.small_library(tmp_path / "library")
    words = "We answer every family within a week. " * 12
    statements = "".join(
        f'  - id: answer-{number}\n    heading: Answer {number}\n    text: "{words}"\n' for number in range(900)
    )
    path = root / _FIRST
    before, _, rest = path.read_text(encoding="utf-8").partition("statements:\n")
    path.write_text(f"{before}statements:\n{statements}responsible:{rest.partition('responsible:')[2]}", "utf-8")
    found, files = _prepared(root)
    assert found == ()
    assert files["downloads/en/first-policy.pdf"].pages >= 90
    assert files["downloads/en/kits/small.pdf"].pages > files["downloads/en/first-policy.pdf"].pages


def test_a_kit_with_a_missing_translation_holds_the_original(built_once: Path):
    """Nothing of this library is translated; its Spanish kit is there all the same, with Spanish around English."""
    with zipfile.ZipFile(built_once / "site/downloads/es/kits/small.zip") as archive:
        assert {"small/small.pdf", "small/documents/01-first-policy.pdf"} <= set(archive.namelist())
    assert _behind(built_once) == set()


@pytest.mark.parametrize(
    ("file", "line", "empty", "place"),
    [
        (_FIRST, r"(?m)^audience: .*$", "audience: []", f"{_FIRST}:9:11"),
        (_FIRST, r"(?ms)^statements:.*?^responsible", "statements: []\nresponsible", f"{_FIRST}:18:13"),
        ("kits/small.yaml", r"documents: \[.*\]", "documents: []", "kits/small.yaml:11:"),
        ("kits/small.yaml", r"(?ms)^parts:.*", "parts: []\n", "kits/small.yaml:10:8"),
    ],
)
def test_an_empty_list_is_a_mistake_with_a_place_and_the_site_stays(
    built_once: Path, library: Path, run_cli: tools.Command, file: str, line: str, empty: str, place: str
):
    path = library / file
    text, count = re.subn(line, empty, path.read_text(encoding="utf-8"))
    assert count == 1
    path.write_text(text, encoding="utf-8")
    done = run_cli("build", "--root", str(library))
    assert done.code == 1
    assert place in done.err
    assert "must have 1 or more items" in done.err
    assert tools.contents(library / "site") == tools.contents(built_once / "site")
