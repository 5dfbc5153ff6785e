"""How PDF files are made: from the cache where nothing has changed, else in processes of their own, and within limits.

What cannot be made is named with its cause, and its last good file takes its place where there is one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from partnerkit.diagnostics import Diagnostic, Severity, Span
from partnerkit.execute.cache import Cache, LastGood
from partnerkit.execute.pool import Crew, StoppedError, cause_of
from partnerkit.execute.progress import Stage
from partnerkit.model.artifacts import STANDARD, Verdict
from partnerkit.render.pdf import Booklet, Pdf, PdfJob
from partnerkit.render.pdf_check import Examination, examine, not_read

J = TypeVar("J", PdfJob, Booklet)


@dataclass(frozen=True)
class PdfFile:
    """A PDF, its name in the cache, whether this build has made it, and whether it is older than its source."""

    pdf: Pdf
    key: str
    new: bool
    behind: bool = False


@dataclass
class Press:
    """Makes files that are not in the cache, and collects what keeps them from being given to anybody.

    Attributes:
        cache: what has been made before.
        crew: the processes that make what has not.
        stage: told what is going on.
        last: which files of the cache were the last good ones.
        failed: what kept files from being made, by the names of these.
    """

    cache: Cache
    crew: Crew
    stage: Stage
    last: LastGood
    failed: dict[str, list[Diagnostic]] = field(default_factory=dict)

    def make(
        self, work: Callable[[J], Pdf], jobs: Mapping[J, str], offered: Collection[str] = ()
    ) -> dict[str, PdfFile]:
        """The files of some jobs by the names of these; those that could not be made are not among them.

        Args:
            work: makes a file; runs in a process of the crew.
            jobs: each with its name in the cache.
            offered: the paths of files that will be judged; that is done where they are made, while they are there.
        """
        files: dict[str, PdfFile] = {}
        missing: list[J] = []
        for job, key in jobs.items():
            if entry := self.cache.get(key):
                files[job.name] = PdfFile(Pdf(entry[0], int(entry[1]["pages"])), key, new=False)
            else:
                missing.append(job)
        self.stage.expect(self.stage.total + len(missing))
        missing.sort(key=lambda job: job.size, reverse=True)
        for order, done in self.crew.run(_fulfil, [_Order(work, job, path_of(job.name) in offered) for job in missing]):
            job = order.job
            made, verdict = (done, None) if isinstance(done, BaseException) else done
            if problems := failures(job.name, made):
                self.failed[job.name] = problems
            elif not isinstance(made, BaseException):
                self.cache.put(jobs[job], made.data, {"name": job.name, "pages": made.pages})
                files[job.name] = PdfFile(made, jobs[job], new=True)
                if verdict:
                    self._keep(_examination(job.name, made), verdict)
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
        for file, verdict in self.crew.run(examine, missing):
            if isinstance(verdict, BaseException):
                verdicts[file.name] = not_read(verdict)
            else:
                verdicts[file.name] = verdict
                self._keep(file, verdict)
            self.stage.advance()
        return verdicts

    def _keep(self, file: Examination, verdict: Verdict) -> None:
        self.cache.put(file.key(), json.dumps(verdict.as_json()).encode(), {"name": file.name})

    def last_good(self, names: Iterable[str]) -> dict[str, PdfFile]:
        """What earlier builds have made of some files, where they have."""
        keys = self.last.keys()
        files: dict[str, PdfFile] = {}
        for name in names:
            if entry := self.cache.get(keys[name]) if name in keys else None:
                files[name] = PdfFile(Pdf(entry[0], int(entry[1]["pages"])), keys[name], new=False, behind=True)
        return files

    def lacks(self, name: str, missing: Set[str]) -> bool:
        """Whether documents that a booklet holds are missing; that keeps it from being made."""
        if missing:
            what, hint = f"it holds what could not be made: {', '.join(sorted(missing))}", "Mend that first."
            self.failed[name] = [Diagnostic("render-failed", Span(path_of(name)), what, hint)]
        return bool(missing)

    def remember(self, files: Mapping[str, PdfFile]) -> None:
        """Note these as the last good files."""
        self.last.remember({name: file.key for name, file in files.items()})

    def found(self, files: Mapping[str, PdfFile]) -> tuple[Diagnostic, ...]:
        """What could not be made, and whether an older file takes its place."""
        return tuple(
            replace(problem, hint=f"{_INSTEAD[name in files]} {problem.hint}")
            for name, problems in self.failed.items()
            for problem in problems
        )


_INSTEAD = {True: "Its last good file takes its place.", False: "There is no earlier file to take its place."}


def not_accessible(path: str, verdict: Verdict) -> list[Diagnostic]:
    """The rules of accessibility that a file breaks."""
    hint = "The page on accessibility of files lists it. It is published, and should be mended."
    return [
        Diagnostic("not-accessible", Span(path), f"{STANDARD}: {one.message} ({one.rule})", hint, Severity.WARNING)
        for one in verdict.broken
    ]


def failures(name: str, made: Pdf | BaseException) -> list[Diagnostic]:
    """Why a PDF that was made may not be given to anybody; nothing where it may."""
    hint = "'partnerkit doctor' checks this machine."
    if isinstance(made, StoppedError):
        hint = "Divide the document, or take out what is very long or deeply nested."
    reasons = [cause_of(made)] if isinstance(made, BaseException) else sorted(set(made.warnings))
    return [Diagnostic("render-failed", Span(path_of(name)), reason, hint) for reason in reasons]


def path_of(name: str) -> str:
    """Where the file of that name stands in a site."""
    return f"downloads/{name}.pdf"


# -- in the processes of the crew --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Order(Generic[J]):
    """A file to be made, and whether it is judged as well."""

    work: Callable[[J], Pdf]
    job: J
    judged: bool


def _fulfil(order: _Order[J]) -> tuple[Pdf, Verdict | None]:
    made = order.work(order.job)
    if not order.judged or made.warnings:
        return made, None
    try:
        return made, examine(_examination(order.job.name, made))
    except Exception:  # of somebody else's program: the file is there, and will be judged by itself
        return made, None


def _examination(name: str, made: Pdf) -> Examination:
    return Examination(path_of(name), made.data)
