"""The command that takes files in: our own Word files when they come back, and the documents of a school."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnerkit.cli.change import ROOT, lock_at
from partnerkit.diagnostics import Diagnostic, Severity, Span, errors_in
from partnerkit.execute.cache import write_atomically
from partnerkit.terminal import example, finish, known, shown, world_at, write_files

if TYPE_CHECKING:
    from partnerkit.world import World

_MAX_BYTES = 48_000_000
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("import", epilog=example("partnerkit import our-compact.docx --kind agreement"))
@click.argument("file", type=_FILE)
@click.option("--ours", is_flag=True, help="A Word file that this program has made: read what was changed in it.")
@click.option("--kind", help="A document of your own, and what it is: policy, agreement or charter.")
@ROOT
@click.option("--apply", "apply_it", is_flag=True, help="With --ours: take over what can be taken over.")
@click.option("--why", default="", help="With --ours: the reason, written beside each change of your overlay.")
@click.option("--id", "name", help="With --kind: its id.  [default: by the name of the file]")
@click.option("--language", "code", default="en", show_default=True, help="With --kind: the language it is written in.")
@click.option("--out", type=_FILE, help="With --kind: the file to write.  [default: content/<kind>/<id>.yaml]")
@click.option("--json", "as_json", is_flag=True, help="Print the plan or the draft as JSON, for programs.")
def import_(
    file: Path,
    ours: bool,
    kind: str | None,
    root: Path,
    apply_it: bool,
    why: str,
    name: str | None,
    code: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Take in a FILE: one of our own Word files that comes back, or a document of your own.

    With --ours, what was typed and edited is shown as a plan. With --kind, a Word, LibreOffice, Markdown or HTML
    document becomes a draft with notes on all that was guessed, and no word of it is lost.
    """
    if ours == (kind is not None):
        raise click.UsageError("Say --ours for a Word file that this program has made, or --kind for one of your own.")
    world = world_at(root, library=False)
    if kind is None:
        _take_back(file, world, apply_it, why, as_json)
    else:
        _draft(file, world, kind, name, code, out, as_json)


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


def _draft(file: Path, world: World, kind: str, name: str | None, code: str, out: Path | None, as_json: bool) -> None:
    import json
    from datetime import date

    from partnerkit.importing.documents import DRAFTERS, drafted, flow_of, id_of
    from partnerkit.importing.drafting import About
    from partnerkit.load import RefusedError

    _known_kind(kind, DRAFTERS)
    spoken = _known_code(code)
    name = name or id_of(file.name)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 60:
        raise click.BadParameter("use lower-case letters, digits and single hyphens.", param_hint="--id")
    path = out or world.root / "content" / kind / f"{name}.yaml"
    if path.exists():
        what, hint = "this file is there already, and is not written over", "Name another one with --id or --out."
        finish([Diagnostic("already-there", Span(shown(path)), what, hint)], as_json, done="")
    roles = _roles(world)
    try:
        flow, tracked = flow_of(_read(file), file.name)
        # The day on which somebody takes a document in is the first that is known of it.
        made = drafted(flow, About(name, kind, spoken, file.name, date.today(), roles))
    except RefusedError as error:
        finish([Diagnostic("bad-import", Span(shown(file)), str(error), error.hint)], as_json, done="")
        return
    if as_json:
        click.echo(json.dumps(made.data, ensure_ascii=False, indent=1))
    write_atomically(path, made.yaml.encode())
    found = [_tracked(shown(file))] if tracked else []
    left = f", {made.leftover:,} of them left over" if made.leftover else ""
    done = f"Wrote {shown(path)}: {made.words:,} words{left}, and {made.notes} notes to look at ('partnerkit check')."
    finish(found, as_json=False, done="" if as_json else done)


def _tracked(name: str) -> Diagnostic:
    what = "changes in this file are tracked; they are read as if all of them had been accepted"
    hint = "Reject in Word what you do not want, and import the file again."
    return Diagnostic("not-taken-over", Span(name), what, hint, Severity.WARNING)


def _known_kind(kind: str, can: Collection[str]) -> None:
    from partnerkit.model.kinds import DOCUMENT_KINDS

    known(kind, DOCUMENT_KINDS, "--kind", "kind of document")
    if kind not in can:
        words = f"no draft can be made of a {kind} yet; it can of: {', '.join(can)}."
        raise click.BadParameter(f"{words} Copy the definition that is closest to yours.", param_hint="--kind")


def _known_code(code: str) -> str:
    from partnerkit.model.locales import language

    try:
        return language(code).code
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--language") from None


def _roles(world: World) -> list[str]:
    """The roles of the library that a draft may name."""
    from partnerkit.execute.progress import Timeline
    from partnerkit.reading import open_library

    opened = open_library(world, Timeline())
    if opened.value is None:
        finish(opened.diagnostics, as_json=False, done="")
        return []
    return list(opened.value.library.roles)


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_MAX_BYTES + 1)
