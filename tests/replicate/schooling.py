"""A district of four documents with three schools of different habits, for what is done with many schools together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import tools
from sharing import write

ANSWER = "first-policy#statements[answer].text"
FAST = "We answer every family within two school days."
_DISTRICT = """\
kind: workspace
id: {name}
name: {title}
version: "1.2"
languages: [en, es]
brand: {{main: "#1d5a53"}}
"""
_RING = "  - {id: ring, text: We ring back on the same day., optional: true}\n"
_OPENING = {"at": "second-policy#statements[answer].heading", "replace": "When you will hear from us"}
CHANGES: dict[str, list[dict[str, Any]]] = {
    "maple": [
        {"at": ANSWER, "replace": FAST, "why": "Families wait too long"},
        {"at": "first-policy#statements", "add": {"id": "tea", "heading": "Tea", "text": "There is tea."}},
    ],
    "oak": [{"at": ANSWER, "replace": FAST, "was": "0" * 16, "why": "They asked."}, _OPENING],
    "elm": [
        {"at": ANSWER, "replace": f"{FAST[:-1]}, in writing.", "why": "A written word stays."},
        {"at": "fourth-policy#statements[ring]", "remove": "true", "why": "We have no phone."},
    ],
}
"""What the schools change: maple and oak a clause in the same words, elm in nearly the same."""


def district(folder: Path, name: str = "riverbend") -> Path:
    """A district with four policies, one of which nobody may change."""
    root = tools.small_library(folder, "[en, es]")
    fourth = tools.policy("fourth-policy").replace("responsible:", f"{_RING}responsible:")
    lock = {"at": "third-policy#statements[answer]", "lock": "The board wants it."}
    return write(
        root,
        {
            "partnership.yaml": _DISTRICT.format(name=name, title=name.title()),
            "content/policy/fourth-policy.yaml": fourth,
            "overlay/locks.yaml": overlay([lock], "locks"),
        },
    )


def school(folder: Path, changes: list[dict[str, Any]], **settings: object) -> Path:
    """A school that builds on the district beside the folder of schools."""
    name = folder.name
    own = {"kind": "workspace", "id": name, "name": f"{name.title()} School", "extends": "../../riverbend"}
    files = {"partnership.yaml": written({**own, "languages": ["en", "es"], **settings})}
    if changes:
        files["overlay/ours.yaml"] = overlay(changes)
    return write(folder, dict(files))


def overlay(changes: list[dict[str, Any]], name: str = "ours") -> str:
    """The text of an overlay."""
    return written({"kind": "overlay", "id": name, "changes": changes})


def written(value: object) -> str:
    """YAML."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True)


def three_schools(root: Path) -> list[str]:
    """The district and its schools below a folder; the schools as seen from there."""
    district(root / "riverbend")
    school(root / "schools/maple", CHANGES["maple"], choices={"fourth-policy#statements[ring]": True})
    oak = school(root / "schools/oak", CHANGES["oak"], choices={"fourth-policy#statements[ring]": False})
    write(oak, {"content/policy/own-policy.yaml": tools.policy("own-policy").replace("2027-09-15", "2026-12-01")})
    school(root / "schools/elm", CHANGES["elm"], languages=["en"])
    return [f"schools/{name}" for name in CHANGES]
