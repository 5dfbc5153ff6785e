"""What WeasyPrint 70.0 leaves out of a tagged PDF: languages of parts, bodies of list items, scopes, tags of links.

List bodies, scopes, places of pictures (which it gives in pixels) and the tree of ids go through WeasyPrint's public
``finisher`` hook. There is no public hook for the language of an element, for the second annotation that an element
inside a link gets outside of the link's tag, nor for running heads and feet, which are tagged as if they were text; so
three private functions are wrapped while a document is made. The version guard below keeps them from running on a
version nobody has looked at. Glyphs without a character get one.

What is left to do for fields to fill in is in ``pdf_fields``. For booklets, a file also says where it refers to other
documents: by itself such words lead nowhere, in a booklet they become links (see ``pdf_merge``).

Rules: ISO 14289-1 7.1 (artifacts), 7.2 (natural language, list items), 7.3 (graphics), 7.5 (table headers) and 7.18.5
(links); ISO 32000-1 14.5 (data of one program), 14.7.2 (ids) and 14.8.5 (places).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
import weasyprint.draw
import weasyprint.pdf
from weasyprint.formatting_structure.boxes import MarginBox
from weasyprint.pdf import tags

from partnerkit.render.pdf_fields import complete_fields

SUPPORTED = "70.0"

Finisher = Callable[[Any, Any], None]
_Reference = tuple[Any, Any]
"""The structure element of words that may name another document, and their box."""


@contextmanager
def repaired(name: str) -> Iterator[Finisher]:
    """While inside, the structure tree gets what has no public hook; yields the finisher for the rest.

    Args:
        name: what the ids of this file begin with, so that they stay different when files are bound together.

    Raises:
        RuntimeError: when WeasyPrint is of another version than these repairs were made for.
    """
    if weasyprint.__version__ != SUPPORTED:
        raise RuntimeError(f"these repairs are made for WeasyPrint {SUPPORTED}, not {weasyprint.__version__}")
    build, link, draw = tags._build_box_tree, weasyprint.pdf.add_links, weasyprint.draw.draw_stacking_context
    references: list[_Reference] = []

    def build_with_language(box: Any, *args: Any) -> Iterator[Any]:
        box = getattr(box, "_box", box)
        if isinstance(box, MarginBox):
            return
        spoken = box.element.get("lang") if hasattr(box.element, "get") else None
        for structure in build(box, *args):
            if spoken and "Lang" not in structure:
                structure["Lang"] = pydyf.String(spoken)
            if _is_link(box) and not box.link_annotation:
                structure["S"] = "/Span"
                references.append((structure, box))
            yield structure

    def link_once(links_and_anchors: Any, *args: Any) -> None:
        links, anchors = links_and_anchors
        link(([found for found in links if _is_link(found[3])], anchors), *args)

    def finish(document: Any, pdf: Any) -> None:
        complete(pdf, name)
        complete_fields(document, pdf)
        _note_references(references, document, pdf)

    page_references = pydyf.PDF.page_references
    tags._build_box_tree, weasyprint.pdf.add_links = build_with_language, link_once
    weasyprint.draw.draw_stacking_context = _drawing_apart(draw)
    pydyf.PDF.page_references = _remembered(page_references)
    try:
        yield finish
    finally:
        tags._build_box_tree, weasyprint.pdf.add_links = build, link
        weasyprint.draw.draw_stacking_context = draw
        pydyf.PDF.page_references = page_references


def _remembered(page_references: property) -> property:
    """The pages of the one file that is being made, listed once, although each element of its structure asks."""
    known: dict[int, Any] = {}

    def remembered(pdf: Any) -> Any:
        count = len(pdf.pages["Kids"])
        if count not in known:
            known[count] = page_references.__get__(pdf)
        return known[count]

    return property(remembered)


def _drawing_apart(draw: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """``draw_stacking_context`` that marks running heads and feet as pagination."""

    def draw_apart(stream: Any, context: Any) -> None:
        if not isinstance(context.box, MarginBox):
            draw(stream, context)
            return
        stream.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
        tagged, stream._tags = stream._tags, None
        draw(stream, context)
        stream._tags = tagged
        stream.end_marked_content()

    return draw_apart


def _is_link(box: Any) -> bool:
    """Whether a box is the ``a`` element itself, and not something inside it that inherits its link."""
    return (box.element_tag or "").split(":")[0] == "a"


def complete(pdf: Any, name: str) -> None:
    """Complete the structure tree of a PDF that is about to be written."""
    ids: dict[str, Any] = {}
    for item in list(pdf.objects):
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/StructElem":
            if "ID" in item:
                # A data cell names its headers by the very same string object.
                item["ID"].string = f"{name}/{item['ID'].string}"
                ids.setdefault(item["ID"].string, item.reference)
            if item["S"] == "/LI":
                _give_body(item, pdf)
            elif item["S"] == "/Table":
                _give_scopes(item, pdf)
            elif item["S"] == "/Figure":
                item["A"]["BBox"] = _place(item["A"]["BBox"], _object(item["Pg"], pdf))
        elif isinstance(item, pydyf.Stream) and b"begincmap" in item.stream:
            item.stream = [_readable(line) for line in item.stream]
    if ids:
        pairs = [part for key in sorted(ids) for part in (pydyf.String(key), ids[key])]
        _object(pdf.catalog["StructTreeRoot"], pdf)["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})


def _note_references(references: list[_Reference], document: Any, pdf: Any) -> None:
    """Leave a note of every place that names another document: its tag, its page and where on the page it stands."""
    pages = {reference: number for number, reference in enumerate(pdf.page_references)}
    notes: list[Any] = []
    for structure, box in references:
        if target := box.element.get("data-document"):
            number = pages[structure["Pg"]]
            x, y, width, height = box.hit_area()
            bottom = document.pages[number].height - y - height
            corners = (x, bottom, x + width, bottom + height)
            note: Any = {
                "Element": structure.reference,
                "Page": number,
                "Document": pydyf.String(target),
                "Rect": pydyf.Array([_POINTS_PER_PIXEL * side for side in corners]),
            }
            notes.append(pydyf.Dictionary(note))
    if notes:
        when = pdf.info.get("ModDate", pydyf.String("D:19700101"))
        own = pydyf.Dictionary({"LastModified": when, "Private": pydyf.Array(notes)})
        pdf.catalog["PieceInfo"] = pydyf.Dictionary({"Partnerkit": own})


_POINTS_PER_PIXEL = 0.75


def _readable(line: Any) -> Any:
    """A line of a font's character map; a glyph that is a part of another one's letter stands for no width at all.

    An empty value would make the map malformed (ISO 14289-1 7.21.7; ISO 32000-1 9.10.3); it happens in Arabic.
    """
    return line.removesuffix(b"<>") + b"<200b>" if isinstance(line, bytes) and line.endswith(b"> <>") else line


def _place(box: Sequence[float], page: Any) -> Any:
    """The corners of a picture in points from the bottom of its page, where they were in pixels from its top.

    ISO 32000-1 14.8.5.4.3: the bounding box of an illustration is given in the default user space of its page.
    """
    left, top, right, bottom = (_POINTS_PER_PIXEL * side for side in box)
    height = page["MediaBox"][3]
    return pydyf.Array([left, height - bottom, right, height - top])


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
