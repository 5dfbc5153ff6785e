"""The sides of the comparison of formats: every file of the core library in English that is no PDF, against every PDF.

The editions that kits ask for are left out of the PDFs, which makes it harder.
"""

from __future__ import annotations

import pickle
from pathlib import Path

from bench.library import copy_library, reading_of
from partnerkit.execute.progress import Timeline
from partnerkit.exporting import every_export
from partnerkit.printing import every_pdf, press_crew
from partnerkit.world import World, packaged_library

_SIDES = {
    "pdfs": every_pdf,
    "others": lambda reading, world, timeline, crew: every_export(reading, [], world, timeline, crew),
}


def prepare(folder: Path) -> None:
    """The library, as far as both sides share it."""
    root = copy_library(folder / "library", ["en"], editions=False)
    reading = reading_of(World.at(root, work=folder / "reading"))
    (folder / "reading.pickle").write_bytes(pickle.dumps(reading))


def main(side: str, place: str) -> None:
    """One side of the comparison, from nothing, or what comes before both."""
    folder = Path(place)
    if side == "prepare":
        prepare(folder)
        return
    reading = pickle.loads((folder / "reading.pickle").read_bytes())  # noqa: S301  # written by prepare
    world = World.at(packaged_library(), work=folder / side)
    with press_crew(world) as crew:
        made = _SIDES[side](reading, world, Timeline(), crew)
    assert made.value
    if made.diagnostics:
        raise SystemExit("\n".join(map(str, made.diagnostics)))
