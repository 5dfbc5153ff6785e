"""Every page file of a site in one language: home, kits, documents in three orders, landing pages, documents.

Engine-neutral: the result is text by file name. What a page shows is gathered into small frozen views first, so that a
template never looks anything up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from partnerkit.model.artifacts import Artifact, download_path
from partnerkit.model.definition import Audience, Pillar
from partnerkit.model.document import Document
from partnerkit.model.element import inner_html
from partnerkit.model.kinds import DOCUMENT_KINDS
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.vocabulary import Kit, Page
from partnerkit.render.addresses import BY_AUDIENCE, BY_PILLAR, DOCUMENTS, HOME, KITS, Place, document_page, kit_page
from partnerkit.render.page import page_body
from partnerkit.wording import Words, environment, rendered

TONES = ("pine", "honey", "clay", "plum")
_READERS = {
    "make": "make-it-yours",
    "school": "for-schools",
    "mentor": "for-mentors",
    "district": "for-districts",
    "family": "for-families",
}


@dataclass(frozen=True, slots=True)
class KitCard:
    """A kit in a list."""

    title: Markup
    purpose: Markup
    href: str
    documents: int
    pages: int
    languages: int
    time_needed: Markup
    tone: str


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document in a list; ``lang`` is set where its words are not in the language of the page."""

    title: str
    kind: str
    summary: Markup
    href: str
    pages: int
    status: str
    lang: str | None
    dir: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Documents under one heading."""

    id: str
    title: str
    text: str
    href: str | None
    documents: list[DocumentCard]


@dataclass(frozen=True)
class Shelf:
    """What the pages of every language need to know.

    Attributes:
        languages: the languages of the site, source first.
        documents: the filled documents, by language and id.
        artifacts: every file that can be taken away.
    """

    languages: tuple[Language, ...]
    documents: Mapping[str, Mapping[str, Document]]
    artifacts: tuple[Artifact, ...]

    def artifact(self, subject: str, artifact_id: str, spoken: str, format_: str) -> Artifact | None:
        """The file of a document or kit in a language and format; None where it was not made."""
        path = download_path(subject, artifact_id, spoken, format_)
        return next((artifact for artifact in self.artifacts if artifact.path == path), None)


class Pages:
    """Writes the page files of one language."""

    def __init__(self, library: Library, spoken: Language, shelf: Shelf, templates: Path) -> None:
        self.library = library
        self.language = spoken
        self.shelf = shelf
        self.documents = shelf.documents[spoken.code]
        self.words = Words(library, spoken, library.workspace.values)
        self.ui = self.words.ui
        self.sandbox = environment(templates, self.words)

    def files(self) -> dict[str, str]:
        """Every page file, by its name below the docs folder."""
        return {place.file: text for place, text in self._pages()}

    def _pages(self) -> Iterator[tuple[Place, str]]:
        yield self._home()
        yield self._kits()
        for kit in self.library.kits.values():
            yield self._kit(kit)
        for address, label, groups in self._views():
            yield self._listing(address, label, groups)
        for page in self.library.pages.values():
            yield self._page(page)
        for document in self.documents.values():
            yield self._document(document)

    def _place(self, address: str) -> Place:
        return Place(address, self.language.code)

    def _file(
        self, here: Place, template: str, title: str, description: str, body: str, **meta: Any
    ) -> tuple[Place, str]:
        """A page file: front matter, then the body."""
        front = {"title": title, "description": description, "template": template, **meta}
        header = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
        return here, f"---\n{header}---\n\n{body}\n"

    def _rendered(self, template: str, **context: Any) -> str:
        text = rendered(self.sandbox, f"pages/{template}", **context)
        return "\n".join(line for line in text.splitlines() if line.strip())

    # -- pages ---------------------------------------------------------------------------------------------------------

    def _home(self) -> tuple[Place, str]:
        place = self._place(HOME)
        home: dict[str, Any] = {
            f"{reader}_href": place.to_page(f"{page}/") if page in self.library.pages else None
            for reader, page in _READERS.items()
        }
        home |= {
            "kits_href": place.to_page(KITS),
            "documents_href": place.to_page(DOCUMENTS),
            "kits": self._kit_cards(place, self.library.kits.values()),
            "pillars": self._pillars(place, limit=4, linked=True),
            "sheets": self._sheets(),
            "document_count": len(self.documents),
            "language_count": len(self.shelf.languages),
        }
        body = self._rendered("home.html.j2", home=home)
        return self._file(place, "home.html", self.ui("nav-home"), self.ui("home-lead"), body)

    def _sheets(self) -> list[dict[str, str]]:
        """Three titles for the picture on the home page, the first of them in another language."""
        picks = [
            documents[0] for kind in ("agreement", "charter", "vision") if (documents := self.library.of_kind(kind))
        ]
        sheets = []
        for index, definition in enumerate(picks):
            spoken = self.shelf.languages[1 if index == 0 and len(self.shelf.languages) > 1 else 0]
            if self.language.code != spoken.code and index:
                spoken = self.language
            document = self.shelf.documents[spoken.code][definition.id]
            sheets.append({"title": document.title, "lang": spoken.code, "dir": spoken.dir})
        return sheets

    def _kits(self) -> tuple[Place, str]:
        place = self._place(KITS)
        body = self._rendered("kits.html.j2", kits=self._kit_cards(place, self.library.kits.values()))
        return self._file(place, "listing.html", self.ui("kits-title"), self.ui("kits-lead"), body)

    def _kit(self, kit: Kit) -> tuple[Place, str]:
        place = self._place(kit_page(kit.id))
        order = list(self.library.kits)
        booklet = self.shelf.artifact("kit", kit.id, self.language.code, "pdf")
        view = {
            "title": self.words.line(kit.title),
            "tone": TONES[order.index(kit.id) % len(TONES)],
            "purpose": self.words.block(kit.purpose),
            "audience": [self.ui(f"audience-{reader}") for reader in kit.audience],
            "time_needed": self.words.line(kit.time_needed),
            "pages": booklet.pages if booklet else 0,
            "languages": [spoken.name for spoken in self.shelf.languages],
            "steps": [self.words.line(step.text) for step in kit.steps],
            "parts": [
                {
                    "title": self.words.line(part.title),
                    "text": self.words.block(part.text),
                    "documents": self._cards(place, part.documents),
                }
                for part in kit.parts
            ],
        }
        body = self._linked(self._rendered("kit.html.j2", kit=view), place)
        panel = {"about_title": self.ui("about-kit"), "downloads": self._kit_downloads(kit, place), "facts": []}
        title = self.words.words(kit.title)
        return self._file(place, "kit.html", title, self.words.words(kit.purpose), body, panel=panel)

    def _page(self, page: Page) -> tuple[Place, str]:
        place = self._place(f"{page.id}/")
        view = {
            "title": self.words.line(page.title),
            "lead": self.words.block(page.lead),
            "sections": [
                {
                    "id": part.anchor,
                    "heading": self.words.line(part.heading),
                    "text": self.words.block(part.text),
                    "documents": self._cards(place, part.documents),
                    "kits": self._kit_cards(place, [self.library.kits[kit] for kit in part.kits]),
                }
                for part in page.parts
            ],
        }
        body = self._linked(self._rendered("page.html.j2", page=view), place)
        meta = {} if page.menu else {"place": "footer"}
        return self._file(
            place, "listing.html", self.words.words(page.title), self.words.words(page.lead), body, **meta
        )

    def _linked(self, body: str, place: Place) -> str:
        """Prose links to documents, ``data-document``, become links from this page."""
        for document_id in self.documents:
            body = body.replace(f'data-document="{document_id}"', f'href="{place.to_page(document_page(document_id))}"')
        return body

    def _document(self, document: Document) -> tuple[Place, str]:
        place = self._place(document_page(document.id))
        kind = document.facts.kind
        crumbs = [
            {"href": place.to_page(DOCUMENTS), "label": self.ui("nav-documents")},
            {"href": place.to_page(f"{DOCUMENTS}#{kind}"), "label": self.ui(f"kinds-{kind}")},
        ]
        head = self._rendered("document-head.html.j2", crumbs=crumbs)
        body = page_body(document.body, lambda target: place.to_page(document_page(target)))
        meta: dict[str, Any] = {
            "panel": {
                "downloads": self._document_downloads(document, place),
                "facts": self._facts(document),
                "source": {
                    "label": self.ui("see-source"),
                    "href": place.to_file(f"downloads/source/{document.id}.yaml"),
                },
            }
        }
        if document.untranslated:
            meta["banner"] = self.ui("partly-translated", n=document.untranslated)
        summary = document.facts.summary.text
        return self._file(place, "document.html", document.title, summary, f"{head}\n\n{body}", **meta)

    # -- lists ---------------------------------------------------------------------------------------------------------

    def _views(self) -> Iterator[tuple[str, str, list[Group]]]:
        place = self._place(DOCUMENTS)
        kinds = [
            Group(
                kind, self.ui(f"kinds-{kind}"), self.ui(f"about-{kind}"), None,
                self._cards(place, [d.id for d in self.library.of_kind(kind)]),
            )
            for kind in DOCUMENT_KINDS
        ]  # fmt: skip
        yield DOCUMENTS, "by-kind", kinds
        yield BY_PILLAR, "by-pillar", self._pillars(self._place(BY_PILLAR))
        place = self._place(BY_AUDIENCE)
        yield BY_AUDIENCE, "by-audience", [
            Group(
                reader, self.ui(f"audience-{reader}"), "", None,
                self._cards(place, [d.id for d in self.documents.values() if reader in d.facts.audience]),
            )
            for reader in Audience
        ]  # fmt: skip

    def _pillars(self, place: Place, limit: int | None = None, *, linked: bool = False) -> list[Group]:
        return [
            Group(
                str(pillar), self.ui(f"pillar-{pillar}"), self.ui(f"pillar-{pillar}-text"),
                place.to_page(f"{BY_PILLAR}#{pillar}") if linked else None,
                self._cards(place, [d.id for d in self.documents.values() if pillar in d.facts.pillars][:limit]),
            )
            for pillar in Pillar
        ]  # fmt: skip

    def _listing(self, address: str, label: str, groups: list[Group]) -> tuple[Place, str]:
        place = self._place(address)
        views = [("by-kind", DOCUMENTS), ("by-pillar", BY_PILLAR), ("by-audience", BY_AUDIENCE)]
        title = self.ui("nav-documents") if label == "by-kind" else self.ui(f"documents-{label}")
        lead = self.ui("documents-lead", n=len(self.documents))
        listing = {
            "title": title,
            "lead": lead,
            "views": [
                {"label": self.ui(name), "href": place.to_page(target), "current": name == label}
                for name, target in views
            ],
            "groups": groups,
        }
        body = self._rendered("documents.html.j2", listing=listing)
        return self._file(place, "listing.html", title, lead, body)

    def _kit_cards(self, place: Place, kits: Any) -> list[KitCard]:
        order = list(self.library.kits)
        cards = []
        for kit in kits:
            booklet = self.shelf.artifact("kit", kit.id, self.language.code, "pdf")
            cards.append(
                KitCard(
                    title=self.words.line(kit.title),
                    purpose=self.words.line(kit.purpose),
                    href=place.to_page(kit_page(kit.id)),
                    documents=len(kit.documents),
                    pages=booklet.pages if booklet else 0,
                    languages=len(self.shelf.languages),
                    time_needed=self.words.line(kit.time_needed),
                    tone=TONES[order.index(kit.id) % len(TONES)],
                )
            )
        return cards

    def _cards(self, place: Place, ids: Any) -> list[DocumentCard]:
        cards = []
        for document_id in ids:
            document = self.documents[document_id]
            foreign = document.title_language.code != self.language.code
            pdf = self.shelf.artifact("document", document_id, self.language.code, "pdf")
            cards.append(
                DocumentCard(
                    title=document.title,
                    kind=document.facts.kind_label,
                    summary=Markup(inner_html(document.facts.summary)),
                    href=place.to_page(document_page(document_id)),
                    pages=pdf.pages if pdf else 0,
                    status=document.facts.status_label,
                    lang=document.title_language.code if foreign else None,
                    dir=document.title_language.dir if foreign else None,
                )
            )
        return cards

    # -- panels --------------------------------------------------------------------------------------------------------

    def _document_downloads(self, document: Document, place: Place) -> list[dict[str, Any]]:
        rows = []
        spoken = [self.language, *(other for other in self.shelf.languages if other.code != self.language.code)]
        for index, other in enumerate(spoken):
            if pdf := self.shelf.artifact("document", document.id, other.code, "pdf"):
                note = self.ui("count-pages", n=pdf.pages) if index == 0 else "PDF"
                label = self.ui("print-pdf") if index == 0 else other.name
                rows.append({"label": label, "note": note, "href": place.to_file(pdf.path), "main": index == 0})
                if index:
                    rows[-1] |= {"lang": other.code, "dir": other.dir}
        return rows

    def _kit_downloads(self, kit: Kit, place: Place) -> list[dict[str, Any]]:
        rows = []
        if pdf := self.shelf.artifact("kit", kit.id, self.language.code, "pdf"):
            note = self.ui("count-pages", n=pdf.pages)
            rows.append({"label": self.ui("booklet-pdf"), "note": note, "href": place.to_file(pdf.path), "main": True})
        if folder := self.shelf.artifact("kit", kit.id, self.language.code, "zip"):
            note = self.ui("megabytes", n=f"{self.words.number(round(len(folder.data) / 1_000_000, 1))}")
            label = self.ui("folder-zip")
            rows.append({"label": label, "note": note, "href": place.to_file(folder.path), "main": False})
        return rows

    def _facts(self, document: Document) -> list[dict[str, str]]:
        facts = document.facts
        spoken = [
            language.name
            for language in self.shelf.languages
            if not self.shelf.documents[language.code][document.id].untranslated
        ]
        rows = [
            ("fact-version", f"{facts.version}, {facts.status_label}"),
            ("fact-owner", facts.owner),
            ("next-review", facts.review),
            ("fact-languages", self.words.listed(spoken)),
            ("fact-audience", self.words.listed([self.ui(f"audience-{reader}") for reader in facts.audience])),
            ("fact-pillars", self.words.listed([self.ui(f"pillar-{pillar}") for pillar in facts.pillars])),
            ("fact-adaptation", self.ui(f"adaptation-{facts.adaptation}")),
        ]
        if facts.code:
            rows.insert(0, ("fact-code", facts.code))
        return [{"label": self.ui(label), "value": value} for label, value in rows]


def shell_strings(library: Library) -> dict[str, str]:
    """Every interface string by id, for the templates of the site engine; ICU messages stay messages."""
    return {string_id: text.source for string_id, text in library.interface.items()}


def menu(library: Library, spoken: Language) -> list[str]:
    """The page files that have a place in the top menu or the foot, in order."""
    pages = [page for page in library.pages.values() if page.menu]
    others = [page for page in library.pages.values() if not page.menu]
    addresses = [HOME, KITS, DOCUMENTS, *(f"{page.id}/" for page in (*pages, *others))]
    return [Place(address, spoken.code).file for address in addresses]


__all__ = ["Pages", "Shelf", "language", "menu", "shell_strings"]
