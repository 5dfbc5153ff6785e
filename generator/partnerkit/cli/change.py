"""The commands for a workspace that builds on a library: where something comes from, and how to change it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from partnerkit.diagnostics import Diagnostic, Result, Span, errors_in
from partnerkit.terminal import EXIT_ATTENTION, example, finish, shown, world_at, write_files

if TYPE_CHECKING:
    from partnerkit.model.sources import Sources
    from partnerkit.replicate.lock import Lock
    from partnerkit.world import World

T = TypeVar("T")

ROOT = click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")


def layers_at(world: World, parent: str = "") -> tuple[Sources, ...]:
    """What was read of each layer of a workspace, the lowest first; ends the command where that cannot be done.

    Args:
        world: where the workspace is.
        parent: what it is to build on, where that is not what its settings name.
    """
    from partnerkit.load import layers_of, load_layers
    from partnerkit.world import packaged_library

    chain = layers_of(world.root, packaged_library(), world.work, parent)
    layers = load_layers(chain.value, world.templates)
    if wrong := errors_in((*chain.diagnostics, *layers.diagnostics)):
        finish(wrong, as_json=False, done="")
    return layers.value


@click.command(epilog=example("partnerkit explain values.school.name"))
@click.argument("path")
@ROOT
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for programs.")
def explain(path: str, root: Path, as_json: bool) -> None:
    """Say where the value or clause at PATH comes from, layer by layer."""
    import json

    from partnerkit.replicate.explain import UnknownPathError
    from partnerkit.replicate.explain import explain as stands_of
    from partnerkit.replicate.report import words_of

    try:
        stands = stands_of(layers_at(world_at(root, library=False)), path)
    except UnknownPathError as error:
        raise click.BadParameter(str(error), param_hint="PATH") from None
    if as_json:
        told = [
            {"layer": one.layer, "said": one.said, "value": one.value, "place": str(one.span), "why": one.why}
            for one in stands
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for one in stands:
        click.echo(f"{one.layer} {one.said}, at {one.span}" + (f": {one.why}" if one.why else ""))
        words = words_of(one.value)
        for line in words.split("\n") if words else ():
            click.echo(f"    {line}")


@click.command(epilog=example("partnerkit override school-vision#values[respect].text --why 'Families asked.'"))
@click.argument("path")
@ROOT
@click.option("--text", help="What stands there from now on.  [default: what stands there, for you to change]")
@click.option("--remove", is_flag=True, help="Leave it out instead.")
@click.option("--why", default="", help="The reason, for all who read this later.")
def override(path: str, root: Path, text: str | None, remove: bool, why: str) -> None:
    """Write a change of the part at PATH into your overlay, with the fingerprint of what it takes the place of."""
    from partnerkit.replicate.override import overridden

    if remove and text is not None:
        raise click.UsageError("Say one of --text and --remove.")
    world = world_at(root, library=False)
    layers = layers_at(world)
    lock = lock_at(world)
    written = edited(lambda: overridden(layers, lock, path, text, why, remove=remove))
    if written.value is None:
        finish(written.diagnostics, as_json=False, done="")
        return
    files, span = written.value
    write_files(world, files)
    click.echo(f"Wrote your change at {shown(world.root / span.file)}:{span.line}.")


@click.command(epilog=example("partnerkit fmt"))
@ROOT
@click.option("--check", is_flag=True, help="Only say what would change.")
def fmt(root: Path, check: bool) -> None:
    """Give every item that needs an id one, made of its first words, and write what is in an older format as today.

    Comments and layout stay.
    """
    from partnerkit.replicate.ids import tidied

    world = world_at(root, library=False)
    workspace = layers_at(world)[-1]
    files: dict[str, bytes | None] = {}
    for tree in workspace.definitions:
        data, made = tidied(tree)
        if made:
            files[tree.source.path] = data
            click.echo(f"{tree.source.path}: {', '.join(made)}")
    if check and files:
        raise click.exceptions.Exit(EXIT_ATTENTION)
    write_files(world, files if not check else {})
    if not files:
        click.echo("Every item that needs an id has one, and every file has today's format.")


# -- shared with the commands of updates -------------------------------------------------------------------------------


def lock_at(world: World) -> Lock | None:
    """The lock of a workspace, if it has one; ends the command where it cannot be used."""
    from partnerkit.replicate.lock import read_lock

    lock = read_lock(world.root)
    if lock.diagnostics:
        finish(lock.diagnostics, as_json=False, done="")
    return lock.value


def edited(change: Callable[[], Result[T | None]]) -> Result[T | None]:
    """What a change of files comes to; a file that cannot be changed line by line is reported."""
    from partnerkit.replicate.edit import NotEditableError

    try:
        return change()
    except NotEditableError as error:
        place, _, what = str(error).rpartition(": ")
        return Result(None, (Diagnostic("not-editable", Span(place), what, "Then run this again."),))
