"""The Nu HTML checker of the W3C finds nothing to mend in any page, style sheet or drawing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import tools

pytestmark = pytest.mark.java


def _messages(arguments: list[str]) -> list[dict[str, object]]:
    done = subprocess.run(
        [*tools.html_checker(), "--format", "json", "--stdout", "--exit-zero-always", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, object]] = json.loads(done.stdout)["messages"]
    return found


def _shown(message: dict[str, object]) -> str:
    return f"{str(message.get('url', '')).rsplit('/site/', 1)[-1]}:{message.get('lastLine')}: {message['message']}"


def test_every_page_is_valid(built: tools.Built):
    messages = _messages(["--skip-non-html", str(built.site)])
    assert [_shown(message) for message in messages if message["type"] == "error"] == []


_UNKNOWN_TO_THE_CHECKER = {
    "CSS: “mask”: Too many values or values are not recognized.": "a position with a size (CSS Masking 1, 6.9)",
}
"""What the checker's CSS part has not learnt yet, word for word, with the reason why it is right all the same."""


def test_every_style_sheet_is_valid(built: tools.Built):
    sheets = sorted(str(path) for path in built.site.rglob("*.css"))
    messages = [message for message in _messages(["--css", *sheets]) if message["type"] == "error"]
    assert [_shown(message) for message in messages if message["message"] not in _UNKNOWN_TO_THE_CHECKER] == []


def test_every_drawing_is_valid(built: tools.Built):
    drawings = sorted(str(path) for path in built.site.rglob("*.svg"))
    assert drawings
    messages = _messages(["--svg", *drawings])
    assert [_shown(message) for message in messages if message["type"] == "error"] == []


def test_the_checker_notices_a_mistake(tmp_path: Path):
    """An empty list of messages means something only if there could have been one."""
    (tmp_path / "bad.html").write_text(
        "<!doctype html><html lang=en><title>x</title><p><ol></ol></p>", encoding="utf-8"
    )
    assert [message for message in _messages(["--skip-non-html", str(tmp_path)]) if message["type"] == "error"]
