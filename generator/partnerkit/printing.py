"""Every PDF that a site offers, in three steps: documents, then what goes around them in booklets, then the booklets.

A document is set once, however many kits it is in; its pages are then bound into the booklets. The front matter comes
between, since its contents name page numbers. What is made is kept by what it was made from, in each of the steps: an
edit of one document sets this document anew, the front matter of its kits only where page numbers move, and binds.

What cannot be made is named with its cause, and does not keep the rest from being made: its last good file takes its
place, and where there is none the site goes without it. Every file that is offered is checked, once for the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from partnerkit.diagnostics import Result
from partnerkit.execute.cache import Cache, LastGood
from partnerkit.execute.pool import Crew
from partnerkit.execute.progress import Timeline
from partnerkit.model.artifacts import Artifact, download_path
from partnerkit.model.document import Document
from partnerkit.model.editions import BILINGUAL, FILLABLE, WHOLE, edition_of
from partnerkit.model.element import Element
from partnerkit.model.locales import language
from partnerkit.model.vocabulary import Kit
from partnerkit.press import PdfFile, Press, not_accessible, path_of
from partnerkit.reading import Reading
from partnerkit.render.forms import is_form
from partnerkit.render.pdf import (
    Booklet,
    PdfJob,
    bind_booklet,
    engine_version,
    font_fingerprint,
    render_pdf,
    start_worker,
)
from partnerkit.render.pdf_check import Examination
from partnerkit.render.print_html import Printer, bilingual_title, handout_text
from partnerkit.world import World


def press_crew(world: World) -> Crew:
    """Processes that can set documents, and make whatever else; a context."""
    return Crew(world.workers, start_worker, (str((_fonts(world) / "fonts.conf").resolve()),), limits=world.limits)


def _fonts(world: World) -> Path:
    return world.templates / "fonts"


def every_pdf(reading: Reading, world: World, timeline: Timeline, crew: Crew) -> Result[list[Artifact]]:
    """The PDFs of all documents and kits, from the cache where nothing that they are made of has changed.

    Each error names a file that could not be made; the others are there all the same.

    Args:
        reading: the workspace.
        world: where the cache is, and where the site will be.
        timeline: told what is going on.
        crew: the processes of ``press_crew``.
    """
    marks = font_fingerprint(_fonts(world)), engine_version()
    wanted: list[Artifact] = []
    jobs: list[PdfJob] = []
    plans: list[_Plan] = []
    for code in reading.libraries:
        desk = _Desk(reading, code, world)
        for job, blank in desk.documents():
            jobs.append(job)
            wanted += [blank] if blank else []
        plans += desk.plans()
    with timeline.stage("render") as stage:
        press = Press(Cache(world.cache), crew, stage, LastGood(world.work / "cache" / "last-good.json"))
        blanks = [*wanted, *(plan.blank for plan in plans)]
        offered = frozenset(blank.path for blank in blanks)
        documents = press.make(render_pdf, {job: job.key(*marks) for job in jobs}, offered)
        documents |= press.last_good(job.name for job in jobs if job.name not in documents)
        whole = [plan for plan in plans if not press.lacks(plan.name, plan.names - documents.keys())]
        front_matter = [plan.front_matter(documents) for plan in whole]
        fronts = press.make(render_pdf, {job: job.key(*marks) for job in front_matter})
        bound = [plan.booklet(fronts, documents) for plan in whole if plan.name in fronts]
        booklets = press.make(bind_booklet, {booklet: booklet.key() for booklet in bound}, offered)
        booklets |= press.last_good(plan.name for plan in plans if plan.name not in booklets)
        for plan in plans:
            if plan.name in booklets and any(documents[name].behind for name in plan.names & documents.keys()):
                booklets[plan.name] = replace(booklets[plan.name], behind=True)
        files = documents | booklets
        made = sum(file.new for file in files.values())
        ready = {path_of(name): file for name, file in files.items()}
        there = [(blank, ready[blank.path]) for blank in blanks if blank.path in ready]
        verdicts = press.judge(Examination(blank.path, file.pdf.data) for blank, file in there)
        stage.did(f"{made} PDF files made, {len(files) - made} from the cache")
    press.remember(files)
    if world.shared is None:
        # Of a cache that others share, one workspace cannot know what they still need.
        press.cache.prune(keep={file.key for file in files.values()})
    artifacts = [
        replace(blank, data=file.pdf.data, pages=file.pdf.pages, behind=file.behind, verdict=verdicts[blank.path])
        for blank, file in there
    ]
    broken = [problem for name, verdict in verdicts.items() for problem in not_accessible(name, verdict)]
    return Result(artifacts, (*press.found(files), *broken))


# -- what is wanted ----------------------------------------------------------------------------------------------------


@dataclass
class _Desk:
    """What is to be printed in one language.

    Attributes:
        reading: the workspace.
        code: the language.
        world: where the templates are, and where the site will be.
    """

    reading: Reading
    code: str
    world: World

    def __post_init__(self) -> None:
        self.library = self.reading.libraries[self.code]
        self.published = self.reading.published[self.code]
        self.kits = list(self.library.kits.values())
        self._printers: dict[str, Printer] = {}

    def documents(self) -> Iterator[tuple[PdfJob, Artifact | None]]:
        """What each document is made of, and the file that it becomes."""
        yield from self._set("")
        for edition in WHOLE:
            if any(map(self._makes(edition), self.kits)):
                yield from self._set(edition)
        yield from self._beside()
        yield from self._forms()
        yield from self._handouts()

    def plans(self) -> Iterator[_Plan]:
        """The booklets."""
        documents = self.reading.documents[self.code]
        nothing = Element("article")
        for edition in ("", *WHOLE):
            printer = self._printer(edition)
            for kit in filter(self._makes(edition), self.kits):
                if kit.id in self.published:
                    held = {name: replace(documents[name], body=nothing) for name in kit.documents}
                    yield _Plan(printer, kit, held, self._blank("kit", kit.id, printer.title(kit), edition))

    def _printer(self, edition: str = "") -> Printer:
        if edition not in self._printers:
            self._printers[edition] = Printer(
                self.library,
                language(self.code),
                self.world.templates,
                self.reading.sources.catalogs.get(self.code, ()),
                site_url=self.world.site_url,
                edition=edition,
            )
        return self._printers[edition]

    def _makes(self, edition: str) -> Callable[[Kit], bool]:
        """Whether a kit is made in an edition; all are made in the usual one, which is that on the library's paper."""
        usual = self.library.workspace.paper
        return lambda kit: not edition or (edition in kit.makes and edition != usual)

    def _asked(self, edition: str) -> Iterator[Document]:
        """The documents with files of their own in this language, of the kits that are made in an edition."""
        kits = filter(self._makes(edition), self.kits)
        wanted = self.published.intersection(document for kit in kits for document in kit.documents)
        return (document for document in self.reading.documents[self.code].values() if document.id in wanted)

    def _set(self, edition: str) -> Iterator[tuple[PdfJob, Artifact | None]]:
        """Documents in the usual edition, all of them, or in another one, those of the kits that ask for it.

        A document that is not far enough in a language has no file of its own, but its pages in the booklets of its
        kits.
        """
        kits = list(filter(self._makes(edition), self.kits))
        held = {document for kit in kits if kit.id in self.published for document in kit.documents}
        wanted = self.published
        if edition:
            wanted = wanted.intersection(document for kit in kits for document in kit.documents)
        printer = self._printer(edition)
        for document in self.reading.documents[self.code].values():
            if document.id in wanted:
                yield printer.document(document), self._blank("document", document.id, document.title, edition)
            elif document.id in held:
                yield printer.document(document), None

    def _forms(self) -> Iterator[tuple[PdfJob, Artifact | None]]:
        """Documents to fill in on a screen."""
        printer = self._printer()
        for document in self._asked(FILLABLE):
            if is_form(document.body):
                yield printer.form(document), self._blank("document", document.id, document.title, FILLABLE)

    def _beside(self) -> Iterator[tuple[PdfJob, Artifact | None]]:
        """Translations beside what they are translations of."""
        originals = self.reading.documents[self.reading.source.workspace.languages[0]]
        printer = self._printer()
        for document in self._asked(BILINGUAL):
            if document.written_in != document.language:
                original = originals[document.id]
                if original.language != document.written_in:
                    original = self.reading.documents[document.written_in.code][document.id]
                title = bilingual_title(original, document)
                yield printer.bilingual(original, document), self._blank("document", document.id, title, BILINGUAL)

    def _handouts(self) -> Iterator[tuple[PdfJob, Artifact | None]]:
        """Single pages, in the languages that have their words; the rest of the document need not be translated."""
        documents = self.reading.documents[self.code]
        printer = self._printer()
        for document, style in dict.fromkeys((one.document, one.style) for kit in self.kits for one in kit.handouts):
            definition = self.library.documents[document]
            if {definition.title.lang, handout_text(definition, style).lang} == {self.code}:
                blank = self._blank("document", document, documents[document].title, style)
                yield printer.handout(documents[document], style), blank

    def _blank(self, subject: Literal["document", "kit"], name: str, title: str, edition: str) -> Artifact:
        """The PDF of a document or kit before it is made."""
        path = download_path(subject, name, self.code, "pdf", edition)
        return Artifact(path, subject, name, self.code, "pdf", edition or self.library.workspace.paper, title, b"")


