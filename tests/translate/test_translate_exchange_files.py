"""The files of a translator: what is in them, what other programs do to them, and what comes by mail instead."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape
from random import Random
from typing import Any

import openpyxl
import pytest
from exchanging import AR, ES, FILE, FORMATS, catalog, edited, exported, merged, packed, read, sound_library, unpacked
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from partnerkit.diagnostics import Severity
from partnerkit.translate import spreadsheet, xliff
from partnerkit.translate.exchange import State, Table
from partnerkit.wording import Words

TEXTS = {"a": "One {school.name}", "b": "=1+1", "c": "Three\nlines", "d": "Four"}
TARGETS = {"b": "=2+2", "c": "Tres\nlíneas", "d": "Cuatro"}
CORE = "{urn:oasis:names:tc:xliff:document:2.0}"
META = "{urn:oasis:names:tc:xliff:metadata:2.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
HIDDEN = ("id", "source hash", "translation hash")


def table() -> Table:
    """Four rows, one of each state."""
    made = exported(TEXTS, catalog(TEXTS, TARGETS))
    return edited(made, c={"state": State.REVIEWED}, d={"state": State.BEHIND, "previous": "Fore", "notes": ("Mind.",)})


def workbook(data: bytes) -> Any:
    """A workbook as openpyxl sees it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Any) -> bytes:
    """A workbook as a program saves it."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(change: Callable[[Any], object]) -> bytes:
    """The workbook of the table after somebody has changed its first sheet."""
    book = workbook(packed(table(), "xlsx"))
    change(book.worksheets[0])
    return saved(book)


def rezipped(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """An archive with its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


# -- the workbook ------------------------------------------------------------------------------------------------------


def test_a_workbook_is_made_to_be_filled_in():
    sheet = workbook(packed(table(), "xlsx"))["interface"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == ["Where", "English", "Translation", "State", "Note", *HIDDEN]
    assert sheet.freeze_panes == "A2"
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for row in sheet.iter_rows(min_row=2):
        assert [cell.protection.locked for cell in row] == [True, True, False, False, True, True, True, True]
        assert all(cell.alignment.wrap_text for cell in row)
    assert [sheet.column_dimensions[c].hidden for c in "ABCDEFGH"] == [False] * 5 + [True] * 3
    assert all(sheet.column_dimensions[c].width >= 10 for c in "ABCDE")
    assert [cell.value for cell in sheet["D"]] == ["State", "Missing", "Drafted", "Reviewed", "Behind"]
    (choices,) = sheet.data_validations.dataValidation
    assert (str(choices.sqref), choices.type, choices.showErrorMessage) == ("D2:D5", "list", True)
    name, cells = choices.formula1.split("!")
    listed = [cell.value for (cell,) in sheet.parent[name][cells.replace("$", "")]]
    assert listed == ["Missing", "Drafted", "Reviewed", "Behind"]
    assert sheet.parent[name].sheet_state == "hidden"


def test_words_that_look_like_a_formula_are_words():
    sheet = workbook(packed(table(), "xlsx"))["interface"]
    for cell in (sheet["B3"], sheet["C3"]):
        assert (cell.value[0], cell.data_type, cell.quotePrefix) == ("=", "s", True)
    parts = zipfile.ZipFile(io.BytesIO(packed(table(), "xlsx")))
    assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist() if "sheets/" in name)


@pytest.mark.parametrize(("spoken", "order", "side"), [(ES, 1, "left"), (AR, 2, "right")])
def test_the_translation_runs_in_the_direction_of_its_language(spoken: Any, order: int, side: str):
    sheet = workbook(packed(table(), "xlsx", spoken))["interface"]
    assert (sheet["C2"].alignment.readingOrder, sheet["C2"].alignment.horizontal) == (order, side)
    assert sheet["B2"].alignment.readingOrder == 0


def test_headings_and_states_are_in_the_language_where_they_are_translated():
    library = sound_library()
    words = {"exchange-translation": "Traducción", "exchange-reviewed": "Revisado"}
    spoken = {**library.interface, **{key: library.interface[key].translated(words[key], "es") for key in words}}
    data = spreadsheet.write(table(), Words(replace(library, interface=spoken), ES, {}))
    sheet = workbook(data)["interface"]
    assert [cell.value for cell in sheet[1]][:4] == ["Where", "English", "Traducción", "State"]
    assert sheet["D4"].value == "Revisado"
    assert [row.state for row in unpacked(data, "xlsx").rows()] == [row.state for row in table().rows()]


