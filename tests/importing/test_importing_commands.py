"""``partnerkit import --ours`` in a workspace: a plan first, then files that change together, and a way back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import papers
import pytest
import yaml
from click.testing import Result

import tools

Cli = Callable[..., Result]


@pytest.fixture
def sent(school: Path, cli: Cli, tmp_path: Path) -> Path:
    """A file of the school that came back with a change and a value."""
    path = tmp_path / "sent.docx"
    assert cli("word", "first-policy", "--root", school, "--out", path).exit_code == 0
    path.write_bytes(papers.changed(path.read_bytes(), _change))
    return path


def _change(root: papers.etree._Element) -> None:
    papers.write_over(root, "within a week", "within two days")
    papers.type_into(root, "slot:school.name", "Maple School")


def test_a_plan_is_printed_and_nothing_written(school: Path, sent: Path, cli: Cli):
    before = tools.contents(school)
    done = cli("import", sent, "--ours", "--root", school)
    assert done.exit_code == 0, done.output
    assert "We answer every family within [-a week-]{+two days+}." in done.output
    assert "school.name (school name): 'Maple School'" in done.output
    assert "2 changes to take over." in done.output
    assert tools.contents(school) == before


def test_the_plan_is_json_for_programs(school: Path, sent: Path, cli: Cli):
    told = json.loads(cli("import", sent, "--ours", "--root", school, "--json").output)
    assert (told["document"], told["language"], told["changes"]) == ("first-policy", "en", 2)
    (text,) = told["texts"]
    assert (text["key"], text["fate"]) == ("first-policy#statements[answer].text", "change")
    assert [piece["text"] for piece in text["redline"] if piece["kind"] == "in"] == ["two days"]


def test_a_change_becomes_one_of_the_overlay_with_a_way_back(school: Path, sent: Path, cli: Cli):
    settings = (school / "partnership.yaml").read_bytes()
    done = cli("import", sent, "--ours", "--root", school, "--apply", "--why", "We are quick.")
    assert done.exit_code == 0, done.output
    overlay = yaml.safe_load((school / "overlay/first-policy.yaml").read_text(encoding="utf-8"))
    (change,) = overlay["changes"]
    assert change["replace"] == "We answer every family within two days."
    assert (change["at"], change["why"]) == ("first-policy#statements[answer].text", "We are quick.")
    assert len(change["was"]) == 16
    assert "languages: [en, es]  # ours" in (school / "partnership.yaml").read_text(encoding="utf-8")
    assert "school.name: Maple School" in (school / "partnership.yaml").read_text(encoding="utf-8")
    assert (school / ".partnerkit/before/1/partnership.yaml").read_bytes() == settings
    assert cli("status", "--root", school).output.count("as it was when you last looked")
    again = cli("import", sent, "--ours", "--root", school, "--apply")
    assert "Nothing has been changed in this file." in again.output
    assert not (school / ".partnerkit/before/2").exists()


def test_a_second_change_of_the_same_clause_goes_into_the_first(school: Path, sent: Path, cli: Cli, tmp_path: Path):
    assert cli("import", sent, "--ours", "--root", school, "--apply").exit_code == 0
    second = tmp_path / "second.docx"
    assert cli("word", "first-policy", "--root", school, "--out", second).exit_code == 0
    second.write_bytes(papers.changed(second.read_bytes(), lambda root: papers.write_over(root, "two days", "a day")))
    assert cli("import", second, "--ours", "--root", school, "--apply").exit_code == 0
    overlay = yaml.safe_load((school / "overlay/first-policy.yaml").read_text(encoding="utf-8"))
    assert [change["replace"] for change in overlay["changes"]] == ["We answer every family within a day."]


def test_in_a_library_of_its_own_the_definition_changes(district: Path, cli: Cli, tmp_path: Path):
    path = tmp_path / "own.docx"
    assert cli("word", "first-policy", "--root", district, "--out", path).exit_code == 0
    path.write_bytes(papers.changed(path.read_bytes(), _change))
    assert cli("import", path, "--ours", "--root", district, "--apply").exit_code == 0
    text = (district / "content/policy/first-policy.yaml").read_text(encoding="utf-8")
    assert text == tools.policy("first-policy", "X").replace('"X"', "We answer every family within two days.")
    assert not (district / "overlay").exists()


def test_in_another_language_a_change_is_one_of_the_catalog(school: Path, cli: Cli, tmp_path: Path):
    path = tmp_path / "es.docx"
    assert cli("word", "first-policy", "--root", school, "--language", "es", "--out", path).exit_code == 0
    change = "Respondemos a cada familia en una semana."
    words = "We answer every family within a week."
    path.write_bytes(papers.changed(path.read_bytes(), lambda root: papers.write_over(root, words, change)))
    done = cli("import", path, "--ours", "--root", school, "--apply")
    assert done.exit_code == 0, done.output
    catalog = (school / "content/locale/es/first-policy.po").read_text(encoding="utf-8")
    assert f'msgstr "{change}"' in catalog
    assert 'msgctxt "first-policy#statements[answer].text"' in catalog
    assert not (school / "overlay").exists()


def test_what_would_break_the_workspace_is_said_and_not_written(school: Path, cli: Cli, tmp_path: Path):
    path = tmp_path / "broken.docx"
    assert cli("word", "first-policy", "--root", school, "--out", path).exit_code == 0

    def change(root: papers.etree._Element) -> None:
        papers.take_out(papers.paragraph(root, "This policy of"))

    path.write_bytes(papers.changed(path.read_bytes(), change))
    before = tools.contents(school)
    done = cli("import", path, "--ours", "--root", school, "--apply")
    assert done.exit_code == 1
    assert "[missing-key] the key 'purpose' is missing" in done.output
    assert tools.contents(school) == before


@pytest.mark.parametrize("typed", ["<b>bold</b>", "&nbsp;", "<!-- x -->"])
def test_html_is_refused_and_named(typed: str, school: Path, cli: Cli, tmp_path: Path):
    path = tmp_path / "html.docx"
    assert cli("word", "first-policy", "--root", school, "--out", path).exit_code == 0
    path.write_bytes(papers.changed(path.read_bytes(), lambda root: papers.write_over(root, "a week", typed)))
    before = tools.contents(school)
    done = cli("import", path, "--ours", "--root", school, "--apply")
    assert done.exit_code == 1
    assert "error [bad-prose] in 'first-policy#statements[answer].text', HTML such as" in done.output
    assert tools.contents(school) == before


@pytest.mark.parametrize("typed", ["{{ config }}", "{% if x %}", "{school.name", "it's {'this'}", "1. *not* [a](link)"])
def test_braces_and_signs_are_words(typed: str, school: Path, cli: Cli, tmp_path: Path):
    path = tmp_path / "braces.docx"
    assert cli("word", "first-policy", "--root", school, "--out", path).exit_code == 0
    path.write_bytes(papers.changed(path.read_bytes(), lambda root: papers.write_over(root, "a week", typed)))
    assert cli("import", path, "--ours", "--root", school, "--apply").exit_code == 0
    assert cli("word", "first-policy", "--root", school, "--out", path).exit_code == 0
    root = papers.etree.fromstring(papers.parts(path.read_bytes())[papers.MAIN])
    shown = [papers.words(one) for one in root.iter(f"{papers.W}p")]
    assert any(one.endswith(f"We answer every family within {typed}.") for one in shown)
