"""Documents and kits as whole HTML pages for print; the styles are in ``templates/print/``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from markupsafe import Markup

from partnerkit.model.artifacts import BILINGUAL
from partnerkit.model.document import Document
from partnerkit.model.element import Element, html
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.sources import SourceFile
from partnerkit.model.vocabulary import Kit
from partnerkit.render.bilingual import paired
from partnerkit.render.pdf import AttachedSource, PdfJob, in_booklet
from partnerkit.wording import Words, environment, rendered


class Printer:
    """Sets the documents and kits of one language for one paper.

    ``catalogs`` are the PO files of the language; a file carries its own, beside its definition.
    """

    def __init__(
        self, library: Library, spoken: Language, templates: Path, catalogs: Iterable[SourceFile] = ()
    ) -> None:
        self.library = library
        self.language = spoken
        self.words = Words(library, spoken, library.workspace.values)
        self.sandbox = environment(templates / "print", self.words)
        self.styles = templates / "print"
        self.catalogs = {PurePosixPath(catalog.path).stem: catalog for catalog in catalogs}
        self.css = self._styles("base.css", f"paper-{library.workspace.paper}.css")

    def _styles(self, *names: str) -> str:
        return "\n".join((self.styles / name).read_text(encoding="utf-8") for name in names)

    def document(self, document: Document) -> PdfJob:
        """A document by itself."""
        html_text = rendered(
            self.sandbox,
            "document.html.j2",
            document=document,
            body=Markup(html(document.body)),
            holder=self._holder(),
            day=self._day([document]),
        )
        return PdfJob(f"{self.language.code}/{document.id}", html_text, self.css, self._sources(document.id))

    def bilingual(self, source: Document, translation: Document) -> PdfJob:
        """A document in two columns: its source beside its translation into the language of this printer."""
        missing = self.library.interface["not-translated-yet"]
        spoken = language(missing.lang)
        note = Element("span", (("class", "missing"), ("lang", spoken.code), ("dir", spoken.dir)), (missing.plain,))
        html_text = rendered(
            self.sandbox,
            "bilingual.html.j2",
            source=source,
            translation=translation,
            title=bilingual_title(source, translation),
            body=Markup(html(paired(source, translation, note))),
            holder=self._holder(),
            day=self._day([source]),
        )
        name, css = f"{self.language.code}/{source.id}-{BILINGUAL}", f"{self.css}\n{self._styles('bilingual.css')}"
        return PdfJob(name, html_text, css, self._sources(source.id))

    def front_matter(self, kit: Kit, documents: Mapping[str, Document], pages: Mapping[str, int]) -> PdfJob:
        """What a booklet has around its documents: cover, how to use it, contents with page numbers, parts, versions.

        Args:
            kit: the kit.
            documents: documents by their id; those of the kit are among them.
            pages: how many pages each of these has; that many sheets are left empty for them.
        """
        held = {document_id: documents[document_id] for document_id in kit.documents}
        html_text = rendered(
            self.sandbox,
            "kit.html.j2",
            kit=kit,
            documents=held,
            pages=pages,
            targets={document_id: in_booklet(document_id) for document_id in held},
            holder=self._holder(),
            title=self.title(kit),
            day=self._day(list(held.values())),
        )
        return PdfJob(f"{self.language.code}/kits/{kit.id}", html_text, self.css, self._sources(kit.id))

    def title(self, kit: Kit) -> str:
        """A kit's title as plain words."""
        return self.words.words(kit.title)

    def _sources(self, definition_id: str) -> tuple[AttachedSource, ...]:
        """What a document or kit is made from: its definition, and its translation where it has one."""
        definition, catalog = self.library.sources[definition_id], self.catalogs.get(definition_id)
        found = [AttachedSource(f"{definition_id}.yaml", self.words.ui("attached-definition"), definition.data)]
        if catalog:
            name = f"{definition_id}.{self.language.code}.po"
            found.append(AttachedSource(name, self.words.ui("attached-translation"), catalog.data))
        return tuple(found)

    def _holder(self) -> str:
        """Who stands in the running head: the school once it has a name, else the library."""
        return self.library.workspace.values.get("school.name") or self.library.workspace.name

    def _day(self, documents: Sequence[Document]) -> date:
        """The latest change of any document that is inside."""
        return max(change.on for d in documents for change in self.library.documents[d.id].change_log)


def bilingual_title(source: Document, translation: Document) -> str:
    """What a document in two languages is called: its own title, and both languages by their own names."""
    return f"{source.title} · {source.language.name} – {translation.language.name}"
