"""One layer: the files of a workspace, or of a library that it builds on."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.execute.memo import Memo
from partnerkit.load.tree import load_file, unreadable
from partnerkit.model.sources import SourceFile, Sources, SourceTree, Tree

MAX_PICTURE_BYTES = 1_000_000
LOCALES = "content/locale"
"""The catalogs of a layer, one folder for each language."""


@dataclass(frozen=True)
class Interface:
    """The words of the interface, which come with the templates, and their translations by language."""

    words: SourceTree
    catalogs: Mapping[str, Sequence[SourceFile]]


def read_interface(templates: Path, memo: Memo | None = None) -> Result[Interface]:
    """Read the words that all layers share; a memo that keeps a workspace's own files holds those of these, too."""
    path = templates / "ui.yaml"
    words = load_file(path, f"templates/{path.name}", memo=memo)
    catalogs = _catalogs(templates / "locale", "templates/locale")
    empty = SourceTree(SourceFile("templates/ui.yaml", b""), {})
    return Result(Interface(words.value or empty, catalogs.value), (*words.diagnostics, *catalogs.diagnostics))


def load_layer(root: Path, interface: Interface, base: str = "", memo: Memo | None = None) -> Result[Sources]:
    """Read the files of one layer.

    Args:
        root: the folder.
        interface: the words that it shares with all layers.
        base: what diagnostics call the folder; empty for the workspace itself.
        memo: holds the files that have been parsed already, where it keeps those of the workspace itself.
    """
    diagnostics: list[Diagnostic] = []
    unread: list[str] = []

    def read(paths: Iterable[Path]) -> Iterator[SourceTree]:
        for path in paths:
            name = _relative(path, root)
            result = load_file(path, name, base, memo)
            diagnostics.extend(result.diagnostics)
            if result.value is not None:
                yield result.value
            else:
                unread.append(name)

    trees = list(read(workspace_files(root)))
    overlays = list(read(overlay_files(root)))
    layer = next((name for settings in settings_of(trees) if (name := text_at(settings.data, "id"))), root.name)
    if not trees and not diagnostics:
        what = "there is no partnership.yaml and nothing in content/ here"
        hint = "Run this in a folder that has them, or name the folder with --root."
        diagnostics.append(Diagnostic("no-definitions", Span(base or str(root)), what, hint))
    catalogs = _catalogs(root / LOCALES, LOCALES, layer, base)
    logo = _logo(root, trees, base)
    sources = Sources(
        root,
        tuple(_of(layer, tree, memo) for tree in trees),
        interface.words,
        _joined(interface.catalogs, catalogs.value),
        tuple(unread),
        logo.value,
        layer,
        tuple(_of(layer, tree, memo) for tree in overlays),
        (base,) if base else (),
    )
    return Result(sources, (*diagnostics, *catalogs.diagnostics, *logo.diagnostics))


def settings_of(trees: Iterable[SourceTree]) -> Iterator[SourceTree]:
    """The settings among the files of a layer: one, where the layer is sound."""
    return (tree for tree in trees if isinstance(tree.data, dict) and tree.data.get("kind") == "workspace")


def text_at(tree: Tree, *keys: str) -> str:
    """What stands under some keys, where that is text; it has not been validated yet."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree.strip() if isinstance(tree, str) else ""


def _catalogs(folder: Path, name: str, layer: str = "", base: str = "") -> Result[dict[str, list[SourceFile]]]:
    """The catalogs in a folder, by language; ``name`` is its path in the layer."""
    found: dict[str, list[SourceFile]] = {}
    diagnostics: list[Diagnostic] = []
    for path in catalog_files(folder):
        file = SourceFile(f"{name}/{_relative(path, folder)}", b"", layer, base)
        try:
            found.setdefault(path.parent.name, []).append(replace(file, data=path.read_bytes()))
        except OSError as error:
            diagnostics.append(unreadable(file.shown, error))
    return Result(found, tuple(diagnostics))


def _joined(*catalogs: Mapping[str, Sequence[SourceFile]]) -> dict[str, tuple[SourceFile, ...]]:
    codes = sorted({code for each in catalogs for code in each})
    return {code: tuple(file for each in catalogs for file in each.get(code, ())) for code in codes}


def _of(layer: str, tree: SourceTree, memo: Memo | None) -> SourceTree:
    def made() -> SourceTree:
        return replace(tree, source=replace(tree.source, layer=layer))

    return memo.once(("of", layer), (tree,), made) if memo else made()


def _logo(root: Path, trees: list[SourceTree], base: str) -> Result[SourceFile | None]:
    """The file that the settings name as their logo."""
    for settings in settings_of(trees):
        if name := text_at(settings.data, "brand", "logo"):
            read = read_picture(root, name)
            if isinstance(read, bytes):
                return Result(SourceFile(name, read, base=base))
            span = settings.at(("brand", "logo"))
            return Result(None, (Diagnostic("bad-picture", span, f"'{name}' {read[0]}", read[1]),))
    return Result(None)


def read_picture(root: Path, name: str) -> bytes | tuple[str, str]:
    """The bytes of a file of the workspace, or why they are not read and what to do.

    A picture is published, so a name must not reach what lies outside of the workspace, by whatever way.
    """
    hint = "Name a file by its path in this workspace, such as brand/logo.png."
    try:
        path = (root / name).resolve()
        if not path.is_relative_to(root.resolve()):
            return "lies outside of the workspace", f"Copy it into the workspace. {hint}"
        # A name may also be that of a folder or of a pipe, which would keep us waiting.
        if not stat.S_ISREG(path.stat().st_mode):
            return "is not a file", hint
        with path.open("rb") as file:
            data = file.read(MAX_PICTURE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return "does not exist", hint
    except (OSError, ValueError, RuntimeError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or 'this is no path'}", hint
    if len(data) > MAX_PICTURE_BYTES:
        return f"is larger than {MAX_PICTURE_BYTES // 1_000_000} MB", "Save it smaller; 700 pixels across are enough."
    return data


def workspace_files(root: Path) -> Iterator[Path]:
    """The YAML files that make up a workspace, in a fixed order."""
    yield from settings_files(root)
    for folder in ("content", "kits"):
        yield from _yaml_files(root / folder)


def overlay_files(root: Path) -> Iterator[Path]:
    """The YAML files of a workspace that change what is below it."""
    return _yaml_files(root / "overlay")


def catalog_files(folder: Path) -> list[Path]:
    """The catalogs below a folder for those of all languages."""
    return sorted(folder.glob("*/*.po"))


def settings_files(root: Path) -> list[Path]:
    """The file with the settings of a workspace: one, where it is sound."""
    return sorted(root.glob("partnership.y*ml"))


def _yaml_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml") and (path.is_file() or path.is_symlink()) and not path.name.startswith("."):
            yield path


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
