"""A kit as an electronic book (EPUB 3.3), for reading on a phone: the words flow, grow and can be read aloud.

A title page that says how to use the kit, its contents, a page for each part, and the documents as they are composed.
Nothing in it is fetched from anywhere; a document that is named is a link where it is in the book. The same kit makes
the same bytes.

Rules: EPUB 3.3 5 (package document), 7 (navigation document); EPUB Accessibility 1.1 2.2 (discovery metadata).
"""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as read_html

from partnerkit.model.document import Document
from partnerkit.model.element import html
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.vocabulary import Kit
from partnerkit.render.addresses import Place, kit_page
from partnerkit.wording import Words, environment, rendered

_FORMAT = 1
"""Raised when the same book is to make other bytes."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_XHTML = "http://www.w3.org/1999/xhtml"
_OPS = "http://www.idpf.org/2007/ops"
_OPF = "http://www.idpf.org/2007/opf"
_DC = "http://purl.org/dc/elements/1.1/"
_XML = "http://www.w3.org/XML/1998/namespace"
_AS_PACKAGE: Any = {None: _OPF}
_AS_PAGE: Any = {None: _XHTML, "epub": _OPS}
_CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<container version="1.0"'
    ' xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityHazard", "none"),
    *(
        ("schema:accessibilityFeature", feature)
        for feature in ("structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability")
    ),
)


@dataclass(frozen=True)
class Chapter:
    """A page of the book.

    Attributes:
        name: the name of its file, without an ending; of a document, its id.
        title: what the contents call it.
        language: the language of its title.
        html: what is on it: one element of HTML.
        part: whether the chapters that follow are below it in the contents.
    """

    name: str
    title: str
    language: Language
    html: str = field(repr=False)
    part: bool = False


@dataclass(frozen=True)
class Book:
    """A kit as an electronic book.

    Attributes:
        id: its name among all books, which stays.
        title: its title, in its language.
        language: its language.
        author: whose library it comes from.
        about: what it is for.
        day: when anything in it was changed last.
        contents: what its table of contents is called.
        style: its stylesheet.
        chapters: its pages in order; the contents follow upon the first one.
    """

    id: str
    title: str
    language: Language
    author: str
    about: str
    day: date
    contents: str
    style: str = field(repr=False)
    chapters: tuple[Chapter, ...]

    def key(self) -> str:
        """The name of the file in a cache: a hash of all that it is made of."""
        pages = (chapter.html for chapter in self.chapters)
        parts = (str(_FORMAT), zlib.ZLIB_RUNTIME_VERSION, repr(self), self.style, *pages)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Binder:
    """Prepares the books of one language, as ``Printer`` does for print.

    Args:
        library: the localized library.
        spoken: its language.
        documents: its filled documents.
        templates: the folder of templates.
        site_url: the address that the site will have, or empty.
    """

    def __init__(
        self,
        library: Library,
        spoken: Language,
        documents: Mapping[str, Document],
        templates: Path,
        site_url: str = "",
    ) -> None:
        self.library = library
        self.language = spoken
        self.documents = documents
        self.site_url = site_url
        self.words = Words(library, spoken, library.workspace.values)
        self.sandbox = environment(templates / "epub", self.words)
        self.style = (templates / "epub/book.css").read_text(encoding="utf-8")

    def kit(self, kit: Kit) -> Book:
        """A kit whose documents are all there."""
        settings, held = self.library.workspace, [self.documents[name] for name in kit.documents]
        return Book(
            id=f"{settings.id}/{self.language.code}/{kit.id}",
            title=self.words.words(kit.title),
            language=self.language,
            author=settings.holder,
            about=self.words.plainly(kit.purpose),
            day=max(self.library.documents[one.id].last_change for one in held),
            contents=self.words.ui("contents"),
            style=self.style,
            chapters=tuple(self._chapters(kit, held)),
        )

    def _chapters(self, kit: Kit, held: Sequence[Document]) -> Iterator[Chapter]:
        words, address = self.words, Place(kit_page(kit.id), self.language.code).on(self.site_url)
        yield self._own("start", words.words(kit.title), kit.title.lang, kit=kit, holder=self.library.workspace.holder)
        for number, part in enumerate(kit.parts, start=1):
            title = words.words(part.title)
            yield self._own("part", title, part.title.lang, name=f"part-{number}", part=part)
            for name in part.documents:
                one = self.documents[name]
                yield Chapter(name, one.title, one.title_language, html(one.body))
        title = words.ui("documents-and-versions")
        yield self._own("end", title, self.language.code, documents=held, address=address)

    def _own(self, template: str, title: str, code: str, *, name: str = "", **context: object) -> Chapter:
        """A page that is no document; what is at the top of the contents."""
        page = rendered(self.sandbox, f"{template}.html.j2", **context)
        return Chapter(f"_{name or template}", title, language(code), page.strip(), part=True)


def book_file(book: Book) -> bytes:
    """The file."""
    names = frozenset(chapter.name for chapter in book.chapters)
    entries = {
        "META-INF/container.xml": _CONTAINER.encode(),
        "EPUB/package.opf": _package(book),
        "EPUB/_contents.xhtml": _contents(book),
        "EPUB/book.css": book.style.encode(),
        **{f"EPUB/{one.name}.xhtml": _page(book, one, names) for one in book.chapters},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # It comes first and is not packed, so that the kind of the file can be read from its first bytes.
        archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), "application/epub+zip")
        for name, data in entries.items():
            archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), data, compresslevel=6)
    return buffer.getvalue()


def _entry(name: str, packed: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type, entry.external_attr, entry.create_system = packed, 0o644 << 16, 3
    return entry


# -- the book itself ---------------------------------------------------------------------------------------------------


def _package(book: Book) -> bytes:
    """What the book is, every file in it, and their order."""
    root = etree.Element(f"{{{_OPF}}}package", {"version": "3.0", "unique-identifier": "id"}, nsmap=_AS_PACKAGE)
    root.set(f"{{{_XML}}}lang", book.language.code)
    root.set("dir", book.language.dir)
    metadata = etree.SubElement(root, f"{{{_OPF}}}metadata", nsmap={"dc": _DC})
    identifier = etree.SubElement(metadata, f"{{{_DC}}}identifier", id="id")
    identifier.text = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, book.id)}"
    for name, said in (
        ("title", book.title),
        ("language", book.language.code),
        ("creator", book.author),
        ("description", book.about),
    ):
        etree.SubElement(metadata, f"{{{_DC}}}{name}").text = said
    for name, said in (("dcterms:modified", f"{book.day.isoformat()}T00:00:00Z"), *_ACCESS):
        etree.SubElement(metadata, f"{{{_OPF}}}meta", property=name).text = said
    manifest = etree.SubElement(root, f"{{{_OPF}}}manifest")
    direction = {"page-progression-direction": book.language.dir}
    spine = etree.SubElement(root, f"{{{_OPF}}}spine", direction)
    names = [chapter.name for chapter in book.chapters]
    for name in (*names[:1], "_contents", *names[1:]):
        item = etree.SubElement(manifest, f"{{{_OPF}}}item", id=f"p-{name}", href=f"{name}.xhtml")
        item.set("media-type", "application/xhtml+xml")
        if name == "_contents":
            item.set("properties", "nav")
        etree.SubElement(spine, f"{{{_OPF}}}itemref", idref=f"p-{name}")
    style = etree.SubElement(manifest, f"{{{_OPF}}}item", id="style", href="book.css")
    style.set("media-type", "text/css")
    return _written(root)


def _contents(book: Book) -> bytes:
    """The table of contents, which a reader's program shows as a menu as well."""
    root, body = _shell(book.contents, book.language)
    nav = etree.SubElement(body, f"{{{_XHTML}}}nav", {f"{{{_OPS}}}type": "toc", "id": "toc", "role": "doc-toc"})
    etree.SubElement(nav, f"{{{_XHTML}}}h1").text = book.contents
    top = etree.SubElement(nav, f"{{{_XHTML}}}ol")
    above = top
    for chapter in book.chapters:
        if chapter.part:
            around = top
        else:
            inner = above.find(f"{{{_XHTML}}}ol")
            around = etree.SubElement(above, f"{{{_XHTML}}}ol") if inner is None else inner
        item = etree.SubElement(around, f"{{{_XHTML}}}li")
        link = etree.SubElement(item, f"{{{_XHTML}}}a", href=f"{chapter.name}.xhtml")
        link.text = chapter.title
        if chapter.language != book.language:
            _speak(link, chapter.language.code, chapter.language.dir)
        above = item if chapter.part else above
    return _written(root)


