"""Which words of a document belong to which text: a mark around each, so that an edited file can be read back.

A composed document says of each block what it comes from; inside a block the words of an author stand among numbers,
labels and citations. Here the words of each text are found again, and an element with the id path of the text is put
around them. Word and LibreOffice both keep the bookmark that this becomes, whatever else is changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from partnerkit.model.element import INLINE, Element
from partnerkit.model.text import Text
from partnerkit.wording.prose import SLOT, tokens

SWITCH = "?"
"""Before the id path of an optional clause: the mark around its label."""
_PREFIX = "_pk"
_PLAIN = frozenset({"untranslated", "stale"})
_FIELDS = frozenset({"input", "textarea"})
_SURE = 12
"""Letters of a text from which on it is known by itself, in a block that says of no part that it is from there."""

_START = 8
"""Letters at the beginning of a text by which it is looked up."""

_BOUNDARY = re.compile(r"[\W_]|(?=[\u2e80-\uffef])")
"""Where a text may begin; anywhere in a script that writes no spaces."""

Nodes = list[Element | str]
_Place = tuple[str, Nodes, Nodes, Nodes]


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark of a file.

    Attributes:
        key: the id path of the text inside it.
        under: the optional clauses and slots that it depends on.
    """

    key: str
    under: tuple[str, ...] = ()


@dataclass
class Marking:
    """The marks of one document.

    Attributes:
        texts: the texts of its definition, in its language.
        marks: what has been marked, by the name of the bookmark.
    """

    texts: Sequence[Text]
    marks: dict[str, Mark] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._shown = {text.key: tokens(text) for text in self.texts}
        self._used: set[str] = set()
        self._longest = sorted(self._shown, key=lambda key: -len(self._shown[key]))
        self._inside: dict[str, list[str]] = {}
        self._starting: dict[str, list[str]] = {}
        for key in self._longest:
            self._starting.setdefault(self._shown[key][:_START], []).append(key)

    def marked(self, body: Element) -> Element:
        """A document with an element around the words of each text; its ``data-mark`` names the bookmark."""
        return self._within(body, "", ())

    def _within(self, element: Element, scope: str, under: tuple[str, ...]) -> Element:
        scope = element.get("data-key") or scope
        under = (*under, *_names(element.get("data-if")))
        if "optional-label" in element.classes:
            label = Element("span", (("data-mark", self._named(f"{SWITCH}{scope}", under)),), element.children)
            return element.holding(label)
        if not _holds_words(element):
            return element.holding(
                *(one if isinstance(one, str) else self._within(one, scope, under) for one in element.children)
            )
        if scope in self._shown:
            return self._whole(element, scope, under)
        return self._parts(element, scope, under)

    def _whole(self, element: Element, key: str, under: tuple[str, ...]) -> Element:
        """A block that is one text, or a part of it; a list inside has items of its own."""
        own = [one for one in element.children if not _is_list(one)]
        lists = [
            self._within(one, key, under) for one in element.children if isinstance(one, Element) and _is_list(one)
        ]
        return element.holding(*self._around(own, key, under), *lists)

    def _parts(self, element: Element, scope: str, under: tuple[str, ...]) -> Element:
        """A block with words of several texts, and other words between them."""
        made: list[Element | str] = []
        waiting: list[Element | str] = []
        for child in element.children:
            if isinstance(child, Element) and (_is_list(child) or child.tag not in (*INLINE, *_FIELDS)):
                made += [*self._found(waiting, scope, under), self._within(child, scope, under)]
                waiting = []
            elif isinstance(child, Element) and "optional-label" in child.classes:
                made += self._found(waiting, scope, under)
                label = Element("span", (("data-mark", self._named(f"{SWITCH}{scope}", under)),), child.children)
                made.append(child.holding(label))
                waiting = []
            else:
                waiting.append(child)
        return element.holding(*made, *self._found(waiting, scope, under))

    def _found(self, children: list[Element | str], scope: str, under: tuple[str, ...]) -> Iterator[Element | str]:
        """Neighbours, with an element around those that make up a text; the longest text first."""
        found = next(self._places(children, scope), None) or (next(self._places(children, ""), None) if scope else None)
        if found is None:
            for child in children:
                if isinstance(child, Element) and child.tag in INLINE and not child.get("data-slot"):
                    child = child.holding(*self._found(list(child.children), scope, under))
                yield child
            return
        key, before, inside, after = found
        self._used.add(key)
        yield from self._found(before, scope, under)
        yield from self._around(inside, key, under)
        yield from self._found(after, scope, under)

    def _places(self, children: Nodes, scope: str) -> Iterator[_Place]:
        """Where texts stand among neighbours: the text, what is before it, its words, and what is after them."""
        whole = _shown(children)
        if not whole.strip():
            return
        for key in self._candidates(scope, whole):
            words = self._shown[key]
            at = whole.find(words)
            if not words or at < 0 or not _stands_alone(whole, at, at + len(words), sure=bool(scope)):
                continue
            if (cut := _cut(children, at, at + len(words))) and not _is_marked_up(cut[1]):
                yield key, *cut

    def _candidates(self, scope: str, whole: str) -> list[str]:
        """Texts that may stand here and do not stand elsewhere yet, the longest first: those of a part, or any."""
        if scope and scope not in self._inside:
            self._inside[scope] = [key for key in self._longest if key.startswith(scope)]
        if scope:
            found = self._inside[scope]
        else:
            places = [0, *(found.end() for found in _BOUNDARY.finditer(whole))]
            starts = {whole.strip(), *(whole[at : at + _START] for at in places)}
            keys = (key for start in starts for key in self._starting.get(start, ()))
            found = sorted(keys, key=lambda key: -len(self._shown[key]))
        return [key for key in found if key not in self._used and len(self._shown[key]) <= len(whole)]

    def _around(self, children: Sequence[Element | str], key: str, under: tuple[str, ...]) -> Iterator[Element | str]:
        """An element around some words, without the space at their ends."""
        self._used.add(key)
        words = list(children)
        match words:
            case [Element() as only] if (
                only.tag == "span" and not only.get("data-slot") and "blank" not in only.classes
            ):
                yield only.having(data_mark=self._named(key, under))
                return
        before = after = ""
        if words and isinstance(words[0], str):
            before, words[0] = _split(words[0], at_start=True)
        if words and isinstance(words[-1], str):
            words[-1], after = _split(words[-1], at_start=False)
        inside = [one for one in words if one != ""]
        if before:
            yield before
        if inside:
            yield Element("span", (("data-mark", self._named(key, under)),), tuple(inside))
        if after:
            yield after

    def _named(self, key: str, under: tuple[str, ...]) -> str:
        """A name for a bookmark: hidden, short, and the same whatever stands before it."""
        number = 0
        while (name := _name(key, number)) in self.marks:
            number += 1
        self.marks[name] = Mark(key, tuple(dict.fromkeys(under)))
        return name


