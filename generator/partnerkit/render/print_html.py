"""Documents and kits as whole HTML pages for print; the styles are in ``templates/print/``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from markupsafe import Markup

from partnerkit.model.definition import Definition
from partnerkit.model.document import Document
from partnerkit.model.editions import BILINGUAL, FILLABLE, PAPERS, Handout, edition_of
from partnerkit.model.element import Element, html
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.picture import Picture
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import Text
from partnerkit.model.vision import Vision
from partnerkit.model.vocabulary import Kit
from partnerkit.render.addresses import Place, document_page, kit_page
from partnerkit.render.bilingual import paired
from partnerkit.render.brand import logo_words, print_styles, print_tones
from partnerkit.render.forms import FormWords, fillable
from partnerkit.render.pdf import ASSET, AttachedSource, PdfJob, in_booklet
from partnerkit.render.properties import settled
from partnerkit.render.qr import QrCode, qr_code
from partnerkit.wording import Words, environment, rendered
from partnerkit.wording.formats import date_in_figures

_SHORT, _LONG = 280, 480
"""Up to how many letters a text of a handout counts as short, and as long."""
_CONTACTS = ("school.phone", "school.email")
"""Whom readers of a handout can ask: slots of the core library."""


class Printer:
    """Sets the documents and kits of one language in one edition: the usual one, or one of ``editions.WHOLE``.

    ``catalogs`` are the PO files of the language; a file carries its own, beside its definition.
    """

    def __init__(
        self,
        library: Library,
        spoken: Language,
        templates: Path,
        catalogs: Iterable[SourceFile] = (),
        *,
        site_url: str = "",
        edition: str = "",
    ) -> None:
        self.library = library
        self.language = spoken
        self.words = Words(library, spoken, library.workspace.values)
        self.sandbox = environment(templates / "print", self.words)
        self.styles = templates / "print"
        self.catalogs = {PurePosixPath(catalog.path).stem: catalog for catalog in catalogs}
        self.site_url = site_url
        self.edition = edition
        paper = edition if edition in PAPERS else library.workspace.paper
        looks = [f"{edition}.css"] if edition and edition not in PAPERS else []
        self.css = self._styles("base.css", f"paper-{paper}.css", *looks)
        self.brand = "\n".join(self._brand_styles())

    def _styles(self, *names: str) -> str:
        return "\n".join((self.styles / name).read_text(encoding="utf-8") for name in names)

    def _brand_styles(self) -> Iterator[str]:
        """What follows all other styles; nothing without a brand."""
        if self.library.logo:
            yield self._styles("brand.css")
        if own := print_styles(self.library.workspace.brand):
            yield own

    def document(self, document: Document) -> PdfJob:
        """A document by itself."""
        return self._document(document, document.body, "")

    def form(self, document: Document) -> PdfJob:
        """A document to fill in on a screen, or after all on paper: it looks the same."""
        day, month, year = (self.words.ui(f"date-{part}") for part in ("day", "month", "year"))
        words = FormWords(date_in_figures(day, month, year, self.language), self.words.number)
        return self._document(document, fillable(document.body, words), FILLABLE, "form.css")

    def _document(self, document: Document, body: Element, edition: str, *styles: str) -> PdfJob:
        return self._job(
            self._name(document.id, edition),
            "document.html.j2",
            styles,
            self._small_logo,
            fields=edition == FILLABLE,
            source="" if edition == FILLABLE else document.id,
            document=document,
            body=Markup(html(body)),
            day=self._day([document]),
        )

    def bilingual(self, source: Document, translation: Document) -> PdfJob:
        """A document in two columns: its source beside its translation into the language of this printer."""
        missing = self.library.interface["not-translated-yet"]
        spoken = language(missing.lang)
        note = Element("span", (("class", "missing"), ("lang", spoken.code), ("dir", spoken.dir)), (missing.plain,))
        return self._job(
            self._name(source.id, BILINGUAL),
            "bilingual.html.j2",
            ["bilingual.css"],
            self._small_logo,
            source=source.id,
            original=source,
            translation=translation,
            title=bilingual_title(source, translation),
            body=Markup(html(paired(source, translation, note))),
            day=self._day([source]),
        )

    def handout(self, document: Document, style: Handout) -> PdfJob:
        """A single page to give away: what a document says, in plain words."""
        text = handout_text(self.library.documents[document.id], style)
        return self._job(
            self._name(document.id, style),
            "handout.html.j2",
            ["scan.css", "handout.css"],
            self._small_logo,
            document=document,
            text=text,
            style=style,
            length=_length(self.words.words(text)),
            contacts=[self.library.slots[name] for name in _CONTACTS if name in self.library.slots],
            values=self.library.workspace.values,
            code=self._code(document_page(document.id)),
            day=self._day([document]),
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
            self._name(f"kits/{kit.id}"),
            "kit.html.j2",
            ["scan.css"],
            self.library.logo.large if self.library.logo else None,
            source=kit.id,
            kit=kit,
            documents=held,
            pages=pages,
            targets={document_id: in_booklet(document_id) for document_id in held},
            title=self.title(kit),
            code=self._code(kit_page(kit.id)),
            day=self._day(list(held.values())),
            tones=print_tones(self.library.workspace.brand),
        )

    def _job(
        self,
        name: str,
        template: str,
        styles: Sequence[str],
        picture: Picture | None,
        *,
        fields: bool = False,
        source: str = "",
        **context: Any,
    ) -> PdfJob:
        """A page with its styles, with the logo where there is one, and with what it is made from.

        A file with fields can't carry its source, and a handout is there to be read.
        """
        logo = {"src": f"{ASSET}{picture.name}", "alt": logo_words(self.library)} if picture else None
        html_text = rendered(self.sandbox, template, holder=self.library.workspace.holder, logo=logo, **context)
        css = settled("\n".join(part for part in (self.css, *map(self._styles, styles), self.brand) if part))
        assets = ((picture.name, picture.data),) if picture else ()
        return PdfJob(name, html_text, css, assets=assets, fillable=fields, sources=self._sources(source))

    @property
    def _small_logo(self) -> Picture | None:
        return self.library.logo.small if self.library.logo else None

    def title(self, kit: Kit) -> str:
        """A kit's title as plain words."""
        return self.words.words(kit.title)

    def _sources(self, definition_id: str) -> tuple[AttachedSource, ...]:
        """What a document or kit is made from: its definition, and its translation where it has one."""
        if not definition_id:
            return ()
        definition, catalog = self.library.sources[definition_id], self.catalogs.get(definition_id)
        found = [AttachedSource(f"{definition_id}.yaml", self.words.ui("attached-definition"), definition.data)]
        if catalog:
            name = f"{definition_id}.{self.language.code}.po"
            found.append(AttachedSource(name, self.words.ui("attached-translation"), catalog.data))
        return tuple(found)

    def _name(self, name: str, edition: str = "") -> str:
        return f"{self.language.code}/{edition_of(name, edition or self.edition)}"

    def _code(self, address: str) -> QrCode | None:
        """The way from paper to a page of the site; None where nobody knows yet where the site will be."""
        whole = Place(address, self.language.code).on(self.site_url)
        return qr_code(whole) if whole else None

    def _day(self, documents: Sequence[Document]) -> date:
        """The latest change of any document that is inside."""
        return max(self.library.documents[document.id].last_change for document in documents)


def bilingual_title(source: Document, translation: Document) -> str:
    """What a document in two languages is called: its own title, and both languages by their own names."""
    return f"{source.title} · {source.language.name} – {translation.language.name}"


def _length(text: str) -> str:
    """How long a text is on a page that should not become two: "short", "long" or "longest"."""
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return "short" if width <= _SHORT else "long" if width <= _LONG else "longest"


def handout_text(definition: Definition, style: Handout) -> Text:
    """What a handout shows of a document: a vision's own statement on a poster, else what it says in plain words."""
    return definition.statement if style == "poster" and isinstance(definition, Vision) else definition.summary
