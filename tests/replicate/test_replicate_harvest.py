"""What schools have changed, brought together and told; and a school's words taken into its district."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from schooling import ANSWER, CHANGES, FAST, district, overlay, school, three_schools, written

import tools
from partnerkit.execute.memo import Memo
from partnerkit.model.overlay import fingerprint
from partnerkit.replicate.fleet import Read, read_school, schools_in
from partnerkit.replicate.harvest import ALIKE, Harvest, Voice, grouped, harvest
from partnerkit.wording.redline import likeness
from partnerkit.world import packaged_library
from sharing import write

Cli = Callable[..., Result]
TEMPLATES = packaged_library() / "templates"


@pytest.fixture
def schools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three schools of a district; the working folder is the one around them."""
    monkeypatch.chdir(tmp_path)
    return three_schools(tmp_path)


def read_all(folders: Sequence[Path], memo: Memo) -> list[Read]:
    found, _ = schools_in((folder, folder.name) for folder in folders)
    return [read_school(one, TEMPLATES, folders[0], memo).value for one in found]


def harvested(folders: Sequence[Path]) -> Harvest:
    memo = Memo()
    result = harvest(read_all(folders, memo), memo)
    assert not result.diagnostics
    return result.value


# -- what is brought together ------------------------------------------------------------------------------------------


def test_the_clause_that_most_schools_change_comes_first_with_their_words_and_reasons(schools: list[str], cli: Cli):
    done = cli("harvest", *schools)
    assert (done.exit_code, done.stderr) == (0, "")
    head = done.stdout.split("\n\n")[0].splitlines()
    assert head == [
        f"{ANSWER}  (3 schools)",
        "  now     We answer every family within a week.",
        "  Maple School, Oak School, Elm School: say instead",
        "          We answer every family within [-a week-]{+two school days+}.",
        "    Elm School puts it so:",
        "          We answer every family within [-a week-]{+two school days, in writing+}.",
        "    Maple School: “Families wait too long”  schools/maple/overlay/ours.yaml:4:3",
        "    Oak School: “They asked.”  schools/oak/overlay/ours.yaml:4:3",
        "    Elm School: “A written word stays.”  schools/elm/overlay/ours.yaml:4:3",
    ]
    assert "  Maple School: adds\n          {+id: tea\n" in done.stdout
    assert "  Elm School: leaves it out\n    Elm School: “We have no phone.”" in done.stdout
    assert (
        "Optional clauses\n  fourth-policy#statements[ring]\n    on  Maple School\n    off Oak School\n" in done.stdout
    )
    assert done.stdout.endswith("3 schools: 6 changes in 4 places.\n")


def test_programs_get_the_same(schools: list[str], cli: Cli):
    told = json.loads(cli("harvest", *schools, "--json").stdout)
    assert [(one["at"], one["schools"]) for one in told["clauses"]] == [
        (ANSWER, ["maple", "oak", "elm"]),
        ("first-policy#statements", ["maple"]),
        ("fourth-policy#statements[ring]", ["elm"]),
        ("second-policy#statements[answer].heading", ["oak"]),
    ]
    (version,) = told["clauses"][0]["versions"]
    assert (version["does"], version["words"], len(version["changes"])) == ("replace", FAST, 3)
    assert told["clauses"][1]["versions"][0]["changes"][0]["at"] == "first-policy#statements[tea]"
    assert told["choices"] == [{"at": "fourth-policy#statements[ring]", "on": ["maple"], "off": ["oak"]}]
    assert told["copies"] == {}


def test_a_whole_document_of_a_schools_own_is_said_to_be_one(schools: list[str], cli: Cli):
    write(Path("schools/oak"), {"content/policy/second-policy.yaml": tools.policy("second-policy", "At once.")})
    assert "Documents written anew as a whole\n  second-policy: Oak School\n" in cli("harvest", *schools).stdout


def test_a_change_that_cannot_be_made_is_among_them_and_says_so(schools: list[str], cli: Cli):
    locked = {"at": "third-policy#statements[answer].text", "replace": "No."}
    Path("schools/elm/overlay/ours.yaml").write_text(overlay([locked]), encoding="utf-8")
    done = cli("harvest", *schools)
    assert done.exit_code == 0
    assert "Elm School cannot make this change: 'third-policy#statements[answer].text' is locked" in done.stdout


def test_an_overlay_that_cannot_be_read_is_named_and_the_others_are_told(schools: list[str], cli: Cli):
    Path("schools/elm/overlay/ours.yaml").write_text("kind: overlay\nid: ours\nchanges: [{at: x}]\n", encoding="utf-8")
    done = cli("harvest", *schools)
    assert done.exit_code == 1
    assert f"{ANSWER}  (2 schools)" in done.stdout
    assert "schools/elm/overlay/ours.yaml:3:" in done.stderr


