"""The commands for whoever looks after many schools: see how all of them stand, publish them, learn from them."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnerkit.cli.change import edited, lock_at
from partnerkit.diagnostics import Diagnostic, Span, errors_in, in_order
from partnerkit.execute.memo import Memo
from partnerkit.load import LIBRARY
from partnerkit.terminal import (
    EXIT_ATTENTION,
    clear_progress,
    example,
    finish,
    known,
    need_system_libraries,
    progress,
    shown,
    write_files,
)
from partnerkit.world import packaged_library

if TYPE_CHECKING:
    from partnerkit.execute.pool import Crew
    from partnerkit.pipeline import Engine
    from partnerkit.replicate.fleet import Read, School
    from partnerkit.replicate.fleet_build import Outcome, Place
    from partnerkit.replicate.harvest import Harvest
    from partnerkit.replicate.promote import Aftermath

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
            raise click.exceptions.Exit(EXIT_ATTENTION)
        return
    click.echo(as_table(rows))
    finish([*(error for row in rows for error in row.errors), *twice], as_json=False, done="")


@fleet.command(epilog=example("partnerkit fleet build schools/* --out public"))
@_SCHOOLS
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder of all sites.")
@click.option(
    "--work", type=click.Path(file_okay=False, path_type=Path),
    help="The folder for what is half made and for the cache.  [default: .partnerkit/fleet beside --out]",
)  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64), help="How many processes to use.  [default: every core]")
@click.option("--force", is_flag=True, help="Build even what has not changed.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for programs.")
def build(
    folders: tuple[Path, ...], out: Path, work: Path | None, workers: int | None, force: bool, as_json: bool
) -> None:
    """Publish the site of each SCHOOL, and one page that leads to all of them.

    Each site goes to a folder of --out that is named after the id of its school. A school that cannot be published
    keeps its last good site, and the others are published.
    """
    need_system_libraries(as_json)
    from partnerkit.publish import claim
    from partnerkit.replicate.fleet_build import Place

    place = Place(out.resolve(), shown(out), (work or out.resolve().parent / ".partnerkit" / "fleet").resolve())
    schools, _ = _schools(folders)
    with claim(place.work) as held:
        if held is None:
            what, hint = "another build is running here", "Wait until it has finished."
            finish([Diagnostic("busy", Span(shown(place.work)), what, hint)], as_json, done="")
            return
        _build(schools, place, workers, force, as_json)


def _build(schools: Sequence[School], place: Place, workers: int | None, force: bool, as_json: bool) -> None:
    """Publish the schools, say what has become of each, and leave with the exit code that says so."""
    from partnerkit.execute.pool import Crew
    from partnerkit.replicate.fleet_build import build_schools, open_fleet, prune, publish_portal

    memo = Memo()
    opened = open_fleet(schools, place, memo)
    if opened.value is None:
        finish(opened.diagnostics, as_json, done="")
        return
    show = None if as_json else progress()
    outcomes = []
    with Crew(place.world(schools[0], workers).workers) as crew:
        engine_at = partial(_engine_at, crew=crew)
        for outcome in build_schools(opened.value, place, engine_at, memo, workers=workers, force=force, show=show):
            outcomes.append(outcome)
            clear_progress()
            if not as_json:
                click.echo(_line(outcome, place))
    sites, wrong = publish_portal(opened.value, place)
    prune(place)
    found = [*(one for outcome in outcomes for one in outcome.diagnostics), *wrong]
    made = sum(outcome.state != "failed" for outcome in outcomes)
    done = f"{made} of {len(outcomes)} schools are up to date; {place.shown}/index.html leads to {len(sites)}."
    if as_json:
        states = [{"id": one.school.id, "folder": one.school.shown, "state": one.state} for one in outcomes]
        told = {"schools": states, "errors": [one.as_json() for one in in_order(found)]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        if errors_in(found):
            raise click.exceptions.Exit(EXIT_ATTENTION)
        return
    finish(found, as_json=False, done=done, despite=done)


def _line(outcome: Outcome, place: Place) -> str:
    """What has become of a school's site, in a line."""
    site = place.out / outcome.school.id
    states = {
        "published": f"published in {shown(site)}",
        "unchanged": f"nothing has changed in {shown(site)}",
        "failed": "could not be published" + (f"; its last good site stays in {shown(site)}" if site.exists() else ""),
    }
    return f"{outcome.school.name}: {states[outcome.state]}"


