"""What a composed document must be, whatever its kind: closed vocabulary, sound outline, regular tables, bounds.

The rules are those that a PDF/UA-1 checker or a reader of the page would otherwise find: ISO 14289-1 7.4.2 (headings in
order), 7.2 (regular tables, list items with inline content), 7.1 (language of every part), unique ids (HTML).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from partnerkit.model.element import HEADINGS, INLINE, Element
from partnerkit.model.locales import language

BLOCKS = frozenset(
    [
        "article",
        "aside",
        "blockquote",
        "caption",
        "col",
        "colgroup",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "li",
        "ol",
        "p",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
ATTRIBUTES = frozenset(
    [
        "class",
        "dir",
        "href",
        "id",
        "lang",
        "scope",
        "data-blank",
        "data-counted",
        "data-document",
        "data-form",
        "data-format",
        "data-if",
        "data-key",
        "data-slot",
        "data-style",
        "data-type",
    ]
)
MAX_DEPTH = 24
MAX_CELLS = 2000
_LINKS = ("https://", "http://", "mailto:", "#")

Problem = tuple[str, str]


def check(body: Element) -> Iterator[Problem]:
    """Everything that is wrong with a document: what, and what to do."""
    yield from _vocabulary(body, 0)
    yield from _outline(body)
    yield from _ids(body)
    yield from _captions(body)
    for element in body.iter():
        if element.tag == "table":
            yield from _table(element)
        elif element.tag == "li":
            yield from _item(element)
        elif element.tag in (*HEADINGS, "p", "caption") and not element.text:
            yield f"a {element.tag} is empty", "Leave the element out when there is nothing to say."


def _vocabulary(element: Element, depth: int) -> Iterator[Problem]:
    if depth > MAX_DEPTH:
        yield "elements are nested too deeply", "Flatten the lists of this document."
        return
    if element.tag not in BLOCKS and element.tag not in INLINE:
        yield f"<{element.tag}> is not part of kit HTML", "Use the elements of the shared macros."
    for name, value in element.attrs:
        if name not in ATTRIBUTES:
            yield f"the attribute {name} is not part of kit HTML", "Use the attributes of the shared macros."
        elif name == "href" and not value.startswith(_LINKS):
            yield f"the link '{value}' is not allowed", "Link to https://, http://, mailto: or a document."
        elif name == "lang":
            try:
                language(value)
            except ValueError as error:
                yield str(error), "Use a BCP 47 code such as es or zh-Hans."
    for child in element.children:
        if isinstance(child, Element):
            yield from _vocabulary(child, depth + 1)


def _outline(body: Element) -> Iterator[Problem]:
    last = 0
    for element in body.iter():
        if element.tag in HEADINGS:
            level = int(element.tag[1])
            if level > last + 1:
                yield f"the heading '{element.text}' skips a level", "Headings go down one level at a time."
            if level == 1 and last:
                yield "there are two headings of level 1", "A document has one title."
            last = level
    if not last:
        yield "there is no heading", "Every document starts with its title."


def _ids(body: Element) -> Iterator[Problem]:
    counts = Counter(element.get("id") for element in body.iter() if element.get("id"))
    for name, count in counts.items():
        if count > 1:
            yield f"the id '{name}' is used {count} times", "Give the nodes of this definition different ids."


def _captions(body: Element) -> Iterator[Problem]:
    """A caption is the name of its table, also for somebody who goes from table to table (WCAG 2.1, 1.3.1)."""
    counts = Counter(element.text for element in body.iter() if element.tag == "caption")
    for words, count in counts.items():
        if count > 1:
            yield f"{count} tables have the caption '{words}'", "Give each table a label of its own."


def _table(table: Element) -> Iterator[Problem]:
    rows = [[cell for cell in row.children if isinstance(cell, Element)] for row in table.iter() if row.tag == "tr"]
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        yield "a table has rows of different lengths", "Every row has a cell for every column."
    if sum(len(row) for row in rows) > MAX_CELLS:
        yield f"a table has more than {MAX_CELLS} cells", "Split it."
    if any(cell.tag == "th" and not cell.get("scope") for row in rows for cell in row):
        yield "a header cell has no scope", 'Write scope="col" or scope="row".'


def _item(item: Element) -> Iterator[Problem]:
    for child in item.children:
        if isinstance(child, Element) and child.tag not in INLINE and child.tag not in ("ol", "ul"):
            yield (
                f"a list item holds a <{child.tag}>",
                "A list item is one paragraph of prose, perhaps with a list below.",
            )
