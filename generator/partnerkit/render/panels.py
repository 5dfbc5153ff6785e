"""What stands beside a document or kit: files to take away, and facts about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from partnerkit.model.artifacts import REVIEWS, Artifact, Format
from partnerkit.model.definition import Audience
from partnerkit.model.document import Document
from partnerkit.model.editions import BILINGUAL, EDITION_LABELS, FILLABLE, HANDOUTS, ONLINE, WHOLE
from partnerkit.model.locales import Language, language
from partnerkit.model.vocabulary import Kit
from partnerkit.render.addresses import TRANSLATIONS, Place, followed
from partnerkit.render.cards import Shelf
from partnerkit.wording import Words

FEW = 2
"""How many files of a sort stand side by side; a list of all the languages would be a wall."""


def document_panel(document: Document, place: Place, words: Words, shelf: Shelf) -> dict[str, Any]:
    """The panel of a document's page: the likely file first, few others beside it, and more than a few folded away."""
    groups = [
        (words.ui("other-editions"), _editions(WHOLE, "document", document.id, place, words, shelf)),
        (words.ui("to-hand-out"), _editions(HANDOUTS, "document", document.id, place, words, shelf)),
        (words.ui("other-languages"), _others(document, place, words, shelf)),
        (words.ui("two-languages"), _beside(document, place, words, shelf)),
        (words.ui("add-to-calendar"), _calendars(document, place, words, shelf)),
        (words.ui("online-form"), _online(document, place, words, shelf)),
    ]
    return {
        **_listed(_own(document, place, words, shelf), groups),
        "facts": _facts(document, place, words, shelf),
        "source": {"label": words.ui("see-source"), "href": place.to_file(f"downloads/source/{document.id}.yaml")},
    }


def kit_panel(kit: Kit, place: Place, words: Words, shelf: Shelf) -> dict[str, Any]:
    """The panel of a kit's page."""
    groups = [
        (words.ui("other-editions"), _editions(WHOLE, "kit", kit.id, place, words, shelf)),
        (words.ui("to-hand-out"), _kit_handouts(kit, place, words, shelf)),
        (words.ui("add-to-calendar"), _kit_calendars(kit, place, words, shelf)),
    ]
    return {**_listed(_kit_downloads(kit, place, words, shelf), groups), "facts": []}


def _listed(likely: list[dict[str, Any]], groups: list[tuple[str, list[dict[str, Any]]]]) -> dict[str, Any]:
    """The likely files, then groups of others: as they are where they are few, else each folded away."""
    flat = [row.get("alone", row) for _, rows in groups if len(rows) <= FEW for row in rows]
    folded = [{"label": label, "rows": rows} for label, rows in groups if len(rows) > FEW]
    return {"downloads": [*likely, *flat], "folded": folded}


