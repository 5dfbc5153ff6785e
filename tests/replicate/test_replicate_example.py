"""The example of Riverbend: its workspaces are sound, and its update and its README are what they say they are.

``PARTNERKIT_UPDATE_CASES=1`` makes the lock of last year's Cedar again; its diff is for a person to read.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from riverbend import CURRENT, MADE, RIVERBEND, district_a_year_ago, opened, plan

from partnerkit.cli import main
from partnerkit.replicate.apply import Decision, applied, undecided
from partnerkit.replicate.lock import LOCK, Lock
from partnerkit.replicate.plan import Plan, Verdict
from tools import contents

UPDATE = os.environ.get("PARTNERKIT_UPDATE_CASES") == "1"
LAST_YEAR = "cedar-last-year"
GOOD_NEWS = "school-family-agreement#parties[school].responsibilities[good-news].text"
QUIET_HOURS = "school-family-agreement#communication[quiet-hours].text"
GREETING = "school-family-agreement#together[greeting]"
CARD = "interpreter-line#chapters[call].items[card].text"
IN_PERSON = "interpreter-line#chapters[in-person].text"
EVENING = "interpreter-line#chapters[evening].text"
SPEAKING_UP = "concern-procedure#principles[no-retaliation].text"
FIRST_CALL = "welcome-to-families#chapters[expect].items[first-call].text"
VERDICTS = {
    SPEAKING_UP: Verdict.LOCKED,
    CARD: Verdict.MOVED,
    IN_PERSON: Verdict.REVIEW,
    EVENING: Verdict.ORPHANED,
    GOOD_NEWS: Verdict.ADOPTED,
    QUIET_HOURS: Verdict.REVIEW,
    GREETING: Verdict.DUPLICATE,
    FIRST_CALL: Verdict.FINE,
}

PLACES = ("at", "was", "id", "before", "after", "to")

Change = dict[str, Any]


def _changes(root: Path) -> list[Change]:
    """Every change of a workspace."""
    files = sorted((root / "overlay").glob("*.yaml"))
    return [change for path in files for change in yaml.safe_load(path.read_text(encoding="utf-8"))["changes"]]


def _words(value: Any) -> Iterator[str]:
    """Every text that changes say, the reasons among them; not what names a place or an item."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (words for one in value for words in _words(one))
    elif isinstance(value, dict):
        yield from (words for key, one in value.items() if key not in PLACES for words in _words(one))


# -- the workspaces of today -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CURRENT)
def test_a_workspace_of_today_opens_with_nothing_to_say(name: str):
    """After a change of the library below a clause of theirs: look at it as a school would, ``partnerkit update``."""
    _opens_with_nothing_to_say(RIVERBEND / name)


@pytest.mark.parametrize("name", ["district", "oak", "cedar"])
def test_its_words_and_translations_pass_every_check(name: str):
    done = CliRunner().invoke(main, ["check", "--strict", "--root", str(RIVERBEND / name)])
    assert done.exit_code == 0, done.output
    assert "nothing needs attention" in done.output


def test_each_shows_what_the_readme_says_of_it():
    cedar, maple = (yaml.safe_load((RIVERBEND / name / "partnership.yaml").read_text()) for name in ("cedar", "maple"))
    assert len([change for change in _changes(RIVERBEND / "cedar") if "replace" in change]) == 10
    assert all(change["why"] for change in _changes(RIVERBEND / "cedar"))
    assert list(cedar["choices"].values()) == [True]
    assert len(maple["values"]) == 4
    spanish = [path for path in (RIVERBEND / "oak/content").glob("*/*.yaml") if "\nlanguage: es\n" in path.read_text()]
    assert len(spanish) == 2


def test_no_workspace_holds_what_is_made():
    made = [path for path in RIVERBEND.rglob("*") if path.suffix in (".zip", ".html", ".pdf")]
    assert [path for path in made if "site" not in path.parts and ".partnerkit" not in path.parts] == []


# -- the update of last year's Cedar -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def waiting() -> Plan:
    """What the update means for Cedar as it was."""
    return plan(RIVERBEND / LAST_YEAR)


def test_the_update_shows_one_of_each(waiting: Plan):
    assert {step.named: step.verdict for step in waiting.steps} == VERDICTS
    assert set(VERDICTS.values()) == set(Verdict)


def test_every_side_of_a_review_is_known(waiting: Plan):
    for step in waiting.steps:
        if step.verdict is Verdict.REVIEW:
            assert len({str(step.base), str(step.yours), str(step.theirs)}) == 3, step.named


