"""What the tests of sharing need: a district, a school that builds on it, a school that has nothing, and bundles."""

from __future__ import annotations

from pathlib import Path

from partnerkit.load import Contents, layers_of
from partnerkit.replicate.share import share
from partnerkit.world import packaged_library

DISTRICT = """\
# The district
kind: workspace
id: riverbend
name: Riverbend District
version: "1.2"
languages: [en, es]
"""
SCHOOL = """\
# Ours
kind: workspace   # the settings
id: maple
name: Maple School
extends: ../district   # we follow them
languages: [en, es]
values: {school.name: Maple School}
"""
OAK = """\
# Oak's own words
kind: workspace
id: oak
name: Oak School   # since 1920
languages: [en, es]
"""
OVERLAY = """\
kind: overlay
id: ours
changes:
  - at: first-policy#statements[answer].text
    replace: We answer at the door of {school.name}.
    why: Our families come to the door.
"""
CATALOG = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "first-policy#{key}"
msgid "{source}"
msgstr "{target}"
"""


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    """Files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def packed(root: Path) -> Contents:
    """A bundle of a workspace."""
    chain = layers_of(root, packaged_library(), root / ".partnerkit")
    made = share(chain.value)
    assert made.value, made.diagnostics
    return made.value


def catalog(key: str, source: str, target: str) -> str:
    return CATALOG.replace("{key}", key).replace("{source}", source).replace("{target}", target)
