"""What a kit asks for besides the usual print: made, bound, offered where somebody looks for it, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import page as checker
import pikepdf
import pypdf
import pytest
import web

import tools

ADDRESS = "https://school.example/partnership/"
MAKES = """\
order: 10
makes: [large-print, ink-saver, letter, a4]
handouts:
  - {document: first-policy, style: summary}
  - {document: first-policy, style: slips}
  - {document: second-policy, style: poster}
"""
SPANISH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: es\\n"

msgctxt "first-policy#title"
msgid "First policy"
msgstr "Primera norma"

msgctxt "first-policy#summary"
msgid "In short, first things come first."
msgstr "En pocas palabras, lo primero va primero."
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """Three policies in two languages; a kit of two of them asks for everything. Of Spanish there are two sentences."""
    root = tools.small_library(tmp_path_factory.mktemp("editions") / "library", languages="[en, es]\npublish_at: 90")
    kit = root / "kits/small.yaml"
    kit.write_text(kit.read_text(encoding="utf-8").replace("order: 10\n", MAKES), "utf-8")
    catalog = root / "content/locale/es/first-policy.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(SPANISH.lstrip(), "utf-8")
    done = run_cli("build", "--root", str(root), env={"SITE_URL": ADDRESS})
    assert done.code == 0, done.err
    return root / "site"


def _files(site: Path) -> dict[str, tools.Entry]:
    return {entry["path"]: entry for entry in json.loads((site / "downloads.json").read_bytes())["files"]}


def _rows(site: Path, name: str) -> dict[str, str]:
    """The offers of a page: what they are called, and where they lead."""
    links = web.page(site, name).tree.xpath("//ul[@class='downloads']//a")
    return {" ".join(link.text_content().split()): link.get("href").split("downloads/")[1] for link in links}


def _folds(site: Path, name: str) -> list[str]:
    return [summary.text for summary in web.page(site, name).tree.xpath("//ul[@class='downloads']//summary")]


def test_documents_and_booklet_are_made_in_each_edition_but_the_usual_paper(site: Path):
    made = {path for path in _files(site) if path.startswith("downloads/en/") and path.endswith(".pdf")}
    editions = ["", "-a4", "-ink-saver", "-large-print"]
    assert made == {
        *(f"downloads/en/kits/small{edition}.pdf" for edition in editions),
        *(f"downloads/en/{name}-policy{edition}.pdf" for name in ("first", "second") for edition in editions),
        "downloads/en/third-policy.pdf",
        "downloads/en/first-policy-summary.pdf",
        "downloads/en/first-policy-slips.pdf",
        "downloads/en/second-policy-poster.pdf",
    }


def test_the_list_of_files_names_the_edition(site: Path):
    files = _files(site)
    variants = {path.split("/")[-1]: entry["variant"] for path, entry in files.items() if "first-policy" in path}
    assert variants == {
        "first-policy.pdf": "letter",
        "first-policy-a4.pdf": "a4",
        "first-policy-ink-saver.pdf": "ink-saver",
        "first-policy-large-print.pdf": "large-print",
        "first-policy-slips.pdf": "slips",
        "first-policy-summary.pdf": "summary",
        "first-policy.docx": "word",
        "first-policy.txt": "text",
        "first-policy.yaml": "source",
    }


def test_every_edition_passes_the_checker(site: Path):
    failed = {}
    for path in sorted(site.rglob("*.pdf")):
        report = checker.validate_pdf_bytes(path.read_bytes(), profile="ua1")
        if not report.is_compliant:
            failed[path.name] = sorted({str(failure.rule_id) for failure in report.failures})
    assert not failed


def test_pages_have_the_paper_they_promise(site: Path):
    sizes = {}
    for edition in ("", "-a4", "-large-print"):
        with pikepdf.open(site / f"downloads/en/kits/small{edition}.pdf") as pdf:
            boxes = [[float(side) for side in page.mediabox] for page in pdf.pages]
            sizes[edition] = {(round(box[2] - box[0]), round(box[3] - box[1])) for box in boxes}
    assert sizes == {"": {(612, 792)}, "-a4": {(595, 842)}, "-large-print": {(612, 792)}}


def test_a_page_offers_the_likely_print_first_and_the_rest_folded(site: Path):
    assert _rows(site, "documents/first-policy/") == {
        "Print it (PDF) 1 page": "en/first-policy.pdf",
        "To change in Word (DOCX)": "en/first-policy.docx",
        "Plain text (TXT)": "en/first-policy.txt",
        "One page in plain words 1 page": "en/first-policy-summary.pdf",
        "Slips to cut out 1 page": "en/first-policy-slips.pdf",
        "Large print 2 pages": "en/first-policy-large-print.pdf",
        "Black and white, saves ink 1 page": "en/first-policy-ink-saver.pdf",
        "On A4 paper 1 page": "en/first-policy-a4.pdf",
    }
    assert _folds(site, "documents/first-policy/") == ["Other ways to print it (PDF)"]


def test_a_kit_offers_its_booklets_and_its_handouts(site: Path):
    offers = _rows(site, "kits/small/")
    assert {name: path for name, path in offers.items() if "kits/" not in path} == {
        "First policy One page in plain words": "en/first-policy-summary.pdf",
        "First policy Slips to cut out": "en/first-policy-slips.pdf",
        "Second policy Poster": "en/second-policy-poster.pdf",
    }
    calendar = "-reviews.ics"  # to be followed, and as a file
    ends = (".pdf", ".zip", ".epub", ".txt", calendar, calendar, "-large-print.pdf", "-ink-saver.pdf", "-a4.pdf")
    assert [path for path in offers.values() if "kits/" in path] == [f"en/kits/small{end}" for end in ends]
    links = web.page(site, "kits/small/").tree.xpath("//ul[@class='downloads']//a[contains(@href, '.ics')]/@href")
    assert [link.partition(":")[0] for link in links] == ["webcal", "../../downloads/en/kits/small-reviews.ics"]


def test_a_handout_is_made_as_soon_as_its_own_words_are_translated(site: Path):
    made = {path for path in _files(site) if path.startswith("downloads/es/")}
    assert made == {"downloads/es/first-policy-summary.pdf", "downloads/es/first-policy-slips.pdf"}
    offers = _rows(site, "es/documents/first-policy/")
    assert "es/first-policy-summary.pdf" in offers.values()
    assert "en/first-policy-large-print.pdf" in offers.values(), "what Spanish does not have is offered in English"


def test_nothing_else_is_offered_for_a_document_of_no_kit(site: Path):
    assert list(_rows(site, "documents/third-policy/").values()) == [
        f"en/third-policy.{end}" for end in ("pdf", "docx", "txt")
    ]


def test_paper_says_where_the_living_page_is(site: Path):
    for name, address in (
        ("en/kits/small", "kits/small/"),
        ("en/first-policy-summary", "documents/first-policy/"),
        ("es/first-policy-summary", "es/documents/first-policy/"),
    ):
        text = "".join(page.extract_text() for page in pypdf.PdfReader(site / f"downloads/{name}.pdf").pages)
        assert ADDRESS + address in text.replace("\n", ""), name
