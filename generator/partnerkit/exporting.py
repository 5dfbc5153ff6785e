"""Every file that a site offers and that is no PDF: Word files, text, calendars, online forms, catalogues for programs.

``FORMATS`` is the table of them: a format is a renderer and one line here. What is quick to make is made each time;
what is not is kept by what it was made from, and made in processes of their own where there is much of it.

What cannot be made is named with its cause, and does not keep the rest from being made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import chain
from typing import Any

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.execute.cache import Cache
from partnerkit.execute.pool import Crew, StoppedError
from partnerkit.execute.progress import Stage, Timeline
from partnerkit.house_style import house_style
from partnerkit.model.artifacts import REVIEWS, Artifact, Format, Subject, download_path
from partnerkit.model.calendar import Calendar
from partnerkit.model.document import Document
from partnerkit.model.editions import ONLINE
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.vocabulary import Kit
from partnerkit.package import kit_files
from partnerkit.reading import Reading
from partnerkit.render.addresses import Place, kit_page
from partnerkit.render.calendar import CalendarFile, calendar_file
from partnerkit.render.catalogue import Catalogue
from partnerkit.render.dates import Dates, Happening
from partnerkit.render.docx import Typist, render_docx
from partnerkit.render.survey import Form, form_key, numbered
from partnerkit.render.text import TextWords, text_file, text_of, text_of_kit, underlined
from partnerkit.surveys import FORMS, form_of, is_offered_online
from partnerkit.wording import Words
from partnerkit.world import World

_WORTH_A_PROCESS = 100
"""Files to be made from which on other processes are quicker than this one."""


@dataclass(frozen=True)
class Export:
    """A file that is to be made.

    Attributes:
        blank: the file before it is made.
        make: makes its bytes; a module-level function where the file has a key, since another process may call it.
        of: what ``make`` is called with.
        key: its name in the cache; empty where it is quicker to make it than to look it up.
    """

    blank: Artifact
    make: Callable[[Any], bytes]
    of: Any
    key: str = ""


@dataclass
class Desk:
    """What there is to export in one language.

    Attributes:
        reading: the workspace.
        code: the language.
        world: where the site will be.
        ready: every file that has been made so far, by its path: a catalogue lists them.
        style: the reference document of the workspace for its Word files; None where ours is used.
        forms: the surveys that have been described so far, which are the same in all languages.
    """

    reading: Reading
    code: str
    world: World
    ready: Mapping[str, Artifact]
    style: bytes | None = None
    forms: dict[str, Form] = field(default_factory=dict)

    @property
    def library(self) -> Library:
        """The library in this language."""
        return self.reading.libraries[self.code]

    @property
    def language(self) -> Language:
        """The language."""
        return language(self.code)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The filled documents in this language."""
        return self.reading.documents[self.code]

    @property
    def offered(self) -> list[Document]:
        """The documents that have files of their own in this language."""
        return [one for one in self.documents.values() if one.id in self.reading.published[self.code]]

    @property
    def kits(self) -> list[Kit]:
        """The kits that have files in this language."""
        return [kit for kit in self.library.kits.values() if kit.id in self.reading.published[self.code]]

    @cached_property
    def words(self) -> Words:
        """The words of this language."""
        return Words(self.library, self.language, self.library.workspace.values)

    @cached_property
    def dates(self) -> Dates:
        """What has a date."""
        return Dates(self.library, self.language, self.documents, self.world.site_url)

    def blank(
        self, subject: Subject, name: str, title: str, format_: Format, variant: str, edition: str = ""
    ) -> Artifact:
        """A file before it is made."""
        path = download_path(subject, name, self.code, format_, edition)
        return Artifact(path, subject, name, self.code, format_, variant, title, b"")

    def address(self, page: str) -> str:
        """The whole address of a page of this language or, with a slash before it, of a file; empty where unknown."""
        if not self.world.site_url:
            return ""
        prefix = "" if page.startswith("/") else f"/{Place(page, self.code).prefix}"
        return f"{self.world.site_url.rstrip('/')}{prefix}{page}"


def every_export(
    reading: Reading, printed: Iterable[Artifact], world: World, timeline: Timeline
) -> Result[list[Artifact]]:
    """The files of all documents and kits that are no PDF.

    Each error names a file that could not be made; the others are there all the same.

    Args:
        reading: the workspace.
        printed: the files that there are already.
        world: where the cache is, and where the site will be.
        timeline: told what is going on.
    """
    ready = {artifact.path: artifact for artifact in printed}
    before = set(ready)
    style = house_style(world)
    found = list(style.diagnostics)
    store, made, forms = Cache(world.cache), 0, dict[str, Form]()
    with timeline.stage("export") as stage, Crew(world.workers, limits=world.limits) as crew:
        for code in reading.libraries:  # one after the other, since the documents of one fill much memory
            desk = Desk(reading, code, world, ready, style.value, forms)
            for exports in FORMATS.values():
                for blank, data, new in _made(list(exports(desk)), store, crew, stage):
                    made += new
                    if isinstance(data, bytes):
                        ready[blank.path] = replace(blank, data=data)
                    else:
                        found.append(_failure(blank.path, data))
        count = len(ready) - len(before) + len(found) - len(style.diagnostics)
        stage.did(f"{made} files made, {count - made} from the cache")
    return Result([artifact for path, artifact in ready.items() if path not in before], tuple(found))


