"""A library in the two languages that nobody speaks, and what is visible on a page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import tools

_SOUND = tools.TESTS / "cases" / "validate" / "sound"
_MORE_ROLES = "  - {id: family, title: Family member}\n"
_MORE_SLOTS = (
    "  - {id: reply.days, type: number, label: days, help: How many., example: '2', group: school}\n"
    "  - {id: first.day, type: date, label: first day, help: When., example: '2027-08-30', group: school}\n"
)
_IN_QUOTES = re.compile(r"«[^«»]*»")


def library(root: Path) -> Path:
    """The small library with documents of more kinds, a landing page and a second kit."""
    tools.small_library(root, "[en, en-XA, ar-XB]")
    for folder in ("content", "kits"):
        shutil.copytree(_SOUND / folder, root / folder, dirs_exist_ok=True)
    for name, more in (("roles", _MORE_ROLES), ("slots", _MORE_SLOTS)):
        path = root / "content" / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return root


def untranslated(text: str) -> str:
    """A text without what stands in the quotes of ``en-XA``, inside each other or not."""
    while (shorter := _IN_QUOTES.sub("", text)) != text:
        text = shorter
    return " ".join(text.split())
