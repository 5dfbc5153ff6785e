"""How long a Word file takes once the program is warm, over every document of the core library in one language."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from bench.library import copy_library, reading_of
from partnerkit.model.locales import language
from partnerkit.render.docx import Typist, render_docx
from partnerkit.world import World


def milliseconds(folder: Path) -> tuple[float, float]:
    """Of a document in the middle, and of the one that takes longest; the best of three for each."""
    reading = reading_of(World.at(copy_library(folder / "library", ["en"]), work=folder))
    typist = Typist(reading.libraries["en"], language("en"))
    jobs = [typist.document(document) for document in reading.documents["en"].values()]
    render_docx(jobs[0])
    took = []
    for job in jobs:
        rounds = []
        for _ in range(3):
            started = time.perf_counter()
            render_docx(job)
            rounds.append(time.perf_counter() - started)
        took.append(min(rounds) * 1000)
    return statistics.median(took), max(took)
