"""The term base: whether a translation calls a thing by the name that its language has agreed on.

A parent who reads of one committee under three names looks for three committees. So every text whose English holds a
term of ``content/terms.yaml`` is compared with the forms that the catalog ``terms`` of its language accepts for it.
How the forms are written is told in ``model.vocabulary.Term``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from partnerkit.diagnostics import Diagnostic, Severity, nearest
from partnerkit.model import message
from partnerkit.model.library import INTERFACE, Library
from partnerkit.model.locales import Language
from partnerkit.model.text import SOURCE_LANGUAGE, Text
from partnerkit.model.vocabulary import Term
from partnerkit.translate.catalogs import Catalog, Entry

_HOW = "Write the preferred form first, then what else is accepted, with | between. There * is any letters."
"""What every entry of the catalog ``terms`` says to its translator."""
_UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "zh"})
"""Languages that put no space between words, so that a term may begin anywhere."""
_SLOT = " 0 "
"""What stands for a slot: a word, so that no term is found across it unless a form has a ``*`` there."""
_ALIKE = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-"})
_SILENT = re.compile("\\]\\([^)]*\\)|[*\u00ad\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f]")
"""What does not change a word: the target of a link, emphasis, Arabic vowel signs and tatweel, marks without width."""


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms that a language accepts for a term: as they are written, and as a pattern for folded words."""

    written: tuple[str, ...]
    pattern: re.Pattern[str]

    @property
    def preferred(self) -> str:
        return self.written[0]


@dataclass(frozen=True, slots=True)
class TermBase:
    """The terms of a library and their forms in one language.

    Attributes:
        terms: the English of every term, by id.
        forms: what the language accepts, by the id of the term; those that are not translated yet are missing.
        own: the id paths of the terms themselves, which are not compared with anything.
        names: the id paths of roles and of glossary entries: there a term is a name, and has its preferred form.
        english: every English form with the id of its term.
        diagnostics: forms that are not written as they should be.
    """

    terms: Mapping[str, str]
    forms: Mapping[str, _Forms]
    own: frozenset[str]
    names: frozenset[str]
    english: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    def problems(self, text: Text, entry: Entry) -> Iterator[Diagnostic]:
        """The terms that a translation does not keep, and the excuses from terms that do not exist."""
        # The words of the interface come with the templates, and were excused from the terms of another library.
        excused = frozenset() if text.key.startswith(f"{INTERFACE}#") else entry.otherwise
        for unknown in sorted(excused - self.terms.keys()):
            hint = nearest(unknown, self.terms) or "Remove the comment."
            yield _warning("unknown-term", entry, f"there is no term '{unknown}' to be put otherwise", hint)
        if text.key in self.own or text.lang != SOURCE_LANGUAGE:
            return
        named = terms_in(text.source, self.english)
        if not named:
            return
        source, target = _spoken(text.source), _spoken(entry.target)
        for term in sorted(named - entry.otherwise):
            forms = self.forms.get(term)
            if forms is None:
                continue
            alone = text.key in self.names and source == _folded(self.terms[term])
            if target != _folded(forms.preferred) if alone else not forms.pattern.search(target):
                what = f"the translation of '{text.key}' has another word for '{self.terms[term]}'"
                accepted = forms.written[:1] if alone else forms.written
                either = " or ".join(f"'{form}'" for form in accepted)
                hint = f"Write {either}. If it is meant otherwise here, add the comment '# term: {term}'."
                yield _warning("term-not-kept", entry, what, hint)


def term_base(library: Library, catalog: Catalog, language: Language) -> TermBase:
    """Read the terms of a library with the forms that a language accepts for them."""
    found: list[Diagnostic] = []
    forms: dict[str, _Forms] = {}
    for term in library.terms:
        entry = catalog.get(term.term.key)
        if entry is None or entry.fuzzy or entry.source.strip() != str(term.term) or not entry.target.strip():
            continue
        written = tuple(form.strip() for form in entry.target.split("|"))
        if problem := _problem(written):
            found.append(_warning("bad-term", entry, f"the forms of '{term.term}' {problem}", _HOW))
        else:
            forms[term.id] = _accepted(written, language)
    roles, glossary = library.roles.values(), library.glossary
    return TermBase(
        terms={term.id: str(term.term) for term in library.terms},
        forms=forms,
        own=frozenset(term.term.key for term in library.terms),
        names=frozenset([*(role.title.key for role in roles), *(entry.term.key for entry in glossary)]),
        english=tuple((form, term.id) for term in library.terms for form in term.english),
        diagnostics=tuple(found),
    )


def notes_on(terms: Iterable[Term]) -> dict[str, str]:
    """What a translator of the terms should know, by the id path of each."""
    return {term.term.key: "\n".join(filter(None, (term.note, _HOW))) for term in terms}


@lru_cache(maxsize=16384)
def terms_in(source: str, english: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """The ids of the terms that an English text names.

    Where terms overlap, the longest counts: a "family engagement policy" is not also "family engagement".

    Args:
        source: the text, as its author wrote it.
        english: every form of every term with the id of the term.
    """
    if not english:
        return frozenset()
    pattern, ids = _english(english)
    return frozenset(ids[" ".join(found.split())] for found in pattern.findall(_spoken(source)))


@lru_cache(maxsize=8)
def _english(english: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """A pattern for any of the terms as whole words, the longest first, and the id of what it finds."""
    ids = {_folded(form): term for form, term in english}
    longest_first = sorted(ids, key=lambda form: (-len(form), form))
    # "Title I" has no plural, or every "title is" would be one.
    either = "|".join(_pattern_of(form) for form in longest_first)
    return re.compile(rf"\b({either})(?:(?<=\w\w)s)?\b"), ids


def _accepted(written: tuple[str, ...], language: Language) -> _Forms:
    """The accepted forms, to be looked for in folded words.

    A form is found at the start of a word. Arabic and Urdu write short words together with the next one, and some
    languages put no space between words: there it is found anywhere.
    """
    anywhere = language.dir == "rtl" or language.code.partition("-")[0] in _UNSPACED
    either = "|".join(r"\w*".join(_pattern_of(_folded(part)) for part in form.split("*")) for form in written)
    return _Forms(written, re.compile(f"(?:{either})" if anywhere else rf"(?<!\w)(?:{either})(?!\w)"))


def _problem(written: tuple[str, ...]) -> str:
    """What is wrong with the forms of a term; empty where they are as they should be."""
    if not all(re.search(r"\w", form) for form in written):
        return "hold one without a word"
    if "*" in written[0]:
        return "begin with one that is not written whole"
    return ""


def _spoken(source: str) -> str:
    """The folded words of a message, with a mark in place of each slot, so that no term is found across it."""
    return _folded(_SLOT.join(_strings(message.parse(source.strip()))))


def _strings(parsed: message.Message) -> Iterator[str]:
    for part in parsed:
        if isinstance(part, str):
            yield part
        elif isinstance(part, message.Choice):
            for _, form in part.forms:
                yield from _strings(form)


def _folded(words: str) -> str:
    """Words without what makes no difference between them: case, accents composed or not, vowel signs, emphasis."""
    return _SILENT.sub("", unicodedata.normalize("NFC", words).casefold().translate(_ALIKE))


def _pattern_of(folded: str) -> str:
    """A pattern for words that may stand on two lines."""
    return r"\s+".join(re.escape(word) for word in re.split(r"\s+", folded))


def _warning(code: str, entry: Entry, what: str, hint: str) -> Diagnostic:
    return Diagnostic(code, entry.span, what, hint, Severity.WARNING)
