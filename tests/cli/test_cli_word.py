"""One document as a Word file, without a site."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

import tools


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library in English and Spanish."""
    return tools.small_library(tmp_path_factory.mktemp("word") / "library", languages="[en, es]")


def test_a_document_becomes_a_word_file(root: Path, tmp_path: Path, run_cli: tools.Command):
    done = run_cli("word", "first-policy", "--root", str(root), cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "Wrote first-policy-en.docx." in done.out
    file = docx.Document(str(tmp_path / "first-policy-en.docx"))
    assert (file.core_properties.title, file.core_properties.author) == ("First policy", "Small library")
    assert "An answer" in " ".join(one.text for one in file.paragraphs)
    assert not (root / ".partnerkit").exists()


def test_the_language_and_the_name_of_the_file_can_be_chosen(root: Path, tmp_path: Path, run_cli: tools.Command):
    done = run_cli(
        "word", "first-policy", "--language", "es", "--out", "new/one.docx", "--root", str(root), cwd=tmp_path
    )
    assert done.code == 0, done.err
    assert docx.Document(str(tmp_path / "new/one.docx")).core_properties.language == "es-US"


def test_a_house_style_that_lacks_styles_is_named_and_not_used(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library")
    (root / "templates").mkdir()
    saved = io.BytesIO()
    docx.Document().save(saved)
    for data, why in ((saved.getvalue(), "no style called Table, TOC 1"), (b"none", "it is no Word file")):
        (root / "templates/reference.docx").write_bytes(data)
        done = run_cli("word", "first-policy", "--root", str(root), cwd=tmp_path)
        assert done.code == 0
        assert "templates/reference.docx: warning [bad-reference]" in done.err
        assert why in done.err
        assert (tmp_path / "first-policy-en.docx").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["first-polcy"], "Did you mean 'first-policy'?"),
        (["first-policy", "--language", "../es"], "there is no language '../es'"),
        (["first-policy", "--out", "."], "is a directory"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_2_and_says_what_would_be_right(
    root: Path, tmp_path: Path, run_cli: tools.Command, arguments: list[str], words: str
):
    done = run_cli("word", *arguments, "--root", str(root), cwd=tmp_path)
    assert done.code == 2
    assert words in done.err
