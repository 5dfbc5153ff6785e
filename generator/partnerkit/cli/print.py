"""The command that prints one document, without making the site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnerkit.cli.single import Single, of_one_document, read_single
from partnerkit.diagnostics import Diagnostic, Span
from partnerkit.model.editions import BILINGUAL, EVERY, FILLABLE, HANDOUTS, WHOLE, edition_of
from partnerkit.terminal import example, finish, need_system_libraries, shown, world_at

if TYPE_CHECKING:
    from partnerkit.model.document import Document
    from partnerkit.render.pdf import Pdf, PdfJob
    from partnerkit.world import World


@click.command("print", epilog=example("partnerkit print school-family-agreement --language es --edition bilingual"))
@of_one_document
@click.option(
    "--edition",
    type=click.Choice(EVERY),
    help="Another edition than the usual one; bilingual is in two columns, beside the language that it was written in.",
)
def print_document(
    document: str, root: Path, library: bool, code: str | None, edition: str | None, out: Path | None
) -> None:
    """Make a PDF file of one DOCUMENT in one language, without making the site."""
    edition = edition or ""
    need_system_libraries(as_json=False)
    from partnerkit.execute.cache import write_atomically
    from partnerkit.render.forms import can_be_filled

    world = world_at(root, library)
    single = read_single(document, code, world, beside=edition == BILINGUAL)
    if single is None:
        return
    if edition == FILLABLE and not can_be_filled(single.document.body):
        finish([*single.about, _nothing_to_fill_in(single.document)], as_json=False, done="")
        return
    pdf, problems = _printed(_job(single, edition), world)
    path = out or Path(f"{edition_of(f'{document}-{single.code}', edition)}.pdf")
    if pdf is not None:
        write_atomically(path, pdf.data)
    pages = f"{pdf.pages} {'page' if pdf.pages == 1 else 'pages'}" if pdf is not None else ""
    finish([*single.about, *problems], as_json=False, done=f"Wrote {shown(path)}: {pages}.")


def _nothing_to_fill_in(document: Document) -> Diagnostic:
    what = "there is nothing to fill in: no line, no box, no blank and no place to sign"
    return Diagnostic("nothing-to-fill-in", Span(document.facts.source), what, "Print it in its usual edition.")


def _job(single: Single, edition: str) -> PdfJob:
    """What the file is made of."""
    from partnerkit.model.locales import language
    from partnerkit.pipeline import broken
    from partnerkit.render.print_html import Printer
    from partnerkit.wording import BrokenTemplateError

    reading, code, filled = single.reading, single.code, single.document
    whole = edition if edition in WHOLE else ""
    try:
        catalogs = reading.sources.catalogs.get(code, ())
        printer = Printer(
            reading.libraries[code],
            language(code),
            single.world.templates,
            catalogs,
            site_url=single.world.site_url,
            edition=whole,
        )
        if edition == BILINGUAL:
            return printer.bilingual(reading.documents[filled.written_in.code][single.id], filled)
        if edition == FILLABLE:
            return printer.form(filled)
        if edition in HANDOUTS:
            return printer.handout(filled, edition)
        return printer.document(filled)
    except BrokenTemplateError as error:
        finish([broken(error)], as_json=False, done="")
        raise


def _printed(job: PdfJob, world: World) -> tuple[Pdf | None, list[Diagnostic]]:
    """The file, made in a process of its own, or why it could not be made."""
    from partnerkit.execute.pool import run_all
    from partnerkit.press import failures
    from partnerkit.render.pdf import render_pdf, start_worker

    conf = str((world.templates / "fonts" / "fonts.conf").resolve())
    ((_, made),) = run_all(render_pdf, [job], 1, start_worker, (conf,), limits=world.limits)
    problems = failures(job.name, made)
    return None if problems or isinstance(made, BaseException) else made, problems
