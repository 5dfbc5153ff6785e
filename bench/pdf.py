"""The sides of the PDF comparisons, each run as a process of its own over the same jobs."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

from partnerkit.execute.pool import run_all
from partnerkit.execute.progress import Timeline
from partnerkit.model.locales import language
from partnerkit.reading import read
from partnerkit.render.pdf import PDF_VARIANT, Booklet, Pdf, PdfJob, bind_booklet, render_pdf, start_worker
from partnerkit.render.print_html import Printer
from partnerkit.world import World, packaged_library

FONTS = packaged_library() / "templates" / "fonts" / "fonts.conf"


def prepare(folder: Path) -> None:
    """What the core library prints in its first language, and what the booklet of its first kit is made of."""
    world = World.at(packaged_library(), work=folder)
    reading = read(world, Timeline()).value
    if reading is None:
        sys.exit("The library needs attention: run 'partnerkit check'.")
    code, library = next(iter(reading.libraries.items()))
    documents, kit = reading.documents[code], next(iter(library.kits.values()))
    printer = Printer(library, language(code), world.templates)
    jobs = {name: printer.document(document) for name, document in documents.items()}
    held = {name: jobs[name] for name in kit.documents}
    made = ours(list(held.values()), os.cpu_count() or 1)
    inside = [(name, made[job.name]) for name, job in held.items()]
    front = printer.front_matter(kit, documents, {name: pdf.pages for name, pdf in inside})
    booklet = front, tuple((name, pdf.data) for name, pdf in inside)
    for name, value in (("jobs", list(jobs.values())), ("held", list(held.values())), ("booklet", booklet)):
        (folder / f"{name}.pickle").write_bytes(pickle.dumps(value))


def ours(jobs: list[PdfJob], workers: int) -> dict[str, Pdf]:
    """As a build does it."""
    jobs.sort(key=lambda job: job.size, reverse=True)
    files: dict[str, Pdf] = {}
    for job, made in run_all(render_pdf, jobs, workers, start_worker, (str(FONTS),)):
        if isinstance(made, BaseException):
            raise made
        files[job.name] = made
    return files


def booklet(front: PdfJob, documents: tuple[tuple[str, bytes], ...]) -> None:
    """A booklet as a build makes it once its documents are there."""
    made = ours([front], 1)[front.name]
    bind_booklet(Booklet(front.name, made.data, documents, ()))


def plain(jobs: list[PdfJob]) -> None:
    """As anyone would call WeasyPrint, with its own advice to share one font configuration."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    for job in jobs:
        css = weasyprint.CSS(string=job.css, font_config=fonts)
        weasyprint.HTML(string=job.html).write_pdf(stylesheets=[css], font_config=fonts, pdf_variant=PDF_VARIANT)


if __name__ == "__main__":
    side, folder = sys.argv[1], Path(sys.argv[2])
    if side == "prepare":
        prepare(folder)
    else:
        file = folder / f"{side if side in ('held', 'booklet') else 'jobs'}.pickle"
        loaded = pickle.loads(file.read_bytes())  # noqa: S301  written by this very program a moment ago
        if side == "plain":
            plain(loaded)
        elif side == "booklet":
            booklet(*loaded)
        else:
            ours(loaded, os.cpu_count() or 1 if side == "ours" else 1)
