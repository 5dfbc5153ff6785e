"""The formats: which files each of them wants in a language, and by which renderer, in the table ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TypeVar

from partnerkit.compose.parse import parse
from partnerkit.exporting.desk import Desk, Export
from partnerkit.model.artifacts import REVIEWS, Artifact, Format
from partnerkit.model.calendar import Calendar
from partnerkit.model.document import Document
from partnerkit.model.editions import ONLINE, WORD
from partnerkit.model.vocabulary import Kit
from partnerkit.package import kit_files
from partnerkit.render.addresses import kit_page
from partnerkit.render.calendar import CalendarFile, calendar_file
from partnerkit.render.catalogue import Catalogue
from partnerkit.render.dates import Happening
from partnerkit.render.docx import WordJob, render_docx
from partnerkit.render.epub import Binder, book_file
from partnerkit.render.survey import form_key, numbered
from partnerkit.render.text import TextWords, text_file, text_of, text_of_kit, underlined
from partnerkit.render.workbook import Clerk, WorkbookJob, render_workbook
from partnerkit.surveys import FORMS, form_of, is_offered_online
from partnerkit.wording import environment, rendered

V = TypeVar("V")


def _word_files(desk: Desk) -> Iterator[Export]:
    """Every document to change and to fill in with Word, and the kits that ask for it."""
    for one in desk.offered:
        job, key = desk.prepared("word", [one], partial(desk.typist.document, one))
        yield Export(desk.blank("document", one.id, one.title, "docx", "word"), render_docx, job, key)
    sandbox = environment(desk.world.templates / "word", desk.words)
    for kit in desk.kits:
        if WORD in kit.makes:
            held = desk.held(kit)

            def prepare(kit: Kit = kit, held: Sequence[Document] = held) -> WordJob:
                opening = parse(rendered(sandbox, "kit.html.j2", kit=kit))
                return desk.typist.kit(opening, held, kit.id, kit.title)

            job, key = desk.prepared("word", [kit, *held], prepare)
            yield Export(desk.blank("kit", kit.id, desk.words.words(kit.title), "docx", "word"), render_docx, job, key)


def _books(desk: Desk) -> Iterator[Export]:
    """Every kit to read on a phone."""
    binder = Binder(desk.library, desk.language, desk.documents, desk.world.templates, desk.world.site_url)
    for kit in desk.kits:
        book, key = desk.prepared("book", [kit, *desk.held(kit)], partial(binder.kit, kit))
        yield Export(desk.blank("kit", kit.id, desk.words.words(kit.title), "epub", "book"), book_file, book, key)


def _workbooks(desk: Desk) -> Iterator[Export]:
    """Every document in which something is added up or kept, for a spreadsheet program."""
    clerk = Clerk(desk.library, desk.language, desk.documents)
    for one in desk.offered:
        if not clerk.may_have_one(one.id):
            continue
        job = cache(partial(clerk.workbook, one.id))
        if key := desk.derived.once("workbook", [one], partial(_key_of, job)):
            yield Export(desk.blank("document", one.id, one.title, "xlsx", "workbook"), render_workbook, job, key)


def _key_of(job: Callable[[], WorkbookJob | None]) -> str:
    made = job()
    return made.key() if made else ""


def _texts(desk: Desk) -> Iterator[Export]:
    """Every document as plain text, and every kit."""
    words = TextWords({name: one.title for name, one in desk.documents.items()}, desk.words.ui("label-stop"))

    def text(one: Document) -> str:
        return desk.derived.once("text", [one], partial(text_of, one, words))

    def document(one: Document) -> bytes:
        return text_file(text(one), desk.dates.address(one.id))

    def kit(one: Kit) -> bytes:
        texts = map(text, desk.held(one))
        return text_file(text_of_kit(_lead(one, desk), texts, desk.language), desk.address(kit_page(one.id)))

    for one in desk.offered:
        yield Export(desk.blank("document", one.id, one.title, "txt", "text"), document, partial(_itself, one))
    for held in desk.kits:
        yield Export(
            desk.blank("kit", held.id, desk.words.words(held.title), "txt", "text"), kit, partial(_itself, held)
        )


def _lead(kit: Kit, desk: Desk) -> Iterator[str]:
    """What a kit says before its documents."""
    words = desk.words
    yield "\n".join(underlined(words.words(kit.title), "="))
    yield words.plainly(kit.purpose)
    yield "\n".join(underlined(words.ui("how-to-use-this-kit"), "-"))
    yield "\n".join(f"{number}. {words.words(step.text)}" for number, step in enumerate(kit.steps, start=1))
    yield "\n".join(underlined(words.ui("contents"), "-"))
    yield "\n".join(f"{number}. {desk.documents[name].title}" for number, name in enumerate(kit.documents, start=1))


def _calendars(desk: Desk) -> Iterator[Export]:
    """Every calendar for all readers and for each of them, the dates of each document, and reviews due."""
    dates, words = desk.dates, desk.words
    for one in desk.offered:
        definition = desk.library.documents[one.id]
        if isinstance(definition, Calendar):
            yield from _audiences(desk, definition, one)
        elif own := dates.of_document(one.id):
            yield _calendar(desk, desk.blank("document", one.id, one.title, "ics", "all"), own, dates.address(one.id))
    for kit in desk.kits:
        title = f"{words.words(kit.title)} – {words.ui('reviews-due')}"
        blank = desk.blank("kit", kit.id, title, "ics", REVIEWS, REVIEWS)
        yield _calendar(desk, blank, dates.reviews(kit.documents), desk.address(kit_page(kit.id)))
    if not desk.offered:
        return
    settings = desk.library.workspace
    blank = desk.blank("library", settings.id, f"{settings.name} – {words.ui('reviews-due')}", "ics", REVIEWS, REVIEWS)
    yield _calendar(desk, blank, dates.reviews(desk.documents), desk.address(""))


def _audiences(desk: Desk, calendar: Calendar, document: Document) -> Iterator[Export]:
    """A calendar for everybody, and for each group of readers what is for them, with the days off."""
    every, page = desk.dates.of_calendar(calendar), desk.dates.address(calendar.id)
    yield _calendar(desk, desk.blank("document", document.id, document.title, "ics", "all"), every, page)
    for reader in desk.dates.audiences(calendar):
        theirs = [one for one in every if reader in one.audience or not one.audience]
        title = f"{document.title} – {desk.words.ui(f'audience-{reader}')}"
        yield _calendar(desk, desk.blank("document", document.id, title, "ics", reader, reader), theirs, page)


def _calendar(desk: Desk, blank: Artifact, happenings: Iterable[Happening], page: str) -> Export:
    file = CalendarFile(
        name=blank.title,
        language=desk.code,
        uid=f"{desk.library.workspace.id}/{blank.path}",
        happenings=tuple(happenings),
        source=desk.address(f"/{blank.path}"),
        page=page,
    )
    return Export(replace(blank, dates=len(file.happenings)), calendar_file, partial(_itself, file), file.key())


def _online_forms(desk: Desk) -> Iterator[Export]:
    """Every survey that may be asked on a screen, for each tool; what holds all languages opens in this one."""
    for one in desk.offered:
        if not is_offered_online(desk.library.documents[one.id]):
            continue
        if one.id not in desk.forms:
            published = desk.reading.published
            codes = [code for code in desk.reading.libraries if one.id in published[code]]
            desk.forms[one.id] = form_of(one.id, desk.reading.libraries, codes)
        form = desk.forms[one.id].opening_in(desk.code)
        for tool, render in FORMS.items():
            blank = desk.blank("document", one.id, one.title, ONLINE[tool], tool, tool)
            yield Export(blank, render, partial(_itself, form), form_key(form, tool))
        job, tool = desk.typist.document(numbered(one, form)), "microsoft-forms"
        blank = desk.blank("document", one.id, one.title, ONLINE[tool], tool, tool)
        yield Export(blank, render_docx, partial(_itself, job), job.key())


def _catalogues(desk: Desk) -> Iterator[Export]:
    """Every kit for programs, with the files that have been made by now."""
    published = desk.reading.published
    catalogue = Catalogue(desk.library, desk.language, desk.documents, published, desk.world.site_url, desk.derived)

    def made(kit: Kit) -> bytes:
        return catalogue.kit(kit, kit_files(kit, desk.language, desk.ready))

    for kit in desk.kits:
        yield Export(
            desk.blank("kit", kit.id, desk.words.words(kit.title), "json", "catalogue"), made, partial(_itself, kit)
        )


def _itself(one: V) -> V:
    return one


FORMATS: dict[Format, Callable[[Desk], Iterator[Export]]] = {
    "docx": _word_files,
    "xlsx": _workbooks,
    "epub": _books,
    "txt": _texts,
    "ics": _calendars,
    "gs": _online_forms,  # and what else makes an online form
    "json": _catalogues,
}
"""The table of formats, each with what makes its files of one language; catalogues come last, as they list the rest."""
