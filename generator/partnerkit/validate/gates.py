"""Quality gates: what makes a document good, and not only sound. Each has a code and says what to do.

Rules that one kind can check by itself live in its model; here is what needs words to be weighed, or the whole library
to be seen. Most are warnings: a school may know better, and ``--strict`` holds this library to all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from partnerkit.diagnostics import Diagnostic, Severity, Span
from partnerkit.execute.memo import Memo
from partnerkit.model.base import Addressed
from partnerkit.model.definition import Audience, Definition, LegalRef
from partnerkit.model.guide import Cells
from partnerkit.model.library import Library
from partnerkit.model.policy import Policy, Statement
from partnerkit.model.relations import Relations
from partnerkit.model.requirements import Requirements
from partnerkit.model.sources import SourceTree, TreePath
from partnerkit.model.survey import Question, Survey
from partnerkit.model.text import SOURCE_LANGUAGE, Text
from partnerkit.model.vision import Vision
from partnerkit.model.vocabulary import Glossary, Practices
from partnerkit.validate import reading
from partnerkit.validate.links import leaves

MOST_GRADE = 8.0
"""Families read at grade 8 or below; a figure that rounds to 8 passes."""
MOST_WORDS = 30
MOST_WORDS_FOR_STAFF = 40
_FAMILIES = frozenset({Audience.FAMILIES, Audience.STUDENTS})
_EXEMPT = (LegalRef, Cells, Statement)
"""Tables and legal text: short by nature, or bound to the words of a law."""

_EMPTY_LINKS = re.compile(
    r"\[\s*(here|click here|this|this page|this link|link|more|read more|https?://[^\]]*)\s*\]\(", re.I
)
_AMBIGUOUS = re.compile(r"\b(bi-?monthly|bi-?weekly|bi-?annual(?:ly)?|semi-?monthly)\b", re.I)
_CLEARER = {
    "month": "'every two months' or 'twice a month'",
    "week": "'every two weeks' or 'twice a week'",
    "annual": "'every two years' or 'twice a year'",
}
_FORCED = re.compile(
    r"\b(?:must|has to|have to|is required to|are required to)\s+(?:all\s+)?sign\b(?!\s+(?:in|up|out|off)\b)"
    r"|\b(?:cannot|can[’']t|may not|will not|won[’']t)\b[^.]{0,80}"
    r"\b(?:unless|until|without|before)\b[^.]{0,60}\b(?:signs?|signed|signature)\b",
    re.I,
)
_NOT_FORCED = re.compile(r"\b(?:nobody|no one|no family|never|not|don[’']t|doesn[’']t)\b[^.]*$", re.I)
_TARGET = re.compile(r"\]\([^)]*\)")
_TWO_IDEAS = re.compile(r"\s(?:and|or)\s|/", re.I)
_NEGATIONS = re.compile(r"\b(?:not|never|no|none|nobody|nothing|without)\b|n[’']t\b", re.I)

Read = list[tuple[SourceTree, Addressed]]
Avoided = list[tuple[re.Pattern[str], str]]


def check_quality(library: Library, read: Read, memo: Memo) -> Iterator[Diagnostic]:
    """Everything that could be better.

    Args:
        library: the definitions that are sound by themselves.
        read: each of them with its file.
        memo: holds what has been weighed already.
    """
    avoided = _avoided(library)
    glossaries = [shared for shared in library.vocabulary if isinstance(shared, Glossary)]
    for tree, definition in read:
        weigh = partial(_each, tree, definition, avoided)
        yield from memo.once("quality", (tree, definition, *glossaries), weigh)
    yield from _library(
        library, {definition.id: tree for tree, definition in read if isinstance(definition, Definition)}, read
    )


def _each(tree: SourceTree, definition: Addressed, avoided: Avoided) -> tuple[Diagnostic, ...]:
    """What could be better in a single definition."""
    found: list[Diagnostic] = []
    for path, leaf in leaves(definition, ()):
        if isinstance(leaf, Text) and leaf.lang == SOURCE_LANGUAGE:
            found += _words(leaf, tree, path, avoided if not isinstance(definition, Glossary) else [])
    if isinstance(definition, Definition):
        found += _reading(definition, tree)
        found += _to_review(definition, tree)
    if isinstance(definition, Survey) and definition.language == SOURCE_LANGUAGE:
        found += _survey(definition, tree)
    return tuple(found)


def _warn(code: str, span: Span, what: str, hint: str) -> Diagnostic:
    return Diagnostic(code, span, what, hint, Severity.WARNING)


def _to_review(definition: Definition, tree: SourceTree) -> Iterator[Diagnostic]:
    """What was guessed or left over when a definition was made of somebody's own document."""
    for index, note in enumerate(definition.to_review):
        what = f"still to review: {note.note} (at {note.at})"
        yield _warn("still-to-review", tree.at(("to_review", index)), what, "Look at it, then delete this note.")
    for index, words in enumerate(definition.leftover):
        first = words if len(words) <= 60 else f"{words[:60]}…"
        hint = "Put these words where they belong, or delete them here."
        yield _warn("still-to-review", tree.at(("leftover", index)), f"left over: '{first}'", hint)