def test_the_place_of_a_text_can_be_read():
    assert spreadsheet.where("home-note#before[any-way].text") == "before › any-way › text"


def test_sheets_have_names_that_excel_takes():
    rows = next(iter(table().areas.values()))
    areas = ("partnerkit", "history", "a" * 40, "a" * 40 + "b", "plain")
    made = Table("es", dict.fromkeys(areas, rows))
    names = workbook(spreadsheet.write(made, Words(sound_library(), ES, {}))).sheetnames
    assert len({name.casefold() for name in names}) == len(areas) + 1
    assert all(len(name) <= 31 and name.casefold() != "history" for name in names)
    assert names[-2:] == ["plain", "partnerkit"]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_table_is_the_same_file(kind: str):
    assert packed(table(), kind) == packed(table(), kind)


def test_no_file_says_when_it_was_made():
    with zipfile.ZipFile(io.BytesIO(packed(table(), "xlsx"))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        dates = re.findall(rb"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml"))
        assert set(dates) == {b"1980-01-01T"}


# -- what other programs do to a workbook ------------------------------------------------------------------------------


def _shared(name: str, content: bytes, strings: list[str]) -> bytes:
    """A sheet with its words in the table of strings, as Excel and LibreOffice write it."""

    def share(match: re.Match[str]) -> str:
        strings.append(unescape(match.group(3)))
        return f'<c {match.group(1)} t="s"{match.group(2)}><v>{len(strings) - 1}</v></c>'

    if "worksheets/" not in name:
        return content
    pattern = r'<c ([^>]*?) t="inlineStr"([^>]*)><is><t(?: [^>]*)?>(.*?)</t></is></c>'
    return re.sub(pattern, share, content.decode(), flags=re.DOTALL).encode()


def test_a_workbook_that_excel_has_saved_is_read():
    """It keeps words in a table of strings, and writes a line end as two characters of which one is spelled out."""
    strings: list[str] = []
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{types}"/></Types>'
    data = rezipped(packed(table(), "xlsx"), lambda name, content: _shared(name, content, strings))
    data = rezipped(data, lambda _, content: content.replace(b"</Types>", part.encode()))
    items = "".join(f"<si><t xml:space='preserve'>{_escaped(one)}</t></si>" for one in strings)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(buffer := io.BytesIO(data), "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst xmlns='{space}'>{items}</sst>")
    data = buffer.getvalue()
    assert len(strings) > 30
    back = unpacked(data, "xlsx")
    assert [(r.key, r.source, r.target, r.state, r.of_target) for r in back.rows()] == [
        (r.key, r.source, r.target, r.state, r.of_target) for r in table().rows()
    ]


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "_x000D_\n")


@pytest.mark.parametrize(
    ("value", "taken"),
    [("Uno {school.name}", "Uno {school.name}"), ("  Uno {school.name}\r\n", "Uno {school.name}"), (7, "7"), ("", "")],
)
def test_what_is_typed_into_a_cell_arrives(value: object, taken: str):
    result = read(changed(lambda sheet: sheet.__setitem__("C2", value)), "xlsx")
    assert result.diagnostics == ()
    assert result.value is not None
    assert next(result.value.rows()).target == taken


@pytest.mark.parametrize("value", ['=HYPERLINK("https://x.org")', "=B2", 1.5, True, datetime(2027, 1, 2), "#N/A"])
def test_what_is_no_words_is_refused_with_its_cell(value: object):
    result = read(changed(lambda sheet: sheet.__setitem__("C2", value)), "xlsx")
    (found,) = result.diagnostics
    assert (found.code, found.severity, str(found.span)) == ("bad-exchange", Severity.ERROR, "back.xlsx!interface:2:3")
    assert result.value is not None
    assert [row.key for row in result.value.rows()] == ["interface#b", "interface#c", "interface#d"]


