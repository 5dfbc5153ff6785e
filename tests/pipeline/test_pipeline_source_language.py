"""A document that a school wrote in another language than the library: there it is the original."""

from __future__ import annotations

import json
from pathlib import Path

import polib
import pytest

import tools
from partnerkit.execute.progress import Timeline
from partnerkit.reading import Reading, read
from partnerkit.world import World


def _library(root: Path, languages: str = "[en, es, fr]\npublish_at: 60") -> Path:
    """A small library whose second policy was written in Spanish."""
    tools.small_library(root, languages)
    path = root / "content/policy/second-policy.yaml"
    text = tools.policy("second-policy", "Respondemos a cada familia en una semana.")
    text = text.replace("title: Second policy", "title: Segunda política\nlanguage: es")
    path.write_text(text.replace("summary: In short, second things", "summary: En breve, lo segundo"), encoding="utf-8")
    return root


def _read(root: Path) -> Reading:
    result = read(World.at(root), Timeline())
    assert result.value is not None, "\n".join(map(str, result.diagnostics))
    return result.value


def _translate(root: Path, code: str, area: str, run_cli: tools.Command) -> None:
    done = run_cli("translate", "update", "--root", str(root), "--language", code, "--document", area)
    assert done.code == 0, done.err
    path = root / f"content/locale/{code}/{area}.po"
    po = polib.pofile(str(path))
    for entry in po:
        entry.msgstr = f"[{code}] {entry.msgid}"
    po.save(str(path))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _library(tmp_path_factory.mktemp("written") / "library")


def test_it_is_whole_in_its_own_language_and_marked_in_the_others(written: Path):
    reading = _read(written)
    own, english = (reading.documents[code]["second-policy"] for code in ("es", "en"))
    assert (own.title, own.translation.missing, own.title_language.code) == ("Segunda política", 0, "es")
    assert (english.title, english.title_language.code) == ("Segunda política", "es")
    assert english.translation.missing == english.translation.texts
    marked = {element.get("lang") for element in english.body.iter() if "untranslated" in element.classes}
    assert marked == {"es"}


def test_english_is_a_translation_of_it(tmp_path: Path, run_cli: tools.Command):
    root = _library(tmp_path / "library")
    _translate(root, "en", "second-policy", run_cli)
    # Spanish has nothing to translate here, so its catalog stays away.
    done = run_cli("translate", "update", "--root", str(root), "--language", "es")
    assert done.code == 0, done.err
    assert not (root / "content/locale/es/second-policy.po").exists()
    reading = _read(root)
    english = reading.documents["en"]["second-policy"]
    assert (english.title, english.translation.missing) == ("[en] Segunda política", 0)
    assert reading.coverage["en"]["second-policy"].complete
    assert reading.coverage["es"]["second-policy"].reviewed == reading.coverage["es"]["second-policy"].total


def test_readers_without_a_translation_get_the_file_that_its_author_wrote(tmp_path: Path, run_cli: tools.Command):
    root = _library(tmp_path / "library")
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    listed = json.loads((root / "site/downloads.json").read_bytes())["files"]
    made = {entry["path"] for entry in listed if entry.get("document") == "second-policy" and entry["format"] == "pdf"}
    # English is where every file is found at least; the Spanish one is the original.
    assert made == {"downloads/en/second-policy.pdf", "downloads/es/second-policy.pdf"}
    page = (root / "site/fr/documents/second-policy/index.html").read_text(encoding="utf-8")
    assert 'class="is-main" href="../../../downloads/es/second-policy.pdf"' in page


def test_a_language_that_the_library_does_not_speak_is_an_error(tmp_path: Path, run_cli: tools.Command):
    done = run_cli("check", "--root", str(_library(tmp_path / "library", "[en, fr]")))
    assert done.code == 1
    assert "content/policy/second-policy.yaml:6:11: error [unknown-reference]" in done.err, done.err
    assert "this is written in 'es', which is not a language of this library" in done.err


def test_english_gates_leave_other_languages_alone(written: Path, run_cli: tools.Command):
    """Long English words would be counted by the wrong rules."""
    done = run_cli("check", "--root", str(written))
    assert "reading-level" not in done.err
    assert "second-policy" not in done.err, done.err


def test_a_translator_gets_the_original_to_translate_into_english(tmp_path: Path, run_cli: tools.Command):
    root = _library(tmp_path / "library")
    out = tmp_path / "out"
    export = ("translate", "export", "--root", str(root), "--format", "xliff", "--out")
    done = run_cli(*export, str(out), "--language", "en")
    assert done.code == 0, done.err
    (path,) = out.iterdir()
    text = path.read_text(encoding="utf-8")
    assert path.name == "second-policy.en.xlf"
    assert 'srcLang="es" trgLang="en"' in text
    assert "Respondemos a cada familia" in text
    # A library that is English throughout has nothing to translate into English.
    plain = tools.small_library(tmp_path / "plain")
    done = run_cli("translate", "export", "--root", str(plain), "--out", str(tmp_path / "x.xlsx"), "--language", "en")
    assert done.code == 2
    assert "is the language that is translated from" in done.err
