"""Two composed documents, the same one in two languages, as one body in which each paragraph stands beside its own.

Both come from one definition and one template, so their trees run parallel; they are walked together, and every
paragraph, list item and heading becomes a row of two cells, first the source, then the translation. What people write
on is there once and not twice: a blank line, a place to sign and a table carry the words of both languages. Nothing is
lost where the trees differ: what has the same id path, or else the same place, makes one row, and what only one of
them has makes a row with an empty cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from partnerkit.model.document import Document
from partnerkit.model.element import HEADINGS, INLINE, Element
from partnerkit.model.locales import Language

_HOLDERS = frozenset({"article", "aside", "blockquote", "div", "figure", "section"})
"""What stays around its rows."""
_LISTS = frozenset({"dl", "ol", "ul"})
"""What each row opens anew, so that an item stands beside its translation."""
_SHARED = frozenset({"signature", "half"})
"""What people fill in and what is too narrow for columns: one of it, with the words of both languages."""
_WITH_NEXT = frozenset({"help", "label", "meaning", "notice-title", "optional-label", "plain-title"})
"""Words that must not be the last on a page; so must no heading."""
_ONE_LINE = 40
"""How many letters fit into a line of a column; a box to tick takes the room of six."""

Nodes = tuple[Element | str, ...]


def paired(source: Document, translation: Document, missing: Element) -> Element:
    """The bodies of two documents as one, row by row.

    Args:
        source: a document in its source language.
        translation: the same document in another language.
        missing: inline words that say that a text has not been translated; they stand where the translation would
            only repeat the source.
    """
    return _Pairing(source.language, translation.language, missing).body(source.body, translation.body)


@dataclass(frozen=True)
class _Chunk:
    """Neighbours that belong together: the blocks of one text, or a term with its meaning; else a single element."""

    key: tuple[str, ...]
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class _Pairing:
    source: Language
    translation: Language
    missing: Element

    def body(self, source: Element, translation: Element) -> Element:
        return source.having(lang=None, dir=None).holding(*self._inside(source, translation))

    def _inside(self, source: Element, translation: Element) -> Iterator[Element]:
        """The children of two elements, in the order of the first."""
        for first, second in _matched(_chunks(source), _chunks(translation)):
            if len(first) == len(second) and all(map(_same_kind, first, second)):
                for one, other in zip(first, second, strict=True):
                    yield from self._pair(one, other)
            else:
                yield self._row(first, second)

    def _pair(self, source: Element, translation: Element) -> Iterator[Element]:
        if source.tag == "table" or source.classes & _SHARED:
            yield from self._one_of_both(source, translation)
        elif source.tag in _HOLDERS:
            yield source.holding(*self._inside(source, translation)) if source.text or translation.text else source
        elif source.tag in _LISTS:
            yield from self._list(source, translation)
        else:
            yield self._row((source,), (translation,))

    # -- lists ---------------------------------------------------------------------------------------------------------

    def _list(self, source: Element, translation: Element, depth: int = 0) -> Iterator[Element]:
        if source.tag == "dl":
            yield from self._terms(source, translation)
        elif _stays_whole(source, translation):
            yield self._row((source,), (translation,))
        else:
            for first, second in _matched(_items(source), _items(translation)):
                yield self._row(
                    [_at_depth(source, depth).holding(_own(item)) for item in first],
                    [_at_depth(translation, depth).holding(_own(item)) for item in second],
                )
                yield from self._below(first, second, source, translation, depth + 1)

    def _below(
        self, first: Sequence[Element], second: Sequence[Element], source: Element, translation: Element, depth: int
    ) -> Iterator[Element]:
        """The lists inside an item; one without a class looks like the list around it."""
        inner = [_like(source, each) for item in first for each in _nested(item)]
        others = [_like(translation, each) for item in second for each in _nested(item)]
        if len(inner) == len(others):
            for one, other in zip(inner, others, strict=True):
                yield from self._list(one, other, depth)
        else:
            yield self._row([_at_depth(each, depth) for each in inner], [_at_depth(each, depth) for each in others])

    def _terms(self, source: Element, translation: Element) -> Iterator[Element]:
        for first, second in _matched(_chunks(source), _chunks(translation)):
            yield self._row(_in_list(source, first), _in_list(translation, second))

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _row(self, source: Sequence[Element], translation: Sequence[Element]) -> Element:
        first = (*source, *translation)[0]
        opens = first.tag in HEADINGS or first.classes & _WITH_NEXT
        marks = [f"pair-{mark}" for mark in (first.tag, *sorted(first.classes))]
        return Element(
            "div",
            (("class", " ".join(["pair", *marks, *(["keep"] if opens else [])])),),
            (
                _side("source", self.source, self._with_bookmarks(source, translation)),
                _side("translation", self.translation, map(self._spoken, translation)),
            ),
        )

    def _with_bookmarks(self, source: Sequence[Element], translation: Sequence[Element]) -> Iterator[Element]:
        """Headings with the line that they have in the outline: the words of both languages."""
        for number, each in enumerate(source):
            if each.tag in HEADINGS:
                other = translation[number] if number < len(translation) else None
                words = [each.text] if other is None or self._untranslated(other) else [each.text, other.text]
                each = each.having(data_bookmark=" – ".join(dict.fromkeys(words)))
            yield each

    def _spoken(self, node: Element, *, repeats: bool = False) -> Element:
        """The translation of something: without ids, which the source has, and without words that only repeat it."""
        repeats = repeats or self._repeats(node)
        if repeats and node.tag in INLINE:
            return self.missing
        if self._repeats(node):
            kept = " ".join(sorted(node.classes - {"untranslated"}))
            node = node.having(class_=kept or None, lang=None, dir=None)
        node = node.having(id=None)
        if node.tag in _HOLDS_WORDS and (repeats or self._untranslated(node)):
            numbers = [child for child in _elements(node) if "number" in child.classes]
            return Element("p" if node.tag in HEADINGS else node.tag, node.attrs, (*numbers, " ", self.missing))
        if node.tag in ("ol", "ul") and (repeats or self._untranslated(node)):
            node = node.holding(*_elements(node)[:1])
        return node.holding(
            *(self._spoken(child, repeats=repeats) if isinstance(child, Element) else child for child in node.children)
        )

    def _repeats(self, node: Element) -> bool:
        return "untranslated" in node.classes and node.get("lang") == self.source.code

    def _untranslated(self, element: Element) -> bool:
        """Whether all words of an element are shown in the source language; its number and its stops are no words."""
        if not element.text:
            return False
        return not any(char.isalnum() for part in self._translated(element) for char in part)

    def _translated(self, element: Element) -> Iterator[str]:
        if not self._repeats(element) and "number" not in element.classes:
            for child in element.children:
                yield from (child,) if isinstance(child, str) else self._translated(child)

    # -- one for both languages ----------------------------------------------------------------------------------------

    def _one_of_both(self, source: Element, translation: Element) -> Iterator[Element]:
        if _alike(source, translation):
            yield self._joined(source, translation)
        else:
            yield source.having(class_=_with(source, "source"))
            spoken = self._spoken(translation)
            marks = dict(_attrs(_with(spoken, "translation"), self.translation))
            yield spoken.having(class_=marks["class"], lang=marks["lang"], dir=marks["dir"])

    def _joined(self, source: Element, translation: Element) -> Element:
        """One element with the words of both, the translation below or behind those of the source."""
        if not source.text and not translation.text:
            return source
        if source.tag not in _HOLDS_WORDS:
            children = zip(_elements(source), _elements(translation), strict=True)
            return source.holding(*(self._joined(one, other) for one, other in children))
        if source.text == translation.text and not any(map(self._repeats, translation.iter())):
            return source
        tag = "div" if source.tag in ("td", "th") else "span"
        return source.having(class_=_with(source, "joined")).holding(
            Element(tag, _attrs("source", self.source), source.children),
            " ",
            Element(tag, _attrs("translation", self.translation), self._spoken(translation).children),
        )


_HOLDS_WORDS = frozenset({*HEADINGS, "caption", "dd", "dt", "li", "p", "td", "th"})


# -- what belongs together ---------------------------------------------------------------------------------------------


def _matched(
    source: Sequence[_Chunk], translation: Sequence[_Chunk]
) -> Iterator[tuple[tuple[Element, ...], tuple[Element, ...]]]:
    """Chunks of the same key beside each other; what only the translation has follows what comes before it there."""
    wanted = {chunk.key for chunk in source}
    after: dict[tuple[str, ...] | None, list[_Chunk]] = {}
    found: dict[tuple[str, ...], _Chunk] = {}
    last: tuple[str, ...] | None = None
    for chunk in translation:
        if chunk.key in wanted:
            last = chunk.key
            found[last] = chunk
        else:
            after.setdefault(last, []).append(chunk)
    yield from (((), extra.elements) for extra in after.get(None, ()))
    for chunk in source:
        yield chunk.elements, found[chunk.key].elements if chunk.key in found else ()
        yield from (((), extra.elements) for extra in after.get(chunk.key, ()))


def _chunks(element: Element) -> list[_Chunk]:
    return _keyed(_terms_of(element) if element.tag == "dl" else _texts_of(element))


def _items(element: Element) -> list[_Chunk]:
    """The items of a list, each with its place in it where numbers are counted."""
    ordered = element.tag == "ol" and "clauses" not in element.classes
    items = _elements(element)
    return _keyed(
        (item.having(style=f"counter-reset: list-item {number}") if ordered else item,)
        for number, item in enumerate(items)
    )


def _texts_of(element: Element) -> Iterator[tuple[Element, ...]]:
    """Children, those with one id path together: they are the paragraphs and lists of one text."""
    group: list[Element] = []
    for child in _elements(element):
        if group and not (child.get("data-key") and child.get("data-key") == group[-1].get("data-key")):
            yield tuple(group)
            group = []
        group.append(child)
    if group:
        yield tuple(group)


def _terms_of(element: Element) -> Iterator[tuple[Element, ...]]:
    """Each term with what it means."""
    group: list[Element] = []
    for child in _elements(element):
        if child.tag == "dt" and group and group[-1].tag != "dt":
            yield tuple(group)
            group = []
        group.append(child)
    if group:
        yield tuple(group)


def _keyed(groups: Iterable[tuple[Element, ...]]) -> list[_Chunk]:
    """Chunks by their id path, or else by their kind and how many of that kind came before."""
    seen: Counter[tuple[str, ...]] = Counter()
    chunks = []
    for group in groups:
        own = next((key for each in group if (key := each.get("data-key") or each.get("id"))), "")
        classes = " ".join(sorted(group[0].classes - {"untranslated"}))
        sort = (own,) if own else (group[0].tag, classes)
        chunks.append(_Chunk((*sort, str(seen[sort])), group))
        seen[sort] += 1
    return chunks


def _same_kind(source: Element, translation: Element) -> bool:
    """Whether two blocks can be walked together; items of a list in prose have no id path, so they must be as many."""
    return source.tag == translation.tag and not (
        source.tag in ("ol", "ul") and source.get("data-key") and len(source.children) != len(translation.children)
    )


def _alike(source: Element, translation: Element) -> bool:
    """Whether two elements have the same shape down to where their words are."""
    if source.tag in _HOLDS_WORDS or source.tag != translation.tag:
        return source.tag == translation.tag
    ours, theirs = _elements(source), _elements(translation)
    return len(ours) == len(theirs) and all(map(_alike, ours, theirs))


# -- pieces of lists ---------------------------------------------------------------------------------------------------


def _stays_whole(source: Element, translation: Element) -> bool:
    """Short lists that run on in a line: what goes with a document, and boxes to tick that fit into a line."""
    if "related" in source.classes:
        return True
    return "boxes" in source.classes and all(
        sum(len(item.text) + 6 for item in _elements(each)) <= _ONE_LINE for each in (source, translation)
    )


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _is_below(child: Element | str) -> bool:
    """Whether a child of an item is a list of items of its own; small words behind a step are a part of it."""
    return isinstance(child, Element) and child.tag in ("ol", "ul") and "by" not in child.classes


def _nested(item: Element) -> list[Element]:
    return [child for child in _elements(item) if _is_below(child)]


def _own(item: Element) -> Element:
    return item.holding(*(child for child in item.children if not _is_below(child)))


def _like(around: Element, inner: Element) -> Element:
    return inner if inner.classes or not around.classes else inner.having(class_=around.get("class"))


def _at_depth(element: Element, depth: int) -> Element:
    if not depth:
        return element.having(id=None)
    return element.having(id=None, class_=_with(element, f"depth-{depth}"))


def _in_list(around: Element, items: Sequence[Element]) -> list[Element]:
    return [around.holding(*items).having(id=None)] if items else []


def _with(element: Element, name: str) -> str:
    """The classes of an element, and one more."""
    return " ".join([*element.get("class").split(), name])


# -- cells -------------------------------------------------------------------------------------------------------------


def _attrs(side: str, spoken: Language) -> tuple[tuple[str, str], ...]:
    return (("class", side), ("lang", spoken.code), ("dir", spoken.dir))


def _side(side: str, spoken: Language, elements: Iterable[Element]) -> Element:
    return Element("div", _attrs(side, spoken), tuple(elements))
