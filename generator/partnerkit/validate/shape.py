"""One file against the model of its kind: Pydantic's findings in the author's words, at the author's line."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from partnerkit.diagnostics import Diagnostic, Result, Span, nearest
from partnerkit.model.base import Addressed, Named, Origin
from partnerkit.model.kinds import KINDS, MODELS
from partnerkit.model.library import bind, nodes_of
from partnerkit.model.sources import SourceTree, Tree, TreePath
from partnerkit.model.text import unprintable_in
from partnerkit.model.vocabulary import Slot, Slots

_PATTERN_HINTS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "Use lower-case letters, digits and single hyphens, such as annual-meeting.",
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$": "Use lower-case words with dots, such as school.name.",
    r"^P([1-9]\d?)(Y|M|W|D)$": "Write an interval such as P1Y (a year), P3M (three months) or P2W (two weeks).",
    r"^\d+(\.\d+){0,2}$": "Write a version such as 1.0 or 2.1.3.",
    r"^[1-9]\d?/[1-9]\d?$": "Write a share such as 1/2 or 2/3.",
}
_TYPE_NAMES = {
    "string_type": "text",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "decimal_parsing": "a number",
    "decimal_type": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a group of keys",
    "model_type": "a group of keys",
    "model_attributes_type": "a group of keys",
    "date_type": "a date",
    "url_type": "a web address",
}
_SCALAR_HINTS = {
    "int_parsing": "Write it in figures, such as 10.",
    "decimal_parsing": "Write it in figures, such as 85 or 4.5.",
    "bool_parsing": "Write true or false.",
}
_BOUNDS = {
    "greater_than_equal": "must be {} or more",
    "less_than_equal": "must be {} or less",
    "too_short": "must have {} or more items",
    "too_long": "must have no more than {} items",
    "string_too_short": "must have {} or more characters",
    "string_too_long": "must have no more than {} characters",
    "decimal_whole_digits": "has more digits than can be printed",
    "decimal_max_digits": "has more digits than can be printed",
    "decimal_max_places": "has more digits than can be printed",
    "finite_number": "must be a number",
}
_DATES = {"bad-date", "date_from_datetime_parsing", "date_parsing", "date_from_datetime_inexact", "date_type"}
_WORDS = {*_DATES, "literal_error", "enum"}


def read_definition(tree: SourceTree) -> Result[Addressed | None]:
    """The typed definition that a file holds, bound to its id paths and places; None where it has errors."""
    start = Span(tree.source.path, 1, 1)
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
        slots = {f"'{name}' is empty" for detail in details if _is_slot(detail) for name in detail["input"]}
        found = [one for one in found if one.message not in slots]
        return Result(None, (*found, *(_explain(detail, tree, kind) for detail in details)))
    bound = bind(definition, lambda path: Origin(tree.source.layer, tree.at(path)))
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
        yield _empty(tree, path)
    elif problem := unprintable_in(value):
        yield _prose({"code": problem[0], "what": problem[1], "offset": problem[2]}, tree, path, value, stripped=False)


def _empty(tree: SourceTree, path: TreePath) -> Diagnostic:
    what = f"'{_named(path)}' is empty" if path else "this is empty"
    return Diagnostic("wrong-type", tree.key_at(path), what, "Write its value, or remove the line.")


def _named(path: TreePath) -> str:
    """The key that a value stands under, also where it is one of a list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _is_slot(detail: ErrorDetails) -> bool:
    """Whether a value was meant as text such as {school.name}, which YAML reads as a group of one empty key."""
    given = detail["input"]
    return detail["type"] == "string_type" and isinstance(given, dict) and list(given.values()) == [None]


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


