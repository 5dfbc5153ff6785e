"""What a Word file knows of itself, so that it can be read back years later: a part of XML that no program touches.

It says which document of which library it is, in which language, and for every paragraph what it said when it was made,
with the id path of each text. Nothing has to be made again to see what somebody has changed.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from lxml import etree

from partnerkit.model.address import parse_address
from partnerkit.model.text import Text
from partnerkit.render.docx.controls import Blank
from partnerkit.render.docx.marking import SWITCH, Mark
from partnerkit.render.docx.markup import sane
from partnerkit.render.docx.pieces import Paragraph, Piece
from partnerkit.render.docx.reader import Reader

MANIFEST = "urn:partnerkit:document:1"
"""The namespace of what a file knows of itself."""
MANIFEST_ID = f"{{{str(uuid.uuid5(uuid.NAMESPACE_URL, MANIFEST)).upper()}}}"
_N = f"{{{MANIFEST}}}"
_SPACE = re.compile(r"[ \t\r\n\f]+")


class NoManifestError(ValueError):
    """A part that is not what a file of ours knows of itself."""


@dataclass(frozen=True)
class Origin:
    """Where a file comes from.

    Attributes:
        document: the id of its document.
        language: the code of its language.
        library: the id of the library.
        version: the version of the library; empty where it has none.
        edition: the version of the document.
    """

    document: str
    language: str
    library: str
    version: str
    edition: str


@dataclass(frozen=True)
class Manifest:
    """What a file knows of itself.

    Attributes:
        origin: where it comes from.
        blanks: its slots, with what they were filled in with when it was made.
        sources: what each of its texts said, as it is written in the definition or catalog, by id path.
        languages: the language of each text that was not in that of the file, by id path.
        marks: its bookmarks, by their names.
        blocks: its paragraphs as they were.
        edges: what stood at the head and the foot of its pages.
    """

    origin: Origin
    blanks: Sequence[Blank]
    sources: Mapping[str, str]
    languages: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    blocks: Sequence[Paragraph] = ()
    edges: frozenset[str] = frozenset()


def manifest_of(
    origin: Origin,
    blanks: Sequence[Blank],
    texts: Sequence[Text],
    marks: Mapping[str, Mark],
    body: bytes,
    edges: Sequence[bytes] = (),
    links: Mapping[str, str] | None = None,
) -> bytes:
    """What a file is to know of itself.

    Args:
        origin: where it comes from.
        blanks: its slots.
        texts: the texts of its definition, in its language.
        marks: its bookmarks.
        body: the part that holds its words.
        edges: the parts that are the head and the foot of its pages.
        links: the addresses of its links, by the id of their relationship.
    """
    blocks = tuple(Reader(links=links or {}).paragraphs(etree.fromstring(body)[0]))
    shown = _shown_by_key(blocks, marks)
    by_key = {text.key: text for text in texts if text.key in shown}
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<document xmlns="{MANIFEST}"',
        *(f' {name}="{_attribute(getattr(origin, name))}"' for name in Origin.__dataclass_fields__),
        ">",
        *(_blank(blank) for blank in blanks),
        *(_text(text, shown[key], origin.language) for key, text in by_key.items()),
        *(_mark(name, mark) for name, mark in marks.items()),
        *(_block(block) for block in blocks),
        *(f"<edge>{_words(words)}</edge>" for one in edges for words in edge_words(etree.fromstring(one))),
        "</document>",
    ]
    return "".join(parts).encode()


def edge_words(root: etree._Element) -> Iterator[str]:
    """The words at the head or the foot of pages, without those of slots and the numbers of pages."""
    for paragraph in Reader().paragraphs(root):
        words = "".join(piece.text for piece in paragraph.pieces if not piece.slot)
        yield " ".join(re.sub(r"\d+", "", words).split())


def _attribute(words: str) -> str:
    return escape(sane(words))


def _words(words: str) -> str:
    return escape(words, quote=False)


def _blank(blank: Blank) -> str:
    value = _words(sane(blank.value))
    return f'<slot id="{blank.id}" type="{blank.type}" label="{_attribute(blank.label)}">{value}</slot>'


def _text(text: Text, shown: str, language: str) -> str:
    """A text that is written otherwise than it is shown, or in another language than the file; nothing for others."""
    other = f' language="{text.lang}"' if text.lang != language else ""
    if _SPACE.sub(" ", text.source).strip() == shown:
        return f'<text key="{_attribute(text.key)}"{other}/>' if other else ""
    return f'<text key="{_attribute(text.key)}"{other}>{_words(text.source)}</text>'


def _mark(name: str, mark: Mark) -> str:
    under = f' under="{_attribute(" ".join(mark.under))}"' if mark.under else ""
    return f'<mark name="{name}" key="{_attribute(mark.key)}"{under}/>'


def _block(block: Paragraph) -> str:
    attributes = f' style="{_attribute(block.style)}"' if block.style else ""
    attributes += ' listed="1"' if block.listed else ""
    attributes += f' cell="{" ".join(map(str, block.cell))}"' if block.cell else ""
    return f"<p{attributes}>{''.join(map(_piece, block.pieces))}</p>" if block.pieces else f"<p{attributes}/>"


_SHORT = {"bold": "b", "slanted": "i", "link": "a", "slot": "s", "field": "f", "choice": "c", "mark": "m"}


def _piece(piece: Piece) -> str:
    said = {short: getattr(piece, name) for name, short in _SHORT.items()}
    attributes = "".join(
        f' {name}="{_attribute(str(int(one) if one is True else one))}"' for name, one in said.items() if one
    )
    text = "" if piece.empty else _words(piece.text)
    return f"<w{attributes}>{text}</w>" if text else f"<w{attributes}/>"


def _shown_by_key(blocks: Sequence[Paragraph], marks: Mapping[str, Mark]) -> dict[str, str]:
    """The words of each text as they would be written without anything special about them."""
    shown: dict[str, str] = {}
    for block in blocks:
        for piece in block.pieces:
            if piece.mark in marks and not (key := marks[piece.mark].key).startswith(SWITCH):
                words = f"{{{piece.slot}}}" if piece.slot else piece.text
                special = piece.choice or piece.bold or piece.slanted or piece.link
                shown[key] = shown.get(key, "") + ("\0" if special else "") + words
    return {key: _SPACE.sub(" ", words).strip() for key, words in shown.items()}


# -- reading it --------------------------------------------------------------------------------------------------------


def read_manifest(root: etree._Element) -> Manifest:
    """What a file knows of itself.

    Raises:
        NoManifestError: when it is not as we write it.
    """
    if root.tag != f"{_N}document":
        raise NoManifestError("this part is about something else")
    origin = Origin(*(root.get(name, "") for name in Origin.__dataclass_fields__))
    marks = {
        one.get("name", ""): Mark(one.get("key", ""), tuple(one.get("under", "").split()))
        for one in root.iter(f"{_N}mark")
    }
    blocks = tuple(_read_block(one) for one in root.iter(f"{_N}p"))
    shown = _shown_by_key(blocks, marks)
    sources, languages = {**shown}, {}
    for one in root.iter(f"{_N}text"):
        key = one.get("key", "")
        if one.text:
            sources[key] = one.text
        if other := one.get("language"):
            languages[key] = other
    if not origin.document or not origin.language or not blocks:
        raise NoManifestError("it does not say what it is")
    for key in sources:
        try:
            address = parse_address(key)
        except ValueError as error:
            raise NoManifestError(str(error)) from error
        if address.definition != origin.document:
            raise NoManifestError("it has texts of another document")
    edges = frozenset(one.text or "" for one in root.iter(f"{_N}edge"))
    return Manifest(origin, tuple(_read_blanks(root)), sources, languages, marks, blocks, edges)


def _read_blanks(root: etree._Element) -> Iterator[Blank]:
    for one in root.iter(f"{_N}slot"):
        yield Blank(one.get("id", ""), one.get("label", ""), one.get("type", ""), one.text or "")


def _read_block(block: etree._Element) -> Paragraph:
    cell = [int(number) for number in block.get("cell", "").split() if number.isdecimal()]
    pieces = tuple(_read_piece(one) for one in block.iter(f"{_N}w"))
    return Paragraph(
        pieces,
        block.get("style", ""),
        tuple(dict.fromkeys(piece.mark for piece in pieces if piece.mark)),
        block.get("listed", ""),
        cell=(cell[0], cell[1], cell[2]) if len(cell) == 3 else None,
    )


def _read_piece(element: etree._Element) -> Piece:
    said = {name: element.get(short, "") for name, short in _SHORT.items()}
    text = element.text or ""
    looks = {name: bool(said.pop(name)) for name in ("bold", "slanted")}
    return replace(Piece(text, empty=bool(said["slot"]) and not text), **looks, **said)  # type: ignore[arg-type]  # its fields
