"""The memory: identical words in the same kind of place, marked, and never a guess."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

import tools
from partnerkit.diagnostics import Span
from partnerkit.model.locales import language
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import Text
from partnerkit.translate import Entry, Memory, catalog_template, read_catalogs, updated_catalog
from partnerkit.translate.memory import kind_of_place

ES = language("es")
SPAN = Span("content/locale/es/a.po", 1, 1)


def memory(**entries: tuple[str, str]) -> Memory:
    """A memory of some entries: id path, source, target; ``__`` stands for ``#``, ``_`` for a dot."""
    known = {
        key.replace("__", "#").replace("_", "."): Entry(*pair, fuzzy=False, span=SPAN) for key, pair in entries.items()
    }
    return Memory(known)


def filled(known: Memory, key: str, source: str, existing: str | None = None) -> polib.POEntry:
    """The entry that an update makes of a text."""
    (entry,) = polib.pofile(updated_catalog([Text(source, key=key)], existing, ES, "Test", known.recall))
    return entry


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("welcome#title", "title"),
        ("welcome#parts[start].items[one].text", "parts.items.text"),
        ("interface#print-pdf", "print-pdf"),
        ("slots#slots[school.name].label", "slots.label"),
    ],
)
def test_the_kind_of_a_place_is_its_path_without_ids(key: str, kind: str):
    assert kind_of_place(key) == kind


def test_the_same_words_in_the_same_kind_of_place_are_reused_and_marked():
    entry = filled(memory(a__steps_text=("Sign here.", "Firme aquí.")), "b#steps.text", "Sign here.")
    assert (entry.msgstr, entry.tcomment, entry.fuzzy) == ("Firme aquí.", "from memory: a#steps.text", False)


@pytest.mark.parametrize(
    ("key", "source"), [("b#steps.text", "Sign  here."), ("b#steps.text", "Sign here!"), ("b#title", "Sign here.")]
)
def test_like_words_or_another_kind_of_place_are_not(key: str, source: str):
    assert filled(memory(a__steps_text=("Sign here.", "Firme aquí.")), key, source).msgstr == ""


def test_two_translations_of_the_same_words_are_a_question_for_a_person():
    known = memory(a__title=("Concern", "Inquietud"), b__title=("Concern", "Queja"), c__title=("Date", "Fecha"))
    assert filled(known, "d#title", "Concern").msgstr == ""
    assert filled(known, "d#title", "Date").msgstr == "Fecha"
    agreed = memory(a__title=("Concern", "Inquietud"), b__title=("Concern", "Inquietud"))
    assert filled(agreed, "d#title", "Concern").msgstr == "Inquietud"


def test_what_is_behind_its_source_is_not_remembered():
    stale = Memory({"a#title": Entry("Concern", "Inquietud", fuzzy=True, span=SPAN)})
    assert filled(stale, "d#title", "Concern").msgstr == ""


def test_what_somebody_wrote_is_never_replaced():
    existing = updated_catalog([Text("Date", key="d#title")], None, ES, "Test").replace('msgstr ""\n', 'msgstr ""\n', 1)
    po = polib.pofile(existing)
    po[0].msgstr = "Día"
    entry = filled(memory(c__title=("Date", "Fecha")), "d#title", "Date", str(po))
    assert (entry.msgstr, entry.tcomment) == ("Día", "")


def test_what_comes_from_memory_is_a_draft_also_in_a_reviewed_catalog():
    po = polib.pofile(updated_catalog([Text("Date", key="d#title"), Text("Time", key="d#lead")], None, ES, "Test"))
    po.metadata["X-Status"] = "reviewed"
    po[1].msgstr = "Hora"
    known = memory(c__title=("Date", "Fecha"))
    text = updated_catalog([Text("Date", key="d#title"), Text("Time", key="d#lead")], str(po), ES, "Test", known.recall)
    read = read_catalogs([SourceFile("es/d.po", text.encode())]).value
    assert {key: entry.reviewed for key, entry in read.items()} == {"d#title": False, "d#lead": True}
    text = text.replace("# from memory: c#title", "# from memory: c#title\n# reviewed: cultural liaison")
    assert read_catalogs([SourceFile("es/d.po", text.encode())]).value["d#title"].reviewed


