"""Words inside a paragraph: emphasis, links, slots, small remarks, and runs that go against their direction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from partnerkit.model.element import Element
from partnerkit.model.locales import language
from partnerkit.render.docx.controls import Controls
from partnerkit.render.docx.markup import LRM, Voice, w

_STYLES = {
    "number": "ClauseNumber",
    "clause-heading": "ClauseHeading",
    "optional-label": "OptionalWord",
    "optional-note": "OptionalWord",
    "note": "Remark",
    "at": "Remark",
    "cites": "Remark",
    "date-format": "Remark",
    "gate": "Must",
}
_FIRST_MARK = 10_000
"""Headings have the numbers below, for the table of contents."""


@dataclass
class Inline:
    """The words of one file.

    Attributes:
        controls: its content controls.
        link: gives the id of a link to an address outside.
    """

    controls: Controls
    link: Callable[[str], str]
    _marks: int = 0

    def children(self, children: Iterable[Element | str], voice: Voice) -> str:
        """Some words and elements in a row."""
        return "".join(voice.run(one) if isinstance(one, str) else self.element(one, voice) for one in children)

    def element(self, element: Element, voice: Voice) -> str:
        """An element inside a paragraph."""
        if name := element.get("data-mark"):
            return self.bookmark(name, self._element(element.having(data_mark=None), voice))
        return self._element(element, voice)

    def _element(self, element: Element, voice: Voice) -> str:
        if element.tag == "br":
            return voice.line_break()
        classes = element.classes
        if element.get("data-slot"):
            if "slot" in classes or "filled" in classes:
                return self.controls.slot(element, voice)
            return self._plural(element, voice)
        if "blank" in classes:
            return self._blank(element, voice)
        if element.tag in ("input", "textarea"):
            return self._field(element, voice)
        inside = _spoken(element, voice)
        style = next((_STYLES[name] for name in classes if name in _STYLES), "")
        if style:
            inside = replace(inside, style=style, bold=inside.bold and style != "Remark")
        if element.tag == "strong" and not style:
            inside = replace(inside, bold=True)
        elif element.tag == "em":
            inside = inside.stressed()
        elif element.tag == "a" and element.get("href").startswith(("http://", "https://", "mailto:")):
            return self._link(element, inside)
        content = self.children(element.children, inside)
        # Between two marks, what goes from left to right is not torn apart by the words around it.
        mark = voice.run(LRM) if voice.rtl and not inside.rtl else ""
        return f"{mark}{content}{mark}"

    def bookmark(self, name: str, content: str) -> str:
        """Some words with the mark of the text that they are."""
        self._marks += 1
        number = _FIRST_MARK + self._marks
        return w("bookmarkStart", id=number, name=name) + content + w("bookmarkEnd", id=number)

    def _link(self, element: Element, voice: Voice) -> str:
        content = self.children(element.children, replace(voice, style="Hyperlink"))
        target = self.link(element.get("href"))
        return f'<w:hyperlink r:id="{target}" w:history="1">{content}</w:hyperlink>'

    def _plural(self, element: Element, voice: Voice) -> str:
        """The form that a plural takes; of a document that is not filled, the general one."""
        forms = {
            child.get("data-form"): child
            for child in element.children
            if isinstance(child, Element) and child.get("data-form")
        }
        chosen = forms.get("other", element)
        content = self.children(chosen.children, voice)
        return self.controls.plural(element.get("data-slot"), element.get("data-format"), content) if content else ""

    def _blank(self, element: Element, voice: Voice) -> str:
        field_ = next((c for c in element.children if isinstance(c, Element) and c.tag == "input"), None)
        label = element.holding(*(c for c in element.children if isinstance(c, str))).text
        tag = f"blank:{field_.get('name') if field_ else element.get('data-blank')}"
        return self.controls.blank(tag, label, voice)

    def _field(self, element: Element, voice: Voice) -> str:
        """A place to write or to tick; its control has the name that the same place has in a fillable PDF."""
        name, title = element.get("name"), element.get("title")
        spoken = _spoken(element, voice)
        if "box" in element.classes or element.get("type") == "checkbox":
            tag = f"tick:{name}/{element.get('data-choice')}" if element.get("data-choice") else f"tick:{name}"
            return self.controls.box(tag, title, spoken, single=bool(element.get("data-choice")))
        return self.controls.room(f"write:{name}", title, voice, narrow="cell-field" in element.classes)


def _spoken(element: Element, voice: Voice) -> Voice:
    """The voice inside an element with a language or a direction of its own."""
    if code := element.get("lang"):
        spoken = language(code)
        voice = replace(voice, spoken=spoken, rtl=spoken.dir == "rtl")
    if direction := element.get("dir"):
        voice = replace(voice, rtl=direction == "rtl")
    return voice


def spoken_inside(element: Element, voice: Voice) -> Voice:
    """The voice of a block: its own language, or that of the one element that holds all of its words."""
    voice = _spoken(element, voice)
    inside = [child for child in element.children if not isinstance(child, str) or child.strip()]
    match inside:
        case [Element() as only] if only.get("lang"):
            return _spoken(only, voice)
        case _:
            return voice
