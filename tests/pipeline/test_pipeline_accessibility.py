"""The ledger of accessibility: every PDF is checked once, and one that fails is published and named as failing."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from lxml import html

import tools
from partnerkit.execute.cache import Cache
from partnerkit.model.artifacts import BrokenRule, Verdict
from partnerkit.render import ledger, pdf_check
from partnerkit.render.pdf_check import UNREAD, Examination, examine

BROKEN = "downloads/es/first-policy.pdf"


def _entries(root: Path) -> dict[str, Any]:
    """The verdict of every PDF, as ``downloads.json`` has it."""
    files = json.loads((root / "site" / "downloads.json").read_bytes())["files"]
    assert "pdf" not in {one["format"] for one in files if one["accessibility"] is None}
    return {one["path"]: one["accessibility"] for one in files if one["format"] == "pdf"}


def _page(root: Path, prefix: str = "") -> html.HtmlElement:
    return html.document_fromstring((root / f"site/{prefix}accessibility/files/index.html").read_bytes().decode())


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _cached(root: Path, name: str) -> tuple[Cache, str]:
    """The cache of a library, and the key of the entry that has a name."""
    cache = Cache(root / ".partnerkit" / "cache")
    (key,) = [path.stem for path in cache.folder.glob("*/*.json") if json.loads(path.read_bytes())["name"] == name]
    return cache, key


def _without_language(data: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.Root.Lang
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


@pytest.fixture
def broken(library: Path) -> Path:
    """A library in whose cache one finished file has lost its language."""
    cache, key = _cached(library, "es/first-policy")
    entry = cache.get(key)
    assert entry is not None
    cache.put(key, _without_language(entry[0]), {"name": "es/first-policy", "pages": entry[1]["pages"]})
    return library


def test_every_pdf_has_passed_and_the_page_lists_all_of_them(built_once: Path):
    entries = _entries(built_once)
    wanted = {"standard": "PDF/UA-1", "checker": pdf_check.checker(), "passed": True, "broken": []}
    assert len(entries) == 8
    assert all(entry == wanted for entry in entries.values())
    for prefix, up in (("", "../../"), ("es/", "../../../")):
        page = _page(built_once, prefix)
        links = page.xpath("//table[contains(@class, 'ledger')]//td//a/@href")
        assert sorted(link.removeprefix(up) for link in links) == sorted(entries)
        assert page.xpath("//*[@class='flawed']") == []
        assert page.xpath(f"//a[@href='{up}downloads.json']")
        assert not page.xpath("//main//details[@open]"), "nothing needs attention, so nothing is unfolded"
    text = _words(_page(built_once))
    assert "Passed: 8 of 8" in text
    assert pdf_check.checker() in text
    footer = html.document_fromstring((built_once / "site" / "index.html").read_bytes().decode())
    assert footer.xpath("//footer//a[@href='accessibility/files/']")


def test_a_file_that_fails_is_published_and_named_with_its_rules(broken: Path, run_cli: tools.Command):
    done = run_cli("build", "--root", str(broken), "--force", "--json")
    assert done.code == 0, done.err
    found = [one for one in json.loads(done.out) if one["code"] == "not-accessible"]
    assert {(one["file"], one["severity"]) for one in found} == {(BROKEN, "warning")}
    assert any("PDFUA1-TEXT-LANGUAGE-001" in one["message"] for one in found)

    entries = _entries(broken)
    assert [path for path, entry in entries.items() if not entry["passed"]] == [BROKEN]
    rules = [one["rule"] for one in entries[BROKEN]["broken"]]
    assert "PDFUA1-TEXT-LANGUAGE-001" in rules

    page = _page(broken)
    (flawed,) = page.xpath("//ul[@class='flawed']/li")
    assert flawed.xpath(".//a/@href") == [f"../../{BROKEN}"]
    words = _words(flawed)
    assert "Some words do not say which language they are in" in words
    assert "clause" in words
    assert all(rule in words for rule in rules)
    assert "Passed: 7 of 8" in _words(page)
    assert [_words(one) for one in page.xpath("//li[@class='fails']")] == ["Español does not pass"]
    assert re.match("Policies", _words(page.xpath("//main//details[@open]")[0]))


def test_a_strict_build_does_not_publish_a_file_that_fails(broken: Path, run_cli: tools.Command):
    before = tools.contents(broken / "site")
    assert run_cli("build", "--root", str(broken), "--force", "--strict").code != 0
    assert tools.contents(broken / "site") == before


def test_a_file_is_checked_once(library: Path, run_cli: tools.Command):
    """The second build believes the cache: a verdict that was put there by hand is the one that is published."""
    cache, key = _cached(library, BROKEN)
    made_up = Verdict("a checker 1.0", (BrokenRule("MADE-UP-001", "it is only a test"),))
    cache.put(key, json.dumps(made_up.as_json()).encode(), {"name": BROKEN})
    assert run_cli("build", "--root", str(library), "--force").code == 0
    assert Verdict.from_json(_entries(library)[BROKEN]) == made_up


# -- the checker -------------------------------------------------------------------------------------------------------


def test_a_verdict_holds_for_these_bytes_and_this_version(monkeypatch: pytest.MonkeyPatch):
    key = Examination("a", b"1").key()
    assert Examination("b", b"1").key() == key
    assert Examination("a", b"2").key() != key
    monkeypatch.setattr(pdf_check, "version", lambda _: "99")
    assert Examination("a", b"1").key() != key


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\ntrailer<</Root 1 0 R>>\n%%EOF"])
def test_what_the_checker_cannot_read_has_not_passed(data: bytes):
    verdict = examine(Examination("x", data))
    assert not verdict.passed
    assert verdict.broken[0].rule == UNREAD


@pytest.mark.parametrize(
    ("rule", "area"),
    [
        ("TEXT-LANGUAGE-001", "language"),
        ("FORM-FIELD-TU-LANGUAGE-001", "language"),
        ("HEADING-NESTING-001", "headings"),
        ("TABLE-HEADERS-SCOPE-001", "tables"),
        ("L-KIDS-001", "lists"),
        ("LI-PARENT-001", "lists"),
        ("FIGURE-ALTERNATIVE-TEXT-001", "pictures"),
        ("WIDGET-FORM-TAG-001", "fields"),
        ("LINK-CONTENTS-001", "links"),
        ("FONT-GLYPH-PRESENCE-001", "letters"),
        ("METADATA-TITLE-001", "title"),
        ("STRUCT-TREE-ROLE-MAP-001", "marks"),
        ("ENCRYPTION-P-001", "other"),
        (UNREAD, "unread"),
    ],
)
def test_every_rule_belongs_to_an_area_that_has_plain_words(rule: str, area: str):
    assert next(name for name, _, fits in ledger._AREAS if fits(rule)) == area
    assert f"flaw-{area}" in yaml.safe_load((tools.CHECKOUT / "templates" / "ui.yaml").read_text(encoding="utf-8"))
