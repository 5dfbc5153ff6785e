"""The command that takes files in: our own Word files when they come back, and the documents of a school."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnerkit.cli.change import ROOT, lock_at
from partnerkit.diagnostics import errors_in
from partnerkit.terminal import example, finish, shown, world_at, write_files

if TYPE_CHECKING:
    from partnerkit.world import World

_MAX_BYTES = 48_000_000
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("import", epilog=example("partnerkit import --ours agreement.docx --apply"))
@click.argument("file", type=_FILE)
@click.option("--ours", is_flag=True, help="A Word file that this program has made: read what was changed in it.")
@ROOT
@click.option("--apply", "apply_it", is_flag=True, help="Take over what can be taken over.")
@click.option("--why", default="", help="The reason, which is written beside each change of your overlay.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON, for programs.")
def import_(file: Path, ours: bool, root: Path, apply_it: bool, why: str, as_json: bool) -> None:
    """Take FILE in, and show what it means before anything is written."""
    if not ours:
        raise click.UsageError("Say --ours for a Word file that this program has made.")
    _take_back(file, world_at(root, library=False), apply_it, why, as_json)


def _take_back(file: Path, world: World, apply_it: bool, why: str, as_json: bool) -> None:
    from partnerkit.importing import report
    from partnerkit.importing.applying import applied
    from partnerkit.importing.opening import propose

    made = propose(_read(file), shown(file), world)
    if made.value is None:
        finish(made.diagnostics, as_json, done="")
        return
    proposal = made.value.proposal
    click.echo(report.as_json(proposal) if as_json else report.as_text(proposal))
    if apply_it and proposal.changes and not errors_in(made.diagnostics):
        written = applied(made.value, lock_at(world), why)
        if written.value is None:
            finish(written.diagnostics, as_json=False, done="")
            return
        write_files(world, written.value)
        finish((*made.diagnostics, *written.diagnostics), as_json=False, done="")
    elif not as_json:
        hint = "Nothing was written. --apply takes it over." if proposal.changes else ""
        finish(made.diagnostics, as_json=False, done=hint)


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_MAX_BYTES + 1)
