"""What a new workspace is told: read, completed and checked against the library that it builds on.

Answers have the keys of ``partnership.yaml``. They are laid over the library as its topmost layer, in memory, so that
the stages of the road say what is wrong with them, at their own lines; each answer is checked whatever the others are.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span, errors_in, nearest
from partnerkit.execute.progress import Timeline
from partnerkit.load import LIBRARY, Layer, chain_from, load_file, load_layers, no_parent, read_picture
from partnerkit.model import message
from partnerkit.model.library import Library
from partnerkit.model.locales import language
from partnerkit.model.sources import SourceFile, Sources, SourceTree, Tree
from partnerkit.model.text import SOURCE_LANGUAGE, unprintable_in
from partnerkit.model.vocabulary import Slot
from partnerkit.model.workspace import Workspace
from partnerkit.reading import Opened, for_us, open_layers
from partnerkit.resolve import MERGED
from partnerkit.validate.shape import read_definition
from partnerkit.world import packaged_library

SETTINGS = "partnership.yaml"

_ASKED = 6
"""Slots that are asked for at most: an hour is for reading, not for filling in."""
_SECOND_LANGUAGE = "es"
_ID_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of workspace.

    Attributes:
        id: its name on the command line, and of its README among the templates.
        named: the slot that the name of the workspace fills; empty where it fills none.
        fills: how the slots begin that it can answer; others are for those who build on it.
    """

    id: str
    named: str
    fills: tuple[str, ...]


_PROMISES = ("reply.", "concern.", "notice.", "interpreter.", "translation.", "checkin.", "year.", "languages.")

KINDS: Mapping[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("school", "school.name", ("",)),
        Kind("district", "district.name", ("district.", *_PROMISES)),
        # What a mentor brings along is filled in by the school that receives it.
        Kind("mentor", "", ()),
    )
}


@dataclass(frozen=True)
class Parent:
    """The library that a workspace builds on.

    Attributes:
        named: what the workspace calls it under ``extends``.
        folder: where it is.
        layers: it and what it builds on itself, the lowest first.
        opened: all of these laid over each other.
    """

    named: str
    folder: Path
    layers: tuple[Sources, ...]
    opened: Opened

    @property
    def library(self) -> Library:
        """What the workspace inherits."""
        return self.opened.library

    @property
    def ids(self) -> set[str]:
        """What is called something: definitions, and the layers themselves."""
        return {*self.library.sources, *(layer.layer for layer in self.layers)}

    @property
    def offered(self) -> list[str]:
        """The languages that it has words in, its own first."""
        return list(dict.fromkeys((*self.library.workspace.languages, *self.opened.sources.catalogs)))

    @property
    def packaged(self) -> bool:
        """Whether it is the library that comes with this program."""
        return self.named == LIBRARY


def open_parent(named: str, target: Path, span: Span, said: str = "") -> Result[Parent | None]:
    """Read the library that a workspace is to build on.

    Args:
        named: ``partnerkit``, or a folder as seen from the workspace.
        target: the workspace, which need not exist yet.
        span: where it is named.
        said: what somebody called it there, if that is seen from another place.
    """
    library = packaged_library()
    folder = library if named == LIBRARY else Path(os.path.normpath(target / named))
    if named != LIBRARY:
        named = PurePosixPath(os.path.relpath(folder, target)).as_posix()
    first = Layer(folder, named, said or named)
    if problem := no_parent(first, []):
        return Result(None, (Diagnostic("bad-parent", span, *problem),))
    chain = chain_from(first, library, folder / ".partnerkit")
    layers = load_layers(chain.value, library / "templates")
    opened = open_layers(layers, Timeline())
    found = errors_in((*chain.diagnostics, *layers.diagnostics, *opened.diagnostics))
    if opened.value is None or found:
        return Result(None, tuple(found))
    return Result(Parent(named, folder, layers.value, opened.value))


def read_answers(path: Path, name: str) -> Result[SourceTree | None]:
    """The file with the answers; ``name`` is what diagnostics call it."""
    return load_file(path, name)


