"""Kit HTML as a frozen tree: what a composed document is made of and what every renderer walks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

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
        for key, value in self.attrs:  # a build asks millions of times; a generator would take twice as long
            if key == name:
                return value
        return default

    @property
    def classes(self) -> frozenset[str]:
        """The words of ``class``."""
        return frozenset(self.get("class").split())

    def having(self, **changes: str | None) -> Element:
        """A copy with attributes set, or removed where the value is None; ``data_key`` stands for ``data-key``."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in changes.items()}
        kept = [(key, value) for key, value in self.attrs if key not in wanted]
        added = [(key, value) for key, value in wanted.items() if value is not None]
        return Element(self.tag, tuple(kept + added), self.children)

    def holding(self, *children: Element | str) -> Element:
        """A copy with other children."""
        return Element(self.tag, self.attrs, children)

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
    same = True
    for child in element.children:
        if isinstance(child, str):
            children.append(child)
            continue
        instead = rewrite(child, change)
        children.extend(instead)
        same = same and len(instead) == 1 and instead[0] is child
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
