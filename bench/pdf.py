"""The two sides of the PDF comparison, each run as a process of its own over the same jobs."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

from partnerkit.execute.pool import run_all
from partnerkit.execute.progress import Timeline
from partnerkit.model.locales import language
from partnerkit.reading import read
from partnerkit.render.pdf import PDF_VARIANT, PdfJob, render_pdf, start_worker
from partnerkit.render.print_html import Printer
from partnerkit.world import World, packaged_library

FONTS = packaged_library() / "templates" / "fonts" / "fonts.conf"


def prepare(file: Path) -> None:
    """What the core library prints in one language, with the booklet of its first kit, as jobs in a file."""
    world = World.at(packaged_library(), work=file.parent)
    reading = read(world, Timeline()).value
    if reading is None:
        sys.exit("The library needs attention: run 'partnerkit check'.")
    jobs: list[PdfJob] = []
    code, library = next(iter(reading.libraries.items()))
    printer = Printer(library, language(code), world.templates)
    jobs += [printer.document(document) for document in reading.documents[code].values()]
    jobs.append(printer.kit(next(iter(library.kits.values())), reading.documents[code]))
    file.write_bytes(pickle.dumps(jobs))


def ours(jobs: list[PdfJob], workers: int) -> None:
    """As a build does it."""
    jobs.sort(key=lambda job: len(job.html), reverse=True)
    for _, made in run_all(render_pdf, jobs, workers, start_worker, (str(FONTS),)):
        if isinstance(made, BaseException):
            raise made


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
    file = folder / "jobs.pickle"
    if side == "prepare":
        prepare(file)
    else:
        loaded = pickle.loads(file.read_bytes())  # noqa: S301  written by this very program a moment ago
        if side == "plain":
            plain(loaded)
        else:
            ours(loaded, 1 if side == "one-worker" else os.cpu_count() or 1)
