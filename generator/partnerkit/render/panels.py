"""What stands beside a document or kit: files to take away, and facts about it."""

from __future__ import annotations

from typing import Any

from partnerkit.model.document import Document
from partnerkit.model.vocabulary import Kit
from partnerkit.render.addresses import Place
from partnerkit.render.cards import Shelf
from partnerkit.wording import Words


def document_panel(document: Document, place: Place, words: Words, shelf: Shelf) -> dict[str, Any]:
    """The panel of a document's page."""
    return {
        "downloads": _document_downloads(document, place, words, shelf),
        "facts": _facts(document, words, shelf),
        "source": {"label": words.ui("see-source"), "href": place.to_file(f"downloads/source/{document.id}.yaml")},
    }


def kit_panel(kit: Kit, place: Place, words: Words, shelf: Shelf) -> dict[str, Any]:
    """The panel of a kit's page."""
    return {"downloads": _kit_downloads(kit, place, words, shelf), "facts": []}


def _document_downloads(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    rows = []
    spoken = [words.language, *(other for other in shelf.languages if other.code != words.language.code)]
    for index, other in enumerate(spoken):
        if pdf := shelf.artifact("document", document.id, other.code, "pdf"):
            note = words.ui("count-pages", n=pdf.pages) if index == 0 else "PDF"
            label = words.ui("print-pdf") if index == 0 else other.name
            rows.append({"label": label, "note": note, "href": place.to_file(pdf.path), "main": index == 0})
            if index:
                rows[-1] |= {"lang": other.code, "dir": other.dir}
    return rows


def _kit_downloads(kit: Kit, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    rows = []
    if pdf := shelf.artifact("kit", kit.id, words.language.code, "pdf"):
        note = words.ui("count-pages", n=pdf.pages)
        rows.append({"label": words.ui("booklet-pdf"), "note": note, "href": place.to_file(pdf.path), "main": True})
    if folder := shelf.artifact("kit", kit.id, words.language.code, "zip"):
        note = words.ui("megabytes", n=f"{words.number(round(len(folder.data) / 1_000_000, 1))}")
        label = words.ui("folder-zip")
        rows.append({"label": label, "note": note, "href": place.to_file(folder.path), "main": False})
    return rows


def _facts(document: Document, words: Words, shelf: Shelf) -> list[dict[str, str]]:
    facts = document.facts
    spoken = [
        language.name
        if not shelf.documents[language.code][document.id].untranslated
        else words.ui("language-in-part", name=language.name)
        for language in shelf.languages
    ]
    rows = [
        ("fact-version", f"{facts.version}, {facts.status_label}"),
        ("fact-owner", facts.owner),
        ("next-review", facts.review),
        ("fact-languages", words.listed(spoken)),
        ("fact-audience", words.listed([words.ui(f"audience-{reader}") for reader in facts.audience])),
        ("fact-pillars", words.listed([words.ui(f"pillar-{pillar}") for pillar in facts.pillars])),
        ("fact-adaptation", words.ui(f"adaptation-{facts.adaptation}")),
    ]
    if document.drafted:
        rows.insert(4, ("fact-translation", words.ui("drafted-short")))
    if facts.code:
        rows.insert(0, ("fact-code", facts.code))
    return [{"label": words.ui(label), "value": value} for label, value in rows]