def _explain(detail: ErrorDetails, tree: SourceTree, kind: str) -> Diagnostic:
    """One Pydantic error as a diagnostic."""
    path = _tree_path(detail["loc"], tree, MODELS[kind])
    name = _named(path) or kind
    error, context, given = detail["type"], detail.get("ctx", {}), detail["input"]
    if error == "missing" and isinstance(detail["loc"][-1], int):
        return Diagnostic("bad-value", tree.at(path), f"'{name}' has too few items", "A comparison is [slot, value].")
    if error == "missing":
        hint = _description(MODELS[kind], path, tree) or f"Add '{name}: …'."
        return Diagnostic("missing-key", tree.key_at(path[:-1]), f"the key '{name}' is missing", hint)
    if error == "extra_forbidden":
        known = _fields(_annotation(MODELS[kind], path[:-1], tree))
        return Diagnostic("unknown-key", tree.key_at(path), f"'{name}' is not a key here", nearest(name, known))
    if error == "union_tag_not_found":
        key = str(context["discriminator"]).strip("'")
        return Diagnostic("missing-key", tree.at(path), f"the key '{key}' is missing", f"Add '{key}: …'.")
    if error == "union_tag_invalid":
        key = str(context["discriminator"]).strip("'")
        expected = [word.strip("' ") for word in str(context["expected_tags"]).split(",")]
        what = f"'{context['tag']}' is not a {key} of this kind"
        return Diagnostic("bad-value", tree.at((*path, key)), what, nearest(str(context["tag"]), expected))
    span = tree.at(path)
    if detail["loc"][-1:] == ("[key]",):
        what = f"'{given}' is not the name of a slot"
        return Diagnostic("bad-value", tree.key_at(path), what, _PATTERN_HINTS.get(str(context.get("pattern")), ""))
    if given is None or given == "":
        return _empty(tree, path)
    if error == "prose":
        return _prose(context, tree, path, str(given))
    if error == "rule":
        steps = (int(step) if step.isdigit() else step for step in str(context.get("at", "")).split(".") if step)
        return Diagnostic("rule", tree.at((*path, *steps)), str(detail["msg"]))
    other = Diagnostic("bad-value", span, f"'{name}': {_lowered(detail['msg'])}")
    return _bad_value(detail, name, span) or other


def _lowered(message: str) -> str:
    return f"{message[:1].lower()}{message[1:]}"


def _bad_value(detail: ErrorDetails, name: str, span: Span) -> Diagnostic | None:
    """A value that is there, and is not what its key wants."""
    error, context, given, message = detail["type"], detail.get("ctx", {}), detail["input"], str(detail["msg"])
    if isinstance(given, dict | list) and error in _WORDS:
        what = f"'{name}' must be {'a date' if error in _DATES else 'one word'}, not {_shown(given)}"
        return Diagnostic("wrong-type", span, what, "Check the indentation and the dashes of this part.")
    if error in _DATES:
        written = re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(given))
        hint = "There is no such day." if written else "Write it as YYYY-MM-DD, such as 2027-09-15."
        return Diagnostic("bad-date", span, f"'{given}' is not a date", hint)
    if error in _TYPE_NAMES:
        what = f"'{name}' must be {_TYPE_NAMES[error]}, not {_shown(given)}"
        if _is_slot(detail):
            return Diagnostic("wrong-type", span, what, "Put text that starts with { in quotes, or under '>-'.")
        hint = "Check the indentation and the dashes of this part."
        return Diagnostic(
            "wrong-type", span, what, hint if isinstance(given, dict | list) else _SCALAR_HINTS.get(error, hint)
        )
    if error in ("literal_error", "enum"):
        expected = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        return Diagnostic("bad-value", span, f"'{given}' is not allowed for '{name}'", nearest(str(given), expected))
    if error == "string_pattern_mismatch":
        hint = _PATTERN_HINTS.get(str(context["pattern"]), "")
        return Diagnostic("bad-value", span, f"'{given}' is not written as '{name}' must be", hint)
    if error == "unknown-language":
        return Diagnostic(error, span, message, "Write a code such as es, ar or zh-Hans.")
    if error.startswith("url_"):
        hint = "Write it whole, such as https://example.org/page."
        return Diagnostic("bad-value", span, f"'{name}' must be a web address, not {_shown(given)}", hint)
    if error in _BOUNDS:
        bound = next((context[key] for key in ("ge", "le", "min_length", "max_length") if key in context), "")
        return Diagnostic("bad-value", span, f"'{name}' {_BOUNDS[error].format(bound)}")
    return None


