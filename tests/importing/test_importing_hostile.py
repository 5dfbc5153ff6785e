"""A file to be imported comes from anybody. Whatever it is: one clear refusal, no traceback, nothing written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import papers
import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tools
from partnerkit.importing import office
from partnerkit.importing.office import open_word, tree_of
from partnerkit.importing.ours import read_back
from partnerkit.load import RefusedError

Cli = Callable[..., Result]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A Word file of a small library."""
    from click.testing import CliRunner

    from partnerkit.cli import main

    root = tools.small_library(tmp_path_factory.mktemp("sound") / "library")
    path = root / "one.docx"
    done = CliRunner().invoke(main, ["word", "first-policy", "--root", str(root), "--out", str(path)])
    assert done.exit_code == 0, done.output
    return path.read_bytes()


def outside(kind: str, target: str) -> Callable[[bytes], bytes]:
    """A relationship that leads out of the file."""

    def change(root: papers.etree._Element) -> None:
        one = papers.etree.SubElement(root, f"{{{_RELS}}}Relationship")
        for name, value in (("Id", "rIdX"), ("Type", f"{_OFFICE}/{kind}"), ("Target", target)):
            one.set(name, value)
        one.set("TargetMode", "External")

    return lambda data: papers.changed(data, change, "word/_rels/document.xml.rels")


def body(text: str) -> Callable[[bytes], bytes]:
    """The body as some other bytes."""
    return lambda data: papers.with_files(data, word__document_xml=text.encode())


def types(before: str, after: str) -> Callable[[bytes], bytes]:
    """Other types of content."""

    def change(data: bytes) -> bytes:
        there = papers.parts(data)
        there["[Content_Types].xml"] = there["[Content_Types].xml"].replace(before.encode(), after.encode())
        return papers.zipped(there)

    return change


def without(name: str) -> Callable[[bytes], bytes]:
    """One part less."""
    return lambda data: papers.zipped({key: part for key, part in papers.parts(data).items() if key != name})


def locked(data: bytes) -> bytes:
    """A zip that says it has a password."""
    marked = bytearray(data)
    for sign, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = -1
        while (place := marked.find(sign, place + 1)) >= 0:
            marked[place + at] |= 1
    return bytes(marked)


