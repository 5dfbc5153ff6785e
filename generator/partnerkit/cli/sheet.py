"""The command that makes a workbook of one document."""

from __future__ import annotations

from pathlib import Path

import click

from partnerkit.cli.single import of_one_document, read_single
from partnerkit.terminal import example, finish, shown, world_at


@click.command("sheet", epilog=example("partnerkit sheet partnership-budget --language es --out budget.xlsx"))
@of_one_document
def sheet(document: str, root: Path, library: bool, code: str | None, out: Path | None) -> None:
    """Make a workbook of one DOCUMENT in one language, to keep figures in.

    Indicators, budgets, action plans, value matrices, surveys and logs have one: what is typed is added up, checked and
    shown as a chart.
    """
    from partnerkit.execute.cache import write_atomically
    from partnerkit.model.locales import language
    from partnerkit.render.workbook import Clerk, render_workbook

    single = read_single(document, code, world_at(root, library))
    if single is None:
        return
    reading = single.reading
    clerk = Clerk(reading.libraries[single.code], language(single.code), reading.documents[single.code])
    job = clerk.workbook(document)
    if job is None:
        raise click.BadParameter(f"nothing in '{document}' is added up or kept as a log", param_hint="DOCUMENT")
    path = out or Path(f"{document}-{single.code}.xlsx")
    write_atomically(path, render_workbook(job))
    finish(single.about, as_json=False, done=f"Wrote {shown(path)}.")