def test_a_state_that_is_not_in_the_list_counts_as_drafted():
    result = read(changed(lambda sheet: sheet.__setitem__("D4", "Perfect")), "xlsx")
    (found,) = result.diagnostics
    assert (found.severity, str(found.span)) == (Severity.WARNING, "back.xlsx!interface:4:4")
    assert "Missing, Drafted, Reviewed, Behind" in found.hint
    assert result.value is not None
    assert [*result.value.rows()][2].state is State.DRAFTED


def test_a_row_without_its_id_is_named_and_an_empty_one_is_not():
    result = read(changed(lambda sheet: (sheet.__setitem__("F4", None), sheet.append([]), sheet.append([" "]))), "xlsx")
    (found,) = result.diagnostics
    assert str(found.span) == "back.xlsx!interface:4:3"
    assert result.value is not None
    assert len([*result.value.rows()]) == 3


def test_rows_may_be_sorted_and_sheets_added():
    def change(sheet: Any) -> None:
        second, third = ([cell.value for cell in sheet[row]] for row in (2, 3))
        for column, (here, there) in enumerate(zip(second, third, strict=True), start=1):
            sheet.cell(2, column).value, sheet.cell(3, column).value = there, here
            sheet.cell(2, column).data_type = sheet.cell(3, column).data_type = "s"
        sheet.parent.create_sheet("My notes")["A1"] = "Ask the school."

    result = read(changed(change), "xlsx")
    assert [(found.severity, found.span.file) for found in result.diagnostics] == [
        (Severity.WARNING, "back.xlsx!My notes")
    ]
    assert result.value is not None
    assert sorted(row.key for row in result.value.rows()) == [f"interface#{name}" for name in "abcd"]
    assert merged(TEXTS, catalog(TEXTS, TARGETS), *result.value.rows(), role="x").value.taken == 1


# -- what comes instead ------------------------------------------------------------------------------------------------


def _foreign() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Budget"
    return saved(book)


def _archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def _declared(encoding: str) -> bytes:
    head = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'

    def change(name: str, content: bytes) -> bytes:
        if "sheet1" not in name:
            return content
        body = content.decode().partition("?>")[2] if content.startswith(b"<?xml") else content.decode()
        return f'<?xml version="1.0" encoding="{encoding}"?>{head}{body}'.encode(encoding)

    return rezipped(packed(table(), "xlsx"), change)


def _encrypted() -> bytes:
    data = bytearray(packed(table(), "xlsx"))
    for at in [match.start() for match in re.finditer(b"PK\x01\x02", data)]:
        data[at + 8] |= 1
    return bytes(data)


def _bomb() -> bytes:
    size = spreadsheet.MAX_UNPACKED + 1
    return rezipped(
        packed(table(), "xlsx"), lambda name, content: b" " * size if name.endswith("styles.xml") else content
    )


_TROUBLES: dict[str, tuple[Callable[[], bytes], str]] = {
    "another workbook": (_foreign, "not made by"),
    "a document": (lambda: _archive(word__document_xml=b"<w/>"), "not an Excel workbook"),
    "an empty archive": (_archive, "not an Excel workbook"),
    "half a workbook": (lambda: packed(table(), "xlsx")[:4000], "damaged"),
    "a workbook without its table": (lambda: _archive(xl__workbook_xml=b"<workbook/>"), "damaged"),
    "a bomb": (_bomb, "unpacks to more than"),
    "a bomb of parts": (
        lambda: _archive(**{f"p{n}": b"" for n in range(spreadsheet.MAX_PARTS + 1)}), "unpacks to more",
    ),
    "a bomb of tags": (
        lambda: _archive(xl__workbook_xml=b"<a/>" * (spreadsheet.MAX_TAGS + 1)), "more cells than any",
    ),
    "entities": (lambda: _declared("utf-8"), "document type"),
    "hidden entities": (lambda: _declared("utf-16"), "document type"),
    "an encrypted workbook": (_encrypted, "encrypted"),
}  # fmt: skip


@pytest.mark.parametrize("trouble", _TROUBLES)
def test_what_is_no_workbook_of_ours_is_said_in_a_sentence(trouble: str):
    make, what = _TROUBLES[trouble]
    result = read(make(), "xlsx")
    assert result.value is None
    (found,) = result.diagnostics
    assert (found.code, found.span.file) == ("bad-exchange", "back.xlsx")
    assert what in found.message
    assert "partnerkit translate export" in found.hint


