"""A web page or a Markdown file as a flow. Nothing of it is run or fetched."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree, html
from markdown_it import MarkdownIt

from partnerkit.importing.flow import Flow, Piece
from partnerkit.load import RefusedError
from partnerkit.wording.markup import Run

MAX_BYTES = 4_000_000
_MAX_DEPTH = 200
_SILENT = frozenset({"script", "style", "template", "head", "noscript", "svg", "math", "object", "iframe", "title"})
_INLINE = frozenset(
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "del", "dfn", "em", "font"),
        *("i", "img", "input", "ins", "kbd", "label", "mark", "option", "q", "s", "samp", "select", "small", "span"),
        *("strike", "strong", "sub", "sup", "textarea", "time", "tt", "u", "var", "wbr"),
    ]
)
_BOLD, _SLANTED = frozenset({"b", "strong"}), frozenset({"i", "em"})
_LINKS = ("https://", "http://", "mailto:")
_HINT = "Save the page as HTML (UTF-8), or copy it into a document of Word."


def flow_of_markdown(text: str) -> Flow:
    """A Markdown file as a flow."""
    return flow_of_html(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def flow_of_html(text: str) -> Flow:
    """A web page as a flow.

    Raises:
        RefusedError: when it is none.
    """
    try:
        parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
        root = html.document_fromstring(f"<div>{text}</div>" if text.strip() else "<p></p>", parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise RefusedError(f"this is no page that can be read: {error}", _HINT) from error
    reader = _Reader()
    reader.walk(root, 0)
    reader.close()
    return [one for one in reader.flow if one.words]


class _Reader:
    """One pass over a page: text gathers until a block begins or ends."""

    def __init__(self) -> None:
        self.flow: list[Piece] = []
        self.now = Piece("paragraph", ())
        self.runs: list[Run] = []
        self.tables = 0
        self.lists: list[bool] = []

    def close(self) -> None:
        """The block that is open ends."""
        if any(run.text.strip() for run in self.runs):
            self.flow.append(replace(self.now, runs=tuple(self.runs)))
        self.runs = []

    def walk(self, element: etree._Element, depth: int, like: Run | None = None) -> None:
        """Everything inside an element."""
        if depth > _MAX_DEPTH:
            raise RefusedError("this page is nested deeper than any document is", _HINT)
        like = like or Run()
        self.text(element.text, like)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SILENT:
                if child.tag in _INLINE:
                    self.inline(child, depth, like)
                else:
                    self.block(child, depth)
            self.text(child.tail, like)

    def text(self, text: str | None, like: Run) -> None:
        if text:
            self.runs.append(replace(like, text=text))

    def inline(self, element: etree._Element, depth: int, like: Run) -> None:
        if element.tag == "br":
            self.text("\n", like)
            return
        if element.tag == "img" and (shown := element.get("alt")):
            self.text(f" {shown} ", like)
        target = element.get("href", "") if element.tag == "a" else ""
        like = replace(
            like,
            bold=like.bold or element.tag in _BOLD,
            slanted=like.slanted or element.tag in _SLANTED,
            link=target if target.startswith(_LINKS) and "{" not in target else like.link,
        )
        self.walk(element, depth + 1, like)

    def block(self, element: etree._Element, depth: int) -> None:
        self.close()
        before = self.now
        tag = str(element.tag)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.now = Piece("heading", (), level=int(tag[1]))
        elif tag in ("ul", "ol"):
            self.lists.append(tag == "ol")
        elif tag == "li":
            self.now = Piece("item", (), level=max(len(self.lists), 1), ordered=bool(self.lists) and self.lists[-1])
        elif tag == "table":
            self.tables += 1
            self.now = Piece("cell", (), row=(self.tables, 0))
        elif tag == "tr":
            self.now = Piece("cell", (), row=(self.tables, before.row[1] + 1))
        self.walk(element, depth + 1)
        self.close()
        if tag in ("ul", "ol"):
            self.lists.pop()
        # The rows of a table are counted on; everything else is as it was around it.
        self.now = replace(before, row=self.now.row) if before.kind == "cell" and self.now.kind == "cell" else before


def decoded(data: bytes) -> str:
    """The text of a file.

    Raises:
        RefusedError: when it is no text.
    """
    if len(data) > MAX_BYTES:
        raise RefusedError(f"this file has more than {MAX_BYTES // 1_000_000} MB of text", "Import a part of it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError("this file is not UTF-8 text", "Save it as UTF-8.") from error
    if "\0" in text:
        raise RefusedError("this file is no text", "Import a document of Word, LibreOffice, Markdown or HTML.")
    return text