_PLURAL = "A plural is written {reply.days, plural, one {# day} other {# days}}."
_PROSE_HINTS = {
    "plural": _PLURAL,
    "form": _PLURAL,
    "words of": _PLURAL,
    "brace": "A slot is written {school.name}. Put a brace that is only a brace in single quotes: '{'.",
    "is not a format": "Write the slot alone, such as {school.name}, or with one of these formats.",
    "is not a style": "The styles of a date are short, medium, long and full.",
    "cannot be printed": "Delete it; it may have come along when you pasted.",
    "single line": "Write it on one line, or in lines under '>-'.",
    "link target": "A link is [words](doc:document-id), [words](https://…) or [words](mailto:…).",
    "HTML": "Write plain text; **two stars** make it strong.",
}
"""What to do about prose, by the words that say what is wrong with it; the first that fits."""


def _prose(
    context: dict[str, Any], tree: SourceTree, path: TreePath, given: str, *, stripped: bool = True
) -> Diagnostic:
    offset = int(context["offset"]) + (len(given) - len(given.lstrip()) if stripped else 0)
    span = tree.within(path, given, offset)
    what = str(context["what"])
    return Diagnostic(str(context["code"]), span, what, next((h for k, h in _PROSE_HINTS.items() if k in what), ""))


def _shown(given: object) -> str:
    if isinstance(given, dict):
        return "a group of keys"
    if isinstance(given, list):
        return "a list"
    text = str(given)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def _tree_path(location: tuple[int | str, ...], tree: SourceTree, annotation: Any) -> TreePath:
    """Pydantic's location without the names of union members, which do not stand in the file."""
    path: list[str | int] = []
    here: object = tree.data
    union: object = None
    for index, step in enumerate(location):
        if isinstance(here, dict) and isinstance(step, str):
            if here is not union and len(list(_models(_annotation_at(annotation, tuple(path), tree)))) > 1:
                union = here
            elif step in here:
                path.append(step)
                here = here[step]
            elif index == len(location) - 1:
                path.append(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            path.append(step)
            here = here[step]
    return tuple(path)


def _annotation(annotation: Any, path: TreePath, tree: SourceTree) -> type[BaseModel] | None:
    """The model that stands at a place of the file."""
    here: object = tree.data
    for step in path:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            here = None
    return _model(_annotation_at(annotation, path, tree), here)


def _annotation_at(annotation: Any, path: TreePath, tree: SourceTree) -> Any:
    """The type of a place of the file, before one of several models is picked."""
    here: object = tree.data
    for step in path:
        model = _model(annotation, here)
        if isinstance(step, str) and model is not None:
            by_alias = {field.alias or name: field for name, field in model.model_fields.items()}
            annotation = by_alias[step].annotation if step in by_alias else None
            here = here.get(step) if isinstance(here, dict) else None
        elif isinstance(step, int):
            here = here[step] if isinstance(here, list) else None
    return annotation


def _model(annotation: Any, data: object) -> type[BaseModel] | None:
    """The model inside an annotation; of several, the one whose ``type`` the data names."""
    models = list(_models(annotation))
    wanted = data.get("type") if isinstance(data, dict) else None
    for model in models:
        field = model.model_fields.get("type")
        if field is not None and wanted in get_args(field.annotation):
            return model
    return models[0] if models else None


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, types.UnionType, tuple):
        for inner in get_args(annotation):
            yield from _models(inner)


def _fields(model: type[BaseModel] | None) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _description(annotation: Any, path: TreePath, tree: SourceTree) -> str:
    model = _annotation(annotation, path[:-1], tree)
    field = model.model_fields.get(str(path[-1])) if model is not None else None
    return f"Add '{path[-1]}': {field.description}" if field is not None and field.description else ""
