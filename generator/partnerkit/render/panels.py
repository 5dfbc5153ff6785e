"""What stands beside a document or kit: files to take away, and facts about it."""

from __future__ import annotations

from typing import Any

from partnerkit.model.artifacts import BILINGUAL, Artifact
from partnerkit.model.document import Document
from partnerkit.model.locales import Language, language
from partnerkit.model.vocabulary import Kit
from partnerkit.render.addresses import Place
from partnerkit.render.cards import Shelf
from partnerkit.wording import Words


def document_panel(document: Document, place: Place, words: Words, shelf: Shelf) -> dict[str, Any]:
    """The panel of a document's page."""
    return {
        "downloads": [
            *_document_downloads(document, place, words, shelf),
            *_one_beside(document, place, words, shelf),
        ],
        "bilingual": _many_beside(document, place, words, shelf),
        "facts": _facts(document, words, shelf),
        "source": {"label": words.ui("see-source"), "href": place.to_file(f"downloads/source/{document.id}.yaml")},
    }


def kit_panel(kit: Kit, place: Place, words: Words, shelf: Shelf) -> dict[str, Any]:
    """The panel of a kit's page."""
    return {"downloads": _kit_downloads(kit, place, words, shelf), "facts": []}


def _document_downloads(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    """The print in the reader's language first, then in the others; the source's where the reader's is not made."""
    first = shelf.offered("document", document.id, words.language.code, "pdf")
    rows = []
    for other in shelf.languages:
        pdf = shelf.artifact("document", document.id, other.code, "pdf")
        if pdf is None or pdf is first:
            continue
        rows.append(_row(other.name, "PDF", place, pdf) | {"lang": other.code, "dir": other.dir})
    return [_main(words.ui("print-pdf"), place, first, words), *rows] if first else rows


def _beside(document: Document, words: Words, shelf: Shelf) -> list[tuple[Language, Artifact]]:
    """The prints in two columns: on the page of a translation its own, on the page of the source one for each language.

    Whoever speaks the source language comes with somebody else's language in mind; everybody else wants their own.
    """
    source = shelf.languages[0]
    return [
        (other, pdf)
        for other in shelf.languages
        if words.language in (source, other)
        and (pdf := shelf.artifact("document", document.id, other.code, "pdf", BILINGUAL))
    ]


def _one_beside(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    """The print in two columns as a download like the others, where there is one."""
    found = _beside(document, words, shelf)
    if len(found) != 1:
        return []
    ((other, pdf),) = found
    note = f"{shelf.languages[0].name} – {other.name} · {words.ui('count-pages', n=pdf.pages)}"
    return [_row(words.ui("two-languages"), note, place, pdf)]


def _many_beside(document: Document, place: Place, words: Words, shelf: Shelf) -> dict[str, Any] | None:
    """Several of them as a list that unfolds, so that many languages are no wall.

    Each row names its language twice, since the reader may not read its script.
    """
    found = _beside(document, words, shelf)
    if len(found) < 2:
        return None
    rows = [
        _row(other.name, other.name_in(words.language), place, pdf) | {"lang": other.code, "dir": other.dir}
        for other, pdf in found
    ]
    return {"label": words.ui("two-languages"), "rows": rows}


def _kit_downloads(kit: Kit, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    rows = []
    if pdf := shelf.offered("kit", kit.id, words.language.code, "pdf"):
        rows.append(_main(words.ui("booklet-pdf"), place, pdf, words))
    if folder := shelf.offered("kit", kit.id, words.language.code, "zip"):
        note = words.ui("megabytes", n=f"{words.number(round(len(folder.data) / 1_000_000, 1))}")
        rows.append(_row(words.ui("folder-zip"), note, place, folder))
    return rows


def _main(label: str, place: Place, pdf: Artifact, words: Words) -> dict[str, Any]:
    """The likely choice; it says so where it is not in the language of the page."""
    pages = words.ui("count-pages", n=pdf.pages)
    foreign = language(pdf.language)
    note = pages if foreign == words.language else words.listed([foreign.name, pages])
    return _row(label, note, place, pdf) | {"main": True}


def _row(label: str, note: str, place: Place, artifact: Artifact) -> dict[str, Any]:
    return {"label": label, "note": note, "href": place.to_file(artifact.path), "main": False}


def _facts(document: Document, words: Words, shelf: Shelf) -> list[dict[str, str]]:
    facts = document.facts
    spoken = [
        one.name
        if not shelf.documents[one.code][document.id].untranslated
        else words.ui("language-in-part", name=one.name)
        for one in shelf.spoken("document", document.id)
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
