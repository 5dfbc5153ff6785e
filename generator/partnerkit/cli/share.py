"""The commands that hand a library on as one file, and take one in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnerkit.diagnostics import errors_in
from partnerkit.execute.progress import Timeline
from partnerkit.terminal import example, finish, known, shown, world_at, write_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from partnerkit.diagnostics import Result
    from partnerkit.load import Contents
    from partnerkit.world import World

_FILE = click.Path(dir_okay=False, path_type=Path)


# -- share -------------------------------------------------------------------------------------------------------------


@click.command(epilog=example("partnerkit share --out our-district.zip"))
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option("--out", type=_FILE, help="The file.  [default: named after the id and the version in partnership.yaml]")
@click.option("--sign", "key", type=_FILE, help="Sign it with this secret key of minisign.")
def share(root: Path, out: Path | None, key: Path | None) -> None:
    """Make a bundle: one file with your library and what it builds on, for others to build on."""
    from partnerkit.execute.cache import write_atomically
    from partnerkit.replicate.signature import ENDING, sign

    shared = _shared(world_at(root, library=False))
    if shared.value is None:
        finish(errors_in(shared.diagnostics), as_json=False, done="")
        return
    made = shared.value
    path = out or Path(made.name)
    if not out and path.exists() and path.read_bytes() != made.data:
        what = f"{shown(path)} is there already with other contents. Raise 'version' in partnership.yaml, or use --out."
        raise click.UsageError(what)
    signature = sign(made.data, made.name, key, _password) if key else None
    if signature and not signature.value:
        finish(signature.diagnostics, as_json=False, done="")
        return
    write_atomically(path, made.data)
    if signature:
        write_atomically(path.with_name(path.name + ENDING), signature.value)
    layers = ", ".join(f"{layer.id} {layer.version}" for layer in made.about.layers)
    signed = f", signed in {shown(path)}{ENDING}" if signature else ""
    click.echo(f"Wrote {shown(path)}: {len(made.about.files)} files of {layers}{signed}.")


def _shared(world: World) -> Result[Contents | None]:
    """A bundle of a sound workspace, which is opened as others will open it."""
    from partnerkit.diagnostics import Result
    from partnerkit.load import layers_of
    from partnerkit.reading import open_library
    from partnerkit.replicate.receive import opened
    from partnerkit.replicate.share import share as make
    from partnerkit.world import packaged_library

    sound = open_library(world, Timeline())
    if sound.value is None:
        return Result(None, sound.diagnostics)
    made = make(layers_of(world.root, packaged_library(), world.work).value)
    again = opened(made.value, world) if made.value else None
    return made if again is None or again.value else Result(None, again.diagnostics)


def _password() -> str:
    return str(click.prompt("Password of the key", hide_input=True, err=True))


# -- receive -----------------------------------------------------------------------------------------------------------


@click.command(epilog=example("partnerkit receive riverbend-1.2.zip --key riverbend.pub"))
@click.argument("file", type=_FILE)
@click.argument("documents", nargs=-1, metavar="[ID]…")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option(
    "--as", "how", type=click.Choice(["parent", "documents"]), default="parent", show_default=True,
    help="Build on the bundle, or copy documents out of it: those with these IDs, or all.",
)  # fmt: skip
@click.option("--key", help="The public key of minisign that it must be signed with: a file, or the key itself.")
def receive(file: Path, documents: tuple[str, ...], root: Path, how: str, key: str | None) -> None:
    """Take in the bundle FILE that somebody has shared. It is checked first, and nothing of yours is written over."""
    from partnerkit.load import read_bundle
    from partnerkit.replicate.receive import as_parent

    if documents and how == "parent":
        raise click.UsageError("Documents by their IDs are copied with --as documents.")
    checked = read_bundle(file, shown(file))
    if checked.value is None:
        finish(checked.diagnostics, as_json=False, done="")
        return
    _check_signature(checked.value, file, key)
    world = world_at(root, library=False)
    plan = as_parent(checked.value, world) if how == "parent" else _copies(checked.value, documents, world)
    if plan.value is None:
        finish(plan.diagnostics, as_json=False, done="")
        return
    write_files(world, plan.value)
    about = checked.value.about
    click.echo(f"{about.name}, {about.id} {about.version}, sha256 {checked.value.sha256}")


def _check_signature(contents: Contents, file: Path, key: str | None) -> None:
    """Stop where a bundle is not signed as it should be; say so where nobody looks."""
    from partnerkit.replicate.signature import ENDING, problem_of

    signature = file.with_name(file.name + ENDING)
    if key:
        problem = problem_of(contents.data, signature, key)
        finish([problem] if problem else [], as_json=False, done="The signature is right.")
    elif signature.is_file():
        click.echo(f"{shown(signature)} was not looked at: give the public key with --key.", err=True)


def _copies(contents: Contents, documents: tuple[str, ...], world: World) -> Result[Mapping[str, bytes] | None]:
    from partnerkit.diagnostics import Result
    from partnerkit.replicate.receive import as_documents, offered

    offer = offered(contents, world)
    if offer.value is None:
        return Result(None, offer.diagnostics)
    for name in documents:
        known(name, offer.value.documents, "ID", "document")
    return as_documents(offer.value, documents or tuple(offer.value.documents), world)
