"""The files beside the PDFs: made from the same documents, listed, offered, and in the folder of each kit."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import html

import tools
from partnerkit import exporting
from partnerkit.diagnostics import Result
from partnerkit.execute.progress import Timeline
from partnerkit.exporting import Desk, Export, every_export, formats
from partnerkit.model.artifacts import Artifact
from partnerkit.printing import press_crew
from partnerkit.reading import Reading, read
from partnerkit.render.addresses import followed
from partnerkit.world import World

_KIT = "small/"


def _read(root: Path, **world: Any) -> tuple[Reading, World]:
    where = replace(World.at(root), workers=1, **world)
    result = read(where, Timeline())
    assert result.value is not None
    return result.value, where


def _made(reading: Reading, world: World, timeline: Timeline) -> Result[list[Artifact]]:
    with press_crew(world) as crew:
        return every_export(reading, [], world, timeline, crew)


def _exported(root: Path, **world: Any) -> dict[str, Artifact]:
    reading, where = _read(root, **world)
    made = _made(reading, where, Timeline())
    assert made.diagnostics == ()
    return {artifact.path: artifact for artifact in made.value}


def _listed(site: Path) -> dict[str, tools.Entry]:
    return {entry["path"]: entry for entry in json.loads((site / "downloads.json").read_bytes())["files"]}


def _validator(site: Path, name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((site / "schemas" / f"{name}.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _folder(site: Path, code: str) -> dict[str, bytes]:
    with zipfile.ZipFile(site / f"downloads/{code}/kits/small.zip") as archive:
        return {name.removeprefix(_KIT): archive.read(name) for name in archive.namelist()}


# -- a built site ------------------------------------------------------------------------------------------------------


def test_every_format_is_published_and_listed(built_once: Path):
    site = built_once / "site"
    listed = _listed(site)
    for code in ("en", "es"):
        names = [f"{name}.{end}" for name in tools.POLICIES for end in ("docx", "txt")]
        names += [
            "kits/small.epub",
            "kits/small.txt",
            "kits/small.json",
            "kits/small-reviews.ics",
            "library/small-library-reviews.ics",
        ]
        for name in names:
            data = (site / "downloads" / code / name).read_bytes()
            entry = listed[f"downloads/{code}/{name}"]
            assert entry["sha256"] == hashlib.sha256(data).hexdigest()
            assert entry["format"] == name.rpartition(".")[2]
    assert listed["downloads/en/library/small-library-reviews.ics"]["dates"] == len(tools.POLICIES)
    assert listed["downloads/en/kits/small-reviews.ics"]["dates"] == 2


def test_what_programs_read_keeps_its_schema(built_once: Path):
    site = built_once / "site"
    _validator(site, "downloads").validate(json.loads((site / "downloads.json").read_bytes()))
    kits = _validator(site, "kit-catalogue")
    for code in ("en", "es"):
        kits.validate(json.loads((site / f"downloads/{code}/kits/small.json").read_bytes()))
    assert not kits.is_valid({**json.loads((site / "downloads/en/kits/small.json").read_bytes()), "more": 1})


def test_a_catalogue_tells_what_is_in_a_kit(built_once: Path):
    site = built_once / "site"
    kit = json.loads((site / "downloads/es/kits/small.json").read_bytes())
    assert (kit["kit"], kit["library"], kit["language"]) == ("small", "small-library", "es")
    first = kit["documents"][0]
    assert (first["id"], first["kind"], first["review"]) == (
        "first-policy",
        "policy",
        {"every": "P1Y", "next": "2027-09-15"},
    )
    assert first["slots"] == ["school.name"]
    (slot,) = kit["slots"]
    assert (slot["id"], slot["type"], slot["example"]) == ("school.name", "name", "Maple School")
    assert "value" not in slot
    listed, folder = _listed(site), _folder(site, "es")
    assert {file["folder"] for file in kit["files"]} | {"README.txt", "SHA256SUMS", "kit.json"} == {
        name for name in folder if not name.startswith("source/")
    }
    for file in kit["files"]:
        assert file["sha256"] == listed[file["path"]]["sha256"]
        assert file["sha256"] == hashlib.sha256(folder[file["folder"]]).hexdigest()


def test_the_folder_of_a_kit_has_word_files_texts_calendars_and_its_catalogue(built_once: Path):
    site = built_once / "site"
    folder = _folder(site, "en")
    for inside, path in {
        "word/01-first-policy.docx": "first-policy.docx",
        "text/01-first-policy.txt": "first-policy.txt",
        "small.epub": "kits/small.epub",
        "text/small.txt": "kits/small.txt",
        "calendars/small-reviews.ics": "kits/small-reviews.ics",
        "kit.json": "kits/small.json",
    }.items():
        assert folder[inside] == (site / "downloads/en" / path).read_bytes()
    start = folder["README.txt"].decode()
    assert "To change in Word (DOCX)\r\nword/01-first-policy.docx" in start
    assert "Plain text (TXT)\r\ntext/01-first-policy.txt" in start
    assert "For your calendar (ICS)\r\ncalendars/small-reviews.ics" in start
    assert "Documents\r\ndocuments/01-first-policy.pdf" in start


def test_a_text_of_a_kit_holds_its_documents_in_order(built_once: Path):
    text = (built_once / "site/downloads/en/kits/small.txt").read_text(encoding="utf-8-sig")
    places = [
        text.index(words) for words in ("Small kit\n===", "1. Read them.", "First policy\n===", "Second policy\n===")
    ]
    assert places == sorted(places)
    assert "Third policy" not in text


def test_pages_offer_them(built_once: Path):
    site = built_once / "site"

    def offered(page: str, where: str = "//aside//a") -> dict[str, str]:
        tree = html.fromstring((site / page / "index.html").read_bytes())
        return {str(link.get("href")).rpartition("downloads/")[2]: link.text_content() for link in tree.xpath(where)}

    assert "To change in Word (DOCX)" in offered("documents/first-policy")["en/first-policy.docx"]
    assert "Plain text (TXT)" in offered("documents/first-policy")["en/first-policy.txt"]
    kit = offered("kits/small")
    assert {"en/kits/small.epub", "en/kits/small.txt", "en/kits/small-reviews.ics"} < kit.keys()
    assert "Add to your calendar" in kit["en/kits/small-reviews.ics"]
    assert "en/library/small-library-reviews.ics" in offered("documents", "//main//a")
    assert "es/kits/small-reviews.ics" in offered("es/kits/small")


# -- how they are made -------------------------------------------------------------------------------------------------


def test_the_same_workspace_makes_the_same_bytes(tmp_path: Path):
    one, other = (
        {path: file.sha256 for path, file in _exported(tools.small_library(tmp_path / name)).items()}
        for name in ("one", "another folder")
    )
    assert one == other


def test_calendars_and_word_files_come_from_the_cache_until_something_in_them_changes(tmp_path: Path):
    reading, world = _read(tools.small_library(tmp_path))

    def did() -> str:
        timeline = Timeline()
        _made(reading, world, timeline)
        ((name, _, what),) = timeline.stages
        assert name == "export"
        return what

    assert did() == "11 files made, 0 from the cache"
    assert did() == "5 files made, 6 from the cache"
    policy = tmp_path / "content/policy/third-policy.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("2027-09-15", "2027-10-15"), encoding="utf-8")
    reading, _ = _read(tmp_path)
    assert did() == "7 files made, 4 from the cache"


def test_a_file_that_cannot_be_made_is_named_and_the_rest_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(_: object) -> bytes:
        raise ValueError("no such letter")

    def texts(desk: Desk) -> Iterator[Export]:
        for export in formats._texts(desk):
            yield replace(export, make=broken) if export.blank.id == "second-policy" else export

    monkeypatch.setitem(exporting.FORMATS, "txt", texts)
    reading, world = _read(tools.small_library(tmp_path))
    made = _made(reading, world, Timeline())
    (problem,) = made.diagnostics
    assert (problem.code, problem.span.file) == ("render-failed", "downloads/en/second-policy.txt")
    assert "no such letter" in problem.message
    paths = {artifact.path for artifact in made.value}
    assert "downloads/en/first-policy.txt" in paths
    assert "downloads/en/second-policy.txt" not in paths
    kit = json.loads(next(one.data for one in made.value if one.path == "downloads/en/kits/small.json"))
    assert "text/02-second-policy.txt" not in {file["folder"] for file in kit["files"]}


def test_many_files_are_made_in_processes_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    here = _exported(tools.small_library(tmp_path / "here"))
    monkeypatch.setattr(exporting, "_WORTH_A_PROCESS", 1)
    apart = _exported(tools.small_library(tmp_path / "apart"))
    assert {path: file.data for path, file in here.items()} == {path: file.data for path, file in apart.items()}


def test_the_address_of_the_site_stands_in_every_file(tmp_path: Path):
    files = _exported(tools.small_library(tmp_path, "[en, es]"), site_url="https://example.org/our/")
    text = files["downloads/es/first-policy.txt"].data.decode("utf-8-sig")
    assert text.endswith("https://example.org/our/es/documents/first-policy/\r\n")
    calendar = files["downloads/es/kits/small-reviews.ics"].data.decode().replace("\r\n ", "")
    assert "SOURCE;VALUE=URI:https://example.org/our/downloads/es/kits/small-reviews.ics" in calendar
    assert "URL:https://example.org/our/es/kits/small/" in calendar
    assert "URL:https://example.org/our/es/documents/first-policy/" in calendar
    kit = json.loads(files["downloads/es/kits/small.json"].data)
    assert kit["$schema"] == "https://example.org/our/schemas/kit-catalogue.json"
    assert followed("https://example.org/our/", "a.ics") == "webcal://example.org/our/a.ics"


def test_a_catalogue_says_what_a_school_has_filled_in_and_decided(tmp_path: Path):
    root = tools.small_library(tmp_path)
    with (root / "partnership.yaml").open("a", encoding="utf-8") as settings:
        settings.write("values: {school.name: Maple}\nchoices: {'first-policy#statements[more]': false}\n")
    policy = root / "content/policy/first-policy.yaml"
    more = "  - {id: more, text: We write., optional: true, optional_note: If you can.}\nresponsible: "
    policy.write_text(policy.read_text(encoding="utf-8").replace("responsible: ", more), encoding="utf-8")
    kit = json.loads(_exported(root)["downloads/en/kits/small.json"].data)
    (slot,) = kit["slots"]
    assert (slot["value"], slot["shown"]) == ("Maple", "Maple")
    assert kit["documents"][0]["conditions"] == [
        {
            "key": "first-policy#statements[more]",
            "label": "We write.",
            "note": "If you can.",
            "optional": True,
            "choice": False,
        }
    ]