def default_name(target: Path) -> str:
    """A name for what a folder is called: Maple Street for ``maple-street``."""
    words = " ".join(re.split(r"[\W_]+", target.name)).strip()
    return (words.title() if words == words.lower() else words)[:120] or "Our library"


def default_languages(parent: Parent) -> list[str]:
    """English, and the second language of the core library where it is offered."""
    return [SOURCE_LANGUAGE, *(code for code in (_SECOND_LANGUAGE,) if code in parent.offered)]


def slots_to_ask(kind: Kind, library: Library) -> list[Slot]:
    """The blanks that most documents have, and that neither the name nor the library below fills in."""
    used = Counter(slot for _, slot in {(area, slot) for area, slot in _slots_in(library)})
    known = {kind.named, *library.workspace.values}
    open_ = [slot for slot in library.slots.values() if slot.id not in known and slot.id.startswith(kind.fills)]
    return sorted(open_, key=lambda slot: -used[slot.id])[:_ASKED]


def _slots_in(library: Library) -> Iterator[tuple[str, str]]:
    """Every slot of every text, with the definition that it stands in."""
    for area, text in library.texts():
        for slot in message.slots_of(text.message):
            yield area, slot


def settings_from(
    kind: Kind, answers: SourceTree | None, parent: Parent, target: Path, beside: Path | None = None
) -> Result[tuple[Workspace, Mapping[str, bytes]] | None]:
    """The settings of a new workspace, and the pictures that they name, out of what somebody has answered.

    Args:
        kind: what the workspace is for.
        answers: the file with the answers, or None for the usual ones.
        parent: what it builds on.
        target: the folder that it will be in.
        beside: the folder of the file, in which its pictures are.
    """
    given = answers or SourceTree(SourceFile(SETTINGS, b""), {})
    if not isinstance(given.data, dict):
        return Result(None, read_definition(given).diagnostics)
    found = list(_other_kind(given))
    tree = _completed(kind, given, parent, target)
    shaped = read_definition(tree)
    found += shaped.diagnostics
    tree = tree if isinstance(shaped.value, Workspace) else _sound_part(tree)
    pictures = _pictures(tree, beside)
    found += pictures.diagnostics
    tree = _at_their_new_place(tree, pictures.value)
    if taken := list(_taken(tree, parent)):
        found += taken
        tree = replace(tree, data={**tree.mapping, "id": _free_id(target, "", kind, parent)})
    mine = _layer(tree, parent, target, pictures.value)
    opened = open_layers(Result((*parent.layers, mine)), Timeline())
    found += for_us(opened.diagnostics, opened.value.sources.bases if opened.value else ())
    found += _not_offered(tree, parent)
    settings = read_definition(tree).value
    if errors_in(found) or not isinstance(settings, Workspace):
        return Result(None, tuple(found))
    return Result((settings, {picture.path: picture.data for picture in pictures.value}), tuple(found))


def _other_kind(given: SourceTree) -> Iterator[Diagnostic]:
    said = given.mapping.get("kind", "workspace")
    if said != "workspace":
        what = f"'{said}' is not what is made here"
        yield Diagnostic("bad-value", given.at(("kind",)), what, "Leave this line out, or write 'kind: workspace'.")


def _completed(kind: Kind, given: SourceTree, parent: Parent, target: Path) -> SourceTree:
    """The answers with the usual one for each that is missing."""
    data = dict(given.mapping)
    data["kind"] = "workspace"
    if isinstance(data.get("extends", ""), str):
        data["extends"] = parent.named
    name = data.setdefault("name", default_name(target))
    data.setdefault("id", _free_id(target, name if isinstance(name, str) else "", kind, parent))
    data.setdefault("languages", list(default_languages(parent)))
    values = data.get("values", {})
    printable = isinstance(name, str) and unprintable_in(name) is None
    if kind.named in parent.library.slots and isinstance(values, dict) and printable:
        data["values"] = {kind.named: name, **values}
    return replace(given, source=replace(given.source, path=SETTINGS), data=data)


