"""The example of Riverbend: its workspaces, and its district as it was a year ago, before version 2.1."""

from __future__ import annotations

import shutil
from pathlib import Path

from partnerkit.diagnostics import Result
from partnerkit.execute.progress import Timeline
from partnerkit.load import layers_of, load_layers
from partnerkit.model.sources import Sources
from partnerkit.reading import Opened, open_library
from partnerkit.replicate.lock import read_lock
from partnerkit.replicate.plan import Plan, plan_of
from partnerkit.world import World, packaged_library
from tools import CHECKOUT

RIVERBEND = CHECKOUT / "examples/riverbend"
CURRENT = ("district", "maple", "oak", "cedar")
"""Those that are up to date with what they build on."""
MADE = shutil.ignore_patterns(".partnerkit", "site", "schemas", "*.zip")
"""What a workspace is not made of."""

_EVENING = """\
  - id: evening
    heading: In the evening
    text: >-
      The line closes at five. Leave a message with the language and a number. We call the family the next morning, with
      an interpreter.
  - id: never-a-child
"""
_GONE = ("overlay/school-family-agreement.yaml", "content/locale")
"""What the district did not have yet."""
_WORDS = {
    "partnership.yaml": [
        ('version: "2.1"', 'version: "2.0"'),
        ("\n# What has another id path since 2.0; the changes of schools follow by themselves.\nmoved:\n", ""),
        ("  interpreter-line#chapters[call]: interpreter-line#chapters[phone]\n", ""),
    ],
    "overlay/locks.yaml": [
        ("  - at: concern-procedure#principles[no-retaliation]\n", ""),
        ("    lock: Nobody may be threatened or treated worse for a complaint (34 CFR 100.7(e)).\n", ""),
        ("    why: A family has to read the same promise in every school.\n", ""),
    ],
    "content/guide/interpreter-line.yaml": [
        ('version: "2.1"\nstatus', 'version: "2.0"\nstatus'),
        ("one call away, day and night.", "one call away, from eight to five."),
        ("next: 2027-08-15", "next: 2026-08-15"),
        ('  - id: day-and-night\n    version: "2.1"\n    on: 2026-08-10\n', ""),
        ("    note: The line answers day and night. Three school days are enough to ask for somebody in person.\n", ""),
        ("  - id: phone\n", "  - id: call\n"),
        ("Ask three school days ahead", "Ask five school days ahead"),
        ("  - id: never-a-child\n", _EVENING),
    ],
}
"""What it says today, and what it said then."""


def district_a_year_ago(target: Path) -> Path:
    """The district at version 2.0, in a new folder."""
    shutil.copytree(RIVERBEND / "district", target, ignore=MADE)
    for name in _GONE:
        path = target / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, pairs in _WORDS.items():
        path = target / name
        text = path.read_text(encoding="utf-8")
        for now, then in pairs:
            assert text.count(now) == 1, f"{name} says this {text.count(now)} times: {now}"
            text = text.replace(now, then)
        path.write_text(text, encoding="utf-8")
    return target


def opened(root: Path) -> Result[Opened | None]:
    """A workspace up to ``validate``."""
    return open_library(World.at(root), Timeline())


def layers(root: Path) -> tuple[Sources, ...]:
    """What was read of each layer of a workspace, the lowest first."""
    chain = layers_of(root, packaged_library(), root / ".partnerkit")
    return load_layers(chain.value, packaged_library() / "templates").value


def plan(root: Path) -> Plan:
    """What an update of a workspace would mean."""
    return plan_of(layers(root), read_lock(root).value).value
