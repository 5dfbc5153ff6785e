"""The documents of a kit in two columns: made for each language, listed, and offered where somebody looks for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import web

import tools


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """Three policies in four languages; two are in a kit whose documents are printed in two columns as well."""
    root = tools.small_library(tmp_path_factory.mktemp("beside") / "library", languages="[en, es, ar, fr]")
    kit = root / "kits/small.yaml"
    kit.write_text(kit.read_text(encoding="utf-8").replace("order: 10\n", "order: 10\nmakes: [bilingual]\n"), "utf-8")
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    return root / "site"


def _offered(site: Path, name: str) -> list[str]:
    found = web.page(site, name).tree.xpath("//ul[@class='downloads']//a/@href")
    return [link.split("downloads/")[1] for link in found if link.endswith("-bilingual.pdf")]


def test_each_document_of_the_kit_is_made_in_each_language_but_the_source(site: Path):
    made = sorted(path.relative_to(site / "downloads").as_posix() for path in site.rglob("*-bilingual.pdf"))
    assert made == [
        f"{code}/{name}-policy-bilingual.pdf" for code in ("ar", "es", "fr") for name in ("first", "second")
    ]


def test_the_list_of_files_says_what_they_are(site: Path):
    files = json.loads((site / "downloads.json").read_bytes())["files"]
    (entry,) = [one for one in files if one["path"] == "downloads/es/first-policy-bilingual.pdf"]
    assert entry["pages"] > 0
    assert {key: entry[key] for key in ("document", "language", "format", "variant", "title")} == {
        "document": "first-policy",
        "language": "es",
        "format": "pdf",
        "variant": "bilingual",
        "title": "First policy · English – Español",
    }


def test_the_page_of_the_source_offers_every_language_in_a_list_that_unfolds(site: Path):
    page = web.page(site, "documents/first-policy/")
    languages = ["es", "ar", "fr"]
    assert _offered(site, "documents/first-policy/") == [f"{code}/first-policy-bilingual.pdf" for code in languages]
    page = web.page(site, "documents/first-policy/")
    others, beside = page.tree.xpath("//ul[@class='downloads']//details")
    for fold in (others, beside):
        assert fold.get("open") is None
        assert [" ".join(row.text_content().split()) for row in fold.xpath(".//li")] == [
            "Español Spanish",
            "العربية Arabic",
            "Français French",
        ]
        assert fold.xpath(".//li//span[@lang]/@lang") == languages


@pytest.mark.parametrize(("code", "pair"), [("es", "English – Español"), ("ar", "English – العربية")])
def test_the_page_of_a_translation_offers_its_own(site: Path, code: str, pair: str):
    assert _offered(site, f"{code}/documents/first-policy/") == [f"{code}/first-policy-bilingual.pdf"]
    page = web.page(site, f"{code}/documents/first-policy/")
    (link,) = page.tree.xpath("//ul[@class='downloads']//a[contains(@href, '-bilingual')]")
    assert pair in link.text_content()
    assert len(page.tree.xpath("//ul[@class='downloads']//details")) == 1, "the other languages"


def test_nothing_is_offered_for_a_document_of_no_such_kit(site: Path):
    for name in ("documents/third-policy/", "es/documents/third-policy/"):
        assert _offered(site, name) == []


def test_every_offered_file_is_there(site: Path):
    for page in web.pages(site):
        for href in page.tree.xpath("//ul[@class='downloads']//a/@href"):
            found = web.target(page.name, href)
            assert found is not None
            assert (site / found[0]).is_file(), href
