"""Pseudo-translations: a language that nobody speaks shows what was never offered for translation, and what breaks.

``en-XA`` is English with accents, a third longer and in quotes «…»: words without them escaped translation, and words
that are cut have too little room. ``ar-XB`` is English in Arabic letters that look or sound alike: it turns every page
right to left for somebody who reads no Arabic. The codes are Android's, whose ``ar-XB`` turns English letters around by
override characters; prose may hold none here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from partnerkit.model import message
from partnerkit.model.locales import Language
from partnerkit.model.text import Text

_ACCENTS = str.maketrans("acdefiklnoprstuwyzACDEIKLNOPRSTUWYZ", "åçđéƒîķļñöþŕšţûŵýžÅÇÐÉÎĶĻÑÖÞŔŠŢÛŴÝŽ")
"""Letters that our fonts have; the others stay as they are."""
_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "ابصدعفغهيجكلمنوپقرستوڤوخيز" * 2)
_GROWTH = 0.35
_FILLER = "öñé ţŵö ţhŕéé ƒöûŕ ƒîvé šîx šévéñ éîghţ ñîñé ţéñ "
_KEPT = re.compile(r"\]\([^)\s]*\)|\\.|https?://\S+|\S+@\S+")
"""What is no word to translate: the target of a link, an escaped mark, an address."""
_BLOCK = re.compile(r"(?P<lead>\s*(?:(?:[-*+]|\d+[.)])[ ]+)?)(?P<words>.*?)(?P<tail>\s*)", re.DOTALL)
_BREAK = re.compile(r"(\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])[ ]))")


def pseudo(text: Text, language: Language) -> Text:
    """The pseudo-translation of a text; one without letters stays as it is."""
    if language.dir == "rtl":
        return text.translated(_rewritten(text.message, lambda words: words.translate(_ARABIC)), language.code)
    accented = _rewritten(text.message, lambda words: words.translate(_ACCENTS))
    return text.translated("".join(map(_grown, _BREAK.split(accented))), language.code)


def _grown(block: str) -> str:
    """A paragraph or list item in quotes and longer; what stands between two of them as it is."""
    found = _BLOCK.fullmatch(block)
    letters = sum(map(str.isalpha, _KEPT.sub("", _spoken(message.parse(block)))))
    if not letters or found is None:
        return block
    length = int(letters * _GROWTH) + 1
    filler = (_FILLER * (length // len(_FILLER) + 1))[:length].strip()
    return f"{found['lead']}«{found['words']} {filler}»{found['tail']}"


def _spoken(parsed: message.Message) -> str:
    """The words of a message and of all its forms."""
    return "".join(
        part if isinstance(part, str) else "".join(_spoken(form) for _, form in part.forms)
        for part in parsed
        if isinstance(part, str | message.Choice)
    )


def _rewritten(parsed: message.Message, change: Callable[[str], str], *, plural: bool = False) -> str:
    """A message as its source again, with other words."""
    out: list[str] = []
    for part in parsed:
        if isinstance(part, str):
            out.append(_quoted(_changed(part, change), plural=plural))
        elif isinstance(part, message.Pound):
            out.append("#")
        elif isinstance(part, message.Argument):
            out.append("{" + ", ".join(filter(None, (part.name, part.format, part.style))) + "}")
        else:
            forms = " ".join(
                f"{name} {{{_rewritten(form, change, plural=plural or part.format == 'plural')}}}"
                for name, form in part.forms
            )
            out.append(f"{{{part.name}, {part.format}, {forms}}}")
    return "".join(out)


def _changed(words: str, change: Callable[[str], str]) -> str:
    """Words changed, but not what only looks like words."""
    out, at = [], 0
    for kept in _KEPT.finditer(words):
        out += [change(words[at : kept.start()]), kept.group()]
        at = kept.end()
    return "".join([*out, change(words[at:])])


def _quoted(words: str, *, plural: bool) -> str:
    """Words as ICU writes them: quotes doubled, and braces with the quotes beside them in quotes."""
    marks = "{}#" if plural else "{}"

    def quoted(found: re.Match[str]) -> str:
        doubled = found.group().replace("'", "''")
        return doubled if set(found.group()) == {"'"} else f"'{doubled}'"

    return re.sub(f"[{marks}']+", quoted, words)
