"""What definitions said in older formats, read as what says it today: a workspace is never too old to be opened.

``RENEWED`` is the table. A key that is given up never comes back with another meaning, so a file needs no number of its
format: whoever finds such a key knows what was meant. It is read in its new form at once, the author is told, and
``partnerkit fmt`` writes it so. A workspace of every format is kept in ``tests/frozen``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from partnerkit.diagnostics import Diagnostic, Result, Severity
from partnerkit.model.sources import SourceTree, Tree, TreePath


@dataclass(frozen=True)
class Renewed:
    """A key at the top of a definition that has given way to another one.

    Attributes:
        kind: the kind of the definition.
        old: the key.
        new: the key that stands in its place.
        value: what stands under the new key, by what stood under the old one; None where nothing needs to.
    """

    kind: str
    old: str
    new: str
    value: Callable[[Tree], Tree]


RENEWED = (
    # A kit said only whether it is printed in two columns; now it lists its editions, where forms were the rule.
    Renewed("kit", "bilingual", "makes", lambda said: ["fillable", "bilingual"] if said == "true" else None),
)


def outdated(tree: SourceTree) -> Iterator[Renewed]:
    """What a definition says in an older format; what it says in both formats is a mistake, and stays one."""
    said = tree.mapping
    for one in RENEWED:
        if said.get("kind") == one.kind and one.old in said and one.new not in said:
            yield one


def renewed(tree: SourceTree) -> Result[SourceTree]:
    """A definition as today's format has it, with advice where it was of an older one."""
    found: list[Diagnostic] = []
    for one in outdated(tree):
        what = f"'{one.old}' is how older versions wrote this; it is read as '{one.new}'"
        hint = "'partnerkit fmt' writes it as it is written today."
        found.append(Diagnostic("old-format", tree.key_at((one.old,)), what, hint, Severity.WARNING))
        tree = _exchanged(tree, one)
    return Result(tree, tuple(found))


def _exchanged(tree: SourceTree, one: Renewed) -> SourceTree:
    """The same file with the new key where the old one was; all that is new in it stands where the old value does."""
    data: dict[str, Tree] = {}
    keys, values = dict(tree.keys), dict(tree.values)
    key, place = keys.pop((one.old,)), values.pop((one.old,))
    for name, said in tree.mapping.items():
        if name != one.old:
            data[name] = said
        elif (value := one.value(said)) is not None:
            data[one.new] = value
            keys[one.new,] = key
            values |= dict.fromkeys(_paths(value, (one.new,)), place)
    return replace(tree, data=data, keys=keys, values=values)


def _paths(value: Tree, path: TreePath) -> Iterator[TreePath]:
    """The path of a value and of everything inside it."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from _paths(one, (*path, step))