def _engine_at(root: Path, crew: Crew) -> Engine:
    from partnerkit.site.engine import mkdocs_engine

    config = root / "mkdocs.yml"
    return mkdocs_engine(config if config.is_file() else packaged_library() / "mkdocs.yml", crew)


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
@click.option("--promote", metavar="PATH", help="Take a change at this id path into the district; with --from.")
@click.option("--from", "giver", metavar="SCHOOL", help="The school whose change that is: its folder or its id.")
@click.option("--into", type=_FOLDER, help="The folder of the district.  [default: what the school builds on]")
def harvest(
    folders: tuple[Path, ...],
    markdown: Path | None,
    html: Path | None,
    as_json: bool,
    promote: str | None,
    giver: str | None,
    into: Path | None,
) -> None:
    """Show what the schools have changed of the library below, clause by clause, and why.

    With --promote, the words of one school become those of its district; nothing else in its files changes.
    """
    from partnerkit.execute.cache import write_atomically
    from partnerkit.replicate import harvest_report
    from partnerkit.replicate.harvest import as_json as told
    from partnerkit.replicate.harvest import harvest as gather

    if bool(promote) != bool(giver) or (into and not promote):
        raise click.UsageError("Say both: what to take with --promote, and whose it is with --from.")
    memo = Memo()
    reads, wrong = _read(folders, memo)
    found = gather(reads, memo)
    if promote and giver:
        _promote(found.value, reads, promote, _giver(reads, giver), into, memo)
        return
    for path, text in (
        (markdown, harvest_report.as_markdown(found.value)),
        (html, harvest_report.as_html(found.value, packaged_library() / "templates")),
    ):
        if path:
            write_atomically(path, text.encode())
    text = json.dumps(told(found.value), ensure_ascii=False, indent=1) if as_json else ""
    click.echo(text or harvest_report.as_text(found.value))
    finish([*wrong, *found.diagnostics], as_json=False, done="")


def _giver(reads: Sequence[Read], giver: str) -> Read:
    """The school that is meant by its folder or its id."""
    for read in reads:
        if giver == read.school.id or Path(giver).resolve() == read.school.folder:
            return read
    known(giver, [read.school.id for read in reads], "--from", "school")
    raise AssertionError("an id that is known is one of a school")


def _promote(changes: Harvest, reads: Sequence[Read], words: str, read: Read, into: Path | None, memo: Memo) -> None:
    """Take a change into the district, and say what is to be done in the schools."""
    from partnerkit.replicate.fleet import located
    from partnerkit.replicate.promote import aftermath, chosen, promoted
    from partnerkit.world import World

    folder = into or _district(read)
    voice = chosen(changes, read, words)
    if voice.value is None:
        finish(voice.diagnostics, as_json=False, done="")
        return
    change = voice.value
    (district,), wrong = _read([folder], memo)
    world = World.at(district.school.folder)
    lock = lock_at(world)
    made = edited(lambda: promoted(change, district.layers, lock))
    if made.value is None:
        finish(
            [*wrong, *(located(one, district.school, district.chain) for one in made.diagnostics)],
            as_json=False,
            done="",
        )
        return
    write_files(world, made.value.files)
    click.echo(f"{district.school.name} now says what {read.school.name} says at {change.named}.")
    for other in reads:
        _tell(other, aftermath(made.value, other, memo))


def _district(read: Read) -> Path:
    """The folder of what a school builds on; ends the command where that is none that can be changed."""
    below = read.chain[1] if len(read.chain) > 1 else None
    if below is None or below.base == LIBRARY or below.bundle:
        what = "a bundle" if below and below.bundle else "the library of Partnerkit" if below else "nothing"
        raise click.UsageError(f"{read.school.name} builds on {what}: name the folder of the district with --into.")
    return Path(os.path.relpath(below.folder.resolve()))


def _tell(read: Read, after: Aftermath) -> None:
    """What a school is to do about its changes, and what is wrong with it by now."""
    from partnerkit.replicate.report import ADVICE

    for step in after.steps:
        click.echo(f"{read.school.name}, {step.named}: {step.verdict}. {ADVICE[step.verdict]}")
    if after.steps:
        click.echo(f"    partnerkit update --root {shlex.quote(read.school.shown)}")
    for error in after.errors:
        click.echo(f"{read.school.name} has to change something too:\n{error}")


def _read(folders: Sequence[Path], memo: Memo) -> tuple[list[Read], list[Diagnostic]]:
    """The schools, read; and what keeps one from being read as a whole."""
    from partnerkit.replicate.fleet import located, read_school
    from partnerkit.world import World

    reads, wrong = [], []
    for school in _schools(folders)[0]:
        world = World.at(school.folder, work=Path.cwd() / ".partnerkit")
        read = read_school(school, world.templates, world.work, memo)
        reads.append(read.value)
        wrong += [located(error, school, read.value.chain) for error in errors_in(read.diagnostics)]
    return reads, wrong
