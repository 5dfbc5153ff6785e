"""A built website as a reader's browser sees it, without a browser: pages, what they point to, what they say."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import tinycss2
from lxml import html

import tools

_RESOURCES = ("link", "script", "img", "source", "iframe", "embed", "object", "audio", "video", "track", "input", "use")
"""Elements whose address is fetched without a click."""


@dataclass(frozen=True)
class Page:
    """One HTML file.

    Attributes:
        name: its path below the site.
        tree: the parsed file.
    """

    name: str
    tree: html.HtmlElement

    @property
    def language(self) -> str:
        """The language that the address stands for."""
        first = self.name.partition("/")[0]
        return first if first in tools.CODES[1:] else tools.CODES[0]

    @property
    def address(self) -> str:
        """The address below the language, the same in every language."""
        return self.name.removeprefix(tools.prefix(self.language))

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [str(value) for value in self.tree.xpath("//@id")]

    def links(self) -> Iterator[tuple[html.HtmlElement, str]]:
        """Every element that points anywhere, with the address as it is written."""
        for element in self.tree.iter("*"):
            for name in ("href", "src", "poster", "data", "action", "data-index"):
                if name in element.attrib and (name != "data" or element.tag == "object"):
                    yield element, str(element.attrib[name])
            for part in str(element.attrib.get("srcset", "")).split(","):
                if part.strip():
                    yield element, part.split()[0]

    def resources(self) -> Iterator[str]:
        """What a browser fetches by itself."""
        for element, address in self.links():
            if element.tag in _RESOURCES and element.get("rel") not in ("canonical", "alternate", "license"):
                yield address
        for style in self.tree.xpath("//style/text()"):
            yield from css_addresses(str(style))
        for style in self.tree.xpath("//@style"):
            yield from css_addresses(f"x {{ {style} }}")

    def words(self) -> str:
        """What stands on the page, with white space folded."""
        return " ".join(" ".join(text for text in self.tree.xpath("//body//text()[not(ancestor::script)]")).split())


@cache
def pages(site: Path) -> tuple[Page, ...]:
    """Every page of a site, in a fixed order."""
    found = []
    for path in sorted(site.rglob("*.html")):
        tree = html.document_fromstring(path.read_bytes().decode("utf-8"))
        found.append(Page(path.relative_to(site).as_posix(), tree))
    return tuple(found)


def page(site: Path, address: str) -> Page:
    """The page at an address that ends in a slash, or is empty for the start."""
    return next(found for found in pages(site) if found.name == f"{address}index.html")


def is_outside(address: str) -> bool:
    """Whether an address leads away from the site; ``mailto:`` and ``data:`` fetch nothing."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in ("http", "https", "ftp", "ws", "wss", "file")


def target(here: str, address: str) -> tuple[str, str] | None:
    """The file of a site that an address means, with its fragment; None where it leads elsewhere.

    An address that starts with a slash counts from the root of the site, which is where ``404.html`` is served from.
    """
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    if not parts.path:
        return here, unquote(parts.fragment)
    path = posixpath.normpath(posixpath.join("/" + posixpath.dirname(here), unquote(parts.path))).lstrip("/")
    if parts.path.endswith("/") or posixpath.basename(parts.path) in (".", ".."):
        path = posixpath.join(path, "index.html")
    return path, unquote(parts.fragment)


def css_addresses(sheet: str) -> Iterator[str]:
    """Every ``url()`` and ``@import`` of a style sheet."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    yield from _urls(rules)


def _urls(nodes: object) -> Iterator[str]:
    if not isinstance(nodes, list):
        return
    for node in nodes:
        if node.type == "url":
            yield node.value
        elif node.type == "function" and node.lower_name in ("url", "image-set", "src"):
            yield from (part.value for part in node.arguments if part.type in ("string", "url"))
        elif node.type == "at-rule" and node.lower_at_keyword == "import":
            yield from (part.value for part in node.prelude if part.type in ("string", "url"))
        for name in ("prelude", "content", "arguments"):
            inner = getattr(node, name, None)
            if not (node.type == "at-rule" and node.lower_at_keyword == "import" and name == "prelude"):
                yield from _urls(inner)


_OUTSIDE_LITERAL = re.compile(r"""(?<=["'`])(?:(?:https?|wss?):)?//[\w.-]+\.\w[^"'`\s]*""")


def script_addresses(text: str) -> Iterator[str]:
    """Every outside address that starts a string of a script; addresses in comments don't."""
    return (match.group() for match in _OUTSIDE_LITERAL.finditer(text))
