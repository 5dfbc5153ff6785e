"""A workspace and what it builds on: layers, each of which names the one below it under ``extends``."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.execute.memo import Memo
from partnerkit.load.bundles import open_bundle
from partnerkit.load.layer import load_layer, read_interface, settings_files, settings_of, text_at
from partnerkit.load.tree import load_file
from partnerkit.model.sources import Sources

LIBRARY = "partnerkit"
"""What a workspace calls the library that comes with this program."""

BUNDLE = ".zip"
"""How the name of a bundle ends."""

MAX_LAYERS = 8


@dataclass(frozen=True, slots=True)
class Layer:
    """Where a layer is.

    Attributes:
        folder: its files.
        base: what diagnostics call the folder, seen from the workspace; empty for the workspace itself.
        named: how the layer above names it.
        bundle: the zip that it was unpacked from, if any.
        within: the folder that the whole bundle was unpacked to; what it builds on is in there too.
    """

    folder: Path
    base: str = ""
    named: str = ""
    bundle: Path | None = None
    within: Path | None = None


def layers_of(root: Path, library: Path, work: Path, parent: str = "") -> Result[tuple[Layer, ...]]:
    """The layers of a workspace, itself first, as their settings name them.

    Args:
        root: the workspace.
        library: the folder of the library that comes with this program, which ``extends: partnerkit`` names.
        work: where bundles are unpacked to.
        parent: what the workspace is to build on, where that is not what its settings name.
    """
    return chain_from(Layer(root), library, work, parent)


def layers_in(bundle: Path, library: Path, work: Path) -> Result[tuple[Layer, ...]]:
    """The layers of a bundle, as if it were a workspace; none where it cannot be opened."""
    opened = _opened(bundle, bundle.name, bundle.name, work)
    if opened.value is None:
        return Result((), opened.diagnostics)
    return chain_from(opened.value, library, work)


def chain_from(first: Layer, library: Path, work: Path, parent: str = "") -> Result[tuple[Layer, ...]]:
    """A layer and those below it; see ``layers_of``."""
    layers = [first]
    named = (parent, Span(parent)) if parent else _extends(first)
    while named:
        parent, span = named
        below = Result(Layer(library, LIBRARY, parent)) if parent == LIBRARY else _beside(layers[-1], parent, work)
        if below.value is None:
            return Result(tuple(layers), below.diagnostics)
        if problem := no_parent(below.value, layers):
            return Result(tuple(layers), (Diagnostic("bad-parent", span, *problem),))
        layers.append(below.value)
        named = _extends(below.value)
    return Result(tuple(layers))


def load_layers(chain: Sequence[Layer], templates: Path, memo: Memo | None = None) -> Result[tuple[Sources, ...]]:
    """Read a workspace and all that it builds on, the lowest layer first.

    Args:
        chain: the layers, the workspace first; see ``layers_of``.
        templates: where the interface strings are.
        memo: holds the layers below other workspaces, which are not read again; or the files of all layers, where it
            keeps those of the workspace itself.
    """
    memo = memo or Memo()
    read_words = partial(read_interface, templates, memo)
    interface = read_words() if memo.own else memo.once(("interface", templates), (), read_words)
    read = []
    for layer in reversed(chain):
        read_it = partial(load_layer, layer.folder, interface.value, layer.base, memo)
        below = layer is not chain[0] and not memo.own
        place = ("layer", layer.folder.resolve(), layer.base)
        read.append(memo.once(place, (interface,), read_it) if below else read_it())
    found = (one for layer in reversed(read) for one in layer.diagnostics)
    layers = tuple(layer.value for layer in read)
    return Result(layers, (*found, *interface.diagnostics, *_same_ids(layers)))


def _same_ids(layers: Sequence[Sources]) -> Iterator[Diagnostic]:
    """Layers that are called like one below them: nobody could tell whose lock a lock is."""
    below: set[str] = set()
    for layer in layers:
        if layer.layer in below:
            settings = next(settings_of(layer.definitions), None)
            span = settings.at(("id",)) if settings else Span(layer.bases[0] if layer.bases else "")
            what = f"a library below is called '{layer.layer}' too"
            yield Diagnostic("bad-parent", span, what, "Give this one an id of its own.")
        below.add(layer.layer)


def load(root: Path, templates: Path) -> Result[Sources]:
    """Read a workspace by itself; see ``load_layers``."""
    interface = read_interface(templates)
    read = load_layer(root, interface.value)
    return Result(read.value, (*read.diagnostics, *interface.diagnostics))


def _beside(above: Layer, parent: str, work: Path) -> Result[Layer | None]:
    """A layer that is named as seen from the one above: a folder, or a bundle."""
    path, base = above.folder / parent, posixpath.normpath(posixpath.join(above.base, parent))
    if parent.endswith(BUNDLE) and path.is_file() and not above.within:
        return _opened(path, base, parent, work)
    return Result(Layer(path, base, parent, above.bundle, above.within))


def _opened(path: Path, base: str, named: str, work: Path) -> Result[Layer | None]:
    """The first layer of a bundle."""
    opened = open_bundle(path, base, work)
    folder = opened.value
    return Result(Layer(folder, base, named, path, folder) if folder else None, opened.diagnostics)


def _extends(layer: Layer) -> tuple[str, Span] | None:
    """What a layer builds on, and where it says so. What is wrong with its settings is said when they are read."""
    files = settings_files(layer.folder)
    trees = (tree for path in files if (tree := load_file(path, path.name, layer.base).value))
    for settings in settings_of(trees):
        if parent := text_at(settings.data, "extends"):
            return parent, settings.at(("extends",))
    return None


def no_parent(below: Layer, above: list[Layer]) -> tuple[str, str] | None:
    """Why a layer cannot be built on, and what to do; or None."""
    hint = f"Write 'extends: {LIBRARY}', or the way to a folder with a partnership.yaml, such as ../our-district."
    if below.within and not below.folder.resolve().is_relative_to(below.within.resolve()):
        what = f"'{below.named}' is outside of the bundle that names it"
        return what, "Ask for a bundle that 'partnerkit share' has made; it holds all that it builds on."
    if not settings_files(below.folder):
        return f"there is no library in '{below.named}'", hint
    if below.folder.resolve() in {layer.folder.resolve() for layer in above}:
        return f"'{below.named}' builds on this workspace itself", "One of the two cannot build on the other."
    if len(above) == MAX_LAYERS:
        return f"more than {MAX_LAYERS} libraries build on each other", "Leave some of them out."
    return None
