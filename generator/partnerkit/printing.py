"""Every PDF that a site offers, in three steps: documents, then what goes around them in booklets, then the booklets.

A document is set once, however many kits it is in; its pages are then bound into the booklets. The front matter comes
between, since its contents name page numbers. What is made is kept by what it was made from, in each of the steps: an
edit of one document sets this document anew, the front matter of its kits only where page numbers move, and binds.
Every file that is offered is then checked, once for the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span
from partnerkit.execute.cache import Cache
from partnerkit.execute.pool import run_all
from partnerkit.execute.progress import Stage, Timeline
from partnerkit.model.artifacts import BILINGUAL, STANDARD, Artifact, Verdict, download_path
from partnerkit.model.document import Document
from partnerkit.model.element import Element
from partnerkit.model.library import Library
from partnerkit.model.locales import language
from partnerkit.model.vocabulary import Kit
from partnerkit.reading import Reading
from partnerkit.render.pdf import (
    Booklet,
    Pdf,
    PdfJob,
    bind_booklet,
    engine_version,
    font_fingerprint,
    render_pdf,
    start_worker,
)
from partnerkit.render.pdf_check import Examination, examine, not_read
from partnerkit.render.print_html import Printer, bilingual_title
from partnerkit.world import World

J = TypeVar("J", PdfJob, Booklet)


def every_pdf(reading: Reading, world: World, timeline: Timeline) -> Result[list[Artifact]]:
    """The PDFs of all documents and kits, from the cache where nothing that they are made of has changed."""
    fonts = world.templates / "fonts"
    marks = font_fingerprint(fonts), engine_version()
    wanted: list[Artifact] = []
    jobs: list[PdfJob] = []
    plans: list[_Plan] = []
    for code, library in reading.libraries.items():
        printer = Printer(library, language(code), world.templates, reading.sources.catalogs.get(code, ()))
        for job, blank in _documents(reading, code, library, printer):
            jobs.append(job)
            wanted += [blank] if blank else []
        plans += _plans(reading, code, library, printer)
    with timeline.stage("render") as stage:
        press = _Press(Cache(world.work / "cache"), world.workers, stage)
        start = (start_worker, (str((fonts / "fonts.conf").resolve()),))
        documents = press.make(render_pdf, {job: job.key(*marks) for job in jobs}, *start)
        plans = [plan for plan in plans if plan.names <= documents.keys()]
        front_matter = [plan.front_matter(documents) for plan in plans]
        fronts = press.make(render_pdf, {job: job.key(*marks) for job in front_matter}, *start)
        bound = [plan.booklet(fronts, documents) for plan in plans if plan.name in fronts]
        booklets = press.make(bind_booklet, {booklet: booklet.key() for booklet in bound})
        files = documents | booklets
        made = sum(file.new for file in files.values())
        ready = {f"downloads/{name}.pdf": file.pdf for name, file in files.items()}
        wanted = [blank for blank in (*wanted, *(plan.blank for plan in plans)) if blank.path in ready]
        verdicts = press.judge(Examination(blank.path, ready[blank.path].data) for blank in wanted)
        stage.did(f"{made} PDF files made, {len(files) - made} from the cache")
    press.cache.prune()
    artifacts = [
        replace(blank, data=ready[blank.path].data, pages=ready[blank.path].pages, verdict=verdicts[blank.path])
        for blank in wanted
    ]
    return Result(artifacts, tuple(press.found))


# -- what is wanted ----------------------------------------------------------------------------------------------------


def _documents(
    reading: Reading, code: str, library: Library, printer: Printer
) -> Iterator[tuple[PdfJob, Artifact | None]]:
    """What each document of a language is made of, and the file that it becomes.

    A document that is not far enough in a language has no file of its own, but its pages in the booklets of its kits.
    """
    published = reading.published[code]
    kits = [kit for kit in library.kits.values() if kit.id in published]
    held = {document for kit in kits for document in kit.documents}
    beside = {document for kit in library.kits.values() if kit.bilingual for document in kit.documents}
    originals, documents = reading.documents[reading.source.workspace.languages[0]], reading.documents[code]
    for document in documents.values():
        if document.id not in published:
            if document.id in held:
                yield printer.document(document), None
            continue
        yield printer.document(document), _blank("document", document.id, code, document.title, library)
        if document.id in beside and document.written_in != document.language:
            original = originals[document.id]
            if original.language != document.written_in:
                original = reading.documents[document.written_in.code][document.id]
            blank = _blank("document", document.id, code, bilingual_title(original, document), library, BILINGUAL)
            yield printer.bilingual(original, document), blank


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
        return f"{self.blank.language}/kits/{self.kit.id}"

    @property
    def names(self) -> frozenset[str]:
        """What its documents are called."""
        return frozenset(map(self._name_of, self.kit.documents))

    def front_matter(self, made: Mapping[str, _File]) -> PdfJob:
        pages = {document: made[self._name_of(document)].pdf.pages for document in self.kit.documents}
        return self.printer.front_matter(self.kit, self.documents, pages)

    def booklet(self, fronts: Mapping[str, _File], made: Mapping[str, _File]) -> Booklet:
        front, inside = fronts[self.name], {name: made[self._name_of(name)] for name in self.kit.documents}
        return Booklet(
            self.name,
            front.pdf.data,
            tuple((name, file.pdf.data) for name, file in inside.items()),
            (front.key, *(file.key for file in inside.values())),
        )

    def _name_of(self, document: str) -> str:
        return f"{self.blank.language}/{document}"


def _plans(reading: Reading, code: str, library: Library, printer: Printer) -> Iterator[_Plan]:
    documents = reading.documents[code]
    nothing = Element("article")
    for kit in library.kits.values():
        if kit.id in reading.published[code]:
            held = {name: replace(documents[name], body=nothing) for name in kit.documents}
            yield _Plan(printer, kit, held, _blank("kit", kit.id, code, printer.title(kit), library))


def _blank(
    subject: Literal["document", "kit"], artifact_id: str, code: str, title: str, library: Library, variant: str = ""
) -> Artifact:
    """The PDF of a document or kit before it is made; for the paper of the library where it is no other variant."""
    path = download_path(subject, artifact_id, code, "pdf", variant)
    return Artifact(path, subject, artifact_id, code, "pdf", variant or library.workspace.paper, title, b"")


# -- how it is made ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _File:
    """A PDF, its name in the cache, and whether this build has made it."""

    pdf: Pdf
    key: str
    new: bool


@dataclass
class _Press:
    """Makes files that are not in the cache, and collects what keeps them from being given to anybody."""

    cache: Cache
    workers: int
    stage: Stage
    found: list[Diagnostic] = field(default_factory=list)

    def make(
        self, work: Callable[[J], Pdf], jobs: Mapping[J, str], start: Callable[..., None] | None = None, *args: Any
    ) -> dict[str, _File]:
        """The files of some jobs by the names of these; those that could not be made are not among them.

        Args:
            work: makes a file; runs in a process of its own.
            jobs: each with its name in the cache.
            start: prepares such a process.
            args: what it is called with, as one tuple.
        """
        files: dict[str, _File] = {}
        missing: list[J] = []
        for job, key in jobs.items():
            if entry := self.cache.get(key):
                files[job.name] = _File(Pdf(entry[0], int(entry[1]["pages"])), key, new=False)
            else:
                missing.append(job)
        self.stage.expect(self.stage.total + len(missing))
        missing.sort(key=lambda job: job.size, reverse=True)
        for job, made in run_all(work, missing, self.workers, start, *args):
            self.found += (problems := failures(job.name, made))
            if not problems and not isinstance(made, BaseException):
                self.cache.put(jobs[job], made.data, {"name": job.name, "pages": made.pages})
                files[job.name] = _File(made, jobs[job], new=True)
            self.stage.advance()
        return files

    def judge(self, files: Iterable[Examination]) -> dict[str, Verdict]:
        """Whether each file is accessible, by its name; a file that is not is published all the same, and says so."""
        verdicts: dict[str, Verdict] = {}
        missing: list[Examination] = []
        for file in files:
            if entry := self.cache.get(file.key()):
                verdicts[file.name] = Verdict.from_json(json.loads(entry[0]))
            else:
                missing.append(file)
        self.stage.expect(self.stage.total + len(missing))
        missing.sort(key=lambda file: file.size, reverse=True)
        for file, verdict in run_all(examine, missing, self.workers):
            if isinstance(verdict, BaseException):
                verdicts[file.name] = not_read(verdict)
            else:
                verdicts[file.name] = verdict
                self.cache.put(file.key(), json.dumps(verdict.as_json()).encode(), {"name": file.name})
            self.stage.advance()
        self.found += [problem for name, verdict in verdicts.items() for problem in _not_accessible(name, verdict)]
        return verdicts


def _not_accessible(path: str, verdict: Verdict) -> list[Diagnostic]:
    """The rules of accessibility that a file breaks."""
    hint = "The page on accessibility of files lists it. It is published, and should be mended."
    return [
        Diagnostic("not-accessible", Span(path), f"{STANDARD}: {one.message} ({one.rule})", hint, Severity.WARNING)
        for one in verdict.broken
    ]


def failures(name: str, made: Pdf | BaseException) -> list[Diagnostic]:
    """Why a PDF that was made may not be given to anybody; nothing where it may."""
    reasons = [f"{type(made).__name__}: {made}"] if isinstance(made, BaseException) else sorted(set(made.warnings))
    hint = "The last good site stays as it is. 'partnerkit doctor' checks this machine."
    return [Diagnostic("render-failed", Span(f"downloads/{name}.pdf"), reason, hint) for reason in reasons]
