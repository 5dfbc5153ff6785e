"""The commands for whoever looks after many schools: see how all of them stand, publish them, learn from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnerkit.diagnostics import errors_in
from partnerkit.terminal import clear_progress, example, finish, progress, shown
from partnerkit.world import packaged_library

if TYPE_CHECKING:
    from partnerkit.diagnostics import Diagnostic
    from partnerkit.execute.memo import Memo
    from partnerkit.replicate.fleet import Read, School

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(path_type=Path)
_SCHOOLS = click.argument("folders", metavar="SCHOOL...", nargs=-1, required=True, type=_FOLDER)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def fleet() -> None:
    """Look after the workspaces of many schools together."""


@fleet.command(epilog=example("partnerkit fleet status schools/*"))
@_SCHOOLS
@click.option("--today", type=_DAY, metavar="YYYY-MM-DD", help="The day that reviews are measured against.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for programs.")
def status(folders: tuple[Path, ...], today: datetime | None, as_json: bool) -> None:
    """Say how each SCHOOL stands: what it changes, what asks for a look, what is overdue, and whether it is sound."""
    from partnerkit.replicate.fleet import as_table, same_ids, standings

    schools, skipped = _schools(folders)
    day = today.date() if today else date.today()  # a day of reviews is one where the school is
    show = None if as_json else progress()
    rows = []
    for row in standings(schools, day, Path.cwd() / ".partnerkit"):
        rows.append(row)
        if show:
            show("schools", len(rows), len(schools))
    clear_progress()
    twice = list(same_ids(schools))
    if as_json:
        told = {
            "today": day.isoformat(),
            "schools": [row.as_json() for row in rows],
            "skipped": skipped,
            "errors": [one.as_json() for one in twice],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        if twice or not all(row.sound for row in rows):
            raise click.exceptions.Exit(1)
        return
    click.echo(as_table(rows))
    finish([*(error for row in rows for error in row.errors), *twice], as_json=False, done="")


def _schools(folders: Sequence[Path]) -> tuple[tuple[School, ...], tuple[str, ...]]:
    """The schools that are named; folders that are no workspace are said to be left out."""
    from partnerkit.replicate.fleet import schools_in

    schools, skipped = schools_in((folder, shown(folder)) for folder in folders)
    for name in skipped:
        click.echo(f"{name} is left out: there is no partnership.yaml in it.", err=True)
    if not schools:
        raise click.UsageError("None of these is the folder of a school, with a partnership.yaml in it.")
    return schools, skipped


@click.command(epilog=example("partnerkit harvest schools/* --html harvest.html"))
@_SCHOOLS
@click.option("--markdown", type=_FILE, help="Also write it as Markdown.")
@click.option("--html", type=_FILE, help="Also write it as a web page.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for programs.")
def harvest(folders: tuple[Path, ...], markdown: Path | None, html: Path | None, as_json: bool) -> None:
    """Show what the schools have changed of the library below, clause by clause, and why."""
    from partnerkit.execute.cache import write_atomically
    from partnerkit.execute.memo import Memo
    from partnerkit.replicate import harvest_report
    from partnerkit.replicate.harvest import as_json as told
    from partnerkit.replicate.harvest import harvest as gather

    memo = Memo()
    reads, wrong = _read(folders, memo)
    found = gather(reads, memo)
    templates = packaged_library() / "templates"
    if markdown:
        write_atomically(markdown, harvest_report.as_markdown(found.value).encode())
    if html:
        write_atomically(html, harvest_report.as_html(found.value, templates).encode())
    click.echo(
        json.dumps(told(found.value), ensure_ascii=False, indent=1) if as_json else harvest_report.as_text(found.value)
    )
    finish([*wrong, *found.diagnostics], as_json=False, done="")


def _read(folders: Sequence[Path], memo: Memo) -> tuple[list[Read], list[Diagnostic]]:
    """The schools, read; and what keeps one from being read as a whole."""
    from partnerkit.replicate.fleet import located, read_school
    from partnerkit.world import World

    reads, wrong = [], []
    for school in _schools(folders)[0]:
        world = World.at(school.folder, work=Path.cwd() / ".partnerkit")
        read = read_school(school, world.templates, world.work, memo)
        reads.append(read.value)
        wrong += [located(error, read.value) for error in errors_in(read.diagnostics)]
    return reads, wrong
