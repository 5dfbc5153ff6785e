"""One file against the model of its kind: Pydantic's findings in the author's words, at the author's line."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from partnerkit.diagnostics import Diagnostic, Result, Span, nearest
from partnerkit.model.base import Addressed, Origin
from partnerkit.model.kinds import KINDS, MODELS
from partnerkit.model.library import bind, nodes_of
from partnerkit.model.sources import SourceTree, TreePath

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
_DATES = {"bad-date", "date_from_datetime_parsing", "date_parsing", "date_from_datetime_inexact", "date_type"}


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
    try:
        definition = KINDS[kind].validate_python(tree.data)
    except ValidationError as error:
        found = [_explain(detail, tree, kind) for detail in error.errors(include_url=False)]
        return Result(None, tuple(found))
    bound = bind(definition, lambda path: Origin(tree.source.layer, tree.at(path)))
    return Result(bound, tuple(_repeated_ids(bound)))


def _repeated_ids(definition: Addressed) -> Iterator[Diagnostic]:
    seen: dict[str, Span] = {}
    for node in nodes_of(definition):
        span = node.origin.span if node.origin else Span("")
        if node.key in seen:
            hint = f"It is already used on line {seen[node.key].line}; ids in one list are all different."
            yield Diagnostic("duplicate-id", span, f"the id '{node.id}' is used twice in this list", hint)
        seen.setdefault(node.key, span)


def _explain(detail: ErrorDetails, tree: SourceTree, kind: str) -> Diagnostic:
    """One Pydantic error as a diagnostic."""
    path = _tree_path(detail["loc"], tree)
    name = str(path[-1]) if path else kind
    error, context, given = detail["type"], detail.get("ctx", {}), detail["input"]
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
    if given is None:
        return Diagnostic("wrong-type", tree.key_at(path), f"'{name}' is empty", "Write its value, or remove the line.")
    if error == "prose":
        return _prose(context, tree, path, str(given))
    other = Diagnostic("bad-value", span, f"'{name}': {_lowered(detail['msg'])}")
    return _bad_value(detail, name, span) or other


def _lowered(message: str) -> str:
    return f"{message[:1].lower()}{message[1:]}"


def _bad_value(detail: ErrorDetails, name: str, span: Span) -> Diagnostic | None:
    """A value that is there, and is not what its key wants."""
    error, context, given, message = detail["type"], detail.get("ctx", {}), detail["input"], str(detail["msg"])
    if error in _DATES:
        return Diagnostic("bad-date", span, f"'{given}' is not a date", "Write it as YYYY-MM-DD, such as 2027-09-15.")
    if error in _TYPE_NAMES:
        what = f"'{name}' must be {_TYPE_NAMES[error]}, not {_shown(given)}"
        return Diagnostic("wrong-type", span, what, "Check the indentation and the dashes of this part.")
    if error in ("literal_error", "enum"):
        expected = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        return Diagnostic("bad-value", span, f"'{given}' is not allowed for '{name}'", nearest(str(given), expected))
    if error == "string_pattern_mismatch":
        hint = _PATTERN_HINTS.get(str(context["pattern"]), "")
        return Diagnostic("bad-value", span, f"'{given}' is not written as '{name}' must be", hint)
    if error in ("rule", "unknown-language"):
        code = "rule" if error == "rule" else "unknown-language"
        return Diagnostic(code, span, message)
    return None


def _prose(context: dict[str, Any], tree: SourceTree, path: TreePath, given: str) -> Diagnostic:
    hints = {
        "unbalanced-braces": "A slot is written {school.name}. For a brace that is only a brace write '{'.",
        "bad-prose": "Write plain text. Links are [words](doc:document-id), https:// or mailto: only.",
    }
    offset = int(context["offset"]) + len(given) - len(given.lstrip())
    span = tree.within(path, given, offset)
    return Diagnostic(str(context["code"]), span, str(context["what"]), hints[str(context["code"])])


def _shown(given: object) -> str:
    if isinstance(given, dict):
        return "a group of keys"
    if isinstance(given, list):
        return "a list"
    text = str(given)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def _tree_path(location: tuple[int | str, ...], tree: SourceTree) -> TreePath:
    """Pydantic's location without the names of union members, which do not stand in the file."""
    path: list[str | int] = []
    here: object = tree.data
    for index, step in enumerate(location):
        last = index == len(location) - 1
        if isinstance(here, dict) and isinstance(step, str):
            if step in here:
                path.append(step)
                here = here[step]
            elif last and step != here.get("type"):
                path.append(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            path.append(step)
            here = here[step]
    return tuple(path)


def _annotation(annotation: Any, path: TreePath, tree: SourceTree) -> Any:
    """The model that stands at a place of the file."""
    here: object = tree.data
    for step in path:
        model = _model(annotation, here)
        if isinstance(step, str) and model is not None:
            by_alias = {field.alias or name: field for name, field in model.model_fields.items()}
            annotation = by_alias[step].annotation if step in by_alias else None
            here = here.get(step) if isinstance(here, dict) else None
        elif isinstance(step, int):
            here = here[step] if isinstance(here, list) else None
    return _model(annotation, here)


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
