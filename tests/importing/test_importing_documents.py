"""A school's own documents: no word is lost on the way to a draft, and every guess has a note."""

from __future__ import annotations

import io
import json
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import docx
import papers
import pytest
import yaml
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tools
from partnerkit.importing.documents import DRAFTERS, drafted, flow_of, id_of
from partnerkit.importing.drafting import About
from partnerkit.load import RefusedError
from partnerkit.model.kinds import KINDS

Cli = Callable[..., Result]
ODT = b"application/vnd.oasis.opendocument.text"
ROLES = ("principal", "school-board", "family")


def draft(data: bytes | str, name: str = "one.md", kind: str = "policy") -> dict[str, Any]:
    """A draft of a document, as the file that is written says it."""
    flow, _ = flow_of(data.encode() if isinstance(data, str) else data, name)
    made = drafted(flow, About("one", kind, "en", name, date(2026, 11, 22), ROLES))
    return yaml.safe_load(made.yaml)


def words_of(tree: object) -> Counter[str]:
    """Every word of a definition."""
    if isinstance(tree, dict):
        return sum((words_of(one) for one in tree.values()), Counter())
    if isinstance(tree, list):
        return sum((words_of(one) for one in tree), Counter())
    return tools.words(str(tree))


def notes(made: dict[str, Any], at: str) -> str:
    """What was guessed about a part."""
    return "; ".join(note["note"] for note in made.get("to_review", ()) if note["at"].startswith(at))


# -- no word is lost ---------------------------------------------------------------------------------------------------

_WORD = st.text(st.characters(categories=["L"], max_codepoint=0x2FF), min_size=1, max_size=9)
_TEXT = st.lists(_WORD, min_size=1, max_size=8).map(" ".join)
_ODD = st.sampled_from(
    ["20 U.S.C. 6318(d)", "{school.name}", "{{ x }}", "a_b", "*", "<", "&", "____", "1.", "[x](y)", "§ 3"]
)
_LINE = st.tuples(_TEXT, st.one_of(st.just(""), _ODD)).map(" ".join)
_KIND = st.sampled_from(
    ["h1", "h2", "h3", "p", "bold", "item", "ordered", "typed", "bullet", "row", "sign", "purpose", "family", "member"]
)
_HEADS = {"purpose": "Purpose", "family": "Families will", "member": "Membership"}
DOCUMENT = st.lists(st.tuples(_KIND, _LINE), min_size=1, max_size=14)


def as_html(blocks: list[tuple[str, str]]) -> str:
    made = []
    for kind, line in blocks:
        text = escape(line)
        made.append(
            {
                "h1": f"<h1>{text}</h1>", "h2": f"<h2>{text}</h2>", "h3": f"<h3>{text}</h3>", "p": f"<p>{text}</p>",
                "bold": f"<p><b>{text}</b></p>", "item": f"<ul><li>{text}<ul><li>{text}</li></ul></li></ul>",
                "ordered": f"<ol><li>{text}</li></ol>", "typed": f"<p>3.2 {text}</p>", "bullet": f"<p>• {text}</p>",
                "row": f"<table><tr><td>{text}</td><td>{text}</td></tr></table>", "sign": f"<p>{text} ________</p>",
            }.get(kind, f"<h2>{_HEADS.get(kind)}</h2><p>{text}</p>")
        )  # fmt: skip
    return "".join(made)


def as_word(blocks: list[tuple[str, str]]) -> bytes:
    file = docx.Document()
    for kind, line in blocks:
        if kind in ("h1", "h2", "h3"):
            file.add_heading(line, int(kind[1]))
        elif kind in _HEADS:
            file.add_heading(_HEADS[kind], 2)
            file.add_paragraph(line)
        elif kind == "row":
            table = file.add_table(1, 2)
            table.cell(0, 0).text = table.cell(0, 1).text = line
        elif kind == "bold":
            file.add_paragraph().add_run(line).bold = True
        else:
            style = {"item": "List Bullet", "ordered": "List Number"}.get(kind)
            before = {"typed": "3.2 ", "bullet": "• "}.get(kind, "")
            file.add_paragraph(f"{before}{line}{' ________' if kind == 'sign' else ''}", style)
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("kind", sorted(DRAFTERS))
@given(blocks=DOCUMENT)
@settings(max_examples=60, deadline=None)
def test_no_word_of_a_page_is_lost(kind: str, blocks: list[tuple[str, str]]):
    flow, _ = flow_of(as_html(blocks).encode(), "one.html")
    wanted = tools.words(" ".join(line for _, line in blocks))
    assert tools.lost(wanted, tools.words(" ".join(piece.words for piece in flow))) == Counter()
    made = draft(as_html(blocks), "one.html", kind)
    assert tools.lost(wanted, words_of(made)) == Counter()
    KINDS[kind].validate_python(_as_text(made))


@pytest.mark.parametrize("kind", sorted(DRAFTERS))
@given(blocks=DOCUMENT)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_word_of_a_word_file_is_lost(kind: str, blocks: list[tuple[str, str]]):
    wanted = tools.words(" ".join(line for _, line in blocks))
    assert tools.lost(wanted, words_of(draft(as_word(blocks), "one.docx", kind))) == Counter()