def _own(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    """What the readers of a page are offered first: for a pen, for a keyboard, to be changed, and for a message."""
    rows = []
    if first := shelf.offered("document", document.id, words.language.code, "pdf"):
        rows.append(_main(words.ui("print-pdf"), place, first, words))
    if form := shelf.offered("document", document.id, words.language.code, "pdf", FILLABLE):
        rows.append(_row(words.ui(EDITION_LABELS[FILLABLE]), _size(form, words), place, form))
    return [*rows, *_files("document", document.id, place, words, shelf)]


_FILES: dict[Format, str] = {
    "docx": "word-file",
    "xlsx": "workbook-file",
    "epub": "book-epub",
    "txt": "plain-text",
}
"""The formats besides print that stand side by side, each with the interface string that it is called by."""


def _files(
    subject: Literal["document", "kit"], name: str, place: Place, words: Words, shelf: Shelf
) -> list[dict[str, Any]]:
    """What a document or kit is offered as besides its print."""
    found = [(label, shelf.offered(subject, name, words.language.code, format_)) for format_, label in _FILES.items()]
    return [_row(words.ui(label), _foreign(file, words), place, file) for label, file in found if file]


def _online(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    """A survey for each tool that makes it an online form, with a sentence on how."""
    found = [
        (tool, shelf.offered("document", document.id, words.language.code, end, tool)) for tool, end in ONLINE.items()
    ]
    return [
        _row(words.ui(f"online-{tool}"), words.ui(f"online-{tool}-help"), place, file) for tool, file in found if file
    ]


def _calendars(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    """The dates of a document for a calendar; of a calendar, all of them and those of each group of readers."""
    labels: dict[str, str] = {
        "": words.ui("calendar-all"),
        **{reader: words.ui(f"audience-{reader}") for reader in Audience},
    }
    found = [
        (label, file)
        for edition, label in labels.items()
        if (file := shelf.offered("document", document.id, words.language.code, "ics", edition))
    ]
    if len(found) == 1:
        return [_dated(words.ui("add-to-calendar"), file, place, words, shelf) for _, file in found]
    return [_dated(label, file, place, words, shelf) for label, file in found]


def _kit_calendars(kit: Kit, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    """Calendars, when the documents of a kit are due for review, and the dates of each of them."""
    code = words.language.code
    rows = [
        _dated(file.title, file, place, words, shelf) | _language_of(file)
        for name in sorted(kit.documents, key=lambda name: words.library.documents[name].kind != "calendar")
        if (file := shelf.offered("document", name, code, "ics"))
    ]
    if due := shelf.offered("kit", kit.id, code, "ics", REVIEWS):
        first = sum(words.library.documents[name].kind == "calendar" for name in kit.documents)
        rows.insert(first, _dated(words.ui("reviews-due"), due, place, words, shelf))
    return rows


def _dated(label: str, file: Artifact, place: Place, words: Words, shelf: Shelf) -> dict[str, Any]:
    """A calendar: to be followed where the address of the site is known, and as a file.

    ``alone`` is the same where no heading says that it is for a calendar.
    """
    note = words.listed([*filter(None, [_foreign(file, words)]), words.ui("count-dates", n=file.dates)])
    row = _row(label, note, place, file)
    if shelf.site_url:
        also = {"label": words.ui("calendar-file"), "format": "ICS", "href": row["href"]}
        row |= {"href": followed(shelf.site_url, file.path), "also": also}
    said = words.ui("add-to-calendar")
    return row if label == said else row | {"alone": row | {"label": said, "note": words.listed([label, note])}}


def _foreign(file: Artifact, words: Words) -> str:
    """The language of a file where that is not the language of the page."""
    spoken = language(file.language)
    return "" if spoken == words.language else spoken.name


def _editions(
    editions: Iterable[str],
    subject: Literal["document", "kit"],
    name: str,
    place: Place,
    words: Words,
    shelf: Shelf,
) -> list[dict[str, Any]]:
    """Some editions, in the language of a page or else in that of the original."""
    found = [(edition, shelf.offered(subject, name, words.language.code, "pdf", edition)) for edition in editions]
    return [_row(words.ui(EDITION_LABELS[edition]), _size(pdf, words), place, pdf) for edition, pdf in found if pdf]


def _kit_handouts(kit: Kit, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    code = words.language.code
    found = [(one.style, shelf.offered("document", one.document, code, "pdf", one.style)) for one in kit.handouts]
    return [
        _row(pdf.title, words.ui(EDITION_LABELS[style]), place, pdf) | _language_of(pdf) for style, pdf in found if pdf
    ]


def _others(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    """The print in the other languages. Each row names its language twice: the reader may not read its script."""
    first = shelf.offered("document", document.id, words.language.code, "pdf")
    return [
        _spoken(other, place, pdf, words)
        for other in shelf.languages
        if (pdf := shelf.artifact("document", document.id, other.code, "pdf")) and pdf is not first
    ]


def _beside(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    """The prints in two columns: on the page of a translation its own, on the page of the original one for each.

    Whoever speaks the language of the original comes with somebody else's language in mind; everybody else wants their
    own.
    """
    found = [
        (other, pdf)
        for other in shelf.languages
        if words.language in (document.written_in, other)
        and (pdf := shelf.artifact("document", document.id, other.code, "pdf", BILINGUAL))
    ]
    if len(found) > FEW:
        return [_spoken(other, place, pdf, words) for other, pdf in found]
    return [
        _row(words.ui("two-languages"), f"{document.written_in.name} – {other.name}", place, pdf)
        for other, pdf in found
    ]


def _spoken(other: Language, place: Place, pdf: Artifact, words: Words) -> dict[str, Any]:
    """A file by its language."""
    note = _aged(other.name_in(words.language), pdf, words)
    return _row(other.name, note, place, pdf) | {"lang": other.code, "dir": other.dir}


def _kit_downloads(kit: Kit, place: Place, words: Words, shelf: Shelf) -> list[dict[str, Any]]:
    rows = []
    if pdf := shelf.offered("kit", kit.id, words.language.code, "pdf"):
        rows.append(_main(words.ui("booklet-pdf"), place, pdf, words))
    if folder := shelf.offered("kit", kit.id, words.language.code, "zip"):
        note = words.ui("megabytes", n=f"{words.number(round(len(folder.data) / 1_000_000, 1))}")
        rows.append(_row(words.ui("folder-zip"), _aged(note, folder, words), place, folder))
    return [*rows, *_files("kit", kit.id, place, words, shelf)]


def _main(label: str, place: Place, pdf: Artifact, words: Words) -> dict[str, Any]:
    """The likely choice."""
    return _row(label, _size(pdf, words), place, pdf) | {"main": True}


def _size(pdf: Artifact, words: Words) -> str:
    """How many pages a file has, and its language where that is not the language of the page."""
    pages, foreign = words.ui("count-pages", n=pdf.pages), _foreign(pdf, words)
    return _aged(words.listed([foreign, pages]) if foreign else pages, pdf, words)


def _aged(note: str, file: Artifact, words: Words) -> str:
    """A note on a file; it says so where that is older than its page, because a newer one could not be made."""
    return words.ui("file-behind", note=note) if file.behind else note


def _language_of(artifact: Artifact) -> dict[str, str]:
    """How a title is read out that may not be in the language of the page."""
    return {"lang": artifact.language, "dir": language(artifact.language).dir}


def _row(label: str, note: str, place: Place, artifact: Artifact) -> dict[str, Any]:
    return {"label": label, "note": note, "href": place.to_file(artifact.path), "main": False}


def _facts(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, str]]:
    facts = document.facts
    spoken = [
        one.name if shelf.coverage[one.code][document.id].complete else words.ui("language-in-part", name=one.name)
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
    if facts.code:
        rows.insert(0, ("fact-code", facts.code))
    listed = [{"label": words.ui(label), "value": words.isolated_plain(value)} for label, value in rows if value]
    if lineage := words.library.lineage.get(document.id):
        sources = words.isolated_plain(words.listed([source.called for source in lineage.sources]))
        version = [row["label"] for row in listed].index(words.ui("fact-version"))
        listed.insert(version + 1, {"label": words.ui("fact-lineage"), "value": sources, "href": "#history"})
    if document.written_in != document.language:
        listed += _translation(document, place, words, shelf)
    return listed


def _translation(document: Document, place: Place, words: Words, shelf: Shelf) -> list[dict[str, str]]:
    """How far the translation of a page is, with the way to where everybody can help; and who has looked at it."""
    covered = shelf.coverage[words.language.code][document.id]
    share = words.number(covered.percent, "percent")
    rows = [{"label": words.ui("fact-translated"), "value": share, "href": place.to_page(TRANSLATIONS)}]
    if covered.translated:
        done = covered.reviewed == covered.translated
        who = "reviewed-short" if done else "reviewed-in-part" if covered.reviewed else "drafted-short"
        rows.append({"label": words.ui("fact-translation"), "value": words.ui(who)})
    return rows
