"""What has been changed in a document of a library below: each place with its redline, its reason and who did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from partnerkit.model.address import Address, Item, parse_address
from partnerkit.model.base import fragment
from partnerkit.model.definition import Definition
from partnerkit.model.document import Document
from partnerkit.model.element import Element
from partnerkit.model.library import texts_of
from partnerkit.model.lineage import Change, Lineage, Wording
from partnerkit.model.locales import language
from partnerkit.model.message import slots_of
from partnerkit.model.text import Text
from partnerkit.wording import Words
from partnerkit.wording.redline import Piece, redline

_TITLES = ("heading", "title", "label", "term", "name", "question", "concern", "text")
"""What an item is called by, the first that it has."""
_LONG = 70
"""How many letters of an item's own words are enough to know it by."""

View = dict[str, Any]


def lineage_view(document: Document, words: Words) -> View | None:
    """What a page shows of a document's lineage; None where nothing was changed in it and nothing is locked."""
    lineage = words.library.lineage.get(document.id)
    if lineage is None or not (lineage.changes or lineage.locks):
        return None
    return _Lineage(document, lineage, words).view()


class _Lineage:
    """One document's lineage on its way to a page."""

    def __init__(self, document: Document, lineage: Lineage, words: Words) -> None:
        self.document, self.lineage, self.words = document, lineage, words
        self.definition: Definition = words.library.documents[document.id]
        self.texts = {text.key: text for text in texts_of(self.definition)}
        # A section's heading gives its own id up for that of the section; see 'render.page'.
        self.ids = {name: place for place, name in enumerate(_ids(document.body))}

    def view(self) -> View:
        changes = sorted(self.lineage.changes, key=lambda change: self.ids.get(self._target(change.at), 0))
        locks = [
            {"by": lock.by.name, "why": self._said(lock.why), "where": self._where(lock.at, {})}
            for lock in self.lineage.locks
        ]
        return {"changes": [self._change(change) for change in changes], "locks": locks}

    def _change(self, change: Change) -> View:
        gone = {wording.key: wording.before or wording.after for wording in change.wordings}
        return {
            "string": f"lineage-{'replace' if change.operation == 'set' else change.operation}",
            "by": change.by.name,
            "why": self._said(change.why),
            "where": self._where(change.at, gone),
            "redlines": list(self._redlines(change)),
        }

    def _redlines(self, change: Change) -> Iterator[View]:
        """Each text with its pieces, and the language that both sides are in."""
        for wording in change.wordings:
            before, after = self._plain(wording.before), self._plain(wording.after)
            yield {"pieces": list(_shown(redline(before, after))), **self._language(_of(wording))}

    def _plain(self, said: Text | str | None) -> str:
        # What stood in a layer below may be no sound text, and have line ends.
        return self.words.plainly(said) if isinstance(said, Text) else " ".join((said or "").split())

    def _said(self, text: Text | None) -> View | None:
        return {"words": self.words.plainly(text), **self._language(text)} if text else None

    def _language(self, text: Text | None) -> View:
        """How words are read out that may not be in the language of the page."""
        spoken = language(text.lang) if text else self.words.language
        return {} if spoken.code == self.words.language.code else {"lang": spoken.code, "dir": spoken.dir}

    # -- where it is ---------------------------------------------------------------------------------------------------

    def _where(self, at: str, gone: Mapping[str, Text | str | None]) -> View:
        """What a place is called, and the way to it or to what is around it."""
        title = self._title(at, gone)
        if isinstance(title, str):
            return {"words": title, "target": self._target(at)}
        words = self.words.plainly(title)
        if len(words) > _LONG:
            words = f"{words[:_LONG].rsplit(None, 1)[0]} …"
        return {"words": words, "target": self._target(at), **self._language(title)}

    def _title(self, at: str, gone: Mapping[str, Text | str | None]) -> Text | str:
        """What the closest item around a place is called; else its section, else the document."""
        for around in _around(at):
            if around.steps and isinstance(around.steps[-1], Item):
                for known in (self.texts, gone):
                    inside = {key: text for key, text in known.items() if key.startswith(f"{around}.")}
                    names = [f"{around}.{name}" for name in _TITLES]
                    for key in (*(name for name in names if name in inside), *inside):
                        if isinstance(text := inside[key], Text):
                            return text
        if at.endswith("#summary"):
            return self.words.ui("in-plain-words")
        if "#" not in at:
            return self.words.ui("lineage-whole")
        target = self._target(at)
        section = next((one for one in self.document.body.iter() if one.get("id") == target), None)
        heading = next((one for one in section.iter() if one.tag == "h2"), None) if section else None
        return heading.text if heading else self._fact(at) or self.definition.title

    def _fact(self, at: str) -> str:
        """The label that the interface has for a key such as ``responsible``; empty where it has none."""
        name = fragment(at)
        text = self.words.library.interface.get(name)
        return self.words.ui(name) if text and not list(slots_of(text.message)) else ""

    def _target(self, at: str) -> str:
        """The id of what a place is in, as close as the page has one."""
        for around in _around(at):
            if (name := fragment(str(around))) in self.ids:
                return name
        last, fact = "top", self._fact(at)
        for element in self.document.body.iter():
            if (name := element.get("id")) in self.ids:
                last = name
            if element.get("data-key").startswith(at) or (fact and element.tag == "dt" and element.text == fact):
                return last
        return "top"


def _shown(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces in which no space at an end of words is struck through or underlined."""
    for piece in pieces:
        words = piece.text.strip()
        if piece.kind == "same" or not words:
            yield piece
            continue
        before, _, after = piece.text.partition(words)
        yield from (one for one in (Piece("same", before), Piece(piece.kind, words), Piece("same", after)) if one.text)


def _of(wording: Wording) -> Text | None:
    """The text that says which language both sides are in."""
    return next((said for said in (wording.after, wording.before) if isinstance(said, Text)), None)


def _around(at: str) -> Iterator[Address]:
    """A place and all that it is a part of, but for the document."""
    address = parse_address(at)
    while address.steps:
        yield address
        address = address.parent


def _ids(body: Element) -> Iterator[str]:
    """The ids that the page of a document has, in order."""
    for element in body.iter():
        if element.get("id") and element.tag != "h2":
            yield element.get("id")