def _page(book: Book, chapter: Chapter, names: frozenset[str]) -> bytes:
    root, body = _shell(chapter.title, book.language)
    _append(body, read_html.fragment_fromstring(chapter.html), names)
    return _written(root)


def _shell(title: str, spoken: Language) -> tuple[etree._Element, etree._Element]:
    """A page without its words."""
    root = etree.Element(f"{{{_XHTML}}}html", nsmap=_AS_PAGE)
    _speak(root, spoken.code, spoken.dir)
    head = etree.SubElement(root, f"{{{_XHTML}}}head")
    etree.SubElement(head, f"{{{_XHTML}}}title").text = title
    etree.SubElement(head, f"{{{_XHTML}}}link", rel="stylesheet", type="text/css", href="book.css")
    return root, etree.SubElement(root, f"{{{_XHTML}}}body")


def _append(parent: etree._Element, found: etree._Element, names: frozenset[str]) -> None:
    """An element with all that is in it; what is data for other renderers stays behind."""
    attributes = {str(name): str(said) for name, said in found.items() if not str(name).startswith("data-")}
    tag = found.tag
    if tag == "a" and "href" not in attributes:
        target = found.get("data-document")
        if target in names:
            attributes["href"] = f"{target}.xhtml"
        else:
            tag = "span"
    made = etree.SubElement(parent, f"{{{_XHTML}}}{tag}", attributes)
    if spoken := attributes.get("lang"):
        _speak(made, spoken, attributes.get("dir", ""))
    made.text, made.tail = found.text, found.tail
    for child in found:
        _append(made, child, names)


def _speak(element: etree._Element, code: str, direction: str) -> None:
    element.set("lang", code)
    element.set(f"{{{_XML}}}lang", code)
    if direction:
        element.set("dir", direction)


def _written(root: etree._Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="UTF-8", xml_declaration=False)
