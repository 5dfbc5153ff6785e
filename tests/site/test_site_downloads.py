"""Everything that can be taken away: it is there, at its stable address, as announced."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
import web

import tools
from partnerkit.model.editions import HANDOUTS, ONLINE
from partnerkit.model.locales import language
from partnerkit.model.relations import Relations
from partnerkit.model.vocabulary import Kit
from partnerkit.render.print_html import bilingual_title
from partnerkit.render.workbook import Clerk
from partnerkit.surveys import is_offered_online


def _beside(code: str) -> list[str]:
    """The documents that are also printed in two columns, in the language that is not the source's."""
    kits, offered = tools.reading().source.kits.values(), tools.reading().published[code]
    wanted = [name for kit in kits if "bilingual" in kit.makes for name in kit.documents]
    return [] if code == "en" else [name for name in wanted if name in offered]


_PLACES = {"write", "write-cell", "tick", "sign-line", "sign-date", "boxes", "checklist"}


def _forms(code: str) -> set[str]:
    """The documents with a line, a box or a cell to write into."""
    reading = tools.reading()
    held = {name for kit in reading.source.kits.values() for name in kit.documents}
    return {
        name
        for name, document in reading.documents[code].items()
        if name in held & reading.published[code] and any(each.classes & _PLACES for each in document.body.iter())
    }


def _editions(code: str, kit: Kit) -> set[str]:
    """The files of a kit that are set anew, with its booklet."""
    offered = tools.reading().published[code]
    editions = [edition for edition in kit.makes if edition in ("large-print", "ink-saver", "a4")]
    names = [*(name for name in kit.documents if name in offered), *([f"kits/{kit.id}"] if kit.id in offered else [])]
    return {f"downloads/{code}/{name}-{edition}.pdf" for name in names for edition in editions}


def _calendars(code: str) -> set[str]:
    """The calendars of a language: of each document with dates, of each group of readers, and of reviews."""
    reading = tools.reading()
    offered, relations = reading.published[code], Relations(reading.source)
    calendar = relations.calendar
    assert calendar is not None
    names = {name for name in reading.source.documents if name in offered and relations.occurrences(name)}
    if calendar.id in offered:
        readers = {reader for event in calendar.events for reader in event.audience}
        names |= {calendar.id, *(f"{calendar.id}-{reader}" for reader in readers)}
    names |= {f"kits/{name}-reviews" for name in reading.source.kits.keys() & offered}
    names.add(f"library/{reading.source.workspace.id}-reviews")
    return {f"downloads/{code}/{name}.ics" for name in names}


@pytest.fixture(scope="module")
def listed(built: tools.Built):
    """The entries of ``downloads.json``."""
    return json.loads((built.site / "downloads.json").read_bytes())["files"]


def test_the_list_names_exactly_the_files_that_are_there(built: tools.Built, listed: list[tools.Entry]):
    there = {name for name in tools.contents(built.site) if name.startswith(("downloads/", "schemas/"))}
    assert sorted(entry["path"] for entry in listed) == sorted(there)


def test_sizes_and_checksums_are_right(built: tools.Built, listed: list[tools.Entry]):
    for entry in listed:
        data = (built.site / entry["path"]).read_bytes()
        assert entry["bytes"] == len(data), entry["path"]
        assert entry["sha256"] == hashlib.sha256(data).hexdigest(), entry["path"]


def test_every_entry_says_what_it_is(listed: list[tools.Entry]):
    for entry in listed:
        assert {"path", "language", "format", "variant", "title", "pages", "bytes", "sha256"} < entry.keys()
        assert len({"document", "kit", "library"} & entry.keys()) == 1
        assert entry["title"]
        assert (entry["pages"] > 0) == (entry["format"] == "pdf"), entry["path"]
        assert (entry.get("dates", 0) > 0) == (entry["format"] == "ics"), entry["path"]


