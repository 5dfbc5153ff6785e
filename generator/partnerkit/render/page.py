"""A composed document as a page file for the site engine: headings as Markdown, everything else as raw HTML blocks.

Headings are Markdown so that the engine finds them for its table of contents; their ids are explicit and the same in
every language. A wrapper that holds headings becomes an element with ``markdown="1"``. No raw block holds a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from partnerkit.model.element import HEADINGS, Element, html, rewritten

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&~:$^=\"'])")


def page_body(body: Element, link_to: Callable[[str], str]) -> str:
    """The body of a page file.

    Args:
        body: the ``<article>`` of a document.
        link_to: the relative link to the page of a document, by its id.
    """

    def change(element: Element) -> tuple[Element | str, ...]:
        if element.tag == "a" and (target := element.get("data-document")):
            return (element.having(href=link_to(target), data_document=None),)
        return (element,)

    return "\n\n".join(_lines(rewritten(body, change).children)) + "\n"


def _lines(children: tuple[Element | str, ...]) -> Iterator[str]:
    for child in children:
        if isinstance(child, str):
            continue
        if child.tag in HEADINGS:
            level = "#" * int(child.tag[1])
            # An anchor of its own would be "top" for the title; attr_list wants the id last on the line.
            yield f"{level} {_inline(child)} {{#{child.get('id')}}}"
        elif any(inner.tag in HEADINGS for inner in child.iter()):
            attrs = "".join(f' {name}="{_attribute(value)}"' for name, value in child.attrs)
            yield f'<{child.tag}{attrs} markdown="1">'
            yield from _lines(child.children)
            yield f"</{child.tag}>"
        else:
            yield html(child).replace("\n", " ")


def _inline(heading: Element) -> str:
    return "".join(
        _MARKDOWN.sub(_entity, part) if isinstance(part, str) else _raw(part) for part in heading.children
    ).strip()


def _raw(element: Element) -> str:
    """An inline element inside a Markdown line: its tags stay, its words are protected like all others."""
    words = "".join(_MARKDOWN.sub(_entity, part) if isinstance(part, str) else _raw(part) for part in element.children)
    attrs = "".join(f' {name}="{_attribute(value)}"' for name, value in element.attrs)
    return f"<{element.tag}{attrs}>{words}</{element.tag}>"


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match.group())};"


def _attribute(value: str) -> str:
    return html(value).replace('"', "&quot;")
