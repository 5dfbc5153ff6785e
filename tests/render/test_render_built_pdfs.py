"""Every PDF of the core library: accessible by somebody else's check, complete, and set in our own fonts."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from pathlib import Path

import archiving
import page
import pytest
import structure
from fontTools.ttLib import TTFont
from markupsafe import Markup

import tools
from partnerkit.model.document import Document
from partnerkit.model.editions import HANDOUTS
from partnerkit.model.locales import language
from partnerkit.model.vocabulary import Kit
from partnerkit.render.print_html import bilingual_title, handout_text
from partnerkit.wording import Words


def _pdfs(built: tools.Built, code: str) -> dict[str, bytes]:
    folder = built.site / "downloads" / code
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.pdf"))}


def _entries(built: tools.Built, code: str) -> dict[str, tools.Entry]:
    """What ``downloads.json`` says of the PDFs of a language, by the same names."""
    files = json.loads((built.site / "downloads.json").read_bytes())["files"]
    start = f"downloads/{code}/"
    return {one["path"].removeprefix(start): one for one in files if one["path"].startswith(start)}


def _archival(entry: tools.Entry) -> bool:
    """Whether a file carries what it was made from: fields don't go together with that, and handouts are to be read."""
    return entry["variant"] not in ("fillable", *HANDOUTS)


def _documents(code: str) -> dict[str, Document]:
    """The documents that have a PDF in a language."""
    offered = tools.reading().published[code]
    return {name: document for name, document in tools.reading().documents[code].items() if name in offered}


def _kits(code: str) -> dict[str, Kit]:
    """The kits that have a booklet in a language."""
    offered = tools.reading().published[code]
    return {name: kit for name, kit in tools.reading().libraries[code].kits.items() if name in offered}


@pytest.mark.parametrize("code", tools.CODES)
def test_every_pdf_conforms_to_pdf_ua(built: tools.Built, code: str):
    failing = {}
    for name, data in _pdfs(built, code).items():
        report = page.validate_pdf_bytes(data, profile="ua1")
        if not report.is_compliant:
            failing[name] = sorted({str(failure.rule_id) for failure in report.failures})
    assert failing == {}


@pytest.mark.parametrize("code", tools.CODES)
def test_every_pdf_has_title_language_outline_and_tags(built: tools.Built, code: str):
    documents, kits, entries = tools.reading().documents[code], _kits(code), _entries(built, code)
    for name, data in _pdfs(built, code).items():
        with structure.opened(data) as pdf:
            entry = entries[name]
            key = entry.get("kit") or entry["document"]
            title = str(kits[key].title.source) if "kit" in entry else documents[key].title
            if beside := entry["variant"] == "bilingual":
                title = bilingual_title(tools.reading().documents["en"][key], documents[key])
            assert entry["title"] == title, name
            end = f" – {_ui(code, entry['variant'])}" if entry["variant"] in HANDOUTS else ""
            assert str(pdf.docinfo["/Title"]) == title + end, name
            assert str(pdf.Root.Lang) == ("en" if beside else code), name
            assert pdf.Root.ViewerPreferences.DisplayDocTitle, name
            assert pdf.Root.MarkInfo.Marked, name
            with pdf.open_outline() as outline:
                assert len(outline.root) > 0, name


def _ui(code: str, style: str) -> str:
    return str(tools.reading().libraries[code].interface[f"handout-{style}"].source)


_SHAPED = {"ar": 0.85, "ur": 0.85}
"""Scripts whose letters join: what a reader program makes of the glyphs is a little less than what was written."""


def _lost(wanted: str, data: bytes, code: str) -> Counter[str]:
    """The words, or where a script has no spaces the characters, that neither reader finds in a PDF."""
    quick = _missing(wanted, structure.quick_text(data), code)
    return quick and _missing(wanted, structure.text(data), code)


def _missing(wanted: str, found: str, code: str) -> Counter[str]:
    if code.startswith("zh"):
        return tools.lost(
            Counter("".join(tools.words(wanted).elements())), Counter("".join(tools.words(found).elements()))
        )
    words = tools.words(wanted)
    missing = tools.lost(words, tools.words(found))
    return missing if missing.total() > (1 - _SHAPED.get(code, 1)) * words.total() else Counter()


