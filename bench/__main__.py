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

from partnerkit.world import packaged_library

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


def library_copy(folder: Path) -> Path:
    """The core library in a folder where it may be edited."""
    source = packaged_library()
    for name in ("content", "kits", "templates"):
        shutil.copytree(source / name, folder / name)
    for name in ("partnership.yaml", "mkdocs.yml"):
        shutil.copy2(source / name, folder / name)
    return folder


def pdf_rows(folder: Path) -> list[Row]:
    """Our renderer, against a plain loop over WeasyPrint on the same HTML; and a booklet, against its documents."""
    python = [sys.executable, "-m", "bench.pdf"]
    here = Path(__file__).resolve().parents[1]
    subprocess.run([*python, "prepare", str(folder)], cwd=here, check=True)
    ours, plain = smallest(
        lambda: measure([*python, "ours", str(folder)], here), lambda: measure([*python, "plain", str(folder)], here)
    )
    one, _ = smallest(lambda: measure([*python, "one-worker", str(folder)], here), lambda: Cost(0, 0, 0))
    booklet, held = smallest(
        lambda: measure([*python, "booklet", str(folder)], here), lambda: measure([*python, "held", str(folder)], here)
    )
    cpu = ours.cpu / plain.cpu
    wall = one.wall / ours.wall
    bound = booklet.cpu / held.cpu
    return [
        Row("PDF: CPU of ours / plain WeasyPrint, same HTML", ours.cpu, plain.cpu, "≤ 1.15", cpu, cpu <= 1.15),
        Row("PDF: wall of one worker / every core", one.wall, ours.wall, "≥ 1.5", wall, wall >= 1.5),
        Row("PDF: CPU of a booklet / its documents", booklet.cpu, held.cpu, "≤ 0.45", bound, bound <= 0.45),
    ]


def site_rows(folder: Path) -> list[Row]:
    """The website in all languages, against plain MkDocs with Material; and its memory in few and in many languages."""
    here = Path(__file__).resolve().parents[1]
    python = [sys.executable, "-m", "bench.site"]
    few, many = folder / "few", folder / "many"
    # Search needs a dictionary to find the words of Chinese, of the same size whatever else there is.
    subprocess.run([*python, "prepare", str(few), "en", "zh-Hans"], cwd=here, check=True)
    subprocess.run([*python, "prepare", str(many)], cwd=here, check=True)
    ours, plain = smallest(
        lambda: measure([*python, "ours", str(many)], here), lambda: measure([*python, "plain", str(many)], here)
    )
    two, _ = smallest(lambda: measure([*python, "ours", str(few)], here), lambda: Cost(0, 0, 0))
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
    root = library_copy(folder)
    command = [sys.executable, "-m", "partnerkit", "build"]
    document = root / "content" / "charter" / "parent-liaison-charter.yaml"
    # Once each: a whole library from nothing takes minutes, and the ratios are far from their limits.
    cold = measure(command, root).wall
    warm = measure(command, root).wall
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("\npurpose: >-\n", "\npurpose: >-\n  This is new.\n", 1), encoding="utf-8")
    edited = measure(command, root).wall
    return [
        Row("build: seconds cold / nothing changed", cold, warm, "≥ 30", cold / warm, cold / warm >= 30),
        Row("build: seconds when nothing changed / 1 s", warm, 1.0, "< 2", warm, warm < 2),
        Row("build: seconds after one edit / cold", edited, cold, "≤ 0.8", edited / cold, edited / cold <= 0.8),
    ]


def main() -> None:
    """Measure everything, or the parts that are named, and print the table."""
    parts = {"pdf": pdf_rows, "site": site_rows, "build": build_rows}
    rows = []
    for name in sys.argv[1:] or parts:
        with tempfile.TemporaryDirectory() as folder:
            rows += parts[name](Path(folder))
    print(f"{'':48} {'one side':>10} {'other side':>10} {'ratio':>8}  limit")
    for row in rows:
        mark = "" if row.good else "   over the limit"
        print(f"{row.what:48} {row.ours:10.2f} {row.theirs:10.2f} {row.ratio:8.2f}  {row.limit}{mark}")


if __name__ == "__main__":
    main()
