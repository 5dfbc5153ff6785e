"""The package: a reference document takes in a body, lists, head and foot, and the store of the slots."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from partnerkit.render.docx.markup import NAMESPACES
from partnerkit.render.docx.reference import NEEDED
from partnerkit.render.office import zipped

_W = f"{{{NAMESPACES['w']}}}"
_CUSTOM_XML_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


@dataclass(frozen=True)
class About:
    """What the properties of a file say.

    Attributes:
        title: its title.
        subject: what kind of document it is.
        author: whose library it comes from.
        language: its language.
        version: its version.
        day: when it was changed last.
    """

    title: str
    subject: str
    author: str
    language: str
    version: str
    day: date


def missing_styles(reference: bytes) -> tuple[str, ...]:
    """The styles that a reference document lacks, by the names that Word shows.

    Raises:
        ValueError: when it is no Word file.
    """
    try:
        known = {str(style.name).casefold() for style in docx.Document(io.BytesIO(reference)).styles}
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError, OSError) as error:
        raise ValueError(str(error) or type(error).__name__) from error
    return tuple(name for name in NEEDED if name.casefold() not in known)


class Package:
    """A reference document that becomes a file."""

    def __init__(self, reference: bytes) -> None:
        self.file = docx.Document(io.BytesIO(reference))
        self.main = self.file.part
        self.package = self.main.package
        self.replaced: dict[str, bytes] = {}
        self.links: dict[str, str] = {}

    def first_numbers(self) -> tuple[int, int]:
        """The first kind of list and the first list that the reference document does not have."""
        root = self._tree(RT.NUMBERING)
        if root is None:
            return 0, 1
        kinds = [int(one.get(f"{_W}abstractNumId", "0")) for one in root.iter(f"{_W}abstractNum")]
        lists = [int(one.get(f"{_W}numId", "0")) for one in root.iter(f"{_W}num")]
        return max(kinds, default=-1) + 1, max(lists, default=0) + 1

    def add_lists(self, kinds: Sequence[str], lists: Sequence[str], empty: bytes) -> None:
        """Our lists beside its own: kinds before lists, as the schema wants."""
        root = self._tree(RT.NUMBERING)
        if root is None:
            root = etree.fromstring(empty)
            self._add("/word/numbering.xml", CT.WML_NUMBERING, RT.NUMBERING, b"")
        at = sum(1 for one in root if one.tag in (f"{_W}numPicBullet", f"{_W}abstractNum"))
        for number, kind in enumerate(_parsed(kinds)):
            root.insert(at + number, kind)
        end = sum(1 for one in root if one.tag != f"{_W}numIdMacAtCleanup")
        for number, one in enumerate(_parsed(lists)):
            root.insert(end + number, one)
        self.replaced[self._name(RT.NUMBERING)] = _written(root)

    def add_styles(self, ours: bytes) -> Mapping[str, str]:
        """The styles that its author did not have to know of.

        Returns:
            The ids that styles of ours have in this file, where these are others: a German Word calls them otherwise.
        """
        root = self._tree(RT.STYLES)
        assert root is not None  # noqa: S101 -- python-docx gives every file its styles
        theirs = {_style_name(one): one for one in root.iter(f"{_W}style")}
        renamed: dict[str, str] = {}
        added = []
        for style in [*etree.fromstring(ours).iter(f"{_W}style")]:
            ours_id = style.get(f"{_W}styleId", "")
            if (known := theirs.get(_style_name(style))) is not None:
                if (their_id := known.get(f"{_W}styleId", ours_id)) != ours_id:
                    renamed[ours_id] = their_id
            elif not style.get(f"{_W}default"):
                added.append(style)
        for style in added:
            for link in ("basedOn", "next"):
                for one in style.iterchildren(f"{_W}{link}"):
                    name = one.get(f"{_W}val", "")
                    one.set(f"{_W}val", renamed.get(name, name))
            root.append(style)
        self.replaced[self._name(RT.STYLES)] = _written(root)
        return renamed

    def add_store(self, store: bytes, properties: bytes) -> None:
        """A part of custom XML, such as the one that slots are bound to, under the next free number."""
        number = 1
        names = {str(one.partname) for one in self.package.iter_parts()}
        while f"/customXml/item{number}.xml" in names:
            number += 1
        item = self._add(f"/customXml/item{number}.xml", CT.XML, RT.CUSTOM_XML, store)
        about = Part(PackURI(f"/customXml/itemProps{number}.xml"), _CUSTOM_XML_PROPERTIES, properties, self.package)
        item.relate_to(about, RT.CUSTOM_XML_PROPS)

    def add_placeholders(self, glossary: bytes, styles: bytes) -> None:
        """What slots show while they are empty; instead of the building blocks of the reference document."""
        for key in [key for key, one in self.main.rels.items() if one.reltype == RT.GLOSSARY_DOCUMENT]:
            del self.main.rels[key]
        made = self._add("/word/glossary/document.xml", CT.WML_DOCUMENT_GLOSSARY, RT.GLOSSARY_DOCUMENT, glossary)
        made.relate_to(Part(PackURI("/word/glossary/styles.xml"), CT.WML_STYLES, styles, self.package), RT.STYLES)

    def add_edges(self, header: bytes, footer: bytes) -> tuple[str, str]:
        """Head and foot of every page, in the place of those of the reference document.

        Returns:
            The ids of their relationships.
        """
        for key in [key for key, one in self.main.rels.items() if one.reltype in (RT.HEADER, RT.FOOTER)]:
            del self.main.rels[key]
        above = self._add("/word/header1.xml", CT.WML_HEADER, RT.HEADER, header)
        below = self._add("/word/footer1.xml", CT.WML_FOOTER, RT.FOOTER, footer)
        return self.main.relate_to(above, RT.HEADER), self.main.relate_to(below, RT.FOOTER)

    def link(self, address: str) -> str:
        """The id of a link to an address outside."""
        name = self.main.relate_to(address, RT.HYPERLINK, is_external=True)
        self.links[name] = address
        return name

    def describe(self, about: About) -> None:
        """The properties of the file. No clock: a file that says the same is the same."""
        core, then = self.file.core_properties, datetime(about.day.year, about.day.month, about.day.day, tzinfo=UTC)
        core.title, core.subject, core.author = about.title[:255], about.subject[:255], about.author[:255]
        core.last_modified_by, core.language, core.version = about.author[:255], about.language, about.version
        core.created = core.modified = then
        core.revision, core.comments, core.keywords, core.category = 1, "", "", ""

    def written(self, body: bytes) -> bytes:
        """The file, with the body of a document: sorted, and without times."""
        stream = io.BytesIO()
        self.file.save(stream)
        with zipfile.ZipFile(stream) as made:
            files = {name: made.read(name) for name in made.namelist()}
        return zipped(files | self.replaced | {str(self.main.partname).lstrip("/"): body})

    def _add(self, name: str, kind: str, relation: str, data: bytes) -> Part:
        made = Part(PackURI(name), kind, data, self.package)
        self.main.relate_to(made, relation)
        return made

    def _name(self, relation: str) -> str:
        return str(self.main.part_related_by(relation).partname).lstrip("/")

    def _tree(self, relation: str) -> etree._Element | None:
        """The content of a part that a document has at most once."""
        for one in self.main.rels.values():
            if one.reltype == relation:
                return etree.fromstring(one.target_part.blob)
        return None


def _style_name(style: etree._Element) -> tuple[str, str]:
    name = style.find(f"{_W}name")
    return style.get(f"{_W}type") or "", "" if name is None else str(name.get(f"{_W}val")).casefold()


def _parsed(parts: Sequence[str]) -> Iterator[etree._Element]:
    around = f'<w:x xmlns:w="{NAMESPACES["w"]}">{"".join(parts)}</w:x>'
    yield from list(etree.fromstring(around))


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
