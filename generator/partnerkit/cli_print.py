"""The command that prints one document, without making the site."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from partnerkit.diagnostics import Diagnostic, nearest
from partnerkit.execute.progress import Timeline
from partnerkit.model.text import SOURCE_LANGUAGE
from partnerkit.terminal import example, finish, need_system_libraries, shown, world_at

if TYPE_CHECKING:
    from partnerkit.reading import Reading
    from partnerkit.render.pdf import Pdf, PdfJob
    from partnerkit.world import World


@click.command("print", epilog=example("partnerkit print school-family-agreement --language es --bilingual"))
@click.argument("document")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option("--library", is_flag=True, help="Use the library that comes with Partnerkit as the workspace.")
@click.option(
    "--language", "code", help="The language; it need not be published yet.  [default: the one it was written in]"
)
@click.option("--bilingual", is_flag=True, help="In two columns, beside the language that it was written in.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file.  [default: named after the document]"
)
def print_document(
    document: str, root: Path, library: bool, code: str | None, bilingual: bool, out: Path | None
) -> None:
    """Make a PDF file of one DOCUMENT in one language, without making the site."""
    need_system_libraries(as_json=False)
    from partnerkit.execute.cache import write_atomically
    from partnerkit.reading import open_library, read_in

    world, timeline = world_at(root, library), Timeline()
    opened = open_library(world, timeline)
    if opened.value is None:
        finish(opened.diagnostics, as_json=False, done="")
        return
    _known(document, opened.value.library.documents, "DOCUMENT", "document")
    written_in = opened.value.library.documents[document].language
    code = code or written_in
    listed = {*opened.value.library.workspace.languages, *opened.value.sources.catalogs}
    _known(code, listed, "--language", "language")
    if bilingual and code == written_in:
        raise click.BadParameter("name the language of the other column", param_hint="--language")
    codes = list(dict.fromkeys((SOURCE_LANGUAGE, written_in, code)))
    reading = read_in(codes, opened.value, world, timeline, only=[document])
    if reading.value is None:
        finish(reading.diagnostics, as_json=False, done="")
        return
    pdf, problems = _printed(_job(reading.value, document, code, bilingual, world), world)
    path = out or Path(f"{document}-{code}{'-bilingual' if bilingual else ''}.pdf")
    if pdf is not None:
        write_atomically(path, pdf.data)
    about = [one for one in reading.diagnostics if PurePosixPath(one.span.file).stem == document]
    pages = f"{pdf.pages} {'page' if pdf.pages == 1 else 'pages'}" if pdf is not None else ""
    finish([*about, *problems], as_json=False, done=f"Wrote {shown(path)}: {pages}.")


def _known(name: str, among: Collection[str], place: str, what: str) -> None:
    if name not in among:
        raise click.BadParameter(f"there is no {what} '{name}'. {nearest(name, among)}", param_hint=place)


def _job(reading: Reading, document: str, code: str, bilingual: bool, world: World) -> PdfJob:
    """What the file is made of."""
    from partnerkit.model.locales import language
    from partnerkit.pipeline import broken
    from partnerkit.render.print_html import Printer
    from partnerkit.wording import BrokenTemplateError

    translation = reading.documents[code][document]
    try:
        catalogs = reading.sources.catalogs.get(code, ())
        printer = Printer(reading.libraries[code], language(code), world.templates, catalogs)
        if bilingual:
            return printer.bilingual(reading.documents[translation.written_in.code][document], translation)
        return printer.document(translation)
    except BrokenTemplateError as error:
        finish([broken(error)], as_json=False, done="")
        raise


def _printed(job: PdfJob, world: World) -> tuple[Pdf | None, list[Diagnostic]]:
    """The file, made in a process of its own, or why it could not be made."""
    from partnerkit.execute.pool import run_all
    from partnerkit.printing import failures
    from partnerkit.render.pdf import render_pdf, start_worker

    conf = str((world.templates / "fonts" / "fonts.conf").resolve())
    ((_, made),) = run_all(render_pdf, [job], 1, start_worker, (conf,))
    problems = failures(job.name, made)
    return None if problems or isinstance(made, BaseException) else made, problems
