"""Rendering in a process of its own, as a build does it: fontconfig is set up before WeasyPrint is imported."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from partnerkit.execute.pool import run_all
from partnerkit.model.document import Document
from partnerkit.model.vocabulary import Kit
from partnerkit.render.pdf import PDF_VARIANT, Booklet, Pdf, PdfJob, bind_booklet, render_pdf, start_worker
from partnerkit.render.print_html import Printer

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CSS = 'body { font-family: "Atkinson Hyperlegible Next", "Noto Sans", "Noto Naskh Arabic", "Noto Sans SC" }'


def job(body: str, *, language: str = "en", direction: str = "ltr", css: str = CSS, name: str = "test") -> PdfJob:
    """A whole page around a body."""
    html = (
        f'<!DOCTYPE html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>A title</title>'
        f"</head><body><h1>A title</h1>{body}</body></html>"
    )
    return PdfJob(name, html, css)


def printed(*jobs: PdfJob, fonts: Path = TEMPLATES / "fonts" / "fonts.conf") -> list[Pdf]:
    """The PDFs of some jobs, in their order, all from one prepared process."""
    found: dict[PdfJob, Pdf] = {}
    for one, made in run_all(render_pdf, jobs, 1, start_worker, (str(fonts),)):
        if isinstance(made, BaseException):
            raise made
        found[one] = made
    return [found[one] for one in jobs]


def booklet(printer: Printer, kit: Kit, documents: Mapping[str, Document]) -> Pdf:
    """The booklet of a kit, as a build makes it."""
    held = printed(*(printer.document(documents[name]) for name in kit.documents))
    pages = {name: made.pages for name, made in zip(kit.documents, held, strict=True)}
    (front,) = printed(printer.front_matter(kit, documents, pages))
    inside = tuple((name, made.data) for name, made in zip(kit.documents, held, strict=True))
    bound = bind_booklet(Booklet("booklet", front.data, inside, ()))
    return Pdf(bound.data, bound.pages, tuple(warning for made in (front, *held) for warning in made.warnings))


def without_repairs(one: PdfJob) -> bytes:
    """What WeasyPrint makes by itself. Runs in a prepared process."""
    import weasyprint

    document = weasyprint.HTML(string=one.html).render(
        stylesheets=[weasyprint.CSS(string=one.css)], pdf_variant=PDF_VARIANT
    )
    return bytes(document.write_pdf(pdf_variant=PDF_VARIANT))


def printed_without_repairs(one: PdfJob) -> bytes:
    """A PDF as WeasyPrint makes it, from a prepared process."""
    ((_, made),) = run_all(without_repairs, [one], 1, start_worker, (str(TEMPLATES / "fonts" / "fonts.conf"),))
    if isinstance(made, BaseException):
        raise made
    return made
