"""Catalogs: an update loses nothing and guesses nothing, and a page shows a translation only where it is sound."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import polib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import tools
from partnerkit.diagnostics import Diagnostic, Severity, Span
from partnerkit.load import load
from partnerkit.model.library import Library, texts_of
from partnerkit.model.locales import language
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import Text, problem_in
from partnerkit.translate import (
    Catalog,
    Coverage,
    Entry,
    coverage,
    coverage_by_area,
    read_catalogs,
    translate,
    updated_catalog,
)
from partnerkit.translate.sound import plural_categories
from partnerkit.validate import validate
from partnerkit.world import packaged_library

SOUND = Path(__file__).resolve().parents[1] / "cases" / "validate" / "sound"
LAWS = settings(max_examples=100, deadline=None, derandomize=True, database=None)
ES = language("es")
SPAN = Span("content/locale/es/welcome.po", 1, 1)

Workspace = Callable[[Mapping[str, str | bytes | None]], Path]


def entries(catalog: str) -> dict[str, polib.POEntry]:
    """The entries of a catalog that are in use, by id path."""
    return {entry.msgctxt: entry for entry in polib.pofile(catalog) if not entry.obsolete}


def translated(catalog: str, targets: Mapping[str, str]) -> str:
    """What a translator hands back: the same catalog, with words."""
    po = polib.pofile(catalog)
    for entry in po:
        if not entry.obsolete and entry.msgctxt in targets:
            entry.msgstr = targets[entry.msgctxt]
    return str(po)


def update(texts: Mapping[str, str], existing: str | None = None) -> str:
    """The catalog of some texts, brought up to date."""
    made = [Text(source, key=key, block=True) for key, source in texts.items()]
    return updated_catalog(made, existing, ES, "Test library")


def fuzzy(catalog: str) -> set[str]:
    """The id paths that are marked."""
    return {key for key, entry in entries(catalog).items() if entry.fuzzy}


# -- updates -----------------------------------------------------------------------------------------------------------


def test_new_texts_come_in_untranslated_and_in_reading_order():
    catalog = update({"a#z": "Last letter", "a#a": "First letter"})
    assert [(e.msgctxt, e.msgid, e.msgstr, e.fuzzy) for e in polib.pofile(catalog)] == [
        ("a#z", "Last letter", "", False),
        ("a#a", "First letter", "", False),
    ]


def test_a_changed_source_keeps_its_translation_marks_it_and_says_what_it_was_made_from():
    before = translated(update({"a#t": "May request a home visit."}), {"a#t": "Puede pedir una visita."})
    after = entries(update({"a#t": "May refuse a home visit."}, before))["a#t"]
    assert (after.msgid, after.msgstr, after.fuzzy) == ("May refuse a home visit.", "Puede pedir una visita.", True)
    assert after.previous_msgid == "May request a home visit."


def test_a_source_that_changes_twice_still_says_what_its_translation_was_made_from():
    """A translator compares the two sources; one that was never translated would mislead."""
    before = translated(update({"a#t": "One"}), {"a#t": "Uno"})
    after = entries(update({"a#t": "Three"}, update({"a#t": "Two"}, before)))["a#t"]
    assert (after.msgstr, after.fuzzy, after.previous_msgid) == ("Uno", True, "One")


def test_a_translated_text_that_did_not_change_stays_as_it_is():
    before = translated(update({"a#t": "One", "a#u": "Two"}), {"a#t": "Uno"})
    after = entries(update({"a#t": "One", "a#u": "Zwei"}, before))
    assert (after["a#t"].msgstr, after["a#t"].fuzzy) == ("Uno", False)
    assert (after["a#u"].msgstr, after["a#u"].fuzzy, after["a#u"].previous_msgid) == ("", False, None)


def test_likeness_is_never_used():
    """The nearest old translation once turned "may refuse" into "may request"."""
    before = translated(update({"a#old": "Families may request a home visit."}), {"a#old": "Pueden pedir una visita."})
    after = entries(update({"a#new": "Families may refuse a home visit."}, before))
    assert after["a#new"].msgstr == ""
    moved = entries(update({"a#elsewhere": "Families may request a home visit."}, before))
    assert moved["a#elsewhere"].msgstr == ""


def test_what_is_gone_is_kept_as_obsolete_and_what_was_never_translated_is_not():
    before = translated(update({"a#t": "One", "a#u": "Two"}), {"a#t": "Uno"})
    after = polib.pofile(update({}, before))
    assert [(e.msgctxt, e.msgstr) for e in after.obsolete_entries()] == [("a#t", "Uno")]
    assert [e for e in after if not e.obsolete] == []


def test_what_comes_back_gets_its_translation_back():
    """A clause that is taken out and put back would otherwise be translated twice."""
    before = translated(update({"a#t": "One"}), {"a#t": "Uno"})
    after = entries(update({"a#t": "One"}, update({}, before)))
    assert after["a#t"].msgstr == "Uno"


def test_comments_flags_and_the_translator_stay():
    po = polib.pofile(update({"a#t": "One"}))
    po[0].msgstr, po[0].tcomment, po[0].flags = "Uno", "Keep it short.", ["no-wrap"]
    po.metadata["Last-Translator"] = "Ana Morales"
    after = polib.pofile(update({"a#t": "One"}, str(po)))
    assert (after[0].tcomment, after[0].flags) == ("Keep it short.", ["no-wrap"])
    assert after.metadata["Last-Translator"] == "Ana Morales"


KEYS = st.sampled_from([f"doc#part[{name}].text" for name in "abcdefg"] + ["doc#title", "doc#summary"])
SOURCES = st.one_of(
    st.sampled_from(
        ["One", "Two words", 'A "quote"', "back\\slash", "two\nlines", "tab-free", "{school.name}", "é 🌱 مدرسة"]
    ),
    st.text(min_size=1, max_size=120).map(str.strip).filter(lambda t: t and problem_in(t, block=True) is None),
)
LIBRARIES = st.dictionaries(KEYS, SOURCES, max_size=7)


@LAWS
@given(LIBRARIES, LIBRARIES, LIBRARIES)
def test_an_update_loses_no_word_of_a_translator(first: dict[str, str], second: dict[str, str], words: dict[str, str]):
    before = translated(update(first), words)
    made = {key: entry.msgstr for key, entry in entries(before).items() if entry.msgstr}
    after = polib.pofile(update(second, before))
    assert made.items() <= {(e.msgctxt, e.msgstr) for e in after}
    used = {e.msgctxt: e for e in after if not e.obsolete}
    assert list(used) == list(second)
    assert {key: e.msgid for key, e in used.items()} == second
    for key, entry in used.items():
        assert entry.msgstr == made.get(key, "")
        assert entry.fuzzy == (key in made and first[key] != second[key])
        if entry.fuzzy:
            assert entry.previous_msgid == first[key]


@LAWS
@given(LIBRARIES, LIBRARIES, LIBRARIES)
def test_an_update_of_what_is_up_to_date_changes_nothing(
    first: dict[str, str], second: dict[str, str], words: dict[str, str]
):
    after = update(second, translated(update(first), words))
    assert update(second, after) == after


@LAWS
@given(LIBRARIES, LIBRARIES, st.randoms(use_true_random=False))
def test_reordering_loses_nothing(texts: dict[str, str], words: dict[str, str], random: Random):
    before = translated(update(texts), words)
    order = list(texts)
    random.shuffle(order)
    after = update({key: texts[key] for key in order}, before)
    assert {k: e.msgstr for k, e in entries(after).items()} == {k: e.msgstr for k, e in entries(before).items()}
    assert fuzzy(after) == set()


@LAWS
@given(LIBRARIES, LIBRARIES)
def test_what_is_written_is_what_is_read(texts: dict[str, str], words: dict[str, str]):
    """Out to a translator and back in: every entry with the source it was made from."""
    catalog = translated(update(texts), words)
    read = read_catalogs([SourceFile("content/locale/es/doc.po", catalog.encode())])
    assert read.diagnostics == ()
    assert {key: (e.source, e.target, e.fuzzy) for key, e in read.value.items()} == {
        key: (source, words.get(key, ""), False) for key, source in texts.items()
    }


# -- reading -----------------------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        'msgid "a"',
        'msgstr "b"',
        'msgctxt "c"',
        'msgid_plural "d"',
        'msgstr[0] "e"',
        "#, fuzzy",
        '#| msgid "f"',
        '#~ msgid "g"',
        '"more"',
        "msgid",
        'msgid "',
        'msgstr "x\\"',
        "<<<<<<< HEAD",
        "# comment",
        "#: place:1",
        "",
        '""',
        'msgstr[x] "h"',
        '"Content-Type: text/plain; charset=nonsense\\n"',
        "\ufeff",
        "\x00",
        "/etc/hostname",
    ]
)


@LAWS
@given(st.one_of(st.binary(max_size=200), st.lists(LINES, max_size=14).map(lambda lines: "\n".join(lines).encode())))
@example(b"")
@example(b'msgstr "a"')
@example(b'#| msgid "f"\nmsgctxt "c"')
def test_any_catalog_is_read_or_refused_with_a_place(data: bytes):
    read = read_catalogs([SourceFile("content/locale/es/x.po", data)])
    lines = len(data.decode("utf-8", "replace").splitlines()) + 1
    for found in read.diagnostics:
        assert found.span.file == "content/locale/es/x.po"
        assert 1 <= found.span.line <= lines, str(found)


def test_a_catalog_is_never_the_name_of_another_file(tmp_path: Path):
    """Only ``load`` reads files; a catalog that says nothing but a path is a broken catalog."""
    other = tmp_path / "other.po"
    other.write_text('msgctxt "a#t"\nmsgid "One"\nmsgstr "Uno"\n', encoding="utf-8")
    read = read_catalogs([SourceFile("content/locale/es/x.po", str(other).encode())])
    assert dict(read.value) == {}
    assert [found.code for found in read.diagnostics] == ["bad-catalog"]


# -- showing -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def library(workspace: Workspace) -> Library:
    """A small library with one document of every kind."""
    files = {path.relative_to(SOUND).as_posix(): path.read_bytes() for path in SOUND.rglob("*.yaml") if path.is_file()}
    checked = validate(load(workspace(files), packaged_library() / "templates").value)
    assert checked.diagnostics == ()
    return checked.value


def shown(library: Library, *made: tuple[str, str, str, bool]) -> tuple[Text, tuple[Diagnostic, ...]]:
    """The title of the policy in Spanish, with these entries in the catalog."""
    catalog: Catalog = {key: Entry(s, t, f, library.workspace.origin.span) for key, s, t, f in made}  # type: ignore[union-attr]
    result = translate(library, catalog, ES)
    return result.value.documents["welcome"].title, result.diagnostics


def test_a_sound_translation_is_shown(library: Library):
    title, found = shown(library, ("welcome#title", "Welcome", "Bienvenidos", False))
    assert (title.source, title.lang, title.stale, title.key) == ("Bienvenidos", "es", False, "welcome#title")
    assert found == ()


@pytest.mark.parametrize(
    ("source", "target", "marked", "code", "stale"),
    [
        ("Hello", "Bienvenidos", False, "stale-translation", True),
        ("Welcome", "Bienvenidos", True, "stale-translation", True),
        ("Welcome", "Bienvenidos {school.name}", False, "bad-translation", False),
        ("Welcome", "Bienvenidos {", False, "bad-translation", False),
        ("Welcome", "<b>Bienvenidos</b>", False, "bad-translation", False),
        ("Welcome", "Bien\nvenidos", False, "bad-translation", False),
        ("Welcome", "[Bienvenidos](javascript:alert(1))", False, "bad-translation", False),
        ("Welcome", "[Bienvenidos](doc:nowhere)", False, "bad-translation", False),
        ("Welcome", "Bien\u202evenidos", False, "bad-translation", False),
    ],
)
def test_an_unsound_translation_is_not_shown(
    library: Library, source: str, target: str, marked: bool, code: str, stale: bool
):
    title, found = shown(library, ("welcome#title", source, target, marked))
    assert (title.source, title.lang, title.stale) == ("Welcome", "en", stale)
    assert [diagnostic.code for diagnostic in found] == [code]


def test_an_entry_without_words_is_not_there(library: Library):
    title, found = shown(library, ("welcome#title", "Welcome", "  ", True))
    assert (title.source, title.lang, title.stale) == ("Welcome", "en", False)
    assert found == ()


def test_a_translation_that_is_found_by_nothing_is_a_warning(library: Library):
    title, found = shown(library, ("welcome#titel", "Welcome", "Bienvenidos", False))
    assert title.lang == "en"
    assert [(diagnostic.code, diagnostic.severity) for diagnostic in found] == [
        ("orphan-translation", Severity.WARNING)
    ]


def test_each_text_falls_back_by_itself(library: Library):
    """One missing sentence does not turn a whole page to English."""
    catalog = {
        text.key: Entry(text.source, f"ES {text.source}", fuzzy=False, span=library.workspace.origin.span)  # type: ignore[union-attr]
        for _, text in library.texts()
        if text.key != "welcome#summary"
    }
    localized = translate(library, catalog, ES).value
    assert {text.lang for _, text in localized.texts() if text.key == "welcome#summary"} == {"en"}
    assert {text.lang for _, text in localized.texts() if text.key != "welcome#summary"} == {"es"}
    assert localized.roles["principal"].title.lang == "es"
    assert localized.slots["school.name"].label.lang == "es"
    assert localized.kits["start"].title.lang == "es"
    assert localized.pages["for-everyone"].title.lang == "es"


def test_the_source_language_needs_no_catalog(library: Library):
    result = translate(library, {}, language("en"))
    assert (result.value, result.diagnostics) == (library, ())


def test_no_two_texts_share_an_id_path(library: Library):
    """Two texts with one address would share one translation."""
    keys = [text.key for _, text in library.texts()]
    assert len(keys) == len(set(keys))
    assert all("#" in key for key in keys)


def test_coverage_counts_words(library: Library):
    source = library.documents["welcome"]
    total = sum(len(text.source.split()) for text in texts_of(source))
    assert coverage(source, source, ES) == Coverage(0, total)
    span = source.origin.span  # type: ignore[union-attr]
    catalog = {
        "welcome#purpose": Entry("So that everyone is welcome.", "Que todos sean bienvenidos.", fuzzy=False, span=span)
    }
    localized = translate(library, catalog, ES).value.documents["welcome"]
    assert coverage(source, localized, ES) == Coverage(5, total)
    assert not coverage(source, localized, ES).complete
    every = {t.key: Entry(t.source, t.source, fuzzy=False, span=span) for t in texts_of(source)}
    whole = translate(library, every, ES).value.documents["welcome"]
    assert coverage(source, whole, ES) == Coverage(total, total)
    assert coverage(source, whole, ES).complete


# -- who has read it ---------------------------------------------------------------------------------------------------

_STATUSES = {"": (False, True), "drafted": (False, True), "reviewed": (True, True)}


@pytest.mark.parametrize("status", _STATUSES)
def test_a_translation_is_a_draft_until_a_person_has_read_it(status: str):
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"} | ({"X-Status": status} if status else {})
    catalog.append(polib.POEntry(msgctxt="a#one", msgid="One", msgstr="Uno"))
    catalog.append(polib.POEntry(msgctxt="a#two", msgid="Two", msgstr="Dos", tcomment="reviewed: cultural liaison"))
    read = read_catalogs([SourceFile("es/a.po", str(catalog).encode())])
    assert read.diagnostics == ()
    assert tuple(entry.reviewed for entry in read.value.values()) == _STATUSES[status]


def test_an_update_keeps_the_status_and_says_it_where_nobody_has():
    first = update({"a#one": "One"})
    assert polib.pofile(first).metadata["X-Status"] == "drafted"
    reviewed = first.replace("X-Status: drafted", "X-Status: reviewed")
    assert polib.pofile(update({"a#one": "One", "a#two": "Two"}, reviewed)).metadata["X-Status"] == "reviewed"


def test_a_document_says_that_its_translation_is_a_draft(workspace: Workspace):
    po = '{}msgctxt "welcome#title"\nmsgid "Welcome"\nmsgstr "Bienvenidos"\n'
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Status: {}\\n"\n\n'
    for status, drafted in (("drafted", True), ("reviewed", False)):
        read = read_catalogs([SourceFile("es/welcome.po", po.format(head.format(status)).encode())])
        root = workspace({"content/policy/welcome.yaml": (SOUND / "content/policy/welcome.yaml").read_bytes()})
        library = validate(load(root, packaged_library() / "templates").value).value
        spanish = translate(library, read.value, ES).value.documents["welcome"]
        assert any(text.drafted for text in texts_of(spanish)) is drafted
        assert not any(text.drafted for text in texts_of(library.documents["welcome"]))


# -- sound translations ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("es", {"one", "other"}),
        ("ar", {"zero", "one", "two", "few", "many", "other"}),
        ("ru", {"one", "few", "many"}),
        ("zh-Hans", {"other"}),
        ("ht", {"one", "other"}),
    ],
)
def test_the_plurals_of_a_language_are_those_of_everyday_numbers(code: str, wanted: set[str]):
    assert plural_categories(language(code)) == wanted


def test_the_library_is_sound_in_every_language_that_has_a_catalog():
    """Also in those that are not published yet."""
    root = packaged_library()
    sources = load(root, root / "templates").value
    library = validate(sources).value
    for code, files in sources.catalogs.items():
        read = read_catalogs(files)
        found = [*read.diagnostics, *translate(library, read.value, language(code)).diagnostics]
        assert [str(one) for one in found] == [], code


def test_coverage_by_area_counts_words_once_and_knows_what_is_reviewed(workspace: Workspace):
    root = workspace({"content/policy/welcome.yaml": (SOUND / "content/policy/welcome.yaml").read_bytes()})
    library = validate(load(root, packaged_library() / "templates").value).value
    key, title = "welcome#title", str(library.documents["welcome"].title)
    for reviewed, stale in ((True, False), (False, False), (True, True)):
        source = f"{title} before" if stale else title
        entry = Entry(source, "Bienvenidos", False, SPAN, reviewed)
        found = coverage_by_area(library, translate(library, {key: entry}, ES).value, ES)["welcome"]
        words = len(title.split())
        assert found.translated == (0 if stale else words)
        assert found.reviewed == (words if reviewed and not stale else 0)
        assert found.stale == (words if stale else 0)
        assert found.total > words
        assert not found.complete
        assert found.percent < 100


def test_other_peoples_tools_can_read_every_catalog(checkout: Path):
    """GNU gettext's own check: headers, encoding, plural forms, no message twice."""
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        tools.missing("GNU gettext is not installed: sudo apt-get install gettext")
    for folder in (checkout / "content" / "locale", checkout / "templates" / "locale"):
        for path in sorted(folder.rglob("*.po")):
            done = subprocess.run(
                [msgfmt, "--check", "--output-file=/dev/null", str(path)], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
