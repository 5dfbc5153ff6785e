"""Workspaces that were made with older versions: they open as ever, say the same, and nothing asks to be looked at.

A folder of ``tests/frozen`` is never changed, whatever becomes of the formats of definitions, settings, overlays, locks
and bundles. That of 0.0 has a kit from before kits listed their editions.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from partnerkit import cli
from partnerkit.execute.progress import Timeline
from partnerkit.reading import Opened, open_library
from partnerkit.replicate.apply import applied
from partnerkit.replicate.lock import read_lock
from partnerkit.replicate.plan import Verdict, plan_of
from partnerkit.world import World

FROZEN = sorted((Path(__file__).resolve().parents[1] / "frozen").iterdir())
SCHOOLS = [folder for folder in FROZEN if (folder / "partnership.lock").is_file()]
SAID = "said.json"


@pytest.fixture(params=SCHOOLS, ids=lambda folder: folder.name)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a frozen workspace."""
    return Path(shutil.copytree(request.param, tmp_path / "school"))


def _opened(root: Path) -> Opened:
    opened = open_library(World.at(root), Timeline())
    assert opened.value is not None, opened.diagnostics
    assert not opened.diagnostics
    return opened.value


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda folder: folder.name)
def test_what_is_in_an_older_format_is_read_as_today_and_can_be_written_so(frozen: Path, tmp_path: Path):
    root = Path(shutil.copytree(frozen, tmp_path / "workspace"))
    opened = open_library(World.at(root), Timeline())
    assert opened.value is not None, opened.diagnostics
    assert {one.code for one in opened.diagnostics} <= {"old-format"}
    done = CliRunner().invoke(cli.main, ["fmt", "--root", str(root)])
    assert done.exit_code == 0, done.output
    now = _opened(root)
    assert [tree.data for tree in now.sources.definitions] == [tree.data for tree in opened.value.sources.definitions]
    assert now.library.kits == opened.value.library.kits


def test_a_kit_from_before_kits_listed_their_editions(tmp_path: Path):
    root = Path(shutil.copytree(FROZEN[0], tmp_path / "workspace"))
    kit = root / "kits/small.yaml"
    written = kit.read_text(encoding="utf-8")

    def makes(line: str) -> tuple[str, ...]:
        kit.write_text(written.replace("bilingual: true   # for our families", line), encoding="utf-8")
        opened = open_library(World.at(root), Timeline())
        assert opened.value is not None, opened.diagnostics
        (advice,) = opened.diagnostics
        assert (advice.code, advice.span.line) == ("old-format", 7)
        CliRunner().invoke(cli.main, ["fmt", "--root", str(root)])
        return _opened(root).library.kits["small"].makes

    assert makes("bilingual: true   # for our families") == ("fillable", "bilingual")
    assert "makes: [fillable, bilingual]   # for our families\n" in kit.read_text(encoding="utf-8")
    assert makes("bilingual: false") == ("fillable",)
    assert kit.read_text(encoding="utf-8") == written.replace("bilingual: true   # for our families\n", "")


def test_what_is_said_in_both_formats_is_a_mistake(tmp_path: Path):
    root = Path(shutil.copytree(FROZEN[0], tmp_path / "workspace"))
    kit = root / "kits/small.yaml"
    kit.write_text(f"{kit.read_text(encoding='utf-8')}makes: [a4]\n", encoding="utf-8")
    opened = open_library(World.at(root), Timeline())
    assert [one.code for one in opened.diagnostics] == ["unknown-key"]


def test_it_says_what_it_said_then(root: Path):
    sources = _opened(root).sources
    said = {
        tree.source.path: tree.data for tree in sources.definitions if tree.source.path.startswith("content/policy")
    }
    assert said == json.loads((root / SAID).read_text(encoding="utf-8"))


def test_nothing_asks_to_be_looked_at(root: Path):
    lock = read_lock(root)
    assert lock.value is not None, lock.diagnostics
    plan = plan_of(_opened(root).layers, lock.value).value
    assert plan.steps
    assert {step.verdict for step in plan.steps} == {Verdict.FINE}
    assert not plan.is_new
    assert applied(plan, {}).value == {}
