"""The sides of the booklet comparisons, over one kit of sixty documents in English.

Made as a build makes it: from nothing; and again after edits of one document, as ``partnerkit serve`` does at a save,
in processes that are there already. Then the parts of that: a booklet bound from its files; with its cover, contents
and sheets set as well; and, on the other side, the whole in one go.
"""

from __future__ import annotations

import pickle
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.library import copy_library, edit_one, reading_of
from bench.pdf import FONTS, plain
from partnerkit.execute.progress import Timeline
from partnerkit.model.locales import language
from partnerkit.model.vocabulary import Kit
from partnerkit.printing import every_pdf, press_crew
from partnerkit.reading import Reading
from partnerkit.render.pdf import Booklet, Pdf, PdfJob, bind_booklet, render_pdf, start_worker
from partnerkit.render.print_html import Printer
from partnerkit.world import World, packaged_library

DOCUMENTS = 60
EDITS = (1, 3)
"""An edit costs what a process takes for the later ones of these: its start is in both."""


def prepare(folder: Path) -> None:
    """The kit before and after the edit, and its booklet in parts and as one page."""
    root = copy_library(folder / "library", ["en"], editions=False)
    world = World.at(root, work=folder / "reading")
    before = _only_kit(reading_of(world))
    _keep(folder, "before", before)
    readings = [before]
    for count in range(max(EDITS)):
        edit_one(root, count)
        readings.append(_only_kit(reading_of(world)))
    _keep(folder, "edits", readings)
    start_worker(str(FONTS))
    (kit,) = before.libraries["en"].kits.values()
    printer = Printer(before.libraries["en"], language("en"), packaged_library() / "templates")
    jobs = {name: printer.document(before.documents["en"][name]) for name in kit.documents}
    made = {name: render_pdf(job) for name, job in jobs.items()}
    front = printer.front_matter(kit, before.documents["en"], {name: pdf.pages for name, pdf in made.items()})
    _keep(folder, "parts", (front, render_pdf(front), [(name, pdf.data) for name, pdf in made.items()]))
    _keep(folder, "whole", replace(front, html=_in_one(front, jobs)))


def _only_kit(reading: Reading) -> Reading:
    """The reading with one kit, of the first documents of the one that has them all; nothing else is offered."""
    library = reading.libraries["en"]
    kit, parts, left = library.kits["everything"], [], DOCUMENTS
    for part in kit.parts:
        parts.append(part.model_copy(update={"documents": part.documents[:left]}))
        left -= len(parts[-1].documents)
    small: Kit = kit.model_copy(update={"parts": tuple(part for part in parts if part.documents)})
    assert len(small.documents) == DOCUMENTS
    assert "parent-liaison-charter" in small.documents
    offered = frozenset((small.id, *small.documents))
    libraries = {"en": replace(library, kits={small.id: small})}
    documents = {"en": {name: reading.documents["en"][name] for name in small.documents}}
    return replace(reading, libraries=libraries, published={"en": offered}, documents=documents)


_SHEETS = re.compile(r'(<article class="held" id="([\w-]+?)--top"[^>]*>)</article>\s*(?:<article></article>\s*)*')
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)


def _in_one(front: PdfJob, jobs: dict[str, PdfJob]) -> str:
    """The front matter with the documents themselves in place of their empty sheets."""

    def filled(sheets: re.Match[str]) -> str:
        (body,) = _BODY.findall(jobs[sheets[2]].html)
        return f"{sheets[1]}{body}</article>\n"

    html, count = _SHEETS.subn(filled, front.html)
    assert count == len(jobs)
    return html


def build(folder: Path) -> None:
    """The kit before any edit, from nothing."""
    shutil.rmtree(folder / "work", ignore_errors=True)
    _make([_kept(folder, "before")], folder / "work")


def edit(folder: Path, count: int) -> None:
    """The kit after some edits, one after the other, with what has been made before."""
    work = folder / "work-edited"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder / "work", work)
    _make(_kept(folder, "edits")[: count + 1], work)


def _make(readings: Sequence[Reading], work: Path) -> None:
    world = World.at(packaged_library(), work=work)
    with press_crew(world) as crew:
        for reading in readings:
            if failed := every_pdf(reading, world, Timeline(), crew).diagnostics:
                raise SystemExit("\n".join(map(str, failed)))


def bind(front: Pdf, inside: list[tuple[str, bytes]]) -> None:
    """A booklet of files that are there."""
    bind_booklet(Booklet("kit", front.data, tuple(inside), ()))


def _keep(folder: Path, name: str, value: object) -> None:
    (folder / f"{name}.pickle").write_bytes(pickle.dumps(value))


def _kept(folder: Path, name: str) -> Any:
    return pickle.loads((folder / f"{name}.pickle").read_bytes())  # noqa: S301  # written by prepare


def main(side: str, place: str) -> None:
    """One side of a comparison, or what comes before all of them."""
    folder = Path(place)
    match side:
        case "prepare":
            prepare(folder)
        case "before":
            build(folder)
        case "edits-1" | "edits-3":
            edit(folder, int(side.removeprefix("edits-")))
        case "whole":
            plain([_kept(folder, "whole")])
        case _:
            job, front, inside = _kept(folder, "parts")
            if side == "assemble":
                start_worker(str(FONTS))
                front = render_pdf(job)
            bind(front, inside)