def test_a_sheet_with_far_more_rows_than_we_make_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 3)
    (found,) = read(packed(table(), "xlsx"), "xlsx").diagnostics
    assert "more than 3 rows" in found.message
    monkeypatch.undo()
    far = changed(lambda sheet: sheet.__setitem__("A1048576", "far away"))
    assert "rows" in read(far, "xlsx").diagnostics[0].message


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(st.randoms(use_true_random=False))
def test_a_damaged_file_is_read_or_refused_and_never_a_traceback(kind: str, random: Random):
    data = bytearray(packed(table(), kind))
    for _ in range(random.randint(1, 6)):
        data[random.randrange(len(data))] = random.randrange(256)
    result = read(bytes(data[: random.choice([len(data), random.randrange(len(data))])]), kind)
    assert result.value is not None or result.diagnostics


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(kind: str, data: bytes):
    result = read(data, kind)
    assert result.value is None
    assert [found.code for found in result.diagnostics] == ["bad-exchange"]


# -- XLIFF -------------------------------------------------------------------------------------------------------------


def test_xliff_has_the_structure_of_its_standard():
    """What the core schema of XLIFF 2.0 asks for: names, order and values."""
    root = etree.fromstring(packed(table(), "xliff", AR))
    assert root.tag == f"{CORE}xliff"
    assert dict(root.attrib) == {"version": "2.0", "srcLang": "en", "trgLang": "ar"}
    (file,) = root
    assert file.tag == f"{CORE}file"
    assert (file.get("id"), file.get("trgDir"), file.get(f"{XML}space")) == ("interface", "rtl", "preserve")
    ids = [unit.get("id") for unit in file]
    assert len(set(ids)) == len(ids) == 4
    assert all(re.fullmatch(r"[A-Za-z0-9._:-]+", one) for one in ids)
    for unit, state in zip(file, ("initial", "translated", "final", "initial"), strict=True):
        names = [child.tag for child in unit]
        order = [f"{META}metadata", f"{CORE}notes", f"{CORE}segment"]
        assert names == [name for name in order if name in names]
        (segment,) = unit.iterchildren(f"{CORE}segment")
        assert segment.get("state") == state
        assert [child.tag for child in segment][:1] == [f"{CORE}source"]
        assert state == "initial" or segment.find(f"{CORE}target") is not None
    assert [unit.get("name") for unit in file] == [f"interface#{name}" for name in "abcd"]
    notes = [(note.get("category"), note.text) for note in file[3].iter(f"{CORE}note")]
    assert notes == [("instructions", "Mind."), ("previous-source", "Fore")]
    assert file[0].find(f".//{CORE}source").text == "One {school.name}"


def test_ids_of_different_texts_differ():
    keys = ["a#b[c].d", "a#b.c.d", "a#b[c.d]", "a#b~c", "a#é"]
    tokens = [xliff._token(key) for key in keys]
    assert len(set(tokens)) == len(keys)
    assert all(re.fullmatch(r"[A-Za-z0-9._:-]+", token) for token in tokens)


def xml(change: Callable[[str], str]) -> bytes:
    """The XLIFF file of the table after some tool has changed it."""
    before = packed(table(), "xliff").decode()
    after = change(before)
    assert after != before
    return after.encode()


def segment(inside: str) -> bytes:
    """The XLIFF file with other segments for the text ``b``."""
    old = r'<segment state="translated">\s*<source>=1\+1</source>\s*<target>=2\+2</target>\s*</segment>'
    return xml(lambda text: re.sub(old, inside, text))


@pytest.mark.parametrize(
    ("state", "wanted"),
    [("initial", "drafted"), ("translated", "drafted"), ("reviewed", "reviewed"), ("final", "reviewed")],
)
def test_what_a_tool_translates_arrives_with_its_state(state: str, wanted: str):
    old = r'<segment state="initial">\s*<source>One \{school.name\}</source>\s*</segment>'
    new = f'<segment state="{state}"><source>One {{school.name}}</source><target>Uno {{school.name}}</target></segment>'
    po = catalog(TEXTS, TARGETS)
    data = xml(lambda text: re.sub(old, new, text))
    result = merged(TEXTS, po, next(unpacked(data, "xliff").rows()), role="liaison")
    first = next(exported(TEXTS, result.value.catalogs[FILE]).rows())
    assert (first.target, first.state.value) == ("Uno {school.name}", wanted)