# -- words -------------------------------------------------------------------------------------------------------------


def _avoided(library: Library) -> Avoided:
    """The words that the glossary replaces, each with the term that takes its place."""
    return [
        (re.compile(rf"\b{re.escape(word)}s?\b", re.I), str(term.term))
        for term in library.glossary
        for word in term.avoid
    ]


def _words(text: Text, tree: SourceTree, path: TreePath, avoided: Avoided) -> Iterator[Diagnostic]:
    raw = text.source
    shown = _TARGET.sub(lambda target: " " * len(target.group()), raw)
    for pattern, term in avoided:
        if found := pattern.search(shown):
            what = f"the glossary has another word for '{found.group()}'"
            yield _warn("avoided-word", tree.within(path, raw, found.start()), what, f"Write '{term}'.")
    if found := _EMPTY_LINKS.search(raw):
        what = f"the link '{found.group(1)}' makes no sense alone"
        hint = "Write what the reader finds there, such as [the concern form](doc:concern-form)."
        yield _warn("link-text", tree.within(path, raw, found.start()), what, hint)
    if found := _AMBIGUOUS.search(raw):
        what = f"'{found.group()}' can mean two things"
        hint = f"Write {next(way for part, way in _CLEARER.items() if part in found.group().lower())}."
        yield _warn("ambiguous-interval", tree.within(path, raw, found.start()), what, hint)
    if (found := _FORCED.search(raw)) and not _NOT_FORCED.search(raw[: found.start()]) and "lose" not in found.group():
        what = "this reads as if something depended on a signature"
        hint = "A signature is a choice: say what it means, and that nothing is lost without it."
        yield _warn("signature-condition", tree.within(path, raw, found.start()), what, hint)


# -- reading -----------------------------------------------------------------------------------------------------------


def _reading(definition: Definition, tree: SourceTree) -> Iterator[Diagnostic]:
    if definition.language != SOURCE_LANGUAGE:
        return
    hint = "Use shorter sentences and everyday words; say who does what."
    level = reading.grade(reading.sentences(definition.summary))
    if round(level) > MOST_GRADE:
        what = f"the summary is at grade {level:.1f}; grade 8 is the most"
        yield _warn("reading-level", tree.at(("summary",)), what, hint)
    if isinstance(definition, Requirements):
        return
    for_families = not _FAMILIES.isdisjoint(definition.audience)
    most = MOST_WORDS if for_families else MOST_WORDS_FOR_STAFF
    lines: list[str] = []
    for path, leaf in leaves(definition, (), without=_EXEMPT):
        if not isinstance(leaf, Text):
            continue
        found = reading.sentences(leaf)
        lines += found
        if isinstance(definition, Vision) and path == ("statement",):
            continue  # the model counts its words
        for sentence in found:
            if (n := len(reading.words(sentence))) > most:
                what = f"a sentence of {n} words: '{sentence[:50]}…'"
                yield _warn("long-sentence", tree.at(path), what, f"Make two of it; {most} words are the most here.")
    level = reading.grade(lines)
    if for_families and not isinstance(definition, Policy) and round(level) > MOST_GRADE:
        what = f"this is written for families, and is at grade {level:.1f}; grade 8 is the most"
        yield _warn("reading-level", tree.at(("audience",)), what, hint)


