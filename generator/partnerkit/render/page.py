"""A composed document as a page file for the site engine: section headings as Markdown, the rest as raw HTML blocks.

The title and the heading of each section are Markdown, so that the engine finds them for its table of contents; their
ids are explicit and the same in every language. What stands below a section's heading is raw HTML, smaller headings
included: Markdown inside HTML garbles nested lists (Python-Markdown's md_in_html). No raw block holds a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from partnerkit.model.element import Element, html, rewritten

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&~:$^=\"'])")


def page_body(body: Element, link_to: Callable[[str], str | None]) -> str:
    """The body of a page file.

    Args:
        body: the ``<article>`` of a document.
        link_to: the relative link to the page of a document, by its id; None where it has none.
    """

    def change(element: Element) -> tuple[Element | str, ...]:
        if element.tag == "a" and (target := element.get("data-document")):
            href = link_to(target)
            return (element.having(href=href, data_document=None),) if href else element.children
        return (element,)

    return "\n\n".join(_lines(rewritten(body, change).children)) + "\n"


def _lines(children: tuple[Element | str, ...]) -> Iterator[str]:
    for child in children:
        if isinstance(child, str):
            continue
        if child.tag == "h1":
            yield f"# {_inline(child)} {{#{child.get('id')}}}"
        elif child.tag == "section":
            yield from _section(child)
        else:
            yield _block(child)


def _section(section: Element) -> Iterator[str]:
    """A section's heading takes the section's id; a frame around the section stays around what follows."""
    rest: list[Element] = []
    for child in section.children:
        if isinstance(child, Element) and child.tag == "h2":
            yield f"## {_inline(child)} {{#{section.get('id')}}}"
        elif isinstance(child, Element):
            rest.append(child)
    if section.classes:
        yield _block(section.having(id=None).holding(*rest))
    else:
        yield from (_block(child) for child in rest)


def _block(element: Element) -> str:
    return html(element).replace("\n", " ")


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