def test_it_does_not_open_before_somebody_decides():
    result = opened(RIVERBEND / LAST_YEAR)
    assert result.value is None
    assert {one.code for one in result.diagnostics} == {
        "changed-upstream", "duplicate-id", "locked", "moved-upstream", "unknown-address"
    }  # fmt: skip


def test_keeping_whatever_can_be_kept_loses_no_word(waiting: Plan):
    keep = {step.named: Decision("keep") for step in waiting.open if not undecided(step, Decision("keep"))}
    assert set(keep) == {IN_PERSON, EVENING, QUIET_HOURS, GREETING}
    files = applied(waiting, keep).value
    assert files is not None
    before = [yaml.safe_load(tree.source.data)["changes"] for tree in waiting.layers[-1].overlays]
    data = (files.get(tree.source.path, tree.source.data) for tree in waiting.layers[-1].overlays)
    after = [yaml.safe_load(one)["changes"] for one in data if one is not None]
    (adopted,) = (step for step in waiting.steps if step.verdict is Verdict.ADOPTED)
    assert adopted.yours == adopted.theirs
    assert set(_words(before)) - set(_words(after)) == {adopted.yours, str(adopted.meeting.change.why.source)}


def test_the_lock_is_what_the_district_of_last_year_makes(tmp_path: Path):
    """The words that Cedar met are those of 2.0; where Partnerkit itself stands by now is not compared."""
    district_a_year_ago(tmp_path / "district")
    cedar = shutil.copytree(RIVERBEND / LAST_YEAR, tmp_path / LAST_YEAR, ignore=MADE)
    kept = (cedar / LOCK).read_bytes()
    (cedar / LOCK).unlink()
    then = plan(cedar)
    assert {step.verdict for step in then.steps} == {Verdict.FINE}
    files = applied(then, {}).value
    assert files is not None
    assert list(files) == [LOCK]
    if UPDATE:
        (RIVERBEND / LAST_YEAR / LOCK).write_bytes(files[LOCK] or b"")
        return
    made, lock = Lock.model_validate_json(files[LOCK] or b""), Lock.model_validate_json(kept)
    assert lock.met == made.met
    assert lock.layers[0] == made.layers[0]
    assert lock.documents["interpreter-line"] == made.documents["interpreter-line"]
    assert (lock.layers[0].version, [layer.id for layer in lock.layers]) == ("2.0", ["riverbend", "partnerkit"])


# -- the walk ----------------------------------------------------------------------------------------------------------


def _shown() -> Iterator[tuple[str, str]]:
    """Each command of the README, with what it shows of the answer."""
    text = (RIVERBEND / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, answer = part.partition("\n")
            if command.startswith("partnerkit ") and not command.startswith("partnerkit build "):
                yield command, answer


def test_the_walk_of_the_readme(tmp_path: Path):
    """Everything in it is typed, in a copy; one test, since it takes a minute to type."""
    shutil.copytree(RIVERBEND, tmp_path / "examples/riverbend", ignore=MADE)
    typed = set()
    with chdir(tmp_path):
        for command, answer in _shown():
            words = shlex.split(command)[1:]
            output = CliRunner().invoke(main, words, catch_exceptions=False).output
            pattern = ".*?".join(re.escape(part.strip("\n")) for part in answer.split("…"))
            assert re.search(pattern, output, re.DOTALL), f"{command}\n{output}"
            typed.add(words[0])
    assert typed == {"check", "explain", "override", "status", "update", "share", "new", "receive"}
    cedar = tmp_path / "examples/riverbend" / LAST_YEAR
    _opens_with_nothing_to_say(cedar)
    _an_update_has_nothing_left_to_do(cedar)
    _no_word_is_lost(cedar)
    assert [change for change in _changes(cedar) if change not in _changes(RIVERBEND / "cedar")] == []


def _opens_with_nothing_to_say(root: Path) -> None:
    result = opened(root)
    assert result.diagnostics == ()
    assert result.value is not None


def _an_update_has_nothing_left_to_do(root: Path) -> None:
    before = contents(root)
    again = CliRunner().invoke(main, ["update", "--apply", "--root", str(root)])
    assert "There was nothing to apply." in again.output
    assert contents(root) == before


def _no_word_is_lost(cedar: Path) -> None:
    """What Cedar has given up is what it decided to, and is kept as it was."""
    before, after = set(_words(_changes(RIVERBEND / LAST_YEAR))), set(_words(_changes(cedar)))
    gone = {change["at"] for change in _changes(RIVERBEND / LAST_YEAR) if change.get("replace") in before - after}
    assert gone == {GOOD_NEWS, IN_PERSON, SPEAKING_UP}
    kept = {words for root in (cedar / ".partnerkit/before").iterdir() for words in _words(_changes(root))}
    assert before <= after | kept
