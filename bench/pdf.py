"""The sides of the comparisons of single files, each run as a process of its own over the same jobs."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

from bench.library import copy_library, reading_of
from partnerkit.execute.pool import run_all
from partnerkit.model.locales import language
from partnerkit.render.pdf import PDF_VARIANT, PdfJob, render_pdf, start_worker
from partnerkit.render.print_html import Printer
from partnerkit.world import World, packaged_library

FONTS = packaged_library() / "templates" / "fonts" / "fonts.conf"


def prepare(folder: Path) -> None:
    """What the core library prints in its first language."""
    world = World.at(copy_library(folder / "library", ["en"]), work=folder)
    reading = reading_of(world)
    printer = Printer(reading.libraries["en"], language("en"), packaged_library() / "templates")
    jobs = [printer.document(document) for document in reading.documents["en"].values()]
    (folder / "jobs.pickle").write_bytes(pickle.dumps(jobs))


def every_core(jobs: list[PdfJob], workers: int) -> None:
    """As a build does it."""
    jobs.sort(key=lambda job: job.size, reverse=True)
    for _, made in run_all(render_pdf, jobs, workers, start_worker, (str(FONTS),)):
        if isinstance(made, BaseException):
            raise made


def ours(jobs: list[PdfJob]) -> None:
    """One after the other."""
    start_worker(str(FONTS))
    for job in jobs:
        render_pdf(job)


def plain(jobs: list[PdfJob]) -> None:
    """As anyone would call WeasyPrint, with its own advice to share one font configuration."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    for job in jobs:
        css = weasyprint.CSS(string=job.css, font_config=fonts)
        weasyprint.HTML(string=job.html).write_pdf(stylesheets=[css], font_config=fonts, pdf_variant=PDF_VARIANT)


def main(side: str, place: str) -> None:
    """One side of a comparison, or what comes before all of them."""
    folder = Path(place)
    if side == "prepare":
        prepare(folder)
        return
    jobs = pickle.loads((folder / "jobs.pickle").read_bytes())  # noqa: S301  # written by prepare
    match side:
        case "plain":
            plain(jobs)
        case "ours":
            ours(jobs)
        case _:
            every_core(jobs, 1 if side == "one-worker" else os.cpu_count() or 1)
