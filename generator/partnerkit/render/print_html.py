"""Documents and kits as whole HTML pages for print; the styles are in ``templates/print/``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from markupsafe import Markup

from partnerkit.model.document import Document
from partnerkit.model.element import html, prefixed
from partnerkit.model.library import Library
from partnerkit.model.locales import Language
from partnerkit.model.vocabulary import Kit
from partnerkit.render.pdf import PdfJob
from partnerkit.wording import Words, environment, rendered


class Printer:
    """Sets the documents and kits of one language for one paper."""

    def __init__(self, library: Library, spoken: Language, templates: Path) -> None:
        self.library = library
        self.language = spoken
        self.words = Words(library, spoken, library.workspace.values)
        self.sandbox = environment(templates / "print", self.words)
        paper = library.workspace.paper
        sheets = ["base.css", f"paper-{paper}.css"]
        self.css = "\n".join((templates / "print" / name).read_text(encoding="utf-8") for name in sheets)

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
        return PdfJob(f"{self.language.code}/{document.id}", html_text, self.css)

    def kit(self, kit: Kit, documents: Mapping[str, Document]) -> PdfJob:
        """A kit as one booklet: cover, how to use it, contents with page numbers, parts, documents."""
        held = {document_id: documents[document_id] for document_id in kit.documents}
        targets = {document_id: f"{document_id}--top" for document_id in held}
        bodies = {
            document_id: Markup(html(prefixed(document.body, f"{document_id}--", targets)))
            for document_id, document in held.items()
        }
        html_text = rendered(
            self.sandbox,
            "kit.html.j2",
            kit=kit,
            documents=held,
            bodies=bodies,
            targets=targets,
            holder=self._holder(),
            title=self.title(kit),
            day=self._day(list(held.values())),
        )
        return PdfJob(f"{self.language.code}/kits/{kit.id}", html_text, self.css)

    def title(self, kit: Kit) -> str:
        """A kit's title as plain words."""
        return self.words.words(kit.title)

    def _holder(self) -> str:
        """Who stands in the running head: the school once it has a name, else the library."""
        return self.library.workspace.values.get("school.name") or self.library.workspace.name

    def _day(self, documents: Sequence[Document]) -> date:
        """The latest change of any document that is inside."""
        return max(change.on for d in documents for change in self.library.documents[d.id].change_log)
