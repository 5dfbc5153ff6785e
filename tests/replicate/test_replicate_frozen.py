"""Workspaces that were made with older versions: they open as ever, say the same, and nothing asks to be looked at.

A folder of ``tests/frozen`` is never changed, whatever becomes of the formats of settings, overlays, locks and bundles.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from partnerkit.execute.progress import Timeline
from partnerkit.reading import Opened, open_library
from partnerkit.replicate.apply import applied
from partnerkit.replicate.lock import read_lock
from partnerkit.replicate.plan import Verdict, plan_of
from partnerkit.world import World

FROZEN = sorted((Path(__file__).resolve().parents[1] / "frozen").iterdir())
SAID = "said.json"


@pytest.fixture(params=FROZEN, ids=lambda folder: folder.name)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a frozen workspace."""
    return Path(shutil.copytree(request.param, tmp_path / "school"))


def _opened(root: Path) -> Opened:
    opened = open_library(World.at(root), Timeline())
    assert opened.value is not None, opened.diagnostics
    assert not opened.diagnostics
    return opened.value


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
