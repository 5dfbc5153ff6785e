"""Kits and documents as they stand in lists: small frozen views, so that a template never looks anything up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from partnerkit.model.artifacts import REVIEWS, Artifact, download_path
from partnerkit.model.coverage import Coverage
from partnerkit.model.definition import Audience, Pillar
from partnerkit.model.document import Document
from partnerkit.model.element import inner_html
from partnerkit.model.kinds import DOCUMENT_KINDS
from partnerkit.model.library import Library
from partnerkit.model.locales import Language
from partnerkit.model.vocabulary import Kit
from partnerkit.render.addresses import BY_PILLAR, Place, document_page, kit_page
from partnerkit.wording import Words

TONES = ("pine", "honey", "clay", "plum")


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
        libraries: the library in each language.
        coverage: how far each definition is translated, by language and area.
        published: the documents and kits that each language has files of.
        artifacts: every file that can be taken away.
        site_url: the address that the site will have, or empty.
    """

    languages: tuple[Language, ...]
    libraries: Mapping[str, Library]
    coverage: Mapping[str, Mapping[str, Coverage]]
    published: Mapping[str, frozenset[str]]
    artifacts: tuple[Artifact, ...]
    site_url: str = ""

    @property
    def source(self) -> Library:
        """The library in its first language."""
        return self.libraries[self.languages[0].code]

    def artifact(self, subject: str, artifact_id: str, spoken: str, format_: str, edition: str = "") -> Artifact | None:
        """The file of a document or kit in a language, format and edition; None where it was not made."""
        return self._by_path.get(download_path(subject, artifact_id, spoken, format_, edition))

    def spoken(self, subject: str, artifact_id: str) -> list[Language]:
        """The languages in which the print of a document or kit is made."""
        return [one for one in self.languages if self.artifact(subject, artifact_id, one.code, "pdf")]

    def offered(self, subject: str, artifact_id: str, spoken: str, format_: str, edition: str = "") -> Artifact | None:
        """The file that readers of a language are offered: their own, or else the one that its author wrote."""
        codes = (spoken, self.written_in(artifact_id), self.languages[0].code)
        found = (self.artifact(subject, artifact_id, code, format_, edition) for code in codes)
        return next(filter(None, found), None)

    def reviews(self, spoken: str) -> Artifact | None:
        """When all documents are due for review, for a calendar; in the first language where there is none in this."""
        name = self.source.workspace.id
        found = (self.artifact("library", name, code, "ics", REVIEWS) for code in (spoken, self.languages[0].code))
        return next(filter(None, found), None)

    def written_in(self, definition_id: str) -> str:
        """The language in which a document, kit or page was written."""
        source = self.source
        written = source.documents.get(definition_id) or source.kits.get(definition_id) or source.pages[definition_id]
        return written.language

    def translations(self, definition_id: str) -> list[str]:
        """The languages that something is really in: the one it was written in, and those translated far enough."""
        settings = self.source.workspace
        return [
            one.code
            for one in self.languages
            if one.code == self.written_in(definition_id)
            or self.coverage[one.code][definition_id].percent >= max(settings.publish_from(one.code), 1)
        ]

    @cached_property
    def _by_path(self) -> dict[str, Artifact]:
        return {artifact.path: artifact for artifact in self.artifacts}


class Cards:
    """Makes the views of one language."""

    def __init__(self, words: Words, documents: Mapping[str, Document], shelf: Shelf) -> None:
        self.words = words
        self.language = words.language
        self.shelf = shelf
        self.filled = documents

    def tone(self, kit: Kit) -> str:
        """The colour of a kit, by its place among the others."""
        return TONES[list(self.words.library.kits).index(kit.id) % len(TONES)]

    def kits(self, place: Place, kits: Iterable[Kit]) -> list[KitCard]:
        """Cards of some kits, with links from a page."""
        cards = []
        for kit in kits:
            booklet = self.shelf.offered("kit", kit.id, self.language.code, "pdf")
            cards.append(
                KitCard(
                    title=self.words.line(kit.title),
                    purpose=self.words.line(kit.purpose),
                    href=place.to_page(kit_page(kit.id)),
                    documents=len(kit.documents),
                    pages=booklet.pages if booklet else 0,
                    languages=len(self.shelf.spoken("kit", kit.id)),
                    time_needed=self.words.line(kit.time_needed),
                    tone=self.tone(kit),
                )
            )
        return cards

    def documents(self, place: Place, ids: Iterable[str]) -> list[DocumentCard]:
        """Cards of some documents, with links from a page."""
        cards = []
        for document_id in ids:
            document = self.filled[document_id]
            foreign = document.title_language.code != self.language.code
            pdf = self.shelf.offered("document", document_id, self.language.code, "pdf")
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

    def by_kind(self, place: Place) -> list[Group]:
        """Documents by their kind."""
        return [
            Group(
                kind, self.words.ui(f"kinds-{kind}"), self.words.ui(f"about-{kind}"), None,
                self.documents(place, [d.id for d in self.words.library.of_kind(kind) if d.id in self.filled]),
            )
            for kind in DOCUMENT_KINDS
        ]  # fmt: skip

    def by_pillar(self, place: Place, limit: int | None = None, *, linked: bool = False) -> list[Group]:
        """Documents by the pillar they stand on; ``linked`` headings lead to the page with all of them."""
        return [
            Group(
                str(pillar), self.words.ui(f"pillar-{pillar}"), self.words.ui(f"pillar-{pillar}-text"),
                place.to_page(f"{BY_PILLAR}#{pillar}") if linked else None,
                self.documents(place, [d.id for d in self.filled.values() if pillar in d.facts.pillars][:limit]),
            )
            for pillar in Pillar
        ]  # fmt: skip

    def by_audience(self, place: Place) -> list[Group]:
        """Documents by whom they are written for; one may stand in several groups."""
        return [
            Group(
                reader, self.words.ui(f"audience-{reader}"), "", None,
                self.documents(place, [d.id for d in self.filled.values() if reader in d.facts.audience]),
            )
            for reader in Audience
        ]  # fmt: skip
