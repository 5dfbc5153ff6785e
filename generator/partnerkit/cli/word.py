"""The command that makes a Word file of one document."""

from __future__ import annotations

from pathlib import Path

import click

from partnerkit.cli.single import of_one_document, read_single
from partnerkit.terminal import example, finish, shown, world_at


@click.command("word", epilog=example("partnerkit word school-family-agreement --language es --out agreement.docx"))
@of_one_document
def word(document: str, root: Path, library: bool, code: str | None, out: Path | None) -> None:
    """Make a Word file of one DOCUMENT in one language, to change and to fill in.

    Every blank is a field: what is typed into one shows wherever the same blank stands.
    """
    from partnerkit.execute.cache import write_atomically
    from partnerkit.house_style import house_style
    from partnerkit.model.locales import language
    from partnerkit.render.docx import Typist, render_docx

    world = world_at(root, library)
    single = read_single(document, code, world)
    if single is None:
        return
    style = house_style(world)
    typist = Typist(single.reading.libraries[single.code], language(single.code), style.value)
    path = out or Path(f"{document}-{single.code}.docx")
    write_atomically(path, render_docx(typist.document(single.document)))
    finish([*single.about, *style.diagnostics], as_json=False, done=f"Wrote {shown(path)}.")
