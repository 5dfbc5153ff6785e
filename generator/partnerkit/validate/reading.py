"""How hard a text is to read: words, sentences, and the grade of school it asks for.

The grade is Flesch–Kincaid's (Kincaid, Fishburne, Rogers and Chissom, 1975), which is made for English; texts in other
languages are measured by the length of their sentences alone. Syllables are counted by vowel groups, since the
libraries that know better load a word list from the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from partnerkit.model import message
from partnerkit.model.text import Text

_CITE = re.compile(r"\d+ (?:U\.S\.C\.|CFR|FR)(?: Part)? [\d()a-zA-Z.–-]*[\da-zA-Z)]")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"[*_`]+")
_SHORT = re.compile(r"\b(Mr|Ms|Mrs|Dr|St|a\.m|p\.m|e\.g|i\.e|U\.S|No|vs)\.")
_BREAK = re.compile(r"\n\s*\n|\n\s*-\s+|^\s*-\s+")
_END = re.compile(r"(?<=[.!?…])[”’\"')]*\s+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_ED = re.compile(r"[^td]ed$")
_SILENT_E = re.compile(r"[^l]e$|[aeiouy]le$")


def spoken(text: Text) -> str:
    """A text as somebody would read it out: a slot as one word, a plural in its general form, citations as one word."""
    return _MARK.sub("", _LINK.sub(r"\1", _CITE.sub("law", _flat(text.message))))


def _flat(parsed: message.Message) -> str:
    out = []
    for part in parsed:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, message.Choice):
            out.append(_flat(dict(part.forms)["other"]))
        else:
            out.append("five")
    return "".join(out)


def sentences(text: Text) -> list[str]:
    """The sentences of a text, without those of a word or two, such as headings."""
    found = []
    for block in _BREAK.split(_SHORT.sub(lambda m: m.group()[:-1], spoken(text))):
        found += [" ".join(part.split()) for part in _END.split(block) if part.strip()]
    return found


def words(sentence: str) -> list[str]:
    """The words of a sentence."""
    return _WORD.findall(sentence)


def syllables(word: str) -> int:
    """How many syllables an English word has, by its vowel groups."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if count > 1 and (_SILENT_ED.search(word) or _SILENT_E.search(word)):
        count -= 1
    return max(1, count)


def grade(lines: Iterable[str]) -> float:
    """The grade of school that some sentences ask for; 0 where there is nothing to measure."""
    measured = [found for found in (words(line) for line in lines) if len(found) > 2]
    total = sum(len(found) for found in measured)
    if not total:
        return 0.0
    heard = sum(syllables(word) for found in measured for word in found)
    return 0.39 * total / len(measured) + 11.8 * heard / total - 15.59
