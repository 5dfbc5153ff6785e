"""One file against the model of its kind: Pydantic's findings in the author's words, at the author's line."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from partnerkit.diagnostics import Diagnostic, Result, Span, nearest
from partnerkit.model.base import Addressed, Named, Origin
from partnerkit.model.kinds import KINDS
from partnerkit.model.library import bind, nodes_of
from partnerkit.model.sources import SourceTree, Tree, TreePath
from partnerkit.model.text import unprintable_in
from partnerkit.model.vocabulary import Slot, Slots
from partnerkit.validate.explain import empty, explain, is_slot, prose


def read_definition(tree: SourceTree) -> Result[Addressed | None]:
    """The typed definition that a file holds, bound to its id paths and places; None where it has errors."""
    start = Span(tree.source.shown, 1, 1)
    if not isinstance(tree.data, dict) or not tree.data:
        hint = "Start with 'kind: policy' (or another kind), then 'id:' and 'title:'."
        return Result(None, (Diagnostic("wrong-type", start, "this file does not hold a definition", hint),))
    kind = tree.data.get("kind")
    if "kind" not in tree.data:
        hint = f"Add a line such as 'kind: policy'. Kinds: {', '.join(KINDS)}."
        return Result(None, (Diagnostic("missing-key", start, "the key 'kind' is missing", hint),))
    if not isinstance(kind, str) or kind not in KINDS:
        what = f"'{kind}' is not a kind" if isinstance(kind, str) else "'kind' is empty or not a word"
        return Result(None, (Diagnostic("unknown-kind", tree.at(("kind",)), what, nearest(str(kind), KINDS)),))
    found = list(_scalars(tree, tree.data, ()))
    try:
        definition = KINDS[kind].validate_python(tree.data)
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if not _follows(detail)]
        # Text that starts with a slot reads as a group of one empty key; one message about it is enough.
        slots = {f"'{name}' is empty" for detail in details if is_slot(detail) for name in detail["input"]}
        found = [one for one in found if one.message not in slots]
        return Result(None, (*found, *(explain(detail, tree, kind) for detail in details)))
    bound = bind(definition, lambda path: Origin(tree.layer_at(path), tree.at(path), tree.marks.get(path)))
    return Result(None if found else bound, (*found, *_repeated_ids(bound)))


def _scalars(tree: SourceTree, value: Tree, path: TreePath) -> Iterator[Diagnostic]:
    """What no value of any kind may be: empty, or unprintable."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(tree, inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _scalars(tree, inner, (*path, index))
    elif value is None:
        yield empty(tree, path)
    elif problem := unprintable_in(value):
        yield prose({"code": problem[0], "what": problem[1], "offset": problem[2]}, tree, path, value, stripped=False)


def _follows(detail: ErrorDetails) -> bool:
    """Whether a list is only too short because some of its items are not sound; they are reported by themselves."""
    given = detail["input"]
    return detail["type"] == "too_short" and isinstance(given, list) and len(given) >= detail["ctx"]["min_length"]


def _repeated_ids(definition: Addressed) -> Iterator[Diagnostic]:
    seen: dict[str, Span] = {}
    nodes: list[Named | Slot] = [*nodes_of(definition), *(definition.slots if isinstance(definition, Slots) else ())]
    for node in nodes:
        span = node.origin.span if node.origin else Span("")
        if node.key in seen:
            hint = f"It is already used on line {seen[node.key].line}; ids in one list are all different."
            yield Diagnostic("duplicate-id", span, f"the id '{node.id}' is used twice in this list", hint)
        seen.setdefault(node.key, span)
