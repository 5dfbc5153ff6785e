"""A document as a Word file: real styles, headings and lists, and every blank a content control.

    reference document + body + lists + head and foot + store of the slots = file

One function over one value: ``render_docx`` reads and writes no file and asks no clock, so that it may run anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from partnerkit.model.document import Document
from partnerkit.model.element import Element, html
from partnerkit.model.library import Library, texts_of
from partnerkit.model.locales import Language, language
from partnerkit.model.text import Text
from partnerkit.model.workspace import Brand
from partnerkit.render.docx.blocks import Blocks
from partnerkit.render.docx.contents import Contents
from partnerkit.render.docx.controls import STORE, STORE_ID, Blank, Controls, store_properties
from partnerkit.render.docx.inline import Inline
from partnerkit.render.docx.kits import kit_body
from partnerkit.render.docx.manifest import MANIFEST, MANIFEST_ID, Origin, manifest_of
from partnerkit.render.docx.marking import Marking
from partnerkit.render.docx.markup import Voice, part, w
from partnerkit.render.docx.numbering import Numbering
from partnerkit.render.docx.package import About, Package, missing_styles
from partnerkit.render.docx.pages import Pages, footer, header
from partnerkit.render.docx.reference import NEEDED, reference_document
from partnerkit.render.docx.styles import styles_part
from partnerkit.render.forms import FormWords, fillable
from partnerkit.render.office import tag_of
from partnerkit.wording import Words
from partnerkit.wording.formats import date_in_figures


@dataclass(frozen=True)
class WordJob:
    """What a Word file is made of.

    Attributes:
        document: the document, with a field in every place to write.
        blanks: the slots of its library, in its language.
        brand: colours and font.
        paper: ``letter`` or ``a4``.
        author: whose library it comes from.
        day: when it was changed last.
        version: its version in words.
        page: the words before the number of a page.
        of: the words between it and how many there are.
        contents: what its table of contents is called.
        optional: what an optional clause is called.
        whole: whether it is a whole kit.
        texts: the texts of its definition, in its language.
        library: the id of its library, and the version of that where it has one.
        reference: a reference document that takes the place of ours.
    """

    document: Document
    blanks: tuple[Blank, ...]
    brand: Brand
    paper: str
    author: str
    day: date
    version: str
    page: str
    of: str
    contents: str
    optional: str
    whole: bool = False
    texts: tuple[Text, ...] = ()
    library: tuple[str, str] = ("", "")
    reference: bytes | None = None

    def key(self) -> str:
        """The name of the file in a cache: a hash of all that it is made of."""
        body, rest = self.document.body, replace(self.document, body=Element(self.document.body.tag))
        parts = (_code(), html(body), repr(replace(self, document=rest)))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _code() -> str:
    """Everything but a job whose change could change a byte of its file."""
    own = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return f"python-docx {version('python-docx')}, {hashlib.sha256(own).hexdigest()}"


class Typist:
    """Prepares the Word files of one language, as ``Printer`` does for print."""

    def __init__(self, library: Library, spoken: Language, reference: bytes | None = None) -> None:
        self.library = library
        self.language = spoken
        self.words = Words(library, spoken, library.workspace.values)
        self.reference = reference
        day, month, year = (self.words.ui(f"date-{name}") for name in ("day", "month", "year"))
        self.form = FormWords(date_in_figures(day, month, year, spoken), self.words.number)
        values = library.workspace.values
        self.blanks = tuple(
            Blank(slot.id, slot.label.plain, slot.type, values.get(slot.id, ""))
            for slot in sorted(library.slots.values(), key=lambda slot: slot.id)
        )

    def document(self, document: Document) -> WordJob:
        """A document to write on with Word."""
        ui, settings = self.words.ui, self.library.workspace
        return WordJob(
            document=replace(document, body=fillable(document.body, self.form)),
            blanks=self.blanks,
            brand=settings.brand,
            paper=settings.paper,
            author=settings.name,
            day=self.library.documents[document.id].last_change,
            version=ui("version", version=document.facts.version),
            page=ui("page-start"),
            of=ui("page-middle"),
            contents=ui("contents"),
            optional=ui("optional-clause"),
            texts=tuple(texts_of(self.library.documents[document.id])),
            library=(settings.id, settings.version or ""),
            reference=self.reference,
        )

    def kit(self, opening: Element, documents: Sequence[Document], kit_id: str, title: Text) -> WordJob:
        """A kit to write on with Word.

        Args:
            opening: what is in it besides its documents; see ``kit_body``.
            documents: its documents, in order.
            kit_id: its id.
            title: its title.
        """
        jobs = {document.id: self.document(document) for document in documents}
        first = jobs[documents[0].id]
        kit = replace(
            first.document,
            id=kit_id,
            title=self.words.words(title),
            title_language=language(title.lang),
            body=kit_body(opening, {name: job.document for name, job in jobs.items()}),
            facts=replace(first.document.facts, code="", kind_label=self.words.ui("kit"), version=""),
        )
        return replace(first, document=kit, day=max(job.day for job in jobs.values()), version="", whole=True, texts=())


def render_docx(job: WordJob) -> bytes:
    """A Word file; the same bytes for the same job."""
    document, spoken = job.document, job.document.language
    voice = Voice(spoken, spoken.dir == "rtl", spoken)
    package = Package(job.reference or reference_document(job.brand, spoken))
    styles = styles_part(job.brand, spoken)
    renamed = package.add_styles(styles) if job.reference else {}
    controls = Controls({blank.id: blank for blank in job.blanks})
    inline, numbering = Inline(controls, package.link), Numbering(*package.first_numbers())
    head = controls.school(voice) if "school.name" in controls.blanks else voice.run(job.author)
    edges = header(head, rtl=voice.rtl), footer((document.facts.code, job.version), job.page, job.of, voice)
    pages = Pages(job.paper, *package.add_edges(*(_as(renamed, one) for one in edges)))
    marking = Marking(job.texts)
    marked = marking.marked(document.body)
    blocks = Blocks(inline, numbering, Contents(document, job.contents, job.whole), pages, job.optional)
    content = blocks.article(marked, voice)
    body = part("document", w("body", content, pages.section(rtl=voice.rtl)))
    package.add_lists([*numbering.kinds()], [*numbering.lists()], part("numbering"))
    package.add_store(controls.store(document.id, spoken), store_properties(STORE, STORE_ID))
    used = tuple(blank for blank in job.blanks if blank.id in controls.used)
    origin = Origin(document.id, spoken.code, *job.library, document.facts.version)
    manifest = manifest_of(origin, used, job.texts, marking.marks, body, edges, package.links)
    package.add_store(manifest, store_properties(MANIFEST, MANIFEST_ID))
    package.add_placeholders(_as(renamed, controls.placeholders(spoken)), styles)
    package.describe(
        About(document.title, document.facts.kind_label, job.author, tag_of(spoken), document.facts.version, job.day)
    )
    return package.written(_as(renamed, body))


def _as(renamed: Mapping[str, str], data: bytes) -> bytes:
    """A part with the ids that its styles have in a reference document of a district."""
    for ours, theirs in renamed.items():
        for element in ("pStyle", "rStyle", "tblStyle"):
            data = data.replace(f'<w:{element} w:val="{ours}"/>'.encode(), f'<w:{element} w:val="{theirs}"/>'.encode())
    return data


__all__ = ["NEEDED", "Blank", "Typist", "WordJob", "missing_styles", "reference_document", "render_docx"]