def _failure(path: str, error: BaseException) -> Diagnostic:
    hint = "The rest is published without it. Divide the document, or take out what is unusual in it."
    stopped = isinstance(error, StoppedError)
    what = str(error) if stopped else f"the program has failed on it ({type(error).__name__}: {error})"
    return Diagnostic("render-failed", Span(path), what, hint)


Made = tuple[Artifact, bytes | BaseException, bool]
"""A file before it is made, what was made or why it could not be, and whether that is new."""


def _made(wanted: Sequence[Export], store: Cache, crew: Crew, stage: Stage) -> Iterator[Made]:
    """Every file, from the cache where it is there."""
    missing: list[Export] = []
    for export in wanted:
        if export.key and (entry := store.get(export.key)):
            yield export.blank, entry[0], False
        else:
            missing.append(export)
    stage.expect(stage.total + len(missing))
    kept = [export for export in missing if export.key]
    apart = kept if len(kept) >= _WORTH_A_PROCESS else []
    here = [export for export in missing if not (apart and export.key)]
    for export, data in chain(crew.run(_fulfil, apart), ((export, _tried(export)) for export in here)):
        if export.key and isinstance(data, bytes):
            store.put(export.key, data, {"name": export.blank.path})
        yield export.blank, data, True
        stage.advance()


def _fulfil(export: Export) -> bytes:
    return export.make(export.of)


def _tried(export: Export) -> bytes | BaseException:
    try:
        return _fulfil(export)
    except Exception as error:  # one document that blows up is not the end of the others
        return error


# -- what is wanted ----------------------------------------------------------------------------------------------------


def _word_files(desk: Desk) -> Iterator[Export]:
    """Every document to change and to fill in with Word."""
    typist = Typist(desk.library, desk.language, desk.style)
    for one in desk.offered:
        job = typist.document(one)
        yield Export(desk.blank("document", one.id, one.title, "docx", "word"), render_docx, job, job.key())


def _texts(desk: Desk) -> Iterator[Export]:
    """Every document as plain text, and every kit."""
    words = TextWords({name: one.title for name, one in desk.documents.items()}, desk.words.ui("label-stop"))

    @cache
    def text(name: str) -> str:
        return text_of(desk.documents[name], words)

    def document(name: str) -> bytes:
        return text_file(text(name), desk.dates.address(name))

    def kit(one: Kit) -> bytes:
        texts = map(text, one.documents)
        return text_file(text_of_kit(_lead(one, desk), texts, desk.language), desk.address(kit_page(one.id)))

    for one in desk.offered:
        yield Export(desk.blank("document", one.id, one.title, "txt", "text"), document, one.id)
    for held in desk.kits:
        yield Export(desk.blank("kit", held.id, desk.words.words(held.title), "txt", "text"), kit, held)


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
    return Export(replace(blank, dates=len(file.happenings)), calendar_file, file, file.key())


def _online_forms(desk: Desk) -> Iterator[Export]:
    """Every survey that may be asked on a screen, for each tool; what holds all languages opens in this one."""
    typist = Typist(desk.library, desk.language, desk.style)
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
            yield Export(blank, render, form, form_key(form, tool))
        job, tool = typist.document(numbered(one, form)), "microsoft-forms"
        yield Export(desk.blank("document", one.id, one.title, ONLINE[tool], tool, tool), render_docx, job, job.key())


def _catalogues(desk: Desk) -> Iterator[Export]:
    """Every kit for programs, with the files that have been made by now."""
    published = desk.reading.published
    catalogue = Catalogue(desk.library, desk.language, desk.documents, published, desk.world.site_url)

    def made(kit: Kit) -> bytes:
        return catalogue.kit(kit, kit_files(kit, desk.language, desk.ready))

    for kit in desk.kits:
        yield Export(desk.blank("kit", kit.id, desk.words.words(kit.title), "json", "catalogue"), made, kit)


FORMATS: dict[Format, Callable[[Desk], Iterator[Export]]] = {
    "docx": _word_files,
    "txt": _texts,
    "ics": _calendars,
    "gs": _online_forms,  # and what else makes an online form
    "json": _catalogues,
}
"""The table of formats, each with what makes its files of one language; catalogues come last, as they list the rest."""
