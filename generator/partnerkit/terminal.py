"""The edge of the program: the only place that prints, and that turns diagnostics into text, JSON and exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import click

from partnerkit.diagnostics import Diagnostic, Severity, errors_in, in_order, nearest
from partnerkit.execute.journal import change_files, finish_change
from partnerkit.execute.progress import Timeline
from partnerkit.world import World, packaged_library

EXIT_ATTENTION, EXIT_MACHINE = 1, 3


def example(text: str) -> str:
    """What a command looks like in use, for the end of its help."""
    return f"\b\nExample:\n  {text}"


def world_at(root: Path, library: bool, site: Path | None = None, workers: int | None = None) -> World:
    """The world of a workspace, or of the library that comes with the package."""
    if library:
        here = Path.cwd()
        world = World.at(packaged_library(), site=site or here / "site", work=here / ".partnerkit")
    else:
        world = World.at(root.resolve(), site=site.resolve() if site else None)
        finish_change(world.root, world.work)
    if workers:
        world = replace(world, workers=workers)
    return world


def known(name: str, among: Collection[str], place: str, what: str) -> None:
    """Stop where a name on the command line is none that there is."""
    if name not in among:
        raise click.BadParameter(f"there is no {what} '{name}'. {nearest(name, among)}", param_hint=place)


def graded(diagnostics: Iterable[Diagnostic], strict: bool) -> list[Diagnostic]:
    """Diagnostics in order; with ``strict`` each of them is an error."""
    if not strict:
        return in_order(diagnostics)
    return in_order(Diagnostic(d.code, d.span, d.message, d.hint, Severity.ERROR) for d in diagnostics)


def finish(diagnostics: Iterable[Diagnostic], as_json: bool, done: str, despite: str = "") -> None:
    """Print what was found and what was done, ``despite`` errors too, and leave with the exit code that says so."""
    found = in_order(diagnostics)
    wrong = errors_in(found)
    if as_json:
        click.echo(json.dumps([diagnostic.as_json() for diagnostic in found], ensure_ascii=False, indent=1))
    else:
        for diagnostic in found:
            click.echo(str(diagnostic), err=True)
        if wrong:
            others = len(found) - len(wrong)
            tail = f", {others} warnings" if others else ""
            click.echo(f"{len(wrong)} {'error' if len(wrong) == 1 else 'errors'}{tail}.", err=True)
            if despite:
                click.echo(despite, err=True)
        elif done:
            click.echo(done)
    if wrong:
        sys.exit(EXIT_ATTENTION)


def need_system_libraries(as_json: bool) -> None:
    """Stop early, with one line that says what to run, where WeasyPrint could not start."""
    from partnerkit.doctor import libraries

    finding = libraries()
    if not finding.ok:
        if as_json:
            click.echo(json.dumps([finding.as_json()], indent=1))
        click.echo(f"{finding.what} {finding.fix}", err=True)
        sys.exit(EXIT_MACHINE)


def progress() -> Callable[[str, int, int], None] | None:
    """One line that says what is going on, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(stage: str, done: int, total: int) -> None:
        figures = f" {done}/{total}" if total else ""
        click.echo(f"\r\033[K{stage}{figures} …", nl=False, err=True)

    return show


def clear_progress() -> None:
    """Take the line of progress away."""
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)


def print_timings(timeline: Timeline) -> None:
    """What each stage took, and what it did."""
    totals: dict[str, tuple[float, str]] = {}
    for name, seconds, summary in timeline.stages:
        before, said = totals.get(name, (0.0, ""))
        totals[name] = (before + seconds, summary or said)
    for name, (seconds, summary) in totals.items():
        click.echo(f"{name:10} {seconds:7.2f} s  {summary}", err=True)


def shown(path: Path) -> str:
    """A path as a person would write it from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def write_files(world: World, files: Mapping[str, bytes | None]) -> None:
    """Write files of a workspace as one, and say which, and where those are that they took the place of."""
    same = [name for name, data in files.items() if data is not None and _is(world.root / name, data)]
    new = {name: data for name, data in files.items() if name not in same}
    before = change_files(world.root, world.work, new) if new else None
    for name, data in new.items():
        click.echo(f"{'Wrote' if data is not None else 'Removed'} {shown(world.root / name)}")
    if before:
        click.echo(f"As it was: {shown(before)}")


def _is(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