def test_schools_of_districts_that_say_different_things_are_not_mixed_up(schools: list[str], cli: Cli):
    other = district(Path("otherville"))
    write(other, {"content/policy/first-policy.yaml": tools.policy("first-policy", "We answer on Mondays.")})
    school(Path("schools/ash"), [CHANGES["maple"][0]], extends="../../otherville")
    told = json.loads(cli("harvest", *schools, "schools/ash", "--json").stdout)
    both = [(one["base"], one["schools"]) for one in told["clauses"] if one["at"] == ANSWER]
    assert both == [
        ("We answer every family within a week.", ["maple", "oak", "elm"]),
        ("We answer on Mondays.", ["ash"]),
    ]


WORDS = st.lists(st.sampled_from(["we", "answer", "at", "once", "in", "two", "days"]), min_size=1, max_size=6)
OURS = st.builds(lambda words: {"at": ANSWER, "replace": " ".join(words)}, WORDS)
ITEMS = st.builds(
    lambda name, words: {"at": "first-policy#statements", "add": {"id": name, "text": " ".join(words)}},
    st.sampled_from(["tea", "cake"]),
    WORDS,
)
GONE = st.builds(lambda: {"at": "fourth-policy#statements[ring]", "remove": "true"})
HABITS = st.lists(st.lists(st.one_of(OURS, ITEMS, GONE), max_size=3), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(habits=HABITS, data=st.data())
def test_the_order_of_schools_does_not_matter_and_each_change_is_there_once(
    tmp_path_factory: pytest.TempPathFactory, habits: list[list[dict[str, Any]]], data: st.DataObject
):
    root = tmp_path_factory.mktemp("harvest")
    district(root / "riverbend")
    folders = [school(root / f"schools/school-{number}", changes) for number, changes in enumerate(habits)]
    found = harvested(folders)
    assert found == harvested(data.draw(st.permutations(folders)))
    places = [voice.place for voice in found.voices]
    assert len(places) == len(set(places)) == sum(map(len, habits))
    counts = [len(clause.schools) for clause in found.clauses]
    assert counts == sorted(counts, reverse=True)
    for clause in found.clauses:
        heads = [(version.does, version.words) for version in clause.versions]
        assert len(heads) == len(set(heads))
        for version in clause.versions:
            held = [voice.words for voice in version.voices]
            assert all(likeness(version.words, words) >= ALIKE for words in held)
            assert held.count(version.words) >= 1
            assert "".join(piece.text for piece in version.redline if piece.kind != "in") == version.base
            assert "".join(piece.text for piece in version.redline if piece.kind != "out") == version.words


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Voice:
    """A change to make others of."""
    root = tmp_path_factory.mktemp("voice")
    district(root / "riverbend")
    return next(harvested([school(root / "schools/maple", CHANGES["maple"])]).voices)


@given(texts=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8), data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_most_say_stands_for_all_that_is_nearly_the_same(voice: Voice, texts: list[str], data: st.DataObject):
    voices = [replace(voice, words=text, place=str(number)) for number, text in enumerate(texts)]
    groups = {head: {one.place for one in held} for head, held in grouped(voices)}
    assert groups == {h: {one.place for one in held} for h, held in grouped(data.draw(st.permutations(voices)))}
    assert sum(map(len, groups.values())) == len(texts)


# -- reports -----------------------------------------------------------------------------------------------------------


def test_the_reports_hold_every_clause_and_escape_what_schools_say(schools: list[str], cli: Cli):
    hostile = {"at": ANSWER, "replace": "{{ 7 * 7 }} &amp; “{school.name}”", "why": "5 < 6 & 7"}
    school(Path("schools/ash"), [hostile], name="<script>alert(1)</script> & {{ 5 * 5 }}")
    done = cli("harvest", *schools, "schools/ash", "--html", "out/harvest.html", "--markdown", "out/harvest.md")
    assert done.exit_code == 0
    page = html.document_fromstring(Path("out/harvest.html").read_text(encoding="utf-8"))
    assert (page.get("lang"), page.get("dir"), len(page.xpath("//h1"))) == ("en", "ltr", 1)
    assert not page.xpath("//script | //link | //img")
    said = " ".join(page.text_content().split())
    for words in ("{{ 7 * 7 }}", "5 < 6 & 7", "{{ 5 * 5 }}", "<script>alert(1)</script>"):
        assert words in said
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)
    told = Path("out/harvest.md").read_text(encoding="utf-8")
    for heading in page.xpath("//section[contains(@aria-labelledby, 'clause')]//h2"):
        assert f"## `{heading.text_content()}`" in told


