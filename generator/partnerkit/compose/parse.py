"""Kit HTML as text becomes a frozen tree.

Read as XML on purpose: an HTML parser would silently repair a template that forgot to close a list.
"""

from __future__ import annotations

import re

from lxml import etree

from partnerkit.model.element import Element

_SPACE = re.compile(r"[ \t\r\n\f]+")
"""HTML's own white space: a space that keeps a number and its sign on one line is none of it."""


class MalformedError(ValueError):
    """A template wrote markup that is not well-formed."""


def parse(markup: str) -> Element:
    """The tree of one element.

    Raises:
        MalformedError: when the markup is not exactly one well-formed element.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(markup.strip().encode(), parser)
    except etree.XMLSyntaxError as error:
        raise MalformedError(str(error)) from error
    return _element(root)


def _element(node: etree._Element) -> Element:
    children: list[Element | str] = []
    _add(children, node.text)
    for child in node:
        if isinstance(child.tag, str):
            children.append(_element(child))
        _add(children, child.tail)
    attrs = tuple((str(key), str(value)) for key, value in node.attrib.items())
    return Element(str(node.tag), attrs, _trimmed(str(node.tag), children))


def _add(children: list[Element | str], text: str | None) -> None:
    if text:
        children.append(_SPACE.sub(" ", text))


_HOLDS_WORDS = frozenset(
    {
        "a",
        "abbr",
        "bdi",
        "caption",
        "cite",
        "dd",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "li",
        "p",
        "span",
        "strong",
        "td",
        "th",
    }
)


def _trimmed(tag: str, children: list[Element | str]) -> tuple[Element | str, ...]:
    """White space between blocks goes; inside words it stays, as one space."""
    if tag not in _HOLDS_WORDS:
        return tuple(child for child in children if not isinstance(child, str) or child.strip())
    if tag not in ("span", "em", "strong", "a", "bdi", "cite", "abbr"):
        if children and isinstance(children[0], str):
            children[0] = children[0].lstrip()
        if children and isinstance(children[-1], str):
            children[-1] = children[-1].rstrip()
    return tuple(child for child in children if child != "")
