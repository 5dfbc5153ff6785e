"""A kit as one document, to become one Word file: its documents one after the other.

Headings of documents go down two levels, below the title of the kit and those of its parts, so that there is one table
of contents. What many documents have alike, such as ids of sections and names of fields, is told apart by the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from partnerkit.model.document import Document
from partnerkit.model.element import Element, rewritten

NEW_PAGE = "new-page"
"""The class of an empty element in an opening, before what begins on a new page."""
_DOWN = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h5"}
_OWN = ("id", "name")


def kit_body(opening: Element, documents: Mapping[str, Document]) -> Element:
    """A kit as an ``<article>``.

    Args:
        opening: its ``<article>`` with an empty element in the place of each document.
        documents: its documents, with a field in every place to write.
    """

    def filled() -> Iterator[Element | str]:
        for child in opening.children:
            if isinstance(child, Element) and (name := child.get("data-document")):
                yield from _lowered(documents[name])
            else:
                yield child

    return opening.holding(*filled())


def _lowered(document: Document) -> Iterator[Element | str]:
    """What is in a document, as a part of a kit; where it is in another language, each block says so."""

    def change(element: Element) -> tuple[Element]:
        own = {name: f"{document.id}/{element.get(name)}" for name in _OWN if element.get(name)}
        return (Element(_DOWN.get(element.tag, element.tag), element.attrs, element.children).having(**own),)

    body = rewritten(document.body, change)
    spoken = {name: body.get(name) for name in ("lang", "dir") if body.get(name)}
    for child in body.children:
        yield child.having(**spoken) if isinstance(child, Element) and not child.get("lang") else child