@dataclass(frozen=True)
class _Plan:
    """A booklet that is to be made.

    Attributes:
        printer: sets its front matter.
        kit: what it is the booklet of.
        documents: its documents, without their bodies.
        blank: the file before it is made.
    """

    printer: Printer
    kit: Kit
    documents: Mapping[str, Document]
    blank: Artifact

    @property
    def name(self) -> str:
        """What its front matter and the booklet itself are called."""
        return self._name_of(f"kits/{self.kit.id}")

    @property
    def names(self) -> frozenset[str]:
        """What its documents are called."""
        return frozenset(map(self._name_of, self.kit.documents))

    def front_matter(self, made: Mapping[str, PdfFile]) -> PdfJob:
        pages = {document: made[self._name_of(document)].pdf.pages for document in self.kit.documents}
        return self.printer.front_matter(self.kit, self.documents, pages)

    def booklet(self, fronts: Mapping[str, PdfFile], made: Mapping[str, PdfFile]) -> Booklet:
        front, inside = fronts[self.name], {name: made[self._name_of(name)] for name in self.kit.documents}
        return Booklet(
            self.name,
            front.pdf.data,
            tuple((name, file.pdf.data) for name, file in inside.items()),
            (front.key, *(file.key for file in inside.values())),
        )

    def _name_of(self, name: str) -> str:
        return f"{self.blank.language}/{edition_of(name, self.printer.edition)}"
