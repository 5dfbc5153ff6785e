"""A library as a bundle: one zip with all that it is made of and all that it builds on, to hand to somebody else.

What a bundle holds is what ``load`` reads, and the licence and the records beside it; never a template, which is code.
The same library makes the same bytes, so a hash names a bundle wherever it was made.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from partnerkit import __version__
from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.load import (
    ABOUT,
    LIBRARY,
    LOCALES,
    Contents,
    Layer,
    catalog_files,
    check_bundle,
    is_licence,
    load_file,
    overlay_files,
    settings_files,
    settings_of,
    text_at,
    workspace_files,
)
from partnerkit.model.bundle import FORMAT, Bundle, BundledFile, BundledLayer
from partnerkit.model.sources import SourceTree
from partnerkit.package import zipped
from partnerkit.replicate.edit import Edit

RECORDS = "records"
_PARENTS = "layers"
_BELOW = "below"
"""What stands for the parent while the content of a layer is hashed: that name depends on where a layer is packed."""
_VERSION = 12
"""Characters of the hash that is the version of a library that names none."""


def share(chain: Sequence[Layer]) -> Result[Contents | None]:
    """Make a bundle of a sound library.

    Args:
        chain: the layers of the workspace, itself first.
    """
    if found := [problem for layer in chain for problem in _leading_out(layer)]:
        return Result(None, tuple(found))
    packed: dict[str, bytes] = {}
    for number, layer in enumerate(chain):
        if layer.named != LIBRARY:
            files = _with_parent(layer_bytes(layer.folder), layer, _named(number + 1))
            packed |= {str(PurePosixPath(_place(number), name)): data for name, data in files.items()}
    layers = history(chain)
    own = layers[0]
    about = Bundle(
        format=FORMAT,
        made_with=f"partnerkit {__version__}",
        id=own.id,
        name=own.name,
        version=own.version,
        layers=layers,
        files={
            name: BundledFile(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
            for name, data in sorted(packed.items())
        },
    )
    # Nobody is handed a bundle that could not be opened again.
    return check_bundle(zipped({**packed, ABOUT: _written(about)}), f"{about.id}.zip")


def history(chain: Sequence[Layer]) -> tuple[BundledLayer, ...]:
    """What each layer is and what it holds, the same wherever its folder is; the workspace comes first."""
    facts: list[BundledLayer] = []
    for number, layer in reversed(list(enumerate(chain))):
        inside = [fact.content for fact in facts if fact.at is not None]
        facts.insert(0, _fact(layer, number, inside))
    return tuple(facts)


def layer_bytes(folder: Path) -> dict[str, bytes]:
    """The files of a layer by their paths in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in layer_files(folder)}


def layer_files(folder: Path) -> Iterator[Path]:
    """Everything of a layer that goes into a bundle."""
    yield from workspace_files(folder)
    yield from overlay_files(folder)
    yield from catalog_files(folder / LOCALES)
    settings = settings_in(folder)
    if settings and (logo := text_at(settings.data, "brand", "logo")):
        picture = Path(os.path.normpath(folder / logo))
        if picture.is_relative_to(folder) and picture.is_file():
            yield picture
    yield from sorted(path for path in folder.iterdir() if is_licence(path.name) and path.is_file())
    yield from sorted(
        path for path in (folder / RECORDS).rglob("*") if path.is_file() and not path.name.startswith(".")
    )


def settings_in(folder: Path) -> SourceTree | None:
    """The settings of a layer, where they can be read."""
    trees = (tree for path in settings_files(folder) if (tree := load_file(path, path.name).value))
    return next(settings_of(trees), None)


def _leading_out(layer: Layer) -> Iterator[Diagnostic]:
    """The files of a layer that are somewhere else: whoever shares a library may not know what such a link shows."""
    for path in layer_files(layer.folder) if layer.named != LIBRARY else ():
        if not path.resolve().is_relative_to(layer.folder.resolve()):
            name = path.relative_to(layer.folder).as_posix()
            place = Span(f"{layer.base}/{name}" if layer.base else name, 1, 1)
            what = "this is a link that leads out of the library, so it is not shared"
            yield Diagnostic("bad-bundle", place, what, "Put a copy of the file in its place.")


def with_parent(settings: SourceTree, parent: str) -> bytes:
    """The file of the settings with another parent, or with one where there was none."""
    edit = Edit(settings)
    edit.put(("extends",), parent)
    return edit.done()


def _place(number: int) -> str:
    """Where a layer is in its bundle."""
    return f"{_PARENTS}/{number}" if number else ""


def _named(number: int) -> str:
    """How the layer above names a layer that is in the bundle."""
    return f"../{number}" if number > 1 else _place(number)


def _with_parent(files: Mapping[str, bytes], layer: Layer, parent: str) -> Mapping[str, bytes]:
    """The files of a layer, which names its parent by another name, where that is a folder or a bundle."""
    settings = settings_in(layer.folder)
    if settings is None or text_at(settings.data, "extends") in ("", LIBRARY):
        return files
    return {**files, settings.source.path: with_parent(settings, parent)}


def _fact(layer: Layer, number: int, below: Sequence[str]) -> BundledLayer:
    """What a layer is; ``below`` are the hashes of the layers that are packed with it."""
    settings = settings_in(layer.folder)
    data = settings.data if settings else {}
    content = _content(_with_parent(layer_bytes(layer.folder), layer, _BELOW))
    packaged = layer.named == LIBRARY
    # A library without a version of its own has another one whenever anything in its bundle has changed.
    by_content = hashlib.sha256("".join((content, *below)).encode()).hexdigest()[:_VERSION]
    return BundledLayer(
        id=text_at(data, "id"),
        name=text_at(data, "name"),
        version=__version__ if packaged else text_at(data, "version") or by_content,
        named=LIBRARY if packaged else _named(number),
        at=None if packaged else _place(number),
        content=content,
    )


def _content(files: Mapping[str, bytes]) -> str:
    """One hash of some files: that of their list, written as ``sha256sum`` does."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _written(about: Bundle) -> bytes:
    return (json.dumps(about.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()
