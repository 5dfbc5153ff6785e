"""``make bench``: a table of ratios on the core library, each beside the limit that it should keep.

CPU seconds are those of all processes that a command starts. Every pair is measured in turns and the smallest figure
of each side counts, since noise only ever adds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.library import copy_library, edit_one
from bench.update import MEET, outcome
from bench.word import milliseconds
from bench.workbook import milliseconds as workbook_milliseconds

ROUNDS = 2


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds, and the most megabytes that any of its processes held."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True)
class Row:
    """One line of the table: what is compared, the two figures, and the limit of their ratio."""

    what: str
    ours: float
    theirs: float
    limit: str
    ratio: float
    good: bool


def measure(command: Sequence[str], cwd: Path) -> Cost:
    """Run a command to its end, in a process that waits for nothing else; its output is shown only when it fails."""
    started = time.perf_counter()
    watched = [sys.executable, "-m", "bench.watch", *command]
    done = subprocess.run(watched, cwd=cwd, capture_output=True, text=True, check=False, env=_environment())
    wall = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    cpu, memory = done.stdout.splitlines()[-1].split()
    return Cost(float(cpu), wall, float(memory))


def _environment() -> dict[str, str]:
    """``bench`` can be imported from anywhere."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}


def smallest(run: Callable[[], Cost], other: Callable[[], Cost]) -> tuple[Cost, Cost]:
    """Both sides in turns; the smallest CPU and wall seconds of each."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(run())
        theirs.append(other())
    return (
        Cost(min(c.cpu for c in ours), min(c.wall for c in ours), min(c.memory for c in ours)),
        Cost(min(c.cpu for c in theirs), min(c.wall for c in theirs), min(c.memory for c in theirs)),
    )


def pdf_rows(folder: Path) -> list[Row]:
    """Our renderer, against a plain loop over WeasyPrint on the same HTML; and its workers, in time and memory."""
    ours, plain = smallest(*_sides("bench.pdf", folder, "ours", "plain"))
    one, every = smallest(*_sides("bench.pdf", folder, "one-worker", "every-core", prepare=False))
    cpu = ours.cpu / plain.cpu
    wall = one.wall / every.wall
    return [
        Row("PDF: CPU of ours / plain WeasyPrint, same HTML", ours.cpu, plain.cpu, "≤ 1.05", cpu, cpu <= 1.05),
        Row("PDF: wall of one worker / every core", one.wall, every.wall, "≥ 1.7", wall, wall >= 1.7),
        Row("PDF: peak MB of a worker / 300 MB", every.memory, 300, "≤ 1", every.memory / 300, every.memory <= 300),
    ]


def docx_rows(folder: Path) -> list[Row]:
    """A Word file, once the program is warm."""
    usual, longest = milliseconds(folder)
    return [
        Row("docx: ms / 60", usual, 60, "≤ 1", usual / 60, usual <= 60),
        Row("docx: ms of the longest / 60", longest, 60, "≤ 1", longest / 60, longest <= 60),
    ]


def xlsx_rows(folder: Path) -> list[Row]:
    """A workbook, once the program is warm."""
    usual, longest = workbook_milliseconds(folder)
    return [
        Row("xlsx: ms / 60", usual, 60, "≤ 1", usual / 60, usual <= 60),
        Row("xlsx: ms of the longest / 150", longest, 150, "≤ 1", longest / 150, longest <= 150),
    ]


def formats_rows(folder: Path) -> list[Row]:
    """Every other file of the library in one language, against its PDFs; once each, since it is far from the limit."""
    pdfs, others = (side() for side in _sides("bench.formats", folder, "pdfs", "others"))
    ratio = others.cpu / pdfs.cpu
    return [Row("formats: CPU of all others / PDFs, one language", others.cpu, pdfs.cpu, "≤ 0.5", ratio, ratio <= 0.5)]


def kit_rows(folder: Path) -> list[Row]:
    """A kit of sixty documents: after an edit, against from nothing; and its booklet, against set in one go."""
    # Once: it is far from noise.
    before = _sides("bench.kit", folder, "before", "whole")[0]()
    after = _each(*smallest(*_sides("bench.kit", folder, "edits-1", "edits-3", prepare=False)))
    bind, whole = smallest(*_sides("bench.kit", folder, "bind", "whole", prepare=False))
    assemble, _ = smallest(*_sides("bench.kit", folder, "assemble", "bind", prepare=False))
    edit, bound, front = after / before.cpu, bind.cpu / whole.cpu, assemble.cpu / whole.cpu
    return [
        Row("kit: CPU after one edit / from nothing", after, before.cpu, "≤ 0.1", edit, edit <= 0.1),
        Row("kit: CPU of binding / set in one go", bind.cpu, whole.cpu, "≤ 0.1", bound, bound <= 0.1),
        Row("kit: CPU with its front matter / in one go", assemble.cpu, whole.cpu, "≤ 0.2", front, front <= 0.2),
    ]


def _each(one: Cost, three: Cost) -> float:
    """The CPU seconds of each of the later two of three edits, in a process that has made what was there before."""
    return (three.cpu - one.cpu) / 2


def peer_rows(folder: Path) -> list[Row]:
    """The site with all files in English, against MkDocs with mkdocs-to-pdf, which makes everything anew each time."""
    here, work = Path(__file__).resolve().parents[1], folder / "ours" / ".partnerkit"
    build = [sys.executable, "-m", "partnerkit", "build", "--root", str(folder / "ours")]
    printed, peer = _sides("bench.peer", folder, "printed", "peer")
    # Once each, from nothing and in turns: a minute and more each.
    pdfs = printed().cpu
    theirs = peer().cpu
    shutil.rmtree(work)
    every = measure(build, here).cpu
    edit_one(folder / "ours", 0)
    again = measure(build, here).cpu
    saved = _each(*smallest(*_sides("bench.peer", folder, "edits-1", "edits-3", prepare=False)))
    return [
        Row("site and PDFs: CPU of ours / mkdocs-to-pdf", pdfs, theirs, "≤ 0.5", pdfs / theirs, pdfs <= theirs / 2),
        Row("  with all other files", every, theirs, "≤ 0.6", every / theirs, every <= 0.6 * theirs),
        Row("  after one save, served", saved, theirs, "≤ 0.05", saved / theirs, saved <= 0.05 * theirs),
        Row("  after one edit, by a new build", again, theirs, "≤ 0.12", again / theirs, again <= 0.12 * theirs),
    ]


def _sides(
    module: str, folder: Path, one: str, other: str, *with_these: str, prepare: bool = True
) -> tuple[Callable[[], Cost], Callable[[], Cost]]:
    """Two sides of a comparison as things to call, prepared unless they are already."""
    here = Path(__file__).resolve().parents[1]
    # Not as a module by name, which every process that it starts would import again.
    python = [sys.executable, "-c", f"import sys; from {module} import main; main(*sys.argv[1:])"]
    if prepare:
        subprocess.run([*python, "prepare", str(folder), *with_these], cwd=here, check=True)
    return (
        lambda: measure([*python, one, str(folder)], here),
        lambda: measure([*python, other, str(folder)], here),
    )


def site_rows(folder: Path) -> list[Row]:
    """The website in all languages, against plain MkDocs with Material; and its memory in few and in many languages."""
    few, many = folder / "few", folder / "many"
    ours, plain = smallest(*_sides("bench.site", many, "ours", "plain"))
    # Search needs a dictionary to find the words of Chinese, of the same size whatever else there is.
    two, _ = smallest(*_sides("bench.site", few, "ours", "plain", "en", "zh-Hans"))
    cpu, memory = ours.cpu / plain.cpu, ours.memory / two.memory
    return [
        Row("site: CPU of ours / plain MkDocs, all languages", ours.cpu, plain.cpu, "≤ 0.6", cpu, cpu <= 0.6),
        Row(
            "site: peak MB, all languages / two",
            ours.memory,
            two.memory,
            "≤ 1.25",
            memory,
            memory <= 1.25,
        ),
    ]


def build_rows(folder: Path) -> list[Row]:
    """A build from nothing, against one where nothing has changed and one after the edit of one document."""
    root = copy_library(folder / "library")
    command = [sys.executable, "-m", "partnerkit", "build", "--root", str(root)]
    # Once each: a whole library from nothing takes minutes, and the ratios are far from their limits.
    cold = measure(command, root).wall
    warm = measure(command, root).wall
    edit_one(root)
    edited = measure(command, root).wall
    return [
        Row("build: seconds cold / nothing changed", cold, warm, "≥ 30", cold / warm, cold / warm >= 30),
        Row("build: seconds when nothing changed / 1 s", warm, 1.0, "< 2", warm, warm < 2),
        Row("build: seconds after one edit / cold", edited, cold, "≤ 0.8", edited / cold, edited / cold <= 0.8),
    ]


def fleet_rows(folder: Path) -> list[Row]:
    """Schools of one district: each one more, in time and memory; and one that shares nine tenths, beside alone."""
    one, ten = smallest(*_sides("bench.fleet", folder, "together-1", "together-10"))
    by_itself, both = smallest(*_sides("bench.fleet", folder, "alone-1", "alone-2", prepare=False))
    # Once: what is measured adds up over fifty schools.
    every = _sides("bench.fleet", folder, "together-50", "together-1", prepare=False)[0]()
    # What starting the program and reading the district takes is the same on both sides of a difference.
    early, late, alone = (ten.cpu - one.cpu) / 9, (every.cpu - ten.cpu) / 40, both.cpu - by_itself.cpu
    grows, memory, share = late / early, every.memory / ten.memory, early / alone
    return [
        Row("fleet: CPU of a school, 11th to 50th / 2nd to 10th", late, early, "≤ 1.15", grows, grows <= 1.15),
        Row("fleet: peak MB, 50 schools / 10", every.memory, ten.memory, "≤ 1.1", memory, memory <= 1.1),
        Row("fleet: CPU of a school that shares 90 % / alone", early, alone, "≤ 0.25", share, share <= 0.25),
    ]


def update_rows(folder: Path) -> list[Row]:
    """An update of a library on which a school has built, against the same with copier and with git merge-file."""
    ours, *others = (outcome(side, folder) for side in ("ours", "git", "copier"))
    asked, needed = float(ours["asked"]), float(MEET)
    rows = [Row("update: decisions asked for / needed", asked, needed, "= 1", asked / needed, asked == needed)]
    for name, other in zip(("git merge-file", "copier"), others, strict=True):
        for what in ("unreadable", "lost", "missed"):
            mine, theirs = float(ours[what]), float(other[what])
            rows.append(Row(f"update: {_WHAT[what]}, ours and {name}", mine, theirs, "0 here", mine, not mine))
    return rows


_WHAT = {
    "unreadable": "files that cannot be read",
    "lost": "texts of the school lost",
    "missed": "texts of the library missed",
}


def main() -> None:
    """Measure everything, or the parts that are named, and print the table."""
    parts = {
        "pdf": pdf_rows,
        "docx": docx_rows,
        "xlsx": xlsx_rows,
        "formats": formats_rows,
        "kit": kit_rows,
        "peer": peer_rows,
        "site": site_rows,
        "build": build_rows,
        "fleet": fleet_rows,
        "update": update_rows,
    }
    rows = []
    for name in sys.argv[1:] or parts:
        with tempfile.TemporaryDirectory() as folder:
            rows += parts[name](Path(folder))
    print(f"{'':56} {'one side':>10} {'other side':>10} {'ratio':>8}  limit")
    for row in rows:
        mark = "" if row.good else "   over the limit"
        print(f"{row.what:56} {row.ours:10.2f} {row.theirs:10.2f} {row.ratio:8.2f}  {row.limit}{mark}")


if __name__ == "__main__":
    main()
