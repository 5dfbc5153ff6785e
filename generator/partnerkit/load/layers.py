"""A workspace and what it builds on: layers, each of which names the one below it under ``extends``."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.execute.memo import Memo
from partnerkit.load.layer import load_layer, read_interface, settings_files, settings_of, text_at
from partnerkit.load.tree import load_file
from partnerkit.model.sources import Sources

LIBRARY = "partnerkit"
"""What a workspace calls the library that comes with this program."""

MAX_LAYERS = 8


@dataclass(frozen=True, slots=True)
class Layer:
    """Where a layer is.

    Attributes:
        folder: its files.
        base: what diagnostics call the folder, seen from the workspace; empty for the workspace itself.
        named: how the layer above names it.
    """

    folder: Path
    base: str = ""
    named: str = ""


def layers_of(root: Path, library: Path, base: str = "") -> Result[tuple[Layer, ...]]:
    """The layers of a workspace, itself first, as their settings name them.

    Args:
        root: the workspace.
        library: the folder of the library that comes with this program, which ``extends: partnerkit`` names.
        base: what diagnostics call the workspace, where it is seen from one that builds on it.
    """
    layers = [Layer(root, base)]
    while named := _extends(layers[-1]):
        parent, span = named
        below = Layer(library, LIBRARY, parent) if parent == LIBRARY else _beside(layers[-1], parent)
        if problem := no_parent(below, layers):
            return Result(tuple(layers), (Diagnostic("bad-parent", span, *problem),))
        layers.append(below)
    return Result(tuple(layers))


def load_layers(
    root: Path, templates: Path, library: Path, base: str = "", memo: Memo | None = None
) -> Result[tuple[Sources, ...]]:
    """Read a workspace and all that it builds on, the lowest layer first; see ``layers_of``.

    Args:
        root: the workspace.
        templates: where the interface strings are.
        library: the folder of the library that comes with this program.
        base: what diagnostics call the workspace, where it is seen from one that builds on it.
        memo: holds the layers below the workspace that have been read already.
    """
    memo = memo or Memo()
    interface = memo.once(("interface", templates), (), lambda: read_interface(templates))

    def read_below(layer: Layer) -> Result[Sources]:
        place = ("layer", layer.folder.resolve(), layer.base)
        return memo.once(place, (interface,), lambda: load_layer(layer.folder, interface.value, layer.base))

    chain = layers_of(root, library, base)
    own, *below = chain.value
    read = [*map(read_below, reversed(below)), load_layer(own.folder, interface.value, own.base)]
    found = (*(one for layer in reversed(read) for one in layer.diagnostics), *interface.diagnostics)
    return Result(tuple(layer.value for layer in read), (*found, *chain.diagnostics))


def load(root: Path, templates: Path) -> Result[Sources]:
    """Read a workspace by itself; see ``load_layers``."""
    interface = read_interface(templates)
    read = load_layer(root, interface.value)
    return Result(read.value, (*read.diagnostics, *interface.diagnostics))


def layer_folders(root: Path, library: Path) -> tuple[Path, ...]:
    """The folders of the layers that a workspace builds on, the nearest first; see ``layers_of``."""
    return tuple(layer.folder for layer in layers_of(root, library).value[1:])


def _beside(above: Layer, parent: str) -> Layer:
    """A layer in a folder that is named as seen from the one above."""
    return Layer(above.folder / parent, posixpath.normpath(posixpath.join(above.base, parent)), parent)


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
    if not settings_files(below.folder):
        return f"there is no library in '{below.named}'", hint
    if below.folder.resolve() in {layer.folder.resolve() for layer in above}:
        return f"'{below.named}' builds on this workspace itself", "One of the two cannot build on the other."
    if len(above) == MAX_LAYERS:
        return f"more than {MAX_LAYERS} libraries build on each other", "Leave some of them out."
    return None
