"""Documents and kits as whole HTML pages for print; the styles are in ``templates/print/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from partnerkit.model.artifacts import BILINGUAL
from partnerkit.model.document import Document
from partnerkit.model.element import Element, html
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.picture import Picture
from partnerkit.model.vocabulary import Kit
from partnerkit.render.bilingual import paired
from partnerkit.render.brand import logo_words, print_styles, print_tones
from partnerkit.render.pdf import ASSET, PdfJob, in_booklet
from partnerkit.wording import Words, environment, rendered


class Printer:
    """Sets the documents and kits of one language for one paper."""

    def __init__(self, library: Library, spoken: Language, templates: Path) -> None:
        self.library = library
        self.language = spoken
        self.words = Words(library, spoken, library.workspace.values)
        self.sandbox = environment(templates / "print", self.words)
        self.styles = templates / "print"
        self.css = self._styles("base.css", f"paper-{library.workspace.paper}.css")
        self.brand = "\n".join(self._brand_styles())

    def _styles(self, *names: str) -> str:
        return "\n".join((self.styles / name).read_text(encoding="utf-8") for name in names)

    def _brand_styles(self) -> Iterator[str]:
        """What follows all other styles; nothing without a brand."""
        if self.library.logo:
            yield self._styles("brand.css")
        if own := print_styles(self.library.workspace.brand):
            yield own

    def _job(self, name: str, template: str, css: str, picture: Picture | None, **context: Any) -> PdfJob:
        """A page with its styles and with the logo, where there is one."""
        logo = {"src": f"{ASSET}{picture.name}", "alt": logo_words(self.library)} if picture else None
        html_text = rendered(self.sandbox, template, holder=self._holder(), logo=logo, **context)
        styles = f"{css}\n{self.brand}" if self.brand else css
        return PdfJob(name, html_text, styles, ((picture.name, picture.data),) if picture else ())

    @property
    def _small_logo(self) -> Picture | None:
        return self.library.logo.small if self.library.logo else None

    def document(self, document: Document) -> PdfJob:
        """A document by itself."""
        return self._job(
            f"{self.language.code}/{document.id}",
            "document.html.j2",
            self.css,
            self._small_logo,
            document=document,
            body=Markup(html(document.body)),
            day=self._day([document]),
        )

    def bilingual(self, source: Document, translation: Document) -> PdfJob:
        """A document in two columns: its source beside its translation into the language of this printer."""
        missing = self.library.interface["not-translated-yet"]
        spoken = language(missing.lang)
        note = Element("span", (("class", "missing"), ("lang", spoken.code), ("dir", spoken.dir)), (missing.plain,))
        return self._job(
            f"{self.language.code}/{source.id}-{BILINGUAL}",
            "bilingual.html.j2",
            f"{self.css}\n{self._styles('bilingual.css')}",
            self._small_logo,
            source=source,
            translation=translation,
            title=bilingual_title(source, translation),
            body=Markup(html(paired(source, translation, note))),
            day=self._day([source]),
        )

    def front_matter(self, kit: Kit, documents: Mapping[str, Document], pages: Mapping[str, int]) -> PdfJob:
        """What a booklet has around its documents: cover, how to use it, contents with page numbers, parts, versions.

        Args:
            kit: the kit.
            documents: documents by their id; those of the kit are among them.
            pages: how many pages each of these has; that many sheets are left empty for them.
        """
        held = {document_id: documents[document_id] for document_id in kit.documents}
        return self._job(
            f"{self.language.code}/kits/{kit.id}",
            "kit.html.j2",
            self.css,
            self.library.logo.large if self.library.logo else None,
            kit=kit,
            documents=held,
            pages=pages,
            targets={document_id: in_booklet(document_id) for document_id in held},
            title=self.title(kit),
            day=self._day(list(held.values())),
            tones=print_tones(self.library.workspace.brand),
        )

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
