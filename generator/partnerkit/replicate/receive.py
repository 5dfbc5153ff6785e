"""A bundle of somebody else in a workspace: as what it builds on, or a few documents out of it.

What would be written is made first and tried in a copy: a workspace that is sound stays so, or nothing is written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from partnerkit.diagnostics import Diagnostic, Result, Span, errors_in
from partnerkit.execute.progress import Timeline
from partnerkit.load import LIBRARY, LOCALES, Contents, Layer, layers_in, layers_of
from partnerkit.model.bundle import BundledLayer
from partnerkit.model.sources import SourceFile
from partnerkit.reading import Opened, open_chain
from partnerkit.replicate.share import history, layer_bytes, settings_in, with_parent
from partnerkit.translate import joined_catalog
from partnerkit.world import World, packaged_library

"""The folder below the work folder for files as they were."""


@dataclass(frozen=True)
class Offer:
    """The documents that a bundle has to give.

    Attributes:
        contents: the bundle.
        documents: the file of each document, as the layers of the bundle have made it, by id.
        catalogs: its translations, by id and by path; those of several layers are in one file.
    """

    contents: Contents
    documents: Mapping[str, SourceFile]
    catalogs: Mapping[str, Mapping[str, bytes]]


def opened(contents: Contents, world: World) -> Result[Opened | None]:
    """Open a bundle as a library of its own.

    Args:
        contents: the bundle, checked.
        world: the workspace that asks.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / contents.name
        path.write_bytes(contents.data)
        chain = layers_in(path, packaged_library(), Path(folder))
        found = (*chain.diagnostics, *_wrong_history(contents, chain.value))
        return open_chain(chain.value, world, Timeline()) if not found else Result(None, found)


def as_parent(contents: Contents, world: World) -> Result[Mapping[str, bytes] | None]:
    """How a workspace comes to build on a bundle.

    Args:
        contents: the bundle, checked.
        world: the workspace.
    """
    settings = settings_in(world.root)
    if settings is None:
        what, hint = "there is no partnership.yaml here", "Name the folder of your own library with --root."
        return Result(None, (Diagnostic("no-definitions", Span(str(world.root)), what, hint),))
    there = world.root / contents.name
    if there.exists() and not (there.is_file() and there.read_bytes() == contents.data):
        what = "another bundle of this name and version is in the workspace already"
        hint = "Move it away if you want this one; or ask for a bundle with a version of its own."
        return Result(None, (Diagnostic("already-there", Span(contents.name), what, hint),))
    path = settings.source.path
    files = {contents.name: contents.data, path: with_parent(settings, contents.name)}
    with _trial(files, world) as trial:
        chain = layers_of(trial.root, packaged_library(), trial.work)
        found = (*chain.diagnostics, *_wrong_history(contents, chain.value[1:]))
        if not found:
            found = open_chain(chain.value, trial, Timeline()).diagnostics
    wrong = tuple(errors_in(found))
    return Result(None if wrong else files, wrong)


def offered(contents: Contents, world: World) -> Result[Offer | None]:
    """The documents that a bundle has to give; see ``opened``."""
    own = opened(contents, world)
    if own.value is None:
        return Result(None, tuple(errors_in(own.diagnostics)))
    return Result(Offer(contents, _documents(own.value), _catalogs(own.value)))


def as_documents(offer: Offer, names: Collection[str], world: World) -> Result[Mapping[str, bytes] | None]:
    """How documents of a bundle come into a workspace.

    Args:
        offer: the bundle.
        names: the ids of documents that it has.
        world: the workspace.
    """
    files: dict[str, bytes] = {}
    for name in names:
        file = offer.documents[name]
        files |= {**offer.catalogs.get(name, {}), file.path: _with_origin(file.data, offer.contents)}
    hint = "Rename or remove yours first, or leave this document out."
    there = [name for name in files if (world.root / name).exists()]
    if there:
        what = "this file is in the workspace already, and is not written over"
        return Result(None, tuple(Diagnostic("already-there", Span(name, 1, 1), what, hint) for name in there))
    chain = layers_of(world.root, packaged_library(), world.work)
    found = chain.diagnostics
    if not found:
        with _trial(files, world) as trial:
            found = open_chain((Layer(trial.root), *chain.value[1:]), trial, Timeline()).diagnostics
    wrong = tuple(errors_in(found))
    return Result(None if wrong else files, wrong)


@contextmanager
def _trial(files: Mapping[str, bytes], world: World) -> Iterator[World]:
    """A copy of a workspace in which files are written."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        for name, data in {**layer_bytes(world.root), **files}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield replace(world, root=root, work=Path(folder) / "work")


def _wrong_history(contents: Contents, chain: Sequence[Layer]) -> Iterator[Diagnostic]:
    """That a bundle says something of its layers that is not so; what is below them is not in it."""
    about = contents.about
    said, true = _inside(about.layers), _inside(history(chain))
    own = about.layers[0]
    if said != true or (about.id, about.name, about.version) != (own.id, own.name, own.version):
        what = "what it says of the libraries in it is not what they are"
        yield Diagnostic("bad-bundle", Span(contents.name), what, "Ask for a bundle that 'partnerkit share' has made.")


def _inside(layers: Sequence[BundledLayer]) -> list[BundledLayer | None]:
    return [None if layer.at is None else layer for layer in layers]


def _documents(opened: Opened) -> dict[str, SourceFile]:
    """The documents of the bundle itself, and those of the library below that it has changed."""
    changed = {tree.source.path for tree in opened.sources.definitions if tree.marks}
    return {
        name: file
        for name in opened.library.documents
        if (file := opened.library.sources[name]).base != LIBRARY or file.path in changed
    }


def _catalogs(opened: Opened) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, list[SourceFile]]] = {}
    for files in opened.sources.catalogs.values():
        for file in files:
            if file.path.startswith(f"{LOCALES}/") and file.base != LIBRARY:
                name = file.path.rpartition("/")[2].removesuffix(".po")
                found.setdefault(name, {}).setdefault(file.path, []).append(file)
    return {name: {path: joined_catalog(files) for path, files in by_path.items()} for name, by_path in found.items()}


def _with_origin(data: bytes, contents: Contents) -> bytes:
    """A definition that says in its first line where it is from."""
    text = data.decode("utf-8-sig")
    about = contents.about
    # A name is somebody else's words, and may not end the comment.
    name = " ".join(about.name.split())
    end = "\r\n" if "\r\n" in text else "\n"
    return f"# From {name}: {about.id} {about.version}, bundle sha256 {contents.sha256}{end}{text}".encode()
