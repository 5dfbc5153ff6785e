"""What WeasyPrint 70.0 leaves out of a tagged PDF, put in: languages of parts, bodies of list items, scopes of headers.

List bodies and scopes go through WeasyPrint's public ``finisher`` hook. The language of an element has no public hook,
so one private function is wrapped while a document is made; the version guard below keeps it from running on a version
nobody has looked at. Rules: ISO 14289-1 7.2 (natural language, list items) and 7.5 (table headers).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
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
    build = tags._build_box_tree

    def build_with_language(box: Any, *args: Any) -> Iterator[Any]:
        element = getattr(box, "_box", box).element
        spoken = element.get("lang") if hasattr(element, "get") else None
        for structure in build(box, *args):
            if spoken and "Lang" not in structure:
                structure["Lang"] = pydyf.String(spoken)
            yield structure

    tags._build_box_tree = build_with_language
    try:
        yield finish
    finally:
        tags._build_box_tree = build


def finish(document: Any, pdf: Any) -> None:
    """Complete the structure tree of a PDF that is about to be written."""
    for item in list(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/StructElem":
            if item["S"] == "/LI":
                _give_body(item, pdf)
            elif item["S"] == "/Table":
                _give_scopes(item, pdf)


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
