"""A translation that is behind its original: readers are told, and see the words that hold now."""

from __future__ import annotations

from pathlib import Path

import polib
import pypdf
import pytest

import tools
from partnerkit.execute.progress import Timeline
from partnerkit.model.document import Document
from partnerkit.reading import read
from partnerkit.world import World


def _translated(root: Path, run_cli: tools.Command, status: str = "drafted") -> None:
    """A catalog of the first policy with Spanish words for everything."""
    done = run_cli("translate", "update", "--root", str(root), "--language", "es", "--document", "first-policy")
    assert done.code == 0, done.err
    path = root / "content/locale/es/first-policy.po"
    po = polib.pofile(str(path))
    po.metadata["X-Status"] = status
    for entry in po:
        entry.msgstr = f"ES {entry.msgid}"
    po.save(str(path))


def _edit(root: Path, *changes: tuple[str, str]) -> None:
    path = root / "content/policy/first-policy.yaml"
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def _document(root: Path, code: str = "es") -> Document:
    result = read(World.at(root), Timeline())
    assert result.value is not None, "\n".join(map(str, result.diagnostics))
    return result.value.documents[code]["first-policy"]


def _notes(document: Document) -> list[str]:
    return [element.text for element in document.body.iter() if "translation-note" in element.classes]


@pytest.fixture
def root(tmp_path: Path, run_cli: tools.Command) -> Path:
    made = tools.small_library(tmp_path / "library", languages="[en, es]")
    _translated(made, run_cli)
    return made


def test_a_draft_says_so_and_a_reviewed_one_says_nothing(root: Path, run_cli: tools.Command):
    assert len(_notes(_document(root))) == 1
    _translated(root, run_cli, status="reviewed")
    assert _notes(_document(root)) == []
    assert _notes(_document(root, "en")) == []


@pytest.mark.parametrize("updated", [False, True], ids=["catalog-as-it-was", "catalog-brought-up-to-date"])
def test_changed_clauses_are_counted_with_the_version_and_marked(root: Path, run_cli: tools.Command, *, updated: bool):
    _edit(
        root,
        ("We answer every family within a week.", "We answer every family within two days."),
        ("It is for everybody.", "It is for all of us."),
        ('version: "1.0"\nstatus', 'version: "1.1"\nstatus'),
        (
            "change_log:\n",
            'change_log:\n  - {id: second, version: "1.1", on: 2026-11-23, note: Sooner.}\n',
        ),
    )
    if updated:
        assert run_cli("translate", "update", "--root", str(root), "--language", "es").code == 0
    document = _document(root)
    assert document.translation.stale == 2
    english = [element for element in document.body.iter() if "stale" in element.classes]
    assert [element.text for element in english] == ["It is for all of us.", "We answer every family within two days."]
    assert {(element.get("lang"), element.get("dir")) for element in english} == {("en", "ltr")}
    assert "2" in " ".join(_notes(document))
    assert "1.1" in " ".join(_notes(document))
    assert "ES We answer" not in document.body.text, "the old promise must not be shown as if it held"


def test_the_page_and_the_print_say_it(root: Path, run_cli: tools.Command):
    _edit(root, ("We answer every family within a week.", "We answer every family within two days."))
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    page = (root / "site/es/documents/first-policy/index.html").read_text(encoding="utf-8")
    assert page.count('class="untranslated stale"') == 1
    (note,) = [note for note in _notes(_document(root)) if "1.0" in note]
    assert note in page
    printed = pypdf.PdfReader(root / "site/downloads/es/first-policy.pdf")
    assert not tools.lost(tools.words(note), tools.words("\n".join(sheet.extract_text() for sheet in printed.pages)))