BOMB = "<!DOCTYPE x [<!ENTITY a '" + "ha" * 50 + "'>]><x>&a;</x>"
DEEP = "<a>" * 5000 + "</a>" * 5000
REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "this is not a zip file"),
    "text": (lambda _: b"Hello, this is text.", "this is not a zip file"),
    "a password, or an old file": (lambda _: OLE, "has a password, or is in a format from before 2007"),
    "half a file": (lambda data: data[: len(data) // 2], "damaged, or only a part"),
    "a password of the zip": (locked, "is encrypted"),
    "another zip": (lambda _: papers.zipped({"a.txt": b"x"}), "no Word file"),
    "macros": (lambda data: papers.with_files(data, word__vbaProject_bin=b"x"), "holds macros"),
    "macros by type": (types("wordprocessingml.document.main+xml", "x.macroEnabled.main+xml"), "holds macros"),
    "a workbook": (types("wordprocessingml.document.main", "spreadsheetml.sheet.main"), "no Word document"),
    "a picture from outside": (outside("image", "https://example.org/a.png"), "would load something from outside"),
    "an object from outside": (outside("oleObject", "file:///etc/passwd"), "would load something from outside"),
    "a frame": (outside("frame", "https://example.org/"), "would load something from outside"),
    "entities": (body(BOMB), "declares entities"),
    "entities in UTF-16": (lambda data: papers.with_files(data, word__document_xml=BOMB.encode("utf-16")), "declares"),
    "damaged XML": (body("<w:document"), "is damaged"),
    "no body": (body("<x/>"), "has no body"),
    "a zip bomb": (body("<x>" + " " * 20_000_000 + "</x>"), "packed more tightly"),
    "a name that leads out": (lambda data: papers.zipped({**papers.parts(data), "../x": b""}), "leads out of the file"),
    "no manifest": (without("customXml/item2.xml"), "does not say which document of ours it is"),
    "a damaged manifest": (
        lambda data: papers.with_files(data, customXml__item2_xml=b"<document xmlns='urn:partnerkit:document:1'/>"),
        "does not say which document of ours it is",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sound_file_is_refused(name: str, sound: bytes, school: Path, cli: Cli, tmp_path: Path):
    make, why = REFUSED[name]
    path = tmp_path / "sent.docx"
    path.write_bytes(make(sound))
    before = tools.contents(school)
    done = cli("import", path, "--ours", "--root", school, "--apply")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert done.output.count("error [") == 1
    assert "[bad-import]" in done.output
    assert why in done.output
    assert tools.contents(school) == before


def test_a_file_of_another_library_is_named(sound: bytes, school: Path, cli: Cli, tmp_path: Path):
    path = tmp_path / "sent.docx"
    path.write_bytes(sound.replace(b"first-policy", b"first-policy"))
    for part, before, after, why in (
        ("customXml/item2.xml", b"first-policy", b"fifth-policy", "[other-document] this is 'fifth-policy'"),
        ("customXml/item2.xml", b'language="en"', b'language="de"', "[unknown-language] this file is in 'de'"),
        ("customXml/item2.xml", b'language="en"', b'language="../x"', "[unknown-language] this file is in '../x'"),
    ):
        there = papers.parts(sound)
        there[part] = there[part].replace(before, after)
        path.write_bytes(papers.zipped(there))
        done = cli("import", path, "--ours", "--root", school, "--apply")
        assert (done.exit_code, why in done.output) == (1, True), done.output


def test_another_version_of_the_document_is_told(sound: bytes, school: Path, cli: Cli, tmp_path: Path):
    there = papers.parts(sound)
    there["customXml/item2.xml"] = there["customXml/item2.xml"].replace(b'edition="1.0"', b'edition="0.9"')
    path = tmp_path / "sent.docx"
    path.write_bytes(papers.zipped(there))
    done = cli("import", path, "--ours", "--root", school)
    assert done.exit_code == 0
    assert (
        "warning [not-taken-over] this file is of version 0.9 of the document, and the library has 1.0" in done.output
    )


def test_marks_that_lie_do_no_harm(sound: bytes):
    there = papers.parts(sound)
    for before, after in ((b"first-policy#", b"second-policy#"), (b"first-policy#purpose", b"first-policy#../../x")):
        lied = {**there, "customXml/item2.xml": there["customXml/item2.xml"].replace(before, after)}
        with pytest.raises(RefusedError):
            read_back(open_word(papers.zipped(lied)), frozenset())


def test_nobody_is_called_while_a_file_is_read(monkeypatch: pytest.MonkeyPatch, sound: bytes):
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was followed")

    monkeypatch.setattr(socket, "socket", refuse)
    open_word(outside("attachedTemplate", "https://example.org/evil.dotm")(sound))


@given(at=st.integers(0, 20_000), size=st.integers(1, 40), byte=st.integers(0, 255))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_refused_or_read(sound: bytes, at: int, size: int, byte: int):
    place = at % len(sound)
    data = sound[:place] + bytes([byte]) * size + sound[place + size :]
    try:
        read_back(open_word(data), frozenset())
    except RefusedError:
        return


def test_enormous_xml_is_refused_while_it_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(office, "_MAX_ELEMENTS", 1000)
    with pytest.raises(RefusedError, match="larger or deeper"):
        tree_of(b"<x>" + b"<y/>" * 2000 + b"</x>", "x.xml")


def test_deep_xml_is_refused():
    with pytest.raises(RefusedError):
        tree_of(DEEP.encode(), "x.xml")


def test_folders_in_a_zip_are_no_harm(sound: bytes):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/", b"")
        for name, part in papers.parts(sound).items():
            archive.writestr(name, part)
    assert open_word(made.getvalue()).main == "word/document.xml"