# -- promote -----------------------------------------------------------------------------------------------------------


def promote(cli: Cli, schools: Sequence[str], path: str, giver: str, *more: str) -> Result:
    return cli("harvest", *schools, "--promote", path, "--from", giver, *more)


def changed_lines(path: Path, before: str) -> list[tuple[str, str]]:
    """The lines that are not what they were."""
    now = path.read_text(encoding="utf-8").splitlines()
    return [(old, new) for old, new in zip(before.splitlines(), now, strict=True) if old != new]


def test_words_become_those_of_the_district_in_their_place(schools: list[str], cli: Cli):
    path = Path("riverbend/content/policy/first-policy.yaml")
    before = path.read_text(encoding="utf-8")
    others = {name: data for name, data in tools.contents(Path()).items() if name != str(path)}
    done = promote(cli, schools, ANSWER, "maple")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:4] == [
        "Wrote riverbend/content/policy/first-policy.yaml",
        "As it was: riverbend/.partnerkit/before/1",
        f"Riverbend now says what Maple School says at {ANSWER}.",
        f"Maple School, {ANSWER}: adopted. The library says the same by now: your change goes, and no word changes.",
    ]
    assert f"Elm School, {ANSWER}" not in done.stdout
    assert changed_lines(path, before) == [
        ('    text: "We answer every family within a week."', f"    text: {FAST}"),
    ]
    kept = Path("riverbend/.partnerkit/before/1/content/policy/first-policy.yaml")
    assert kept.read_text(encoding="utf-8") == before
    now = tools.contents(Path())
    assert {name: now.get(name) for name in others} == others
    # The school can drop its change, and says the same as before.
    assert cli("update", "--apply", "--root", "schools/maple").exit_code == 0
    assert FAST not in Path("schools/maple/overlay/ours.yaml").read_text(encoding="utf-8")
    assert cli("check", "--root", "schools/maple").exit_code == 0


def test_an_item_and_a_removal_become_those_of_the_district(schools: list[str], cli: Cli):
    assert promote(cli, schools, "first-policy#statements[tea]", "schools/maple").exit_code == 0
    done = promote(cli, schools, "fourth-policy#statements[ring]", "elm")
    assert done.exit_code == 0
    assert "Maple School has to change something too:\nschools/maple/partnership.yaml:" in done.stdout
    first, fourth = (
        yaml.safe_load(Path(f"riverbend/content/policy/{name}-policy.yaml").read_text(encoding="utf-8"))
        for name in ("first", "fourth")
    )
    assert first["statements"][-1] == {"id": "tea", "heading": "Tea", "text": "There is tea."}
    assert [one["id"] for one in fourth["statements"]] == ["answer"]


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A district that has written nothing itself, and two schools."""
    monkeypatch.chdir(tmp_path)
    district(tmp_path / "core", "core")
    settings = {"kind": "workspace", "id": "riverbend", "name": "Riverbend", "extends": "../core", "languages": ["en"]}
    write(tmp_path / "riverbend", {"partnership.yaml": written(settings)})
    for name in ("maple", "elm"):
        school(tmp_path / "schools" / name, CHANGES[name], languages=["en"])
    return ["schools/maple", "schools/elm"]


def test_words_about_the_library_below_go_into_the_overlay_of_the_district(core: list[str], cli: Cli):
    path = Path("riverbend/overlay/first-policy.yaml")
    write(Path("riverbend"), {"overlay/first-policy.yaml": _COMMENTED})
    done = promote(cli, core, ANSWER, "maple")
    assert done.exit_code == 0, done.output
    text = path.read_text(encoding="utf-8")
    assert text.startswith(_COMMENTED)
    assert yaml.safe_load(text)["changes"][-1] == {
        "at": ANSWER,
        "replace": FAST,
        "was": fingerprint("We answer every family within a week."),
        "why": "Families wait too long. From Maple School.",
    }
    # Again, from a school that puts it otherwise: there is one change of a clause.
    assert promote(cli, core, ANSWER, "elm").exit_code == 0
    changes = yaml.safe_load(path.read_text(encoding="utf-8"))["changes"]
    assert [one["at"] for one in changes].count(ANSWER) == 1
    assert (changes[-1]["replace"], changes[-1]["why"]) == (
        f"{FAST[:-1]}, in writing.",
        "A written word stays. From Elm School.",
    )
    assert cli("check", "--root", "riverbend").exit_code == 0


_COMMENTED = """\
# What we change.
kind: overlay
id: first-policy
changes:
  - at: first-policy#title   # shorter
    replace: First
