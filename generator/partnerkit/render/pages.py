"""Every page file of a site in one language: home, kits, documents in three orders, landing pages, documents.

Engine-neutral: the result is text by file name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from partnerkit.execute.derived import Derived
from partnerkit.execute.memo import Memo
from partnerkit.model.base import Authored
from partnerkit.model.document import Document
from partnerkit.model.library import Library, Translation
from partnerkit.model.locales import Language, language
from partnerkit.model.vocabulary import Kit, Page
from partnerkit.render.addresses import (
    BY_AUDIENCE,
    BY_PILLAR,
    DOCUMENTS,
    HOME,
    KITS,
    LEDGER,
    MANIFEST,
    TRANSLATIONS,
    Place,
    document_page,
    kit_page,
)
from partnerkit.render.cards import Cards, Shelf
from partnerkit.render.ledger import ledger
from partnerkit.render.lineage import lineage_view
from partnerkit.render.page import page_body
from partnerkit.render.panels import document_panel, kit_panel
from partnerkit.render.translations import language_rows
from partnerkit.wording import Words, environment, rendered

_READERS = {
    "make": "make-it-yours",
    "school": "for-schools",
    "mentor": "for-mentors",
    "district": "for-districts",
    "family": "for-families",
}


_NO_PAGE = re.compile(r'<a data-document="[^"]*">(.*?)</a>', re.DOTALL)
"""Words that name a document which is not offered."""


class Pages:
    """Writes the page files of one language."""

    def __init__(
        self,
        library: Library,
        spoken: Language,
        documents: Mapping[str, Document],
        shelf: Shelf,
        templates: Path,
        memo: Memo | None = None,
    ) -> None:
        self.derived = Derived(library, spoken.code, documents, memo=memo)
        self.library = library
        self.language = spoken
        self.shelf = shelf
        self.documents = documents
        self.words = Words(library, spoken, library.workspace.values)
        self.ui = self.words.ui
        self.cards = Cards(self.words, documents, shelf)
        self.sandbox = environment(templates, self.words)

    def files(self) -> dict[str, str]:
        """Every page file, by its name below the docs folder."""
        return {place.file: text for place, text in self._pages()}

    def _pages(self) -> Iterator[tuple[Place, str]]:
        yield self._home()
        yield self._kits()
        for kit in self.library.kits.values():
            yield self._kit(kit)
        yield from self._listings()
        for page in self.library.pages.values():
            yield self._page(page)
        if len(self.shelf.languages) > 1:
            yield self._translations()
        yield self._ledger()
        for document in self.documents.values():
            yield self._document(document)

    def _place(self, address: str) -> Place:
        return Place(address, self.language.code)

    def _file(
        self, here: Place, template: str, title: str, description: str, body: str, **meta: Any
    ) -> tuple[Place, str]:
        """A page file: front matter, then the body."""
        front = {"title": title, "description": description, "template": template, **meta}
        header = yaml.dump(front, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
        return here, f"---\n{header}---\n\n{body}\n"

    def _rendered(self, template: str, **context: Any) -> str:
        text = rendered(self.sandbox, f"pages/{template}", **context)
        return "\n".join(line for line in text.splitlines() if line.strip())

    def _home(self) -> tuple[Place, str]:
        place = self._place(HOME)
        home: dict[str, Any] = {
            f"{reader}_href": place.to_page(f"{page}/") if page in self.library.pages else None
            for reader, page in _READERS.items()
        }
        home |= {
            "kits_href": place.to_page(KITS),
            "documents_href": place.to_page(DOCUMENTS),
            "kits": self.cards.kits(place, self.library.kits.values()),
            "pillars": self.cards.by_pillar(place, limit=4, linked=True),
            "sheets": self._sheets(),
            "document_count": len(self.documents),
            "language_count": len(self.shelf.languages),
        }
        body = self._rendered("home.html.j2", home=home)
        return self._file(place, "home.html", self.ui("nav-home"), self.ui("home-lead"), body)

    def _sheets(self) -> list[dict[str, str]]:
        """Three titles for the picture on the home page, the first of them in another language."""
        picks = [
            held[0]
            for kind in ("agreement", "charter", "vision")
            if (held := [one for one in self.library.of_kind(kind) if one.id in self.documents])
        ]
        sheets = []
        for index, definition in enumerate(picks):
            spoken = self.shelf.languages[1 if index == 0 and len(self.shelf.languages) > 1 else 0]
            if self.language.code != spoken.code and index:
                spoken = self.language
            library = self.shelf.libraries[spoken.code]
            title = library.documents[definition.id].title
            words = Words(library, spoken, library.workspace.values).words(title)
            sheets.append({"title": words, "lang": title.lang, "dir": language(title.lang).dir})
        return sheets

    def _kits(self) -> tuple[Place, str]:
        place = self._place(KITS)
        body = self._rendered("kits.html.j2", kits=self.cards.kits(place, self.library.kits.values()))
        return self._file(place, "listing.html", self.ui("kits-title"), self.ui("kits-lead"), body)

    def _kit(self, kit: Kit) -> tuple[Place, str]:
        place = self._place(kit_page(kit.id))
        booklet = self.shelf.offered("kit", kit.id, self.language.code, "pdf")
        view = {
            "notes": self._notes(kit),
            "title": self.words.line(kit.title),
            "tone": self.cards.tone(kit),
            "purpose": self.words.block(kit.purpose),
            "audience": [self.ui(f"audience-{reader}") for reader in kit.audience],
            "time_needed": self.words.line(kit.time_needed),
            "pages": booklet.pages if booklet else 0,
            "languages": [spoken.name for spoken in self.shelf.spoken("kit", kit.id)],
            "steps": [self.words.line(step.text) for step in kit.steps],
            "parts": [
                {
                    "title": self.words.line(part.title),
                    "text": self.words.block(part.text),
                    "documents": self.cards.documents(place, part.documents),
                }
                for part in kit.parts
            ],
        }
        body = self._linked(self._rendered("kit.html.j2", kit=view), place)
        panel = kit_panel(kit, place, self.words, self.shelf)
        title = self.words.words(kit.title)
        description = self.words.words(kit.purpose)
        return self._file(place, "kit.html", title, description, body, panel=panel, **self._versions(kit.id))

    def _page(self, page: Page) -> tuple[Place, str]:
        place = self._place(f"{page.id}/")
        view = {
            "notes": self._notes(page),
            "title": self.words.line(page.title),
            "lead": self.words.block(page.lead),
            "sections": [
                {
                    "id": part.anchor,
                    "heading": self.words.line(part.heading),
                    "text": self.words.block(part.text),
                    "documents": self.cards.documents(place, part.documents),
                    "kits": self.cards.kits(place, [self.library.kits[kit] for kit in part.kits]),
                }
                for part in page.parts
            ],
        }
        body = self._linked(self._rendered("page.html.j2", page=view), place)
        meta = self._versions(page.id) | ({} if page.menu else {"place": "footer"})
        return self._file(
            place, "listing.html", self.words.words(page.title), self.words.words(page.lead), body, **meta
        )

    def _linked(self, body: str, place: Place) -> str:
        """Prose links to documents, ``data-document``, become links from this page."""
        for document_id in self.documents:
            body = body.replace(f'data-document="{document_id}"', f'href="{place.to_page(document_page(document_id))}"')
        return _NO_PAGE.sub(r"\1", body)

    def _document(self, document: Document) -> tuple[Place, str]:
        place, lineage = self._place(document_page(document.id)), repr(self.library.lineage.get(document.id))
        body = self.derived.once(("page", lineage), [document], partial(self._body, document, place))
        panel = document_panel(document, place, self.words, self.shelf)
        meta = {"panel": panel, **self._versions(document.id)}
        return self._file(place, "document.html", document.title, document.facts.summary.text, body, **meta)

    def _body(self, document: Document, place: Place) -> str:
        """All that is on the page of a document, but for the panel beside it."""
        kind = document.facts.kind
        crumbs = [
            {"href": place.to_page(DOCUMENTS), "label": self.ui("nav-documents")},
            {"href": place.to_page(f"{DOCUMENTS}#{kind}"), "label": self.ui(f"kinds-{kind}")},
        ]
        head = self._rendered("document-head.html.j2", crumbs=crumbs)

        def link_to(target: str) -> str | None:
            return place.to_page(document_page(target)) if target in self.documents else None

        body = page_body(document.body, link_to)
        if lineage := lineage_view(document, self.words):
            body += "\n" + self._rendered("lineage.html.j2", lineage=lineage)
        return f"{head}\n\n{body}"

    def _translations(self) -> tuple[Place, str]:
        place = self._place(TRANSLATIONS)
        steps = ("translations-how-read", "translations-how-write", "translations-how-check")
        how = [self.words.line(self.library.interface[step]) for step in steps]
        body = self._rendered("translations.html.j2", rows=language_rows(self.words, place, self.shelf), how=how)
        title, lead = self.ui("translations-title"), self.ui("translations-lead")
        return self._file(place, "listing.html", title, lead, body, place="footer")

    def _ledger(self) -> tuple[Place, str]:
        place = self._place(LEDGER)
        body = self._rendered(
            "ledger.html.j2",
            ledger=ledger(self.words, place, self.shelf, self.documents),
            about_href=place.to_page("accessibility/") if "accessibility" in self.library.pages else None,
            list_href=place.to_file(MANIFEST),
        )
        title, lead = self.ui("ledger-title"), self.ui("ledger-lead")
        return self._file(place, "listing.html", title, lead, body, place="footer")

    def _notes(self, definition: Authored) -> list[str]:
        """What readers are told of a translation."""
        return self.words.translation_notes(Translation.of(definition, self.language), definition.language)

    def _versions(self, definition_id: str) -> dict[str, Any]:
        """The languages that a page is really in, for search engines; nothing where it is in all of them."""
        real = self.shelf.translations(definition_id)
        if len(real) == len(self.shelf.languages) and real[0] == self.shelf.written_in(definition_id):
            return {}
        return {"versions": {"real": real, "first": self.shelf.written_in(definition_id)}}

    def _listings(self) -> Iterator[tuple[Place, str]]:
        """The documents in three orders, each a page that leads to the other two."""
        orders = [
            (DOCUMENTS, "by-kind", self.cards.by_kind),
            (BY_PILLAR, "by-pillar", self.cards.by_pillar),
            (BY_AUDIENCE, "by-audience", self.cards.by_audience),
        ]
        for address, label, groups in orders:
            place = self._place(address)
            title = self.ui("nav-documents") if label == "by-kind" else self.ui(f"documents-{label}")
            lead = self.ui("documents-lead", n=len(self.documents))
            views = [
                {"label": self.ui(name), "href": place.to_page(target), "current": name == label}
                for target, name, _ in orders
            ]
            listing: dict[str, Any] = {"title": title, "lead": lead, "views": views, "groups": groups(place)}
            reviews = self.shelf.reviews(self.language.code)
            listing["reviews_href"] = place.to_file(reviews.path) if reviews else None
            body = self._rendered("documents.html.j2", listing=listing)
            yield self._file(place, "listing.html", title, lead, body)


def shell_strings(library: Library) -> dict[str, str]:
    """Every interface string by id, for the templates of the site engine; ICU messages stay messages."""
    return {string_id: text.source for string_id, text in library.interface.items()}


def menu(library: Library, spoken: Language) -> list[str]:
    """The page files that have a place in the top menu or the foot, in order."""
    pages = [page for page in library.pages.values() if page.menu]
    others = [page for page in library.pages.values() if not page.menu]
    addresses = [HOME, KITS, DOCUMENTS, *(f"{page.id}/" for page in (*pages, *others))]
    if len(library.workspace.languages) > 1:
        addresses.append(TRANSLATIONS)
    addresses.append(LEDGER)
    return [Place(address, spoken.code).file for address in addresses]


__all__ = ["Pages", "Shelf", "menu", "shell_strings"]
