"""Files are made in a language once enough of their words are translated; until then readers get the source's."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import polib
import pytest
import web

import tools


def _translated(root: Path, area: str, run_cli: tools.Command) -> None:
    """A catalog whose every entry is translated; the words may stay, since only their number counts here."""
    done = run_cli("translate", "update", "--root", str(root), "--language", "es", "--document", area)
    assert done.code == 0, done.err
    path = root / "content/locale/es" / f"{area}.po"
    catalog = polib.pofile(str(path))
    for entry in catalog:
        entry.msgstr = entry.msgid
    catalog.save(str(path))


@pytest.fixture(scope="module")
def partly(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """Three policies in two languages, the first of them translated, to be published from 60 percent on."""
    root = tools.small_library(tmp_path_factory.mktemp("partly") / "library", languages="[en, es]\npublish_at: 60")
    _translated(root, "first-policy", run_cli)
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    return root


def test_only_what_is_translated_far_enough_has_files_of_its_own(partly: Path):
    site = partly / "site"
    assert {path.name for path in (site / "downloads/en").glob("*.pdf")} == {f"{name}.pdf" for name in tools.POLICIES}
    assert {path.name for path in (site / "downloads/es").glob("*.pdf")} == {"first-policy.pdf"}
    assert not (site / "downloads/es/kits").exists()
    listed = json.loads((site / "downloads.json").read_bytes())["files"]
    assert {entry["path"] for entry in listed if entry["language"] == "es"} == {
        "downloads/es/first-policy.pdf",
        "downloads/es/first-policy.docx",
        "downloads/es/first-policy.txt",
        "downloads/es/library/small-library-reviews.ics",
    }


def test_pages_offer_the_file_that_there_is_and_say_its_language(partly: Path):
    site = partly / "site"
    for name, own in (("first-policy", True), ("second-policy", False)):
        page = web.page(site, f"es/documents/{name}/")
        (main,) = page.tree.xpath("//ul[@class='downloads']//a[@class='is-main']")
        assert main.get("href").endswith(f"downloads/{'es' if own else 'en'}/{name}.pdf")
        assert ("English" in main.text_content()) is not own
    kit = web.page(site, "es/kits/small/")
    links = kit.tree.xpath("//ul[@class='downloads']//a/@href")
    assert [link.split("downloads/")[1] for link in links] == [
        f"en/kits/small{end}" for end in (".pdf", ".zip", ".epub", ".txt", "-reviews.ics")
    ]


def test_every_download_link_leads_to_a_file(partly: Path):
    site = partly / "site"
    for page in web.pages(site):
        for href in page.tree.xpath("//ul[@class='downloads']//a/@href"):
            assert web.target(page.name, href) is not None, f"{page.name}: {href}"


def test_a_kit_that_is_far_enough_holds_the_rest_in_the_source_language(
    partly: Path, tmp_path: Path, run_cli: tools.Command
):
    root = tools.small_library(tmp_path / "library", languages="[en, es]\npublish_at: 40")
    for area in ("first-policy", "small"):
        _translated(root, area, run_cli)
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    es, en = root / "site/downloads/es", root / "site/downloads/en"
    assert (es / "kits/small.zip").is_file()
    assert (es / "first-policy.pdf").is_file()
    assert not (es / "second-policy.pdf").exists()
    with zipfile.ZipFile(es / "kits/small.zip") as archive:
        assert archive.read("small/documents/02-second-policy.pdf") == (en / "second-policy.pdf").read_bytes()
        assert archive.read("small/documents/01-first-policy.pdf") == (es / "first-policy.pdf").read_bytes()


def test_a_language_may_have_a_threshold_of_its_own(tmp_path: Path, run_cli: tools.Command):
    settings = "[en, es]\npublish_at: 100\npublish_at_in: {es: 0}"
    root = tools.small_library(tmp_path / "library", languages=settings)
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    assert (root / "site/downloads/es/first-policy.pdf").is_file()
