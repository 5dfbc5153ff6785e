"""How long a workbook takes once the program is warm, over every one of the core library in one language."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from bench.library import copy_library, reading_of
from partnerkit.model.locales import language
from partnerkit.render.workbook import Clerk, render_workbook
from partnerkit.world import World


def milliseconds(folder: Path) -> tuple[float, float]:
    """Of a workbook in the middle, and of the one that takes longest; sheets and file, the best of three for each."""
    reading = reading_of(World.at(copy_library(folder / "library", ["en"]), work=folder))
    clerk = Clerk(reading.libraries["en"], language("en"), reading.documents["en"])
    took = []
    for name in reading.documents["en"]:
        rounds = []
        for _ in range(3):
            started = time.perf_counter()
            job = clerk.workbook(name)
            if job is None:
                break
            render_workbook(job)
            rounds.append(time.perf_counter() - started)
        if rounds:
            took.append(min(rounds) * 1000)
    return statistics.median(took), max(took)