def test_addresses_are_stable(listed: list[tools.Entry]):
    """Schools print these addresses on paper and put them in messages: they never change."""
    reading = tools.reading()
    library = reading.source
    wanted = set()
    for code, offered in reading.published.items():
        wanted |= {f"downloads/{code}/{name}.pdf" for name in library.documents.keys() & offered}
        wanted |= {
            f"downloads/{code}/kits/{name}.{end}"
            for name in library.kits.keys() & offered
            for end in ("pdf", "zip", "epub", "txt", "json")
        }
        wanted |= {
            f"downloads/{code}/{name}.{end}" for name in library.documents.keys() & offered for end in ("docx", "txt")
        }
        wanted |= {
            f"downloads/{code}/{name}-{tool}.{end}"
            for name, document in library.documents.items()
            if name in offered and is_offered_online(document)
            for tool, end in ONLINE.items()
        }
        wanted |= {f"downloads/{code}/{name}.xlsx" for name in offered & _with_workbooks()}
        wanted |= _calendars(code)
    wanted |= {f"schemas/{name}.json" for name in ("downloads", "kit-catalogue", "survey-results")}
    wanted |= {f"downloads/source/{name}.yaml" for name in library.documents}
    wanted |= {f"downloads/{code}/{name}-bilingual.pdf" for code in tools.CODES for name in _beside(code)}
    wanted |= {f"downloads/{code}/{name}-fillable.pdf" for code in tools.CODES for name in _forms(code)}
    wanted |= {path for code in tools.CODES for kit in library.kits.values() for path in _editions(code, kit)}
    assert {entry["path"] for entry in listed if entry["variant"] not in HANDOUTS} == wanted


def _with_workbooks() -> set[str]:
    reading = tools.reading()
    clerk = Clerk(reading.libraries["en"], language("en"), reading.documents["en"])
    return {name for name in reading.documents["en"] if clerk.workbook(name)}


def test_every_handout_that_a_kit_names_is_there_in_the_languages_of_its_words(listed: list[tools.Entry]):
    made = {entry["path"] for entry in listed if entry["variant"] in HANDOUTS}
    for kit in tools.reading().source.kits.values():
        for one in kit.handouts:
            for code in ("en", "es"):
                assert f"downloads/{code}/{one.document}-{one.style}.pdf" in made
    assert {path.split("/")[1] for path in made} == set(tools.CODES)


def test_titles_are_in_the_language_of_the_file(listed: list[tools.Entry]):
    originals = tools.reading().documents["en"]
    for code in tools.CODES:
        documents = tools.reading().documents[code]
        for entry in listed:
            if entry["language"] == code and entry["format"] == "pdf" and "document" in entry:
                document = documents[entry["document"]]
                both = bilingual_title(originals[document.id], document)
                assert entry["title"] == (both if entry["variant"] == "bilingual" else document.title)


@pytest.mark.parametrize("code", tools.CODES)
def test_every_document_page_offers_its_pdf_in_every_language_first_its_own(built: tools.Built, code: str):
    published = tools.reading().published
    for name in tools.reading().source.documents:
        page = web.page(built.site, f"{tools.prefix(code)}documents/{name}/")
        offered = [web.target(page.name, address) for address in page.tree.xpath("//aside//a/@href")]
        files = [found[0] for found in offered if found and found[0].endswith(f"/{name}.pdf")]
        first = code if name in published[code] else "en"
        others = [other for other in tools.CODES if other != first and name in published[other]]
        assert files == [f"downloads/{each}/{name}.pdf" for each in (first, *others)], page.name


@pytest.mark.parametrize("code", tools.CODES)
def test_every_kit_page_offers_its_booklet_and_its_folder(built: tools.Built, code: str):
    for name in tools.reading().source.kits:
        page = web.page(built.site, f"{tools.prefix(code)}kits/{name}/")
        offered = {
            found[0] for address in page.tree.xpath("//aside//a/@href") if (found := web.target(page.name, address))
        }
        own = code if name in tools.reading().published[code] else "en"
        assert offered >= {f"downloads/{own}/kits/{name}.pdf", f"downloads/{own}/kits/{name}.zip"}, page.name


def _archives(built: tools.Built, listed: list[tools.Entry]) -> Iterator[tuple[tools.Entry, zipfile.ZipFile]]:
    for entry in listed:
        if entry["format"] == "zip":
            data = (built.site / entry["path"]).read_bytes()
            yield entry, zipfile.ZipFile(io.BytesIO(data))


