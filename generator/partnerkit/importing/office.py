"""A file of Word or of LibreOffice, opened with care: it may come from anybody, and may be anything."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from partnerkit.load import Bounds, RefusedError, unpack

_BOUNDS = Bounds(
    what="Word or LibreOffice file",
    total=48_000_000,
    file=24_000_000,
    files=3000,
    # Text with its markup comes to 30 times; a table of blanks to more, and an attack to 1000.
    ratio=200,
    damaged="Open it with the program that it comes from, save it again, and import that.",
    foreign="Open it with Word or LibreOffice, and save it as .docx or .odt.",
    locked="Take the password away: in Word under File, Info, Protect Document; then save it again.",
)
_MAX_ELEMENTS = 400_000
_MAX_DEPTH = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml)$|^basic/.*\.xml$", re.IGNORECASE)
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODT = b"application/vnd.oasis.opendocument.text"
_HARMLESS = frozenset({"hyperlink", "attachedTemplate"})
"""Relationships that lead outside and are only words here: nothing is ever fetched."""


@dataclass(frozen=True)
class WordFile:
    """A Word file that has been opened.

    Attributes:
        parts: every part by its name.
        main: the name of the part with its words.
        links: the addresses of its links, by the id of their relationship.
    """

    parts: Mapping[str, bytes]
    main: str
    links: Mapping[str, str]

    def tree(self, name: str) -> etree._Element:
        """A part; see ``tree_of``."""
        return tree_of(self.parts[name], name)

    @property
    def body(self) -> etree._Element:
        """The words of the file."""
        return self.tree(self.main)[0]

    def beside(self) -> Iterator[str]:
        """Parts with words that are not in the body: heads and feet, notes, comments."""
        folder = str(PurePosixPath(self.main).parent)
        wanted = re.compile(rf"{re.escape(folder)}/(header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
        return (name for name in sorted(self.parts) if wanted.fullmatch(name))

    def custom(self) -> Iterator[etree._Element]:
        """The parts of custom XML."""
        for name in sorted(self.parts):
            if re.fullmatch(r"customXml/item\d+\.xml", name):
                yield self.tree(name)


def tree_of(data: bytes, name: str) -> etree._Element:
    """A part of XML: without entities, no deeper and no larger than any document is.

    Raises:
        RefusedError: when it is none, or is an attack.
    """
    if _DTD.search(data) or (b"\0" in data[:4] and _DTD.search(data.replace(b"\0", b""))):
        raise RefusedError(f"'{name}' declares entities of its own, which no document does", _BOUNDS.damaged)
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    count = depth = 0
    try:
        for at in range(0, len(data), 1 << 16):
            parser.feed(data[at : at + (1 << 16)])
            for event, _ in parser.read_events():
                count += event == "start"
                depth += 1 if event == "start" else -1
                if count > _MAX_ELEMENTS or depth > _MAX_DEPTH:
                    raise RefusedError(f"'{name}' is larger or deeper than any document is", _BOUNDS.foreign)
        return parser.close()
    except etree.LxmlError as error:
        raise RefusedError(f"'{name}' in it is damaged: {error}", _BOUNDS.damaged) from error


def open_word(data: bytes) -> WordFile:
    """A Word file.

    Raises:
        RefusedError: with the one reason why it is not opened.
    """
    parts = _unpacked(data)
    if "[Content_Types].xml" not in parts:
        raise RefusedError("this zip file is no Word file", _BOUNDS.foreign)
    types = tree_of(parts["[Content_Types].xml"], "[Content_Types].xml")
    said = {one.get("PartName", "").lstrip("/"): one.get("ContentType", "") for one in types}
    if any("macroEnabled" in kind or "vba" in kind for kind in said.values()):
        raise _with_macros()
    main = next((name for name, kind in said.items() if kind == _WORD), "")
    if main not in parts:
        raise RefusedError("this is a file of an office program, but no Word document", _BOUNDS.foreign)
    links: dict[str, str] = {}
    for name in parts:
        if name.endswith(".rels"):
            links |= _links(tree_of(parts[name], name), own=name == _rels(main))
    word = WordFile(parts, main, links)
    root = word.tree(main)
    if not len(root) or not str(root[0].tag).endswith("}body"):
        raise RefusedError("this Word file has no body", _BOUNDS.damaged)
    return word


def open_writer(data: bytes) -> etree._Element:
    """The content of a file of LibreOffice Writer.

    Raises:
        RefusedError: with the one reason why it is not opened.
    """
    parts = _unpacked(data)
    if not parts.get("mimetype", b"").startswith(_ODT) or "content.xml" not in parts:
        raise RefusedError("this zip file is no text document of LibreOffice", _BOUNDS.foreign)
    if b"manifest:encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise RefusedError("this file has a password", _BOUNDS.locked)
    root = tree_of(parts["content.xml"], "content.xml")
    for one in root.iter("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}scripts"):
        if len(one):
            raise _with_macros()
    return root


def styles_of_writer(data: bytes) -> etree._Element | None:
    """The named styles of a file of LibreOffice Writer that has been opened already."""
    parts = _unpacked(data)
    return tree_of(parts["styles.xml"], "styles.xml") if "styles.xml" in parts else None


def _unpacked(data: bytes) -> dict[str, bytes]:
    if data.startswith(_OLE):
        what = "this file has a password, or is in a format from before 2007 (.doc)"
        raise RefusedError(what, "Take the password away, or save it as .docx; then import that.")
    parts = {name: part for name, part in unpack(data, _BOUNDS, _problem_of).items() if not name.endswith("/")}
    if any(_MACROS.search(name) for name in parts):
        raise _with_macros()
    return parts


def _problem_of(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    steps = name.split("/")
    if name.startswith("/") or ".." in steps or "\\" in name or ":" in name or len(name) > 300:
        return f"it holds {name!r}: this name leads out of the file"
    return ""


def _with_macros() -> RefusedError:
    return RefusedError("this file holds macros, which are programs", "Save it as .docx, without macros.")


def _rels(main: str) -> str:
    folder, _, name = main.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _links(root: etree._Element, *, own: bool) -> dict[str, str]:
    """The links of a part; anything else that leads outside of the file is refused."""
    links: dict[str, str] = {}
    for one in root.iter(_RELATIONSHIPS):
        kind, target = one.get("Type", "").rpartition("/")[2], one.get("Target", "")
        if one.get("TargetMode") != "External":
            continue
        if kind not in _HARMLESS:
            what = f"this file would load something from outside of it: {target[:100]}"
            hint = "Put the picture or file into the document itself (in Word: Edit Links to Files, Break Link)."
            raise RefusedError(what, hint)
        if kind == "hyperlink" and own and target.startswith(("https://", "http://", "mailto:")):
            links[one.get("Id", "")] = target
    return links
