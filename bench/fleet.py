"""The sides of the comparison of fleets: schools that share nine tenths of their district, in two languages.

A district of the core library in English and Spanish, and schools that each change a sentence in one document of ten.
Every school is resolved, validated, translated, composed and filled; no files are made. One side does that for some
schools together, the other one for each school by itself.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import yaml

from bench.library import copy_library
from partnerkit.execute.memo import Memo
from partnerkit.execute.progress import Timeline
from partnerkit.reading import read
from partnerkit.world import World

LANGUAGES = ["en", "es"]
SCHOOLS = 50
_ONE_OF = 10


def prepare(folder: Path) -> None:
    """The district and its schools."""
    district = copy_library(folder / "district", LANGUAGES)
    documents = sorted(path.stem for path in district.glob("content/*/*.yaml") if "summary:" in path.read_text("utf-8"))
    for number in range(SCHOOLS):
        name = f"school-{number:02}"
        settings = {"kind": "workspace", "id": name, "name": f"School {number}", "extends": "../district"}
        values = {"school.name": f"School {number}", "reply.days": str(1 + number % 5)}
        changes = [
            {"at": f"{document}#summary", "replace": f"This is what school {number} says."}
            for document in documents[number % _ONE_OF :: _ONE_OF]
        ]
        _write(folder / name / "partnership.yaml", {**settings, "languages": LANGUAGES, "values": values})
        _write(folder / name / "overlay/ours.yaml", {"kind": "overlay", "id": "ours", "changes": changes})


def schools(folder: Path, count: int, *, together: bool) -> None:
    """Read some schools up to ``fill``, one after the other."""
    memo = Memo()
    for number, root in enumerate(sorted(folder.glob("school-*"))[:count]):
        if number == 1:
            memo.settle()
        reading = read(replace(World.at(root), workers=1), Timeline(), memo if together else None)
        if reading.value is None:
            sys.exit("\n".join(map(str, reading.diagnostics)))
        for documents in reading.value.documents.values():
            assert documents


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, sort_keys=False, allow_unicode=True), encoding="utf-8")


def main(side: str, place: str) -> None:
    """One side of the comparison, such as ``together-10`` or ``alone-2``, or what comes before both."""
    if side == "prepare":
        prepare(Path(place))
        return
    how, _, count = side.partition("-")
    schools(Path(place), int(count), together=how == "together")