def test_folders_open_and_hold_one_folder_of_safe_names(built: tools.Built, listed: list[tools.Entry]):
    for entry, archive in _archives(built, listed):
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        for name in names:
            path = PurePosixPath(name)
            assert not path.is_absolute()
            assert path.parts[0] == entry["kit"]
            assert ".." not in path.parts
            assert "\\" not in name
            assert ":" not in name
            assert name.isascii(), "old unpackers guess the encoding of other names"


def test_checksums_inside_a_folder_cover_every_file(built: tools.Built, listed: list[tools.Entry]):
    for entry, archive in _archives(built, listed):
        top = entry["kit"] + "/"
        lines = archive.read(f"{top}SHA256SUMS").decode().splitlines()
        sums = {line[66:]: line[:64] for line in lines}
        assert len(sums) == len(lines)
        there = {name.removeprefix(top): archive.read(name) for name in archive.namelist()}
        del there["SHA256SUMS"]
        assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in there.items()}


def test_a_folder_holds_the_very_files_that_the_site_offers(built: tools.Built, listed: list[tools.Entry]):
    for entry, archive in _archives(built, listed):
        kit, code = entry["kit"], entry["language"]
        downloads = built.site / "downloads" / code
        assert archive.read(f"{kit}/{kit}.pdf") == (downloads / "kits" / f"{kit}.pdf").read_bytes()
        held = tools.reading().libraries[code].kits[kit]
        for number, name in enumerate(held.documents, start=1):
            inside = archive.read(f"{kit}/documents/{number:02}-{name}.pdf")
            own = downloads / f"{name}.pdf"
            assert inside == (own if own.is_file() else built.site / "downloads/en" / own.name).read_bytes()


def test_a_folder_holds_every_edition_and_handout_that_its_kit_makes(built: tools.Built, listed: list[tools.Entry]):
    several = 0
    for entry, archive in _archives(built, listed):
        kit = tools.reading().libraries[entry["language"]].kits[entry["kit"]]
        offered = [built.site / "downloads" / code for code in (entry["language"], "en")]
        wanted = {
            f"{edition}/{number:02}-{name}.pdf": f"{name}-{edition}.pdf"
            for edition in kit.makes
            for number, name in enumerate(kit.documents, start=1)
        }
        wanted |= {f"{kit.id}-{edition}.pdf": f"kits/{kit.id}-{edition}.pdf" for edition in kit.makes}
        names = [f"{one.document}-{one.style}.pdf" for one in kit.handouts]
        wanted |= {f"handouts/{name}": name for name in names}
        found = {
            name.removeprefix(f"{kit.id}/"): archive.read(name)
            for name in archive.namelist()
            if name.endswith(".pdf") and "/documents/" not in name and name != f"{kit.id}/{kit.id}.pdf"
        }
        there = {
            inside: [folder / name for folder in offered if (folder / name).is_file()]
            for inside, name in wanted.items()
        }
        assert found == {inside: paths[0].read_bytes() for inside, paths in there.items() if paths}, entry["path"]
        several += len({inside.partition("/")[0] for inside in found}) > 3
    assert several


def test_a_folder_holds_the_sources_it_was_made_from(built: tools.Built, listed: list[tools.Entry], checkout: Path):
    for entry, archive in _archives(built, listed):
        top = f"{entry['kit']}/source/"
        sources = [name for name in archive.namelist() if name.startswith(top)]
        documents = tools.reading().libraries[entry["language"]].kits[entry["kit"]].documents
        catalogs = [name for name in sources if name.endswith(".po")]
        assert len(sources) - len(catalogs) == len(documents) + 1
        held = {Path(name).stem for name in catalogs}
        assert held <= {entry["kit"], *documents}
        assert len(held) == {"en": 0, "es": len(documents) + 1}.get(entry["language"], len(catalogs))
        for name in sources:
            assert archive.read(name) == (checkout / name.removeprefix(top)).read_bytes(), name


def test_the_start_page_of_a_folder_names_every_file(built: tools.Built, listed: list[tools.Entry]):
    for entry, archive in _archives(built, listed):
        top = entry["kit"] + "/"
        text = archive.read(f"{top}README.txt").decode("utf-8")
        assert entry["title"] in text
        for name in archive.namelist():
            if name not in (f"{top}README.txt", f"{top}SHA256SUMS"):
                assert name.removeprefix(top) in text, f"{entry['path']}: README.txt does not name {name}"