def _name(key: str, number: int) -> str:
    # Word allows 40 letters, and hides names that begin with a low line.
    return f"{_PREFIX}{hashlib.sha256(f'{key}/{number}'.encode()).hexdigest()[:8]}"


def is_mark(name: str) -> bool:
    """Whether a bookmark is one of ours."""
    return name.startswith(_PREFIX)


def _names(condition: str) -> Iterator[str]:
    """What a condition looks at."""
    if condition:
        yield from _variables(json.loads(condition))


def _variables(condition: Mapping[str, object]) -> Iterator[str]:
    for key, value in condition.items():
        if key == "var" and isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _variables(value)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    yield from _variables(one)


def _stands_alone(whole: str, start: int, end: int, *, sure: bool) -> bool:
    """Whether words are not a part of others by chance."""
    if _joined(whole[max(start - 1, 0) : start + 1]) or _joined(whole[end - 1 : end + 1]):
        return False
    return sure or end - start >= _SURE or not (whole[:start] + whole[end:]).strip()


def _joined(pair: str) -> bool:
    """Whether two letters are of one word; a script that writes no spaces does not say."""
    return len(pair) == 2 and pair.isalnum() and not any("\u2e80" <= letter <= "\uffef" for letter in pair)


def _cut(children: Nodes, start: int, end: int) -> tuple[Nodes, Nodes, Nodes] | None:
    """Neighbours before, between and after two places; None where a place is inside of an element."""
    parts: tuple[Nodes, Nodes, Nodes] = ([], [], [])
    at = 0
    for child in children:
        size = len(_shown([child]))
        pieces = sorted({0, size, *(place - at for place in (start, end) if 0 < place - at < size)})
        if len(pieces) > 2 and not isinstance(child, str):
            return None
        for first, last in pairwise(pieces):
            which = 0 if at + last <= start else 2 if at + first >= end else 1
            parts[which].append(child[first:last] if isinstance(child, str) else child)
        if not size:
            parts[0 if at <= start and not parts[1] else 2 if at >= end else 1].append(child)
        at += size
    return parts


def _is_marked_up(inside: Nodes) -> bool:
    """Whether words are those of one element that looks like something, which stays outside of the mark."""
    match inside:
        case [Element() as only]:
            return only.tag != "bdi" and not only.get("data-slot") and bool(only.tag != "span" or only.classes - _PLAIN)
        case _:
            return False


def _split(text: str, *, at_start: bool) -> tuple[str, str]:
    bare = text.lstrip(" ") if at_start else text.rstrip(" ")
    size = len(text) - len(bare)
    return (text[:size], bare) if at_start else (bare, text[len(text) - size :] if size else "")


def _is_list(child: Element | str) -> bool:
    return isinstance(child, Element) and child.tag in ("ol", "ul", "dl")


def _holds_words(element: Element) -> bool:
    """Whether an element is an innermost block: words stand in it, perhaps with lists below them."""
    return any(
        one.strip() if isinstance(one, str) else one.tag in INLINE or one.tag in _FIELDS for one in element.children
    )


def _shown(children: Iterable[Element | str]) -> str:
    """Words as they are compared: a slot by its name, a plural by the slot that it depends on."""
    out: list[str] = []
    for child in children:
        if isinstance(child, str):
            out.append(child)
        elif child.get("data-slot"):
            out.append(f"{SLOT}{child.get('data-slot')}{SLOT}")
        elif child.tag == "br":
            out.append(" ")
        else:
            out.append(_shown(child.children))
    return "".join(out)