@pytest.mark.parametrize("code", tools.CODES)
def test_no_word_of_a_document_is_lost_in_its_pdf(built: tools.Built, code: str):
    pdfs = _pdfs(built, code)
    documents = tools.reading().documents[code]
    whole = {
        name: documents[entry["document"]]
        for name, entry in _entries(built, code).items()
        if "document" in entry and entry["format"] == "pdf" and entry["variant"] not in HANDOUTS
    }
    assert {f"{name}.pdf" for name in _documents(code)} <= whole.keys()
    missing = {name: lost for name, document in whole.items() if (lost := _lost(document.body.text, pdfs[name], code))}
    assert missing == {}


@pytest.mark.parametrize("code", tools.CODES)
def test_a_handout_is_one_page_with_all_of_its_words(built: tools.Built, code: str):
    library = tools.reading().libraries[code]
    for name, entry in _entries(built, code).items():
        if entry["variant"] in HANDOUTS:
            data = (built.site / entry["path"]).read_bytes()
            assert entry["pages"] == 1, name
            definition, words = library.documents[entry["document"]], Words(library, language(code))
            wanted = f"{words.words(definition.title)} {words.words(handout_text(definition, entry['variant']))} "
            times = 4 if entry["variant"] == "slips" else 1
            assert not _lost(wanted * times, data, code), name


@pytest.mark.parametrize("code", tools.CODES)
def test_no_word_of_a_kit_is_lost_in_its_booklet(built: tools.Built, code: str):
    pdfs, documents = _pdfs(built, code), tools.reading().documents[code]
    for key, kit in _kits(code).items():
        wanted = " ".join(documents[name].body.text for name in kit.documents)
        for step in kit.steps:
            wanted += " " + Markup(str(step.text.source).replace("**", "")).striptags()
        for name, entry in _entries(built, code).items():
            if entry.get("kit") == key and entry["format"] == "pdf":
                assert not _lost(wanted, pdfs[name], code), name


@pytest.mark.parametrize("code", tools.CODES)
def test_every_list_item_has_a_body_and_every_header_cell_a_scope(built: tools.Built, code: str):
    headers = 0
    for name, data in _pdfs(built, code).items():
        for node in structure.tree(data).iter():
            if node.tag == "LI":
                assert {child.tag for child in node.children} <= {"Lbl", "LBody"}, name
                assert sum(child.tag == "LBody" for child in node.children) == 1, name
            elif node.tag == "TH":
                headers += 1
                assert node.scope in ("Row", "Column"), name
    assert headers > 0


@pytest.mark.parametrize("code", tools.CODES)
def test_headings_start_at_one_and_skip_no_level(built: tools.Built, code: str):
    for name, data in _pdfs(built, code).items():
        levels = [int(node.tag[1]) for node in structure.tree(data).iter() if node.tag in ("H1", "H2", "H3", "H4")]
        assert levels[0] == 1, name
        assert all(new <= old + 1 for old, new in itertools.pairwise(levels)), name


def test_the_outline_of_a_document_is_that_of_its_headings(built: tools.Built):
    pdfs = _pdfs(built, "en")
    for name, document in tools.reading().documents["en"].items():
        with structure.opened(pdfs[f"{name}.pdf"]) as pdf, pdf.open_outline() as outline:
            found = []

            def walk(items: object, found: list[str] = found) -> None:
                for item in items:  # type: ignore[attr-defined]
                    found.append(" ".join(item.title.split()))
                    walk(item.children)

            walk(outline.root)
        wanted = [each.text for each in document.body.iter() if each.tag in ("h1", "h2", "h3", "h4")]
        assert found == wanted, name


@pytest.mark.parametrize("code", tools.CODES)
def test_a_booklet_names_the_page_on_which_each_document_begins(built: tools.Built, code: str):
    documents = tools.reading().documents[code]
    for key, kit in _kits(code).items():
        data = (built.site / "downloads" / code / "kits" / f"{key}.pdf").read_bytes()
        with structure.opened(data) as pdf:
            numbers = {each.objgen: number for number, each in enumerate(pdf.pages, start=1)}
            with pdf.open_outline() as outline:
                parts = [part for part in outline.root if part.children]
                begins = {
                    " ".join(item.title.split()): numbers[item.destination[0].objgen]
                    for part in parts
                    for item in part.children
                }
        titles = [documents[name].title for name in kit.documents]
        assert list(begins) == titles, key
        lines = " ".join(structure.pages(data, end=min(begins.values()) - 1))
        # A title may be a part of a longer one; the longer one takes its line away.
        for title in sorted(begins, key=len, reverse=True):
            line = re.compile(re.escape(title) + r" ?[.…]{3,} ?(\d+)")
            assert line.findall(lines) == [str(begins[title])], f"{key}: {title}"
            lines = line.sub("", lines)


