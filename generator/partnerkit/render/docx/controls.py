"""Content controls: slots that are bound to one store, places to write and to tick, optional clauses.

A slot is tagged ``slot:school.name`` and bound to ``/slots/school.name`` in the custom XML part of the file, so that
what is typed in one place shows in all of them. Where the words that stand in the text are not the plain value of the
slot (a month by its name, a plural), the control is not bound, and its tag says in which form it is:
``slot:year.first_month:month``. An optional clause is a control around its blocks, tagged ``if:`` and its id path.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape

from partnerkit.model.element import Element
from partnerkit.model.locales import Language
from partnerkit.render.docx.markup import LONGEST, LRM, Voice, paragraph, part, sane, w
from partnerkit.wording.direction import direction_of

STORE = "urn:partnerkit:slots:1"
"""The namespace of what a file knows about its slots."""
STORE_ID = f"{{{str(uuid.uuid5(uuid.NAMESPACE_URL, STORE)).upper()}}}"
"""The same in every file, so that a paragraph that is copied into another document stays bound."""

_SHOWN_OTHERWISE = frozenset({"month", "choice", "percent", "money", "date", "flag"})
"""Types of slots whose value is not what stands in the text."""
_ROOM = "\u2002" * 14
"""What a place to write shows while nothing is written: room to click on, and nothing on paper."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A slot as a file shows it.

    Attributes:
        id: its id.
        label: what it is called, in the language of the document.
        type: its type, such as ``name`` or ``number``.
        value: what the workspace has filled in, as it is stored; empty where it has not.
    """

    id: str
    label: str
    type: str
    value: str


@dataclass
class Controls:
    """The controls of one file, numbered as they come.

    Attributes:
        blanks: every slot of the library.
        used: those that the file has, in the order of their ids once it is finished.
    """

    blanks: Mapping[str, Blank]
    used: set[str] = field(default_factory=set)
    _count: int = 0

    def slot(self, element: Element, voice: Voice) -> str:
        """A slot that is filled, or waits to be."""
        name = element.get("data-slot")
        blank = self.blanks.get(name) or Blank(name, element.text, "text", "")
        if "filled" in element.classes:
            shown = _folded("".join(element.words()))
            form = "" if shown == _folded(blank.value) else blank.type
            return self._isolated(shown, voice, lambda own: self._slot(blank, shown, form, own))
        form = element.get("data-format")
        kind = blank.type if blank.type in _SHOWN_OTHERWISE else form if form not in ("", "number") else ""
        return self._slot(blank, "", kind, voice)

    def school(self, voice: Voice) -> str:
        """The name of the school at the head of a page."""
        blank = self.blanks["school.name"]
        shown = _folded(blank.value)
        if not shown:
            return self._slot(blank, "", "", voice)
        return self._isolated(shown, voice, lambda own: self._slot(blank, shown, "", own))

    def plural(self, name: str, form: str, content: str) -> str:
        """Words that follow a number, which has a control of its own among them."""
        blank = self.blanks.get(name) or Blank(name, name, "number", "")
        return self._control(f"slot:{name}:{form}", blank.label, "", content)

    def blank(self, tag: str, label: str, voice: Voice) -> str:
        """A blank of this document alone, called by what belongs there."""
        return self._placeholder(tag, label, label, voice)

    def room(self, tag: str, label: str, voice: Voice, *, narrow: bool = False) -> str:
        """A place to write several lines into, which shows nothing."""
        room = _ROOM[:4] if narrow else _ROOM
        return self._control(tag, label, '<w:text w:multiLine="1"/>', voice.run(room))

    def box(self, tag: str, label: str, voice: Voice, *, single: bool) -> str:
        """A box to tick; a round one where only one of several is ticked."""
        ticked, open_ = ("25C9", "25CB") if single else ("2612", "2610")
        states = "".join(
            f'<w14:{state} w14:val="{code}" w14:font="Segoe UI Symbol"/>'
            for state, code in (("checkedState", ticked), ("uncheckedState", open_))
        )
        properties = f'<w14:checkbox><w14:checked w14:val="0"/>{states}</w14:checkbox>'
        glyph = replace(voice, style="Box", bold=False, slanted=False, rtl=False)
        return self._control(tag, label, properties, glyph.run(chr(int(open_, 16))))

    def optional(self, element: Element, label: str, content: str) -> str:
        """Blocks or rows of a table that a school may switch off."""
        return self._control(f"if:{_condition(element)}", label, "", content)

    def contents(self, label: str, content: str) -> str:
        """A table of contents, as Word offers to bring it up to date."""
        about = w("docPartObj", w("docPartGallery", val="Table of Contents"), "<w:docPartUnique/>")
        return self._control("contents", label, about, content)

    def _slot(self, blank: Blank, shown: str, form: str, voice: Voice) -> str:
        self.used.add(blank.id)
        tag = f"slot:{blank.id}:{form}" if form else f"slot:{blank.id}"
        bound = "" if form else _binding(blank.id)
        placeholder = w("placeholder", w("docPart", val=blank.id))
        if shown:
            return self._control(tag, blank.label, f"{bound}<w:text/>", voice.run(shown), placeholder)
        return self._placeholder(tag, blank.label, blank.label, voice, f"{placeholder}<w:showingPlcHdr/>{bound}")

    def _placeholder(
        self, tag: str, alias: str, label: str, voice: Voice, properties: str = "<w:showingPlcHdr/>"
    ) -> str:
        rtl = direction_of(label) == "rtl"
        own = replace(voice, style="PlaceholderText", rtl=rtl)
        return self._control(tag, alias, f"{properties}<w:text/>", own.run(label))

    @staticmethod
    def _isolated(shown: str, voice: Voice, made: Callable[[Voice], str]) -> str:
        """A value in its own direction; from left to right inside the other one, between two marks."""
        rtl = direction_of(shown) == "rtl"
        inside = made(replace(voice, rtl=rtl))
        mark = voice.run(LRM) if voice.rtl and not rtl else ""
        return f"{mark}{inside}{mark}"

    def _control(self, tag: str, alias: str, properties: str, content: str, before: str = "") -> str:
        self._count += 1
        said = w(
            "sdtPr",
            w("alias", val=_short(alias)) if alias else "",
            w("tag", val=_fitting(tag)),
            w("id", val=self._count),
            before,
            properties,
        )
        return w("sdt", said, w("sdtContent", content))

    # -- parts of the package ------------------------------------------------------------------------------------------

    def store(self, document: str, spoken: Language) -> bytes:
        """What the file knows about its slots, as a custom XML part."""
        known = "".join(
            f"<{name}>{escape(_folded(self.blanks[name].value), quote=False)}</{name}>"
            for name in sorted(self.used & self.blanks.keys())
        )
        head = f'<slots xmlns="{STORE}" document="{escape(document)}" language="{escape(spoken.code)}">'
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{known}</slots>'.encode()

    def placeholders(self, spoken: Language) -> bytes:
        """What each slot shows while it is empty, also once it has been filled in and emptied again."""
        return part("glossaryDocument", w("docParts", *(self._shown(name, spoken) for name in sorted(self.used))))

    def _shown(self, name: str, spoken: Language) -> str:
        label = self.blanks[name].label if name in self.blanks else name
        guid = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{STORE}#{name}")).upper()
        about = w(
            "docPartPr",
            w("name", val=name),
            w("category", w("name", val="General"), w("gallery", val="placeholder")),
            w("types", w("type", val="bbPlcHdr")),
            w("behaviors", w("behavior", val="content")),
            w("guid", val=f"{{{guid}}}"),
        )
        voice = Voice(spoken, direction_of(label) == "rtl", spoken, style="PlaceholderText")
        return w("docPart", about, w("docPartBody", paragraph("", voice.run(label))))


def store_properties(namespace: str, identity: str) -> bytes:
    """What a part of custom XML is called by."""
    uri = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    refs = f'<ds:schemaRefs><ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs>'
    return f'{head}<ds:datastoreItem ds:itemID="{identity}" xmlns:ds="{uri}">{refs}</ds:datastoreItem>'.encode()


def _folded(value: str) -> str:
    """A value as it can be shown in one line."""
    return " ".join(sane(value).split())


def _binding(name: str) -> str:
    path = f"/k:slots[1]/k:{name}[1]"
    return w("dataBinding", prefixMappings=f"xmlns:k='{STORE}'", xpath=path, storeItemID=STORE_ID)


def _condition(element: Element) -> str:
    """The id path of what is switched on or off; that of the block itself where its condition is a compound."""
    condition = json.loads(element.get("data-if"))
    return str(condition.get("var") or element.get("data-key"))


def _fitting(tag: str) -> str:
    """A tag as long as Word allows: without the id of the document, which the store has, or else its fingerprint."""
    if len(tag) <= LONGEST:
        return tag
    kind, _, rest = tag.partition(":")
    short = f"{kind}:#{rest.partition('#')[2]}" if "#" in rest else tag
    return short if len(short) <= LONGEST else f"{kind}:{hashlib.sha256(rest.encode()).hexdigest()[:32]}"


def _short(label: str) -> str:
    label = sane(label)
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