def test_an_update_of_a_library_reuses_what_one_document_has(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library", languages="[en, es, fr]")
    assert (
        run_cli("translate", "update", "--root", str(root), "--language", "es", "--document", "first-policy").code == 0
    )
    path = root / "content/locale/es/first-policy.po"
    po = polib.pofile(str(path))
    next(entry for entry in po if entry.msgctxt.endswith("[answer].text")).msgstr = "Respondemos en una semana."
    po.save(str(path))
    done = run_cli("translate", "update", "--root", str(root))
    assert done.code == 0, done.err
    assert "5 have no catalog in es yet; --language es begins them." in done.out
    assert not (root / "content/locale/es/second-policy.po").exists()
    assert (root / "content/locale/fr/second-policy.po").is_file(), "a language of which there is nothing is begun"
    done = run_cli("translate", "update", "--root", str(root), "--language", "es")
    assert done.code == 0, done.err
    found = {entry.msgctxt: entry for entry in polib.pofile(str(root / "content/locale/es/second-policy.po"))}
    entry = found["second-policy#statements[answer].text"]
    assert entry.msgstr == "Respondemos en una semana."
    assert entry.tcomment == "from memory: first-policy#statements[answer].text"
    # All languages of the workspace have their catalogs now, and a second time there is nothing to do.
    assert {path.name for path in (root / "content/locale/fr").iterdir()} == {
        path.name for path in (root / "content/locale/es").iterdir()
    }
    assert run_cli("translate", "update", "--root", str(root)).out == "Every catalog is up to date.\n"


def test_templates_hold_every_text_and_no_translation(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library", languages="[en, es]")
    out = tmp_path / "templates"
    done = run_cli("translate", "extract", "--root", str(root), "--out", str(out), "--document", "first-policy")
    assert done.code == 0, done.err
    (path,) = out.iterdir()
    assert path.name == "first-policy.pot"
    po = polib.pofile(str(path))
    assert "first-policy#title" in {entry.msgctxt for entry in po}
    assert not any(entry.msgstr for entry in po)
    assert "Language" not in po.metadata


def test_a_template_is_the_same_every_time():
    texts = [Text("Date", key="d#title")]
    assert catalog_template(texts, "Test") == catalog_template(texts, "Test")


# -- what is gone, and what is nowhere ---------------------------------------------------------------------------------


def test_the_catalog_of_a_document_that_is_gone_becomes_obsolete_and_comes_back_with_it(
    tmp_path: Path, run_cli: tools.Command
):
    root = tools.small_library(tmp_path / "library", languages="[en, es]")
    update = ("translate", "update", "--root", str(root))
    assert run_cli(*update).code == 0
    path = root / "content/locale/es/third-policy.po"
    po = polib.pofile(str(path))
    po[0].msgstr = "Mis palabras"
    po.save(str(path))
    document = root / "content/policy/third-policy.yaml"
    text = document.read_text(encoding="utf-8")
    document.unlink()
    assert "orphan-translation" in run_cli("check", "--root", str(root)).err
    assert run_cli(*update).code == 0
    assert [entry.msgstr for entry in polib.pofile(str(path)).obsolete_entries()] == ["Mis palabras"]
    assert run_cli("check", "--root", str(root)).err == ""
    document.write_text(text, encoding="utf-8")
    assert run_cli(*update).code == 0
    assert polib.pofile(str(path))[0].msgstr == "Mis palabras"


def test_catalogs_in_a_folder_of_no_language_are_reported(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library", languages="[en, es]")
    path = root / "content/locale/klingon/first-policy.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n', encoding="utf-8")
    done = run_cli("check", "--root", str(root))
    assert done.code == 0
    assert "content/locale/klingon/first-policy.po:1:1: warning [unknown-language] 'klingon' is not" in done.err
