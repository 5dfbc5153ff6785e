"""Pydantic's findings in the author's words: what is wrong, at which place, and what to do."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import ErrorDetails

from partnerkit.diagnostics import Diagnostic, Span, nearest
from partnerkit.model.kinds import MODELS
from partnerkit.model.sources import SourceTree, TreePath
from partnerkit.validate.places import description, fields, model_at, tree_path

_PATTERN_HINTS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "Use lower-case letters, digits and single hyphens, such as annual-meeting.",
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$": "Use lower-case words with dots, such as school.name.",
    r"^P([1-9]\d?)(Y|M|W|D)$": "Write an interval such as P1Y (a year), P3M (three months) or P2W (two weeks).",
    r"^\d+(\.\d+){0,2}$": "Write a version such as 1.0 or 2.1.3.",
    r"^[1-9]\d?/[1-9]\d?$": "Write a share such as 1/2 or 2/3.",
    r"^([01]\d|2[0-3]):[0-5]\d$": "Write a time of day on a 24-hour clock, such as 17:30.",
    r"^[A-Za-z_]+(/[A-Za-z_+-]+){0,2}$": "Write a time zone such as America/New_York.",
    r"^[A-Z]{3}$": "Write a currency such as USD.",
    r"^R[0-9]{2}$": "Write a practice by its number, such as R08.",
    r"^#[0-9a-fA-F]{6}$": 'Write a colour such as "#1d5a53": in quotes, with six digits.',
    r"^[a-z0-9]+(-[a-z0-9]+)*#[a-z0-9]+(-[a-z0-9]+)*$": "Write the set and the item, such as title-i-compact#access.",
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
    "decimal_max_places": "has more decimals than an amount has",
    "finite_number": "must be a number",
}
_DATES = {"bad-date", "date_from_datetime_parsing", "date_parsing", "date_from_datetime_inexact", "date_type"}
_WORDS = {*_DATES, "literal_error", "enum"}


RULES = {
    "open-cell": "Ask that group, or write the cell down with its evidence and without a score.",
    "event-on-closure": "Move the event to a school day.",
    "no-denominator": "Add 'denominator', such as: families with a child at this school.",
    "small-groups": "Set min_n to 10, or do not split this figure.",
    "student-self-report": "See 20 U.S.C. 1232h: parents decide first, and only figures of groups are shown.",
    "survey-labels": "Write a label for each point, from one end to the other.",
    "survey-dimension": "Ask about it in two ways or more, so that one odd item does not decide.",
    "backward-skip": "Move the question behind the one it depends on.",
    "open-concern-path": "Name the role that answers at the end, and give each step a time.",
    "budget-sum": "Mend the line or the total; lines that are in kind are not paid and do not count.",
    "title-i-reservation": "See 20 U.S.C. 6318(a)(3).",
    "long-vision": "Say one thing, and leave the rest for the rationale.",
    "past-target": "Set a new target, or write down when it was reached.",
    "unbalanced-committee": "Change the seats, or state a balance_rule.",
    "unreachable-quorum": "Lower the quorum.",
}
"""Rules that have a code of their own, with what to do."""


def explain(detail: ErrorDetails, tree: SourceTree, kind: str) -> Diagnostic:
    """One Pydantic error as a diagnostic."""
    path = tree_path(detail["loc"], tree, MODELS[kind])
    name = named(path) or kind
    error, context, given = detail["type"], detail.get("ctx", {}), detail["input"]
    if error == "missing" and isinstance(detail["loc"][-1], int):
        return Diagnostic("bad-value", tree.at(path), f"'{name}' has too few items", "A comparison is [slot, value].")
    if error == "missing":
        about = description(MODELS[kind], path, tree)
        hint = f"Add '{name}': {about}" if about else f"Add '{name}: …'."
        return Diagnostic("missing-key", tree.left_by(path[:-1]), f"the key '{name}' is missing", hint)
    if error == "extra_forbidden":
        known = fields(model_at(MODELS[kind], path[:-1], tree))
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
        return empty(tree, path)
    if error == "prose":
        return prose(context, tree, path, str(given))
    if error == "rule" or error in RULES:
        steps = (int(step) if step.isdigit() else step for step in str(context.get("at", "")).split(".") if step)
        return Diagnostic(error, tree.at((*path, *steps)), str(detail["msg"]), RULES.get(error, ""))
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
        if is_slot(detail):
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
    "image": "Say in words what it shows.",
    "HTML": "Write plain text; **two stars** make it strong.",
}
"""What to do about prose, by the words that say what is wrong with it; the first that fits."""


def prose(
    context: dict[str, Any], tree: SourceTree, path: TreePath, given: str, *, stripped: bool = True
) -> Diagnostic:
    """A problem inside a text, at its character; ``stripped`` says that offsets count from the first visible one."""
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


def empty(tree: SourceTree, path: TreePath) -> Diagnostic:
    """A key without a value."""
    what = f"'{named(path)}' is empty" if path else "this is empty"
    span = tree.key_at(path)
    line = tree.text.split("\n")[span.line - 1] if tree.text else ""
    if re.match(r"[^#]*: +#", line[span.column - 1 :]):
        hint = "What follows # is a comment. Put the value in quotes, or remove the line."
        return Diagnostic("wrong-type", span, what, hint)
    return Diagnostic("wrong-type", span, what, "Write its value, or remove the line.")


def named(path: TreePath) -> str:
    """The key that a value stands under, also where it is one of a list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def is_slot(detail: ErrorDetails) -> bool:
    """Whether a value was meant as text such as {school.name}, which YAML reads as a group of one empty key."""
    given = detail["input"]
    return detail["type"] == "string_type" and isinstance(given, dict) and list(given.values()) == [None]