@pytest.mark.parametrize("code", tools.CODES)
def test_links_inside_a_pdf_lead_somewhere(built: tools.Built, code: str):
    for name, data in _pdfs(built, code).items():
        with structure.opened(data) as pdf:
            for item in structure.everything(pdf):
                if item.get("/Subtype") == "/Link":
                    action = item.get("/A")
                    if action is not None and "/URI" in action:
                        assert str(action.URI).startswith(("https://", "http://", "mailto:")), f"{name}: {action.URI}"
                    assert "/A" in item or "/Dest" in item, name


def _plain(font: str) -> str:
    return re.sub(r"[\W_]", "", font).casefold()


@pytest.mark.parametrize("code", tools.CODES)
def test_fonts_are_embedded_and_come_with_the_program(built: tools.Built, checkout: Path, code: str):
    ours = set()
    for path in (checkout / "templates" / "fonts").glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            names = font["name"]
            ours |= {_plain(names.getDebugName(number) or "") for number in (1, 4, 6, 16)}
    for name, data in _pdfs(built, code).items():
        used = structure.fonts(data)
        assert used, name
        assert all(used.values()), f"{name}: a font is not embedded"
        foreign = [font for font in used if _plain(font) not in ours]
        assert foreign == [], name


@pytest.mark.parametrize("code", tools.CODES)
def test_every_pdf_can_be_archived(built: tools.Built, code: str):
    entries = _entries(built, code)
    wanted = {name: data for name, data in _pdfs(built, code).items() if _archival(entries[name])}
    failing = {name: found for name, data in wanted.items() if (found := archiving.failures(data))}
    assert failing == {}


@pytest.mark.parametrize("code", tools.CODES)
def test_the_sources_are_attached_and_nothing_runs(built: tools.Built, checkout: Path, code: str):
    catalogs = {path.stem: path.read_bytes() for path in (checkout / "content" / "locale" / code).glob("*.po")}
    sources = tools.reading().libraries["en"].sources
    entries = _entries(built, code)
    for name, data in _pdfs(built, code).items():
        key = entries[name].get("kit") or entries[name]["document"]
        inside = _kits(code)[key].documents if "kit" in entries[name] else ()
        wanted = {f"{each}.yaml": sources[each].data for each in (key, *inside)}
        wanted |= {f"{each}.{code}.po": catalogs[each] for each in (key, *inside) if each in catalogs}
        assert archiving.attached(data) == (wanted if _archival(entries[name]) else {}), name
        with structure.opened(data) as pdf:
            for item in structure.everything(pdf):
                assert "/JS" not in item, name
                assert item.get("/S") not in ("/JavaScript", "/Launch"), name


def test_the_number_of_pages_is_as_announced(built: tools.Built):
    for entry in json.loads((built.site / "downloads.json").read_bytes())["files"]:
        if entry["format"] == "pdf":
            with structure.opened((built.site / entry["path"]).read_bytes()) as pdf:
                assert len(pdf.pages) == entry["pages"], entry["path"]


def test_every_page_has_the_paper_of_the_library_or_of_its_edition(built: tools.Built):
    entries = _entries(built, "en")
    for name, data in _pdfs(built, "en").items():
        with structure.opened(data) as pdf:
            boxes = [[float(side) for side in sheet.mediabox] for sheet in pdf.pages]
        sizes = {(round(right - left), round(top - bottom)) for left, bottom, right, top in boxes}
        a4 = entries[name]["variant"] == "a4"
        assert sizes <= ({(595, 842), (842, 595)} if a4 else {(612, 792), (792, 612)}), name


_EDGE = 18
"""Points that a printer needs at the sides of a sheet, and less than any margin of ours."""


@pytest.mark.parametrize("code", tools.CODES)
def test_no_words_run_over_the_edge_of_the_paper(built: tools.Built, code: str):
    """A table whose columns ask for more than there is was once cut off."""
    over = {name: structure.words_over_the_edge(data, _EDGE) for name, data in _pdfs(built, code).items()}
    assert {name: words for name, words in over.items() if words} == {}