def test_segments_and_marks_of_a_tool_are_put_together_again():
    parts = (
        '<segment state="final"><source>=1</source><target>=<mrk id="m1" type="term">3</mrk></target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment state="translated"><source>+1</source><target>+<!-- sure? --><sm id="m2"/>4</target></segment>'
    )
    row = [*unpacked(segment(parts), "xliff").rows()][1]
    assert (row.source, row.target, row.state) == ("=1 +1", "=3 +4", State.DRAFTED)


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ('<segment><source>=1+1</source><target>=<ph id="1"/>2</target></segment>', "holds a code"),
        ('<segment><source>=1+1</source><target>=<cp hex="0007"/>2</target></segment>', "holds a code"),
        ("<segment><source>=1</source><target>=</target></segment><segment><source>1</source></segment>", "leaves out"),
    ],
)  # fmt: skip
def test_a_unit_that_cannot_be_put_together_is_refused_with_its_line(inside: str, what: str):
    data = segment(inside)
    result = read(data, "xliff")
    (found,) = result.diagnostics
    assert found.code == "bad-exchange"
    assert what in found.message
    assert "interface#b" in found.message
    assert 'name="interface#b"' in "\n".join(data.decode().splitlines()[: found.span.line])
    assert result.value is not None
    assert [row.key for row in result.value.rows()] == [f"interface#{name}" for name in "acd"]


def test_a_tool_that_drops_the_metadata_only_makes_the_merge_more_careful():
    data = xml(lambda text: re.sub(r"<mda:metadata>.*?</mda:metadata>", "", text, flags=re.DOTALL))
    rows = {row.key[-1]: row for row in unpacked(data, "xliff").rows()}
    po = catalog(TEXTS, TARGETS)
    assert dict(merged(TEXTS, po, *rows.values(), role="x").value.catalogs).keys() <= {FILE}
    result = merged(TEXTS, po, replace(rows["a"], target="Uno {school.name}"), replace(rows["d"], target="Four"))
    assert (result.value.taken, result.value.suggested) == (1, 1)


_HOSTILE = {
    "an entity of a file": (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', "<target>&e;</target>", "document type",
    ),
    "an entity in a document type that is elsewhere": (
        '<!DOCTYPE x SYSTEM "file:///etc/hostname">', "<target>Uno</target>", "document type",
    ),
    "entities that grow": (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "]>",
        "<target>&i;</target>", "document type",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _HOSTILE)
def test_xliff_is_read_without_entities(name: str):
    head, target, what = _HOSTILE[name]
    data = xml(lambda text: text.replace("?>", f"?>{head}", 1).replace("<target>Cuatro</target>", target))
    result = read(data, "xliff")
    assert result.value is None
    (found,) = result.diagnostics
    assert what in found.message or "not well-formed" in found.message
    assert "aaaaaaaaaaaa" not in str(found)


@pytest.mark.parametrize(
    ("data", "what", "line"),
    [
        (b"<xliff", "not well-formed", 1),
        (b"<a>\n<b>\n</a>", "not well-formed", 3),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>', "earlier version", 0),
        (b"<html/>", "not XLIFF 2.0", 0),
        (b"<a>" * 100_000, "not well-formed", 1),
        (b"<a>" + b" " * xliff.MAX_BYTES + b"</a>", "is the most", 0),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "not well-formed", 1),
    ],
    ids=["cut", "unclosed", "earlier", "a page", "deep", "large", "unknown encoding"],
)
def test_what_is_no_xliff_of_ours_is_said_in_a_sentence(data: bytes, what: str, line: int):
    result = read(data, "xliff")
    assert result.value is None
    (found,) = result.diagnostics
    assert (found.code, found.span.file, found.span.line) == ("bad-exchange", "back.xliff", line)
    assert what in found.message
