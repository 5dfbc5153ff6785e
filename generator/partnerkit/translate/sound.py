"""Whether a translation is sound: it keeps every slot, link and mark of its source, and the plurals of its language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from partnerkit.model import message
from partnerkit.model.library import Library
from partnerkit.model.locales import Language
from partnerkit.model.text import DOCUMENT_LINK, Text, problem_in


@cache
def plural_categories(language: Language) -> frozenset[str]:
    """The categories that whole numbers of everyday size take; those of millions alone may be left to ``other``."""
    rule = language.locale.plural_form
    return frozenset(rule(number) for number in range(1001))


def problem_of(text: Text, target: str, library: Library, language: Language) -> str:
    """What a translation would lose or break; empty where it is sound."""
    if problem := problem_in(target.strip(), block=text.block):
        return f"in the translation of '{text.key}', {problem[1]}"
    wanted = message.signature(text.message)
    given = message.signature(message.parse(target.strip()))
    for name, format_ in sorted(wanted - given):
        if name in {other for other, _ in given}:
            how = f"as {format_}" if format_ else "alone"
            return f"the translation of '{text.key}' does not write the slot {{{name}}} {how}, as its source does"
        return f"the translation of '{text.key}' loses the slot {{{name}}}"
    for name, _ in sorted(given - wanted):
        return f"the translation of '{text.key}' has the slot {{{name}}}, which its source does not have"
    for link in DOCUMENT_LINK.findall(target):
        if link not in library.documents:
            return f"the translation of '{text.key}' links to '{link}', which does not exist"
    lost = sorted(set(DOCUMENT_LINK.findall(text.source)) - set(DOCUMENT_LINK.findall(target)))
    if lost:
        return f"the translation of '{text.key}' loses the link to '{lost[0]}'"
    if ("**" in text.source) and "**" not in target:
        return f"the translation of '{text.key}' loses the strong words (**) of its source"
    for missing in _missing_plurals(message.parse(target.strip()), plural_categories(language)):
        return f"the translation of '{text.key}' has a plural without the words of '{missing}'"
    return ""


def _missing_plurals(parsed: message.Message, wanted: frozenset[str]) -> Iterator[str]:
    for part in parsed:
        if isinstance(part, message.Choice):
            if part.format == "plural":
                yield from sorted(wanted - {name for name, _ in part.forms})
            for _, form in part.forms:
                yield from _missing_plurals(form, wanted)
