"""Where a value or a clause comes from, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from partnerkit.diagnostics import Span, nearest
from partnerkit.load import settings_of
from partnerkit.model.address import Address, parse_address, parts_of, path_to
from partnerkit.model.sources import Mark, Sources, SourceTree, Tree, TreePath
from partnerkit.resolve import MERGED, OWN, resolve
from partnerkit.validate import read_overlays


class UnknownPathError(ValueError):
    """A path that leads nowhere; says what comes closest."""


@dataclass(frozen=True)
class Stand:
    """What something was once a layer had spoken.

    Attributes:
        layer: the id of the layer.
        said: whether it is the first to say this, has changed it, or has taken it out.
        value: what it was from then on.
        span: where the layer says so.
        why: its reason, where it gives one.
    """

    layer: str
    said: str
    value: Tree
    span: Span
    why: str = ""


def explain(layers: Sequence[Sources], path: str) -> list[Stand]:
    """What each layer has made of a value or a part, the lowest layer first.

    Args:
        layers: what was read of each layer, the lowest first.
        path: the id path of a part, or the keys of a setting, such as ``values.school.name``.

    Raises:
        UnknownPathError: when it leads nowhere in any layer.
    """
    key = path.partition(".")[0]
    stands = _of_setting(layers, path) if "#" not in path and key in _settings_keys(layers) else _of_part(layers, path)
    return list(stands)


# -- settings ----------------------------------------------------------------------------------------------------------


def _settings_keys(layers: Sequence[Sources]) -> set[str]:
    return {key for layer in layers for tree in settings_of(layer.definitions) for key in _keys(tree.data)}


def _of_setting(layers: Sequence[Sources], path: str) -> Iterator[Stand]:
    """A setting: what the layer above says counts, key by key."""
    key, _, rest = path.partition(".")
    where: TreePath = (key, rest) if rest and key in MERGED else (key,)
    found = False
    for layer in layers:
        for tree in settings_of(layer.definitions):
            own = _keys(tree.data).get(key)
            value = _keys(own).get(rest) if len(where) > 1 else own
            if value is not None and (key not in OWN or layer is layers[-1]):
                yield Stand(layer.layer, "changes it" if found else "says it", value, tree.at(where))
                found = True
    if not found:
        settings = [_keys(tree.data) for layer in layers for tree in settings_of(layer.definitions)]
        known = (f"{key}.{name}" for own in settings for name in _keys(own.get(key)))
        raise UnknownPathError(f"no layer says anything of '{path}'. {nearest(path, known)}")


def _keys(tree: Tree) -> dict[str, Tree]:
    return tree if isinstance(tree, dict) else {}


# -- parts of definitions ----------------------------------------------------------------------------------------------


def _of_part(layers: Sequence[Sources], path: str) -> Iterator[Stand]:
    try:
        address = parse_address(path)
    except ValueError as error:
        raise UnknownPathError(f"{error}, nor a setting") from None
    overlays = read_overlays(layers).value
    definitions: Sequence[SourceTree] = ()
    before: Tree | None = None
    for number, layer in enumerate(layers, start=1):
        definitions = resolve(layers[:number], overlays).value.sources.definitions
        tree = _definition(definitions, address)
        where = path_to(tree.data, address.steps) if tree else None
        now = tree.value(where) if tree and where is not None else None
        if tree is None or now == before:
            continue
        mark = _mark(tree, where if where is not None else path_to(tree.data, address.parent.steps) or ())
        said = "takes it out" if now is None else "says it" if before is None else "changes it"
        place = mark.span if mark else tree.at(where or ())
        yield Stand(layer.layer, said, now, place, mark.why if mark else "")
        before = now
    tree = _definition(definitions, address)
    if tree is None:
        known = (str(_keys(one.data).get("id")) for one in definitions)
        raise UnknownPathError(f"there is no '{address.definition}'. {nearest(address.definition, known)}")
    if before is None:
        parts = (str(part) for part, _ in parts_of(tree.data, Address(address.definition)))
        raise UnknownPathError(f"'{address}' does not exist. {nearest(str(address), parts)}")


def _definition(definitions: Sequence[SourceTree], address: Address) -> SourceTree | None:
    return next((tree for tree in definitions if _keys(tree.data).get("id") == address.definition), None)


def _mark(tree: SourceTree, path: TreePath) -> Mark | None:
    """What a layer has done last to a part, or to what it is a part of."""
    around = (path[:end] for end in range(len(path), -1, -1))
    return next((tree.marks[part] for part in around if part in tree.marks), None)