@given(text=st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_draft_or_refused(text: str):
    for name in ("one.md", "one.html"):
        try:
            made = draft(text.encode("utf-8", "surrogatepass"), name)
        except RefusedError:
            continue
        KINDS["policy"].validate_python(_as_text(made))


def _as_text(tree: Any) -> Any:
    """A definition as the loader hands it on: every scalar is text."""
    if isinstance(tree, dict):
        return {key: _as_text(value) for key, value in tree.items()}
    return [_as_text(value) for value in tree] if isinstance(tree, list) else str(tree)


# -- guesses -----------------------------------------------------------------------------------------------------------

POLICY = """\
# Homework

**Purpose**

To help each child, as 20 U.S.C. 6318(d) asks.

## Who does what

Homework is short:

• ten minutes
• never on holidays

3.2 Numbered by hand.

| Grade | Minutes |
|---|---|
| 3 | 30 |

Signature: ____________
"""


def test_what_was_guessed_is_noted_where_it_stands():
    made = draft(POLICY)
    assert (made["title"], made["status"]) == ("Homework", "draft")
    assert made["purpose"] == "To help each child, as 20 U.S.C. 6318(d) asks."
    assert "yours was 'Purpose'" in notes(made, "purpose")
    assert "bold was taken for a heading" in notes(made, "purpose")
    assert "'20 U.S.C. 6318(d)' is a source in law" in notes(made, "purpose")
    (statement,) = made["statements"]
    assert (statement["heading"], statement["text"]) == ("Who does what", "Homework is short:")
    assert [item["text"] for item in statement["items"][:2]] == ["ten minutes", "never on holidays"]
    at = f"statements[{statement['id']}].items"
    assert "taken for the bullet of a list" in notes(made, f"{at}[ten-minutes]")
    assert "'3.2' that was typed" in notes(made, at)
    assert "line to write or to sign on" in notes(made, at)
    assert made["leftover"] == ["Grade | Minutes", "3 | 30"]
    assert "this is required" in notes(made, "scope")


def test_typed_numbers_are_kept_and_mixed_ones_are_told():
    made = draft(
        "<h1>Our rules</h1><h2>Rules</h2><p>1. One.</p><p>1.1 Below it.</p><ol><li>Counted.</li></ol>", "one.html"
    )
    (one, counted) = made["statements"][0]["items"]
    assert (one["number"], one["items"][0]["number"]) == ("1.", "1.1")
    assert "mixed" in notes(made, f"statements[rules].items[{counted['id']}]")


def test_an_agreement_finds_its_sides():
    text = "# Compact\nWe promise.\n## The school\n- We teach.\n## Families\n- We read.\n## Signatures\nMe: ______\n"
    made = draft(text, kind="agreement")
    assert [(party["heading"], party["role"]) for party in made["parties"]] == [
        ("The school", "principal"),
        ("Families", "family"),
    ]
    assert [item["text"] for item in made["parties"][1]["responsibilities"]] == ["We read."]
    assert {one["meaning"] for one in made["signatures"]} == {"acknowledge"}
    assert any("Me: ______" in words for words in made["leftover"])


def test_what_may_not_stand_in_prose_is_left_over():
    made = draft("# One\n\nText with \\<b>tags\\</b> in it.\n\nSound text.\n")
    assert made["leftover"] == ["Text with <b>tags</b> in it."]
    assert "HTML such as '<b>'" in notes(made, "leftover")


def test_nothing_of_a_page_is_run_or_shown_that_a_browser_would_not_show():
    script = "<script>alert('quokka')</script>"
    page = f"<html><head><title>Wombat</title>{script}</head><body><p>Kea{script}</p></body></html>"
    found = words_of(draft(page, "one.html"))
    assert (found["quokka"], found["wombat"], found["kea"]) == (0, 0, 1)


def test_notes_and_comments_of_a_word_file_are_left_over():
    file = docx.Document()
    file.add_paragraph("Words.")
    file.sections[0].header.paragraphs[0].text = "Quokka Unified School District"
    saved = io.BytesIO()
    file.save(saved)
    assert draft(saved.getvalue(), "one.docx")["leftover"] == ["Quokka Unified School District"]


@pytest.mark.parametrize("suffix", ["odt", "docx"])
def test_a_document_that_libreoffice_saves_has_all_of_its_words(suffix: str, tmp_path: Path):
    office = papers.office()
    blocks = [("h1", "Our compact"), ("bold", "Families will"), ("item", "read aloud"), ("typed", "come by"),
              ("row", "grade minutes"), ("p", "See 34 CFR 300.8."), ("sign", "Parent")]  # fmt: skip
    (tmp_path / "in.docx").write_bytes(as_word(blocks))
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", suffix,
         "--outdir", str(tmp_path / "out"), str(tmp_path / "in.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    made = draft((tmp_path / "out" / f"in.{suffix}").read_bytes(), f"in.{suffix}", "agreement")
    assert tools.lost(tools.words(" ".join(line for _, line in blocks)), words_of(made)) == Counter()
    assert made["parties"][0]["heading"] == "Families will"
    assert "read aloud" in [item["text"] for item in made["parties"][0]["responsibilities"]]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("Our Policy (2019).docx", "our-policy-2019"), ("Política.md", "politica"), ("政策.odt", "imported")],
)
def test_a_file_gives_its_name_to_the_draft(name: str, wanted: str):
    assert id_of(name) == wanted


