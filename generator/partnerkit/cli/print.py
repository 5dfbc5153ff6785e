"""The command that prints one document, without making the site."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from partnerkit.diagnostics import Diagnostic, Span
from partnerkit.execute.progress import Timeline
from partnerkit.model.editions import BILINGUAL, EVERY, FILLABLE, HANDOUTS, WHOLE, edition_of
from partnerkit.model.text import SOURCE_LANGUAGE
from partnerkit.terminal import example, finish, known, need_system_libraries, shown, world_at

if TYPE_CHECKING:
    from partnerkit.model.document import Document
    from partnerkit.reading import Reading
    from partnerkit.render.pdf import Pdf, PdfJob
    from partnerkit.world import World


@click.command("print", epilog=example("partnerkit print school-family-agreement --language es --edition bilingual"))
@click.argument("document")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option("--library", is_flag=True, help="Use the library that comes with Partnerkit as the workspace.")
@click.option(
    "--language", "code", help="The language; it need not be published yet.  [default: the one it was written in]"
)
@click.option(
    "--edition",
    type=click.Choice(EVERY),
    help="Another edition than the usual one; bilingual is in two columns, beside the language that it was written in.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file.  [default: named after the document]"
)
def print_document(
    document: str, root: Path, library: bool, code: str | None, edition: str | None, out: Path | None
) -> None:
    """Make a PDF file of one DOCUMENT in one language, without making the site."""
    edition = edition or ""
    need_system_libraries(as_json=False)
    from partnerkit.execute.cache import write_atomically
    from partnerkit.reading import open_library, read_in
    from partnerkit.render.forms import can_be_filled

    world, timeline = world_at(root, library), Timeline()
    opened = open_library(world, timeline)
    if opened.value is None:
        finish(opened.diagnostics, as_json=False, done="")
        return
    known(document, opened.value.library.documents, "DOCUMENT", "document")
    written_in = opened.value.library.documents[document].language
    code = code or written_in
    listed = {*opened.value.library.workspace.languages, *opened.value.sources.catalogs}
    known(code, listed, "--language", "language")
    if edition == BILINGUAL and code == written_in:
        raise click.BadParameter("name the language of the other column", param_hint="--language")
    codes = list(dict.fromkeys((SOURCE_LANGUAGE, written_in, code)))
    reading = read_in(codes, opened.value, world, timeline, only=[document])
    if reading.value is None:
        finish(reading.diagnostics, as_json=False, done="")
        return
    about = [one for one in reading.diagnostics if PurePosixPath(one.span.file).stem == document]
    made = reading.value.documents[code][document]
    if edition == FILLABLE and not can_be_filled(made.body):
        finish([*about, _nothing_to_fill_in(made)], as_json=False, done="")
        return
    pdf, problems = _printed(_job(reading.value, document, code, edition, world), world)
    path = out or Path(f"{edition_of(f'{document}-{code}', edition)}.pdf")
    if pdf is not None:
        write_atomically(path, pdf.data)
    pages = f"{pdf.pages} {'page' if pdf.pages == 1 else 'pages'}" if pdf is not None else ""
    finish([*about, *problems], as_json=False, done=f"Wrote {shown(path)}: {pages}.")


def _nothing_to_fill_in(document: Document) -> Diagnostic:
    what = "there is nothing to fill in: no line, no box, no blank and no place to sign"
    return Diagnostic("nothing-to-fill-in", Span(document.facts.source), what, "Print it in its usual edition.")


def _job(reading: Reading, document: str, code: str, edition: str, world: World) -> PdfJob:
    """What the file is made of."""
    from partnerkit.model.locales import language
    from partnerkit.pipeline import broken
    from partnerkit.render.print_html import Printer
    from partnerkit.wording import BrokenTemplateError

    filled = reading.documents[code][document]
    whole = edition if edition in WHOLE else ""
    try:
        catalogs = reading.sources.catalogs.get(code, ())
        printer = Printer(
            reading.libraries[code],
            language(code),
            world.templates,
            catalogs,
            site_url=world.site_url,
            edition=whole,
        )
        if edition == BILINGUAL:
            return printer.bilingual(reading.documents[filled.written_in.code][document], filled)
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