def _free_id(target: Path, name: str, kind: Kind, parent: Parent) -> str:
    """An id after the folder, the name or the kind, whichever has letters for one, that nothing else has."""
    found = next(word for text in (target.name, name, kind.id) if (word := _as_id(text)))
    while found in parent.ids:
        found = f"{found[: _ID_LENGTH - len(kind.id) - 1].strip('-')}-{kind.id}"
    return found


def _as_id(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:_ID_LENGTH].strip("-")


def _sound_part(tree: SourceTree) -> SourceTree:
    """The answers that are sound by themselves, so that these are still checked against the library."""
    plain: dict[str, Tree] = {"kind": "workspace", "id": "new-workspace", "name": "-", "languages": [SOURCE_LANGUAGE]}

    def sound(key: str, value: Tree) -> bool:
        return not read_definition(replace(tree, data={**plain, key: value})).diagnostics

    kept = dict(plain)
    for key, value in tree.mapping.items():
        if key in MERGED and isinstance(value, dict):
            kept[key] = {name: inner for name, inner in value.items() if sound(key, {name: inner})}
        elif sound(key, value):
            kept[key] = value
    return replace(tree, data=kept)


def _pictures(tree: SourceTree, beside: Path | None) -> Result[tuple[SourceFile, ...]]:
    """The logo, read from the folder of the answers, under the name that it has in the workspace."""
    brand = tree.mapping.get("brand")
    name = brand.get("logo") if isinstance(brand, dict) else None
    if not isinstance(name, str):
        return Result(())
    root = (beside or Path()).resolve()
    read = read_picture(root, name)
    if isinstance(read, bytes):
        place = (root / name).resolve()
        return Result((SourceFile(f"brand/logo{place.suffix.lower()}", read),))
    what, hint = read
    hint = hint.replace("in this workspace", "seen from this file").replace("into the workspace", "beside this file")
    what = what.replace("outside of the workspace", "outside of the folder of this file")
    return Result((), (Diagnostic("bad-picture", tree.at(("brand", "logo")), f"'{name}' {what}", hint),))


def _at_their_new_place(tree: SourceTree, pictures: tuple[SourceFile, ...]) -> SourceTree:
    brand = tree.mapping.get("brand")
    if not pictures or not isinstance(brand, dict):
        return tree
    return replace(tree, data={**tree.mapping, "brand": {**brand, "logo": pictures[0].path}})


def _layer(tree: SourceTree, parent: Parent, target: Path, pictures: tuple[SourceFile, ...]) -> Sources:
    """The new workspace as ``load`` would hand it on."""
    words = parent.layers[-1]
    layer = str(tree.mapping["id"])
    tree = replace(tree, source=replace(tree.source, layer=layer))
    return Sources(target, (tree,), words.interface, {}, logo=pictures[0] if pictures else None, layer=layer)


def _taken(tree: SourceTree, parent: Parent) -> Iterator[Diagnostic]:
    """An id that something in the library below has: its changes could not be told from ours."""
    name = tree.mapping.get("id")
    if isinstance(name, str) and name in parent.ids:
        what = f"the id '{name}' is taken"
        hint = f"Something in '{parent.named}' is called that; choose another."
        yield Diagnostic("duplicate-id", tree.at(("id",)), what, hint)


def _not_offered(tree: SourceTree, parent: Parent) -> Iterator[Diagnostic]:
    """Languages that nothing is translated into yet: right for those who will translate, and else a slip."""
    codes = tree.mapping.get("languages")
    offered = parent.offered
    for index, code in enumerate(codes if isinstance(codes, list) else ()):
        if isinstance(code, str) and code not in offered and not language(code).pseudo:
            what = f"nothing is translated into '{code}' ({language(code).name}) yet; its pages will show English"
            hint = f"Translate it in content/locale/{code}/. {nearest(code, offered)}"
            yield Diagnostic("not-offered", tree.at(("languages", index)), what, hint, Severity.WARNING)
