"""Kit HTML as a frozen tree: what a composed document is made of and what every renderer walks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Self

VOID = frozenset({"br", "col", "hr", "input", "wbr"})
HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass(frozen=True, slots=True)
class Element:
    """One element with its attributes in a fixed order and its children, text among them."""

    tag: str
    attrs: tuple[tuple[str, str], ...] = ()
    children: tuple[Element | str, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """The value of an attribute."""
        return next((value for key, value in self.attrs if key == name), default)

    @property
    def classes(self) -> frozenset[str]:
        """The words of ``class``."""
        return frozenset(self.get("class").split())

    def having(self, **changes: str | None) -> Self:
        """A copy with attributes set, or removed where the value is None; ``data_key`` stands for ``data-key``."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in changes.items()}
        kept = [(key, value) for key, value in self.attrs if key not in wanted]
        added = [(key, value) for key, value in wanted.items() if value is not None]
        return replace(self, attrs=tuple(kept + added))

    def holding(self, *children: Element | str) -> Self:
        """A copy with other children."""
        return replace(self, children=children)

    def iter(self) -> Iterator[Element]:
        """This element and every one inside it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.iter()

    @property
    def text(self) -> str:
        """The words inside, with white space folded."""
        return " ".join("".join(self.words()).split())

    def words(self) -> Iterator[str]:
        """The words inside, piece by piece, with a space around each block."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag in INLINE:
                yield from child.words()
            else:
                yield from (" ", *child.words(), " ")


INLINE = frozenset({"a", "abbr", "bdi", "br", "cite", "em", "span", "strong", "sub", "sup", "wbr"})


def html(node: Element | str) -> str:
    """A node as HTML text."""
    parts: list[str] = []
    _write(node, parts)
    return "".join(parts)


def inner_html(element: Element) -> str:
    """The children of an element as HTML text."""
    return "".join(html(child) for child in element.children)


def _write(node: Element | str, parts: list[str]) -> None:
    if isinstance(node, str):
        parts.append(escape(node, quote=False))
        return
    attrs = "".join(f' {key}="{escape(value)}"' for key, value in node.attrs)
    parts.append(f"<{node.tag}{attrs}>")
    if node.tag in VOID:
        return
    for child in node.children:
        _write(child, parts)
    parts.append(f"</{node.tag}>")


def rewrite(element: Element, change: Callable[[Element], tuple[Element | str, ...]]) -> tuple[Element | str, ...]:
    """A tree rebuilt from the inside out: ``change`` gets each element with its new children and returns what stands
    in its place, nothing at all included.
    """
    children: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            children.append(child)
        else:
            children.extend(rewrite(child, change))
    same = len(children) == len(element.children) and all(
        a is b for a, b in zip(children, element.children, strict=True)
    )
    return change(element if same else element.holding(*children))


def rewritten(element: Element, change: Callable[[Element], tuple[Element | str, ...]]) -> Element:
    """Like ``rewrite``, for a root that stays.

    Raises:
        TypeError: when ``change`` dropped or multiplied the root.
    """
    match rewrite(element, change):
        case (Element() as root,):
            return root
        case _:
            raise TypeError("the root of a tree cannot be dropped or multiplied")
