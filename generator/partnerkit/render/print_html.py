"""Documents and kits as whole HTML pages for print; the styles are in ``templates/print/``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from markupsafe import Markup

from partnerkit.model.artifacts import BILINGUAL, FORM
from partnerkit.model.document import Document
from partnerkit.model.element import Element, html
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.vocabulary import Kit
from partnerkit.render.bilingual import paired
from partnerkit.render.forms import FormWords, fillable
from partnerkit.render.pdf import PdfJob, in_booklet
from partnerkit.wording import Words, environment, rendered
from partnerkit.wording.formats import date_in_figures


class Printer:
    """Sets the documents and kits of one language for one paper."""

    def __init__(self, library: Library, spoken: Language, templates: Path) -> None:
        self.library = library
        self.language = spoken
        self.words = Words(library, spoken, library.workspace.values)
        self.sandbox = environment(templates / "print", self.words)
        self.styles = templates / "print"
        self.css = self._styles("base.css", f"paper-{library.workspace.paper}.css")

    def _styles(self, *names: str) -> str:
        return "\n".join((self.styles / name).read_text(encoding="utf-8") for name in names)

    def document(self, document: Document) -> PdfJob:
        """A document by itself."""
        return PdfJob(f"{self.language.code}/{document.id}", self._page(document, document.body), self.css)

    def form(self, document: Document) -> PdfJob:
        """A document to fill in on a screen, or after all on paper: it looks the same."""
        day, month, year = (self.words.ui(f"date-{part}") for part in ("day", "month", "year"))
        words = FormWords(date_in_figures(day, month, year, self.language), self.words.number)
        return PdfJob(
            f"{self.language.code}/{document.id}-{FORM}",
            self._page(document, fillable(document.body, words)),
            f"{self.css}\n{self._styles('form.css')}",
            fillable=True,
        )

    def _page(self, document: Document, body: Element) -> str:
        return rendered(
            self.sandbox,
            "document.html.j2",
            document=document,
            body=Markup(html(body)),
            holder=self._holder(),
            day=self._day([document]),
        )

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
        return PdfJob(
            f"{self.language.code}/{source.id}-{BILINGUAL}", html_text, f"{self.css}\n{self._styles('bilingual.css')}"
        )

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


def bilingual_title(source: Document, translation: Document) -> str:
    """What a document in two languages is called: its own title, and both languages by their own names."""
    return f"{source.title} · {source.language.name} – {translation.language.name}"