# -- surveys -----------------------------------------------------------------------------------------------------------


def _survey(survey: Survey, tree: SourceTree) -> Iterator[Diagnostic]:
    for d, dimension in enumerate(survey.dimensions):
        for q, question in enumerate(dimension.questions):
            if problem := _item_problem(question):
                what, hint = problem
                yield _warn("survey-item", tree.at(("dimensions", d, "questions", q, "stem")), what, hint)


def _item_problem(question: Question) -> tuple[str, str] | None:
    stem = reading.spoken(question.stem)
    if question.type != "scale":
        return None
    if not stem.endswith(("?", "…")):
        return "a rated item is not written as a question", "Write a question, such as: How easy is it to reach us?"
    if _TWO_IDEAS.search(stem):
        return "this item may hold two ideas: 'and', 'or'", "Ask about one thing; make two items of it."
    if len(_NEGATIONS.findall(stem)) > 1:
        return "this item holds two negations", "Ask it the other way round."
    return None


# -- the library as a whole --------------------------------------------------------------------------------------------


def _library(library: Library, trees: dict[str, SourceTree], read: Read) -> Iterator[Diagnostic]:
    relations = Relations(library)
    yield from _practices(relations, read)
    for document in library.documents.values():
        tree = trees[document.id]
        if isinstance(document, Requirements):
            for index, element in enumerate(document.elements):
                if element.level == "shall" and not relations.claims(document, element):
                    what = f"no clause covers {element.code}, '{element.id}'"
                    hint = f"Write 'satisfies: [{document.id}#{element.id}]' on the clause that does."
                    yield _warn("uncovered-element", tree.at(("elements", index)), what, hint)
        if document.realises and not relations.kits_holding([document]):
            what = f"'{document.id}' is in no kit, so nobody who looks for a kit will find it"
            yield _warn("not-in-a-kit", tree.at(("id",)), what, "Add it to a kit in kits/.")
    yield from _embedding(relations, trees)


def _practices(relations: Relations, read: Read) -> Iterator[Diagnostic]:
    for tree, definition in read:
        if isinstance(definition, Practices):
            for index, practice in enumerate(definition.practices):
                if not relations.realising(practice):
                    what = f"no document puts {practice.id} to work: {practice.title}"
                    hint = f"Write 'realises: [{practice.id}]' in the document that does."
                    yield Diagnostic("unrealised", tree.at(("practices", index)), what, hint)


_LACKS = {
    "policy": ("no policy stands behind it", "Name it under cross_refs of the policy that asks for it."),
    "date": ("it has no date in the calendar", "Add an event with 'of' or 'also_for' to the calendar."),
    "money": ("no line of a budget pays for it", "Name it under 'supports' of a budget line; staff time is in kind."),
}


def _embedding(relations: Relations, trees: dict[str, SourceTree]) -> Iterator[Diagnostic]:
    for row in relations.embeddings():
        for name in row.missing:
            what, hint = _LACKS[name]
            span = trees[row.structure.id].at(("structure",))
            yield _warn("not-embedded", span, f"'{row.structure.id}' is a standing structure, and {what}", hint)
    for document, held, promised in relations.missed():
        calendar = relations.calendar
        if calendar is not None:
            what = f"the calendar has {held} of the {promised} dates that '{document.id}' promises"
            yield _warn("missed-cadence", trees[calendar.id].at(("events",)), what, "Add the dates that are missing.")
