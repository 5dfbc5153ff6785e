"""One document as a PDF file, without a site."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pypdf
import pytest

import tools

_CATALOG = """\
msgid ""
msgstr ""
"Language: ar\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "first-policy#title"
msgid "First policy"
msgstr "السياسة الأولى"
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library in English and Spanish, with a little Arabic that is not published."""
    root = tools.small_library(tmp_path_factory.mktemp("print") / "library", languages="[en, es]")
    catalog = root / "content/locale/ar/first-policy.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(_CATALOG, encoding="utf-8")
    return root


def _title(path: Path) -> str:
    metadata = pypdf.PdfReader(io.BytesIO(path.read_bytes())).metadata
    assert metadata is not None
    return str(metadata.title)


def test_a_document_is_printed_in_its_source_language_unless_another_is_named(
    root: Path, tmp_path: Path, run_cli: tools.Command
):
    done = run_cli("print", "first-policy", "--root", str(root), cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "first-policy-en.pdf: 1 page." in done.out
    assert _title(tmp_path / "first-policy-en.pdf") == "First policy"
    assert not (root / ".partnerkit").exists()
    assert not (root / "site").exists()


def test_a_language_that_is_not_published_can_be_looked_at(root: Path, tmp_path: Path, run_cli: tools.Command):
    done = run_cli(
        "print", "first-policy", "--language", "ar", "--edition", "bilingual",
        "--root", str(root), "--out", "new/both.pdf",
        cwd=tmp_path,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert _title(tmp_path / "new/both.pdf") == "First policy · English – العربية"
    done = run_cli("print", "first-policy", "--language", "ar", "--root", str(root), cwd=tmp_path)
    assert done.code == 0, done.err
    assert _title(tmp_path / "first-policy-ar.pdf") == "السياسة الأولى"


def test_a_workspace_that_chooses_kits_prints_in_every_language(tmp_path: Path, run_cli: tools.Command):
    """Also with a threshold, for which the kits are looked through that it has not chosen."""
    district = tools.small_library(tmp_path / "district", "[en, es]\npublish_at: 80")
    kit = (district / "kits/small.yaml").read_text(encoding="utf-8").replace("id: small", "id: other")
    third = kit.replace("[first-policy, second-policy]", "[third-policy]")
    (district / "kits/other.yaml").write_text(third, encoding="utf-8")
    root = tmp_path / "school"
    root.mkdir()
    settings = "kind: workspace\nid: maple\nname: Maple\nextends: ../district\nlanguages: [en, es]\nkits: [small]\n"
    (root / "partnership.yaml").write_text(settings, encoding="utf-8")
    path = tmp_path / "first.pdf"
    done = run_cli("print", "first-policy", "--root", str(root), "--language", "es", "--out", str(path))
    assert done.code == 0, done.err
    assert path.is_file()


def test_a_form_has_fields_and_a_name_of_its_own(root: Path, tmp_path: Path, run_cli: tools.Command):
    done = run_cli(
        "print", "first-policy", "--edition", "fillable", "--language", "es", "--root", str(root), cwd=tmp_path
    )
    assert (done.code, done.err) == (0, "")
    fields = pypdf.PdfReader(tmp_path / "first-policy-es-fillable.pdf").get_fields()
    assert fields is not None
    assert "slots/school/name" in fields


_NOTHING_TO_FILL_IN = """\
purpose: This is to read.
chapters: [{id: only, heading: Read, text: Read this.}]
"""


def test_a_form_of_what_has_nothing_to_fill_in_is_1_and_says_so(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library")
    kept = tools.policy("only-words").replace("kind: policy", "kind: guide").replace("type: policy", "type: guide")
    head = "".join(f"{line}\n" for line in kept.partition("purpose:")[0].splitlines() if not line.startswith("code:"))
    path = root / "content/guide/only-words.yaml"
    path.parent.mkdir()
    path.write_text(head + _NOTHING_TO_FILL_IN, encoding="utf-8")
    done = run_cli("print", "only-words", "--edition", "fillable", "--root", str(root), cwd=tmp_path)
    assert done.code == 1
    assert "content/guide/only-words.yaml: error [nothing-to-fill-in]" in done.err
    assert "usual edition" in done.err
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["first-polcy"], "Did you mean 'first-policy'?"),
        (["small"], "there is no document 'small'"),
        (["first-policy", "--language", "e"], "there is no language 'e'"),
        (["first-policy", "--language", "../es"], "there is no language '../es'"),
        (["first-policy", "--edition", "bilingual"], "the other column"),
        (["first-policy", "--out", "."], "is a directory"),
        ([], "Missing argument"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_2_and_says_what_would_be_right(
    root: Path, tmp_path: Path, run_cli: tools.Command, arguments: list[str], words: str
):
    done = run_cli("print", *arguments, "--root", str(root), cwd=tmp_path)
    assert done.code == 2
    assert words in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_in_the_library_is_1_and_makes_no_file(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library")
    (root / "content/policy/third-policy.yaml").write_text("kind: [", encoding="utf-8")
    done = run_cli("print", "first-policy", "--root", str(root), cwd=tmp_path)
    assert done.code == 1
    assert "content/policy/third-policy.yaml" in done.err
    assert list(tmp_path.glob("*.pdf")) == []


def test_what_cannot_be_printed_is_1_and_makes_no_file(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library")
    path = root / "content/policy/first-policy.yaml"
    path.write_text(tools.policy("first-policy", words="We smile 😀 at everybody."), encoding="utf-8")
    done = run_cli("print", "first-policy", "--root", str(root), cwd=tmp_path)
    assert done.code == 1
    assert "[render-failed]" in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_warning_about_the_document_is_shown_and_others_are_not(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library", languages="[en, es]")
    for name in ("first-policy", "second-policy"):
        catalog = root / "content/locale/es" / f"{name}.po"
        catalog.parent.mkdir(parents=True, exist_ok=True)
        catalog.write_text(_CATALOG.replace("first-policy#title", f"{name}#nowhere"), encoding="utf-8")
    done = run_cli("print", "first-policy", "--language", "es", "--root", str(root), cwd=tmp_path)
    assert done.code == 0
    assert "first-policy#nowhere" in done.err
    assert "second-policy" not in done.err


def test_a_broken_template_is_1_with_a_reason(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library", languages="[en, es]")
    shutil.copytree(tools.CHECKOUT / "templates", root / "templates", ignore=shutil.ignore_patterns("site"))
    (root / "templates/print/bilingual.html.j2").write_text("{{ nobody.knows }}", encoding="utf-8")
    wanted = ("first-policy", "--language", "es", "--edition", "bilingual")
    done = run_cli("print", *wanted, "--root", str(root), cwd=tmp_path)
    assert done.code == 1
    assert "[bad-template]" in done.err
    assert "Traceback" not in done.err
