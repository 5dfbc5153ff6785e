"""What WeasyPrint 70.0 leaves out of a tagged PDF: languages of parts, bodies of list items, scopes, tags of links.

List bodies and scopes go through WeasyPrint's public ``finisher`` hook. The language of an element has no public hook,
nor has the second annotation that an element inside a link gets outside of the link's tag; so two private functions are
wrapped while a document is made. The version guard below keeps them from running on a version nobody has looked at.
Glyphs without a character get one.

Rules: ISO 14289-1 7.2 (natural language, list items), 7.5 (table headers) and 7.18.5 (links).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
import weasyprint.pdf
from weasyprint.pdf import tags

SUPPORTED = "70.0"

Finisher = Callable[[Any, Any], None]


@contextmanager
def repaired() -> Iterator[Finisher]:
    """While inside, element languages reach the structure tree; yields the finisher for the rest.

    Raises:
        RuntimeError: when WeasyPrint is of another version than these repairs were made for.
    """
    if weasyprint.__version__ != SUPPORTED:
        raise RuntimeError(f"these repairs are made for WeasyPrint {SUPPORTED}, not {weasyprint.__version__}")
    build, link = tags._build_box_tree, weasyprint.pdf.add_links

    def build_with_language(box: Any, *args: Any) -> Iterator[Any]:
        element = getattr(box, "_box", box).element
        spoken = element.get("lang") if hasattr(element, "get") else None
        for structure in build(box, *args):
            if spoken and "Lang" not in structure:
                structure["Lang"] = pydyf.String(spoken)
            yield structure

    def link_once(links_and_anchors: Any, *args: Any) -> None:
        links, anchors = links_and_anchors
        link(([found for found in links if _is_link(found[3])], anchors), *args)

    tags._build_box_tree, weasyprint.pdf.add_links = build_with_language, link_once
    try:
        yield finish
    finally:
        tags._build_box_tree, weasyprint.pdf.add_links = build, link


def _is_link(box: Any) -> bool:
    """Whether a box is the ``a`` element itself, and not something inside it that inherits its link."""
    return (box.element_tag or "").split(":")[0] == "a"


def finish(document: Any, pdf: Any) -> None:
    """Complete the structure tree of a PDF that is about to be written."""
    for item in list(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/StructElem":
            if item["S"] == "/LI":
                _give_body(item, pdf)
            elif item["S"] == "/Table":
                _give_scopes(item, pdf)
        elif isinstance(item, pydyf.Stream) and b"begincmap" in item.stream:
            item.stream = [_readable(line) for line in item.stream]


def _readable(line: Any) -> Any:
    """A line of a font's character map; a glyph that is a part of another one's letter stands for no width at all.

    An empty value would make the map malformed (ISO 14289-1 7.21.7; ISO 32000-1 9.10.3); it happens in Arabic.
    """
    return line.removesuffix(b"<>") + b"<200b>" if isinstance(line, bytes) and line.endswith(b"> <>") else line


def _object(reference: bytes, pdf: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _kids(item: Any, pdf: Any) -> list[tuple[Any, Any]]:
    """The children of a structure element, each with the element it refers to (None for marked content)."""
    return [(kid, _object(kid, pdf) if isinstance(kid, bytes) else None) for kid in item["K"]]


def _give_body(item: Any, pdf: Any) -> None:
    """Everything in a list item that is not its label belongs into one LBody."""
    kept, body = [], None
    for kid, element in _kids(item, pdf):
        if body is None and element is not None and element.get("S") in ("/Lbl", "/LBody"):
            kept.append(kid)
            continue
        if body is None:
            body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "P": item.reference})
            if "Pg" in item:
                body["Pg"] = item["Pg"]
            pdf.add_object(body)
            kept.append(body.reference)
        body["K"].append(kid)
        if element is not None:
            element["P"] = body.reference
    item["K"] = pydyf.Array(kept)


def _give_scopes(table: Any, pdf: Any) -> None:
    """A header cell in a head, or in a row of headers, heads a column; any other heads its row."""
    for row, section in _rows(table, pdf):
        cells = [element for _, element in _kids(row, pdf) if element is not None]
        only_headers = all(cell.get("S") == "/TH" for cell in cells)
        for cell in cells:
            if cell.get("S") == "/TH" and "A" in cell:
                cell["A"]["Scope"] = "/Column" if section == "/THead" or only_headers else "/Row"


def _rows(table: Any, pdf: Any, section: str = "/Table") -> Iterator[tuple[Any, str]]:
    for _, element in _kids(table, pdf):
        if element is None:
            continue
        if element.get("S") == "/TR":
            yield element, section
        elif element.get("S") in ("/THead", "/TBody", "/TFoot"):
            yield from _rows(element, pdf, element["S"])