"""


def test_a_new_file_is_made_where_the_district_has_no_overlay_yet(core: list[str], cli: Cli):
    assert promote(cli, core, "fourth-policy#statements[ring]", "elm").exit_code == 0
    (change,) = yaml.safe_load(Path("riverbend/overlay/fourth-policy.yaml").read_text(encoding="utf-8"))["changes"]
    ring = {"id": "ring", "text": "We ring back on the same day.", "optional": "true"}
    assert change == {
        "at": "fourth-policy#statements[ring]",
        "remove": "true" if change["remove"] == "true" else True,
        "was": fingerprint(ring),
        "why": "We have no phone. From Elm School.",
    }


def test_a_change_goes_as_far_down_as_it_is_told(core: list[str], cli: Cli):
    assert promote(cli, core, ANSWER, "maple", "--into", "core").exit_code == 0
    assert FAST in Path("core/content/policy/first-policy.yaml").read_text(encoding="utf-8")
    assert not Path("riverbend/overlay").exists()


def refused(cli: Cli, schools: Sequence[str], *what: str) -> str:
    """Why something is not taken into the district, where nothing is written then."""
    before = tools.contents(Path())
    done = promote(cli, schools, *what)
    assert done.exit_code != 0
    assert tools.contents(Path()) == before
    return done.stderr


def test_what_is_locked_stays_locked(core: list[str], cli: Cli):
    change = {"at": "third-policy#statements[answer].text", "replace": "No."}
    school(Path("schools/ash"), [change], languages=["en"])
    said = refused(cli, [*core, "schools/ash"], change["at"], "ash")
    assert "schools/ash/overlay/ours.yaml:4:7: error [locked]" in said
    assert "The lock is at core/overlay/locks.yaml:" in said
    # A school of another district, which has locked nothing, brings it along.
    free = tools.small_library(Path("free"))
    school(Path("schools/birch"), [change], extends="../../free", languages=["en"])
    assert free.is_dir()
    said = refused(cli, [*core, "schools/birch"], change["at"], "birch", "--into", "riverbend")
    assert "riverbend/overlay/third-policy.yaml:" in said
    assert "The lock is at core/overlay/locks.yaml:" in said


@pytest.mark.parametrize(
    ("path", "giver", "said"),
    [
        ("first-policy#statements[answr].text", "maple", f"Did you mean '{ANSWER}'?"),
        ("fourth-policy#statements[ring]", "maple", "These schools do: Elm School."),
        (ANSWER, "mapel", "there is no school 'mapel'. Did you mean 'maple'?"),
    ],
)
def test_what_no_school_says_is_refused_with_what_comes_closest(
    schools: list[str], cli: Cli, path: str, giver: str, said: str
):
    assert said in refused(cli, schools, path, giver)


def test_what_would_leave_the_district_unsound_is_refused(schools: list[str], cli: Cli):
    change = {"at": ANSWER, "replace": "We answer in {our.days}."}
    slots = (Path("riverbend/content/slots.yaml")).read_text(encoding="utf-8")
    slot = "  - {id: our.days, type: number, label: days, help: How many., example: '2', group: school}\n"
    ash = school(Path("schools/ash"), [change])
    write(ash, {"content/slots.yaml": f"{slots}{slot}"})
    said = refused(cli, [*schools, "schools/ash"], ANSWER, "ash")
    assert "riverbend/content/policy/first-policy.yaml:21:" in said
    assert "error [unknown-slot]" in said


def test_a_change_of_the_district_that_stands_in_the_way_is_named(schools: list[str], cli: Cli):
    other = {"at": "first-policy#statements[answer]", "replace": {"id": "answer", "heading": "A", "text": "Soon."}}
    write(Path("riverbend"), {"overlay/zz.yaml": overlay([other], "zz")})
    assert "error [not-editable] another change of riverbend stands" in refused(cli, schools, ANSWER, "maple")


def test_both_options_are_needed(schools: list[str], cli: Cli):
    assert cli("harvest", *schools, "--promote", ANSWER).exit_code == 2
    assert cli("harvest", *schools, "--from", "maple").exit_code == 2
    tools.small_library(Path("schools/alone"))
    write(Path("schools/alone"), {"overlay/ours.yaml": overlay([CHANGES["maple"][0]])})
    assert "name the folder of the district with --into" in refused(cli, ["schools/alone"], ANSWER, "small-library")
