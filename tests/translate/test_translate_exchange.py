"""Round trips: what a translator sends back is laid over the catalogs as they are now, and nobody's words are lost."""

from __future__ import annotations

from collections.abc import Mapping

import polib
import pytest
from exchanging import (
    AR,
    ES,
    FILE,
    FORMATS,
    catalog,
    edited,
    entry,
    exported,
    library_of,
    merged,
    packed,
    places,
    unpacked,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from partnerkit.diagnostics import Severity
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import problem_in
from partnerkit.translate import read_catalogs
from partnerkit.translate.exchange import State, digest
from partnerkit.translate.merge import merge
from partnerkit.translate.sound import problem_of

LAWS = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
"""A busy machine is no fault of the examples, and many a random text is none that prose may be."""
_LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"], exclude_characters="{}<\u202e")
NAMES = st.sampled_from("abcdef")
PLURAL = "{reply.days, plural, one {# day} other {# days}}"
WORDS = st.one_of(
    st.sampled_from(
        [
            "One", "=1+1", '=HYPERLINK("https://x.org")', "+1", "- first\n- second", "@here", "'quoted'", "#N/A",
            "#REF!", "TRUE", "007", "1/2", "1e5", "two\nlines", "para\n\ngraph", '"quotes" & ampersands < >', "]]>",
            "مرحبا {school.name}", "你好", "{school.name}", PLURAL, "**strong** and *soft*", "a\\n b",
            "reviewed: me", "drafted",
        ]
    ),
    st.text(_LETTERS, min_size=1, max_size=120).map(str.strip).filter(lambda t: t and not problem_in(t, block=True)),
)  # fmt: skip
TEXTS = st.dictionaries(NAMES, WORDS, min_size=1, max_size=5)


def states(texts: Mapping[str, str], po: str) -> dict[str, State]:
    """The state of every row of an export."""
    return {row.key.partition("#")[2]: row.state for row in exported(texts, po).rows()}


# -- export ------------------------------------------------------------------------------------------------------------


def test_a_row_says_how_far_its_translation_is():
    texts = {"a": "One", "b": "Two", "c": "Three changed", "d": "Four {school.name}", "e": "Five"}
    targets = {"b": "Dos", "c": "Tres", "d": "Cuatro", "e": "Cinco"}
    po = polib.pofile(catalog(texts, {}, catalog({**texts, "c": "Three"}, targets)) + "\n")
    po[4].tcomment = "reviewed: cultural liaison"
    rows = {row.key.partition("#")[2]: row for row in exported(texts, str(po)).rows()}
    assert {name: row.state.value for name, row in rows.items()} == {
        "a": "missing",
        "b": "drafted",
        "c": "behind",
        "d": "behind",
        "e": "reviewed",
    }
    assert rows["c"].previous == "Three"
    assert "The English was: Three" in rows["c"].notes
    assert any("loses the slot {school.name}" in note for note in rows["d"].notes)
    assert "Keep as it is: {school.name}" in rows["d"].notes


def test_only_what_needs_work_can_be_handed_out():
    texts = {"a": "One", "b": "Two", "c": "Three"}
    po = catalog({**texts, "c": "Three before"}, {"b": "Dos", "c": "Tres"})
    table = exported(texts, po, unfinished=True)
    assert [row.key for row in table.rows()] == ["interface#a", "interface#c"]
    assert exported({"b": "Two"}, po, unfinished=True).areas == {}


def test_the_notes_name_the_plural_forms_of_the_language():
    notes = {spoken: next(exported({"a": PLURAL}, catalog({}, {}), spoken).rows()).notes for spoken in (ES, AR)}
    assert notes[ES][-1].endswith(": one, other")
    for form in ("zero", "one", "two", "few", "many", "other"):
        assert form in notes[AR][-1]


def test_what_translators_said_goes_along_and_what_cannot_be_written_stays_at_home():
    po = polib.pofile(catalog({"a": "One", "b": "Two"}, {"a": "Uno\u202e", "b": "Dos"}) + "\n")
    po[1].tcomment = "Keep it \u202eshort."
    (hidden, kept) = exported({"a": "One", "b": "Two"}, str(po)).rows()
    assert (hidden.target, hidden.of_target) == ("", digest("Uno\u202e"))
    assert "Keep it short." in kept.notes
    # What is written in its place arrives, although the catalog has words.
    table = edited(exported({"a": "One"}, str(po)), a={"target": "Uno"})
    assert entry(merged({"a": "One"}, str(po), *table.rows()).value.catalogs[FILE], "a").msgstr == "Uno"


# -- laws --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
@LAWS
@given(TEXTS, TEXTS, TEXTS)
@example({"a": "=1+1"}, {"a": "=1+1"}, {})
@example({"a": "One"}, {"a": "One"}, {"a": "bell\x07"})
def test_what_comes_back_untouched_changes_nothing(
    kind: str, before: dict[str, str], texts: dict[str, str], targets: dict[str, str]
):
    """Also where the catalog is behind, unsound, or cannot be written into a file at all."""
    po = catalog(texts, {}, catalog(before, targets))
    table = exported(texts, po)
    back = unpacked(packed(table, kind), kind)
    assert [(r.key, r.source, r.target, r.of_source, r.of_target) for r in back.rows()] == [
        (r.key, r.source, r.target, r.of_source, r.of_target) for r in table.rows()
    ]
    if kind == "xlsx":
        assert [row.state for row in back.rows()] == [row.state for row in table.rows()]
    result = merged(texts, po, *back.rows(), role="cultural liaison")
    assert (dict(result.value.catalogs), result.value.taken, result.diagnostics) == ({}, 0, ())


@pytest.mark.parametrize("kind", FORMATS)
@LAWS
@given(TEXTS, TEXTS, TEXTS)
def test_what_a_translator_writes_arrives_or_is_refused_with_a_reason(
    kind: str, texts: dict[str, str], targets: dict[str, str], written: dict[str, str]
):
    po = catalog(texts, targets)
    table = edited(exported(texts, po), **{name: {"target": words} for name, words in written.items()})
    result = merged(texts, po, *unpacked(packed(table, kind), kind).rows())
    after = result.value.catalogs.get(FILE, po)
    library = library_of(texts)
    refused = {found.span.line for found in result.diagnostics}
    for row in unpacked(packed(table, kind), kind).rows():
        name = row.key.partition("#")[2]
        problem = problem_of(places(library)[row.key].text, row.target, library, ES) if name in written else ""
        if name in written and not problem:
            assert entry(after, name).msgstr == written[name]
        else:
            assert entry(after, name).msgstr == targets.get(name, "")
        assert (row.span.line in refused) == (bool(problem) and row.target != targets.get(name))
    assert {found.code for found in result.diagnostics} <= {"bad-translation"}


@LAWS
@given(TEXTS, TEXTS, TEXTS, TEXTS)
@example({"a": "One"}, {}, {"a": "catalog"}, {"a": "x " * 45 + "reviewed: nobody\nreviewed: me"})
@example({"a": "One"}, {}, {"a": "catalog"}, {"a": "漢" * 120 + "-reviewed: nobody"})
def test_nobodys_words_are_lost(
    texts: dict[str, str], base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
):
    """Whatever stood in the catalog when the file was made, and whatever stands there now."""
    now = catalog(texts, theirs)
    table = edited(exported(texts, catalog(texts, base)), **{name: {"target": words} for name, words in mine.items()})
    result = merged(texts, now, *table.rows())
    after = result.value.catalogs.get(FILE, now)
    library = library_of(texts)
    for row in table.rows():
        name = row.key.partition("#")[2]
        kept = entry(after, name)
        catalogs_words, files_words = theirs.get(name, ""), row.target
        if catalogs_words and catalogs_words != base.get(name, ""):
            assert kept.msgstr == catalogs_words
        sound = not problem_of(places(library)[row.key].text, files_words, library, ES)
        if files_words and sound and files_words != base.get(name, ""):
            said = "".join(kept.tcomment.split()).replace("\\n", "")
            assert files_words == kept.msgstr or "".join(files_words.split()).replace("\\n", "") in said
    read = read_catalogs([SourceFile(FILE, after.encode())])
    assert read.diagnostics == ()
    assert not any(one.reviewed for one in read.value.values()), "nothing becomes reviewed by itself"
    again = merged(texts, after, *table.rows())
    assert dict(again.value.catalogs) == {}, "a second import of the same file changes nothing"


# -- case by case ------------------------------------------------------------------------------------------------------


def test_where_only_the_file_changed_it_counts_and_where_only_the_catalog_did_that_does():
    texts = {"a": "One", "b": "Two"}
    table = edited(exported(texts, catalog(texts, {"a": "Uno", "b": "Dos"})), a={"target": "Un"})
    now = catalog(texts, {"a": "Uno", "b": "Par"})
    result = merged(texts, now, *table.rows())
    after = result.value.catalogs[FILE]
    assert (entry(after, "a").msgstr, entry(after, "b").msgstr) == ("Un", "Par")
    assert (result.value.taken, result.diagnostics) == (1, ())


def test_where_both_changed_the_catalog_stays_and_the_file_becomes_a_suggestion():
    texts = {"a": "One"}
    table = edited(exported(texts, catalog(texts, {"a": "Uno"})), a={"target": "Un"})
    result = merged(texts, catalog(texts, {"a": "Una"}), *table.rows())
    kept = entry(result.value.catalogs[FILE], "a")
    assert (kept.msgstr, kept.tcomment, kept.fuzzy) == ("Una", "suggested: Un", False)
    (found,) = result.diagnostics
    assert (found.code, found.severity) == ("translation-conflict", Severity.WARNING)
    assert FILE in found.hint
    assert (result.value.taken, result.value.suggested) == (0, 1)


def test_the_second_of_two_rows_that_disagree_is_a_suggestion():
    """Two people have each filled in a copy of the same workbook."""
    texts = {"a": "One", "b": "Two"}
    table = exported(texts, catalog(texts, {}))
    first, second = (edited(table, a={"target": words}) for words in ("Uno", "Un"))
    result = merged(texts, catalog(texts, {}), *first.rows(), *edited(second, b={"target": "Dos"}).rows())
    after = result.value.catalogs[FILE]
    assert (entry(after, "a").msgstr, entry(after, "a").tcomment) == ("Uno", "suggested: Un")
    assert entry(after, "b").msgstr == "Dos"
    assert [found.code for found in result.diagnostics] == ["translation-conflict"]


def test_a_translation_of_earlier_english_is_taken_and_marked():
    table = edited(exported({"a": "Two {school.name}"}, catalog({}, {})), a={"target": "Dos {school.name}"})
    now = {"a": "Three"}
    for existing in (catalog({"a": "Two {school.name}"}, {}), catalog(now, {}), catalog({}, {})):
        result = merged(now, existing, *table.rows(), role="liaison")
        kept = entry(result.value.catalogs[FILE], "a")
        assert (kept.msgid, kept.msgstr, kept.fuzzy) == ("Three", "Dos {school.name}", True)
        assert kept.previous_msgid == "Two {school.name}"
        assert [(found.code, found.severity) for found in result.diagnostics] == [
            ("stale-translation", Severity.WARNING)
        ]


def test_what_was_behind_and_is_translated_again_is_no_longer_behind():
    old = catalog({"a": "Two"}, {"a": "Dos"})
    behind = catalog({"a": "Three"}, {}, old)
    assert states({"a": "Three"}, behind) == {"a": State.BEHIND}
    table = exported({"a": "Three"}, behind)
    for changes in ({"target": "Tres"}, {"state": State.DRAFTED}):
        result = merged({"a": "Three"}, behind, *edited(table, a=changes).rows())
        kept = entry(result.value.catalogs[FILE], "a")
        assert (kept.msgid, kept.msgstr, kept.fuzzy, kept.previous_msgid) == (
            "Three", changes.get("target", "Dos"), False, None,
        )  # fmt: skip
        assert result.value.taken == 1


def test_a_review_carries_the_role_and_only_with_a_role():
    texts = {"a": "One", "b": "Two"}
    po = catalog(texts, {"a": "Uno"})
    table = edited(
        exported(texts, po), a={"state": State.REVIEWED}, b={"target": "Dos", "state": State.REVIEWED}
    )  # fmt: skip
    unnamed = merged(texts, po, *table.rows())
    after = unnamed.value.catalogs[FILE]
    assert (entry(after, "b").msgstr, entry(after, "a").tcomment, entry(after, "b").tcomment) == ("Dos", "", "")
    (found,) = unnamed.diagnostics
    assert (found.code, found.severity) == ("unnamed-review", Severity.WARNING)
    assert "2 translations" in found.message
    named = merged(texts, after, *table.rows(), role="cultural liaison")
    assert named.diagnostics == ()
    assert states(texts, named.value.catalogs[FILE]) == {"a": State.REVIEWED, "b": State.REVIEWED}
    assert entry(named.value.catalogs[FILE], "a").tcomment == "reviewed: cultural liaison"
    # Later, an untouched export of reviewed words needs no role.
    done = named.value.catalogs[FILE]
    assert merged(texts, done, *exported(texts, done).rows()).diagnostics == ()


def test_words_that_replace_reviewed_ones_are_not_reviewed():
    """Neither those of an entry with a reviewer, nor those in a catalog that was reviewed as a whole."""
    texts = {"a": "One", "b": "Two"}
    po = polib.pofile(catalog(texts, {"a": "Uno", "b": "Dos"}) + "\n", wrapwidth=100)
    po[0].tcomment = "Short.\nreviewed: cultural liaison"
    for status in ("drafted", "reviewed"):
        po.metadata["X-Status"] = status
        table = edited(exported(texts, str(po)), a={"target": "Un", "state": State.DRAFTED})
        after = merged(texts, str(po), *table.rows()).value.catalogs[FILE]
        assert states(texts, after)["a"] is State.DRAFTED
        assert states(texts, after)["b"] is (State.REVIEWED if status == "reviewed" else State.DRAFTED)
        assert entry(after, "a").tcomment.startswith("Short.\nearlier words reviewed: cultural liaison")
        reviewed = edited(exported(texts, after), a={"state": State.REVIEWED})
        done = merged(texts, after, *reviewed.rows(), role="teacher").value.catalogs[FILE]
        assert states(texts, done)["a"] is State.REVIEWED


def test_a_review_of_earlier_english_is_not_taken_over():
    old = catalog({"a": "Two"}, {"a": "Dos"})
    table = edited(exported({"a": "Two"}, old), a={"state": State.REVIEWED})
    now = catalog({"a": "Three"}, {}, old)
    result = merged({"a": "Three"}, now, *table.rows(), role="liaison")
    assert dict(result.value.catalogs) == {}
    assert [found.code for found in result.diagnostics] == ["stale-translation"]


@pytest.mark.parametrize(
    "target",
    ["Dos", "Dos {school.name} {reply.days}", "Dos {school.name", "Dos {school.name}\u202e", "Dos\x07 {school.name}",
     "<b>Dos</b> {school.name}", "Dos {school.name} [aquí](javascript:x)", "Dos {school.name} [aquí](doc:nowhere)"],
)  # fmt: skip
def test_an_unsound_translation_is_refused_with_its_place(target: str):
    texts = {"a": "One", "b": "Two {school.name}"}
    po = catalog(texts, {"b": "Par {school.name}"})
    table = edited(exported(texts, po), a={"target": "Uno"}, b={"target": target})
    result = merged(texts, po, *table.rows())
    after = result.value.catalogs[FILE]
    assert (entry(after, "a").msgstr, entry(after, "b").msgstr) == ("Uno", "Par {school.name}")
    assert [(found.code, found.severity) for found in result.diagnostics] == [("bad-translation", Severity.ERROR)]


def test_a_text_that_is_not_here_is_named_and_nothing_is_emptied():
    texts = {"a": "One", "b": "Two"}
    po = catalog(texts, {"a": "Uno", "b": "Dos"})
    table = edited(exported(texts, po), a={"target": ""}, b={"key": "interface#nowhere", "target": "Par"})
    result = merged(texts, po, *table.rows())
    assert dict(result.value.catalogs) == {}
    (found,) = result.diagnostics
    assert (found.code, found.severity) == ("orphan-translation", Severity.WARNING)
    assert "interface#nowhere" in found.message


def test_everything_else_in_a_catalog_stays():
    texts = {"a": "One", "b": "Two", "c": "Three"}
    older = catalog({"gone": "Gone"}, {"gone": "Ido"})
    po = polib.pofile(catalog({"a": "One", "b": "Two"}, {"b": "Dos"}, older) + "\n", wrapwidth=100)
    po.header = "Ours."
    po.metadata["X-Generator"] = "Poedit"
    po[1].tcomment, po[1].flags, po[1].occurrences = "Keep.", ["no-wrap"], [("a.yaml", "1")]
    table = edited(exported(texts, str(po)), a={"target": "Uno"}, c={"target": "Tres"})
    after = merged(texts, str(po), *table.rows()).value.catalogs[FILE]
    po[0].msgstr = "Uno"
    po.append(polib.POEntry(msgctxt="interface#c", msgid="Three", msgstr="Tres"))
    assert after == str(po)
    assert '#~ msgstr "Ido"' in after


def test_a_catalog_that_does_not_exist_yet_is_made_with_every_text_of_its_area():
    texts = {"a": "One", "b": "Two"}
    library = library_of(texts)
    table = edited(exported(texts, catalog({}, {})), b={"target": "Dos"})
    result = merge(table.rows(), places(library), {}, library, ES)
    assert result.value.catalogs[FILE] == catalog(texts, {"b": "Dos"}).replace("Test library", library.workspace.name)