# -- the command -------------------------------------------------------------------------------------------------------


def test_a_draft_is_written_and_check_says_what_to_review(school: Path, cli: Cli, tmp_path: Path):
    path = tmp_path / "Homework Policy.md"
    path.write_text(POLICY, encoding="utf-8")
    done = cli("import", path, "--kind", "policy", "--root", school)
    assert done.exit_code == 0, done.output
    assert "homework-policy.yaml: 3" in done.output
    assert "2 of them left over" not in done.output
    checked = cli("check", "--root", school, "--json")
    found = json.loads(checked.stdout)
    ours = [one for one in found if one["file"] == "content/policy/homework-policy.yaml"]
    assert checked.exit_code == 0
    assert {one["code"] for one in ours} <= {"still-to-review", "not-in-a-kit", "reading-level", "long-sentence"}
    assert sum(one["code"] == "still-to-review" for one in ours) > 5
    again = cli("import", path, "--kind", "policy", "--root", school)
    assert (again.exit_code, "[already-there]" in again.output) == (1, True)


def test_readers_never_see_what_is_to_be_reviewed(school: Path, cli: Cli, tmp_path: Path):
    path = tmp_path / "homework.md"
    path.write_text(POLICY + "\n<table><tr><td>Zebra</td></tr></table>\n", encoding="utf-8")
    assert cli("import", path, "--kind", "policy", "--root", school).exit_code == 0
    out = tmp_path / "one.docx"
    assert cli("word", "homework", "--root", school, "--out", out).exit_code == 0
    shown = b"".join(papers.parts(out.read_bytes()).values())
    assert b"Numbered by hand" in shown
    assert b"Zebra" not in shown
    assert b"was taken for" not in shown


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"%PDF-1.7", "files that end with '.pdf' cannot be imported"),
        ("a", b"x", "this file has no ending in its name"),
        ("a.md", b"\xff\xfe", "is not UTF-8 text"),
        ("a.html", b"a\0b", "is no text"),
        ("a.md", b"   ", "there are no words"),
        ("a.odt", papers.zipped({"mimetype": b"x"}), "no text document of LibreOffice"),
        ("a.odt", papers.zipped({"mimetype": ODT, "content.xml": b"<!DOCTYPE x>"}), "entities"),
        ("a.docx", b"PK", "not a zip file"),
        ("a.html", b"<div>" * 3000 + b"x", "deeper than any document"),
    ],
    ids=range(9),
)  # fmt: skip
def test_what_cannot_be_read_is_refused(name: str, data: bytes, why: str, school: Path, cli: Cli, tmp_path: Path):
    (tmp_path / name).write_bytes(data)
    before = tools.contents(school)
    done = cli("import", tmp_path / name, "--kind", "policy", "--root", school)
    assert (done.exit_code, why in done.output, "[bad-import]" in done.output) == (1, True, True), done.output
    assert tools.contents(school) == before


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "Say --ours"),
        (["--ours", "--kind", "policy"], "Say --ours"),
        (["--kind", "polcy"], "Did you mean 'policy'?"),
        (["--kind", "survey"], "no draft can be made of a survey yet; it can of: policy, agreement, charter."),
        (["--kind", "policy", "--id", "../x"], "use lower-case letters"),
        (["--kind", "policy", "--language", "klingon!"], "--language"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], why: str, school: Path, cli: Cli, tmp_path: Path):
    (tmp_path / "a.md").write_text("# A\n", encoding="utf-8")
    done = cli("import", tmp_path / "a.md", "--root", school, *arguments)
    assert (done.exit_code, why in done.output) == (2, True), done.output


def test_the_source_that_is_given_away_has_no_notes(school: Path, cli: Cli, tmp_path: Path):
    from partnerkit.execute.progress import Timeline
    from partnerkit.package import source_artifacts
    from partnerkit.reading import open_library
    from partnerkit.world import World

    path = tmp_path / "homework.md"
    path.write_text(POLICY, encoding="utf-8")
    assert cli("import", path, "--kind", "policy", "--root", school).exit_code == 0
    opened = open_library(World.at(school), Timeline()).value
    assert opened is not None
    (ours,) = (one for one in source_artifacts(opened.library) if one.id == "homework")
    given = yaml.safe_load(ours.data)
    assert given["purpose"] == "To help each child, as 20 U.S.C. 6318(d) asks."
    assert not {"to_review", "leftover"} & given.keys()
    written = yaml.safe_load((school / "content/policy/homework.yaml").read_text(encoding="utf-8"))
    assert given == {key: value for key, value in written.items() if key not in ("to_review", "leftover")}
