"""Files that the road makes for readers to take away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from partnerkit.model.editions import edition_of

STANDARD = "PDF/UA-1"
"""What every PDF is checked against (ISO 14289-1)."""


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule of the standard that a file breaks: its name, and what the checker says of it."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a PDF is accessible, by the word of a program that is not ours.

    Attributes:
        checker: the program and its version.
        broken: the rules that the file breaks, each of them once.
    """

    checker: str
    broken: tuple[BrokenRule, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the file keeps every rule that the program knows."""
        return not self.broken

    def as_json(self) -> dict[str, Any]:
        """The shape in ``downloads.json``."""
        broken = [{"rule": one.rule, "message": one.message} for one in self.broken]
        return {"standard": STANDARD, "checker": self.checker, "passed": self.passed, "broken": broken}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Verdict:
        """Out of the same shape."""
        return cls(record["checker"], tuple(BrokenRule(one["rule"], one["message"]) for one in record["broken"]))


Subject = Literal["document", "kit", "library"]
Format = Literal["pdf", "docx", "epub", "zip", "yaml", "txt", "ics", "xlsx", "gs", "json"]

REVIEWS = "reviews"
"""The edition of a calendar that says when documents are due for review."""


@dataclass(frozen=True)
class Artifact:
    """One downloadable file.

    Attributes:
        path: where it stands below the site, such as ``downloads/es/school-family-agreement.pdf``.
        subject: ``document``, ``kit`` or ``library``: what it is about.
        id: the id of the document, kit or workspace; the same in every language.
        language: the language of the file.
        format: what its name ends in: a print (``pdf``), a Word file (``docx``), a book for phones (``epub``), plain
            text (``txt``), a calendar (``ics``), a workbook, an online form as one or as a script (``xlsx``, ``gs``), a
            catalogue or its schema (``json``), a definition (``yaml``), or a kit as a folder (``zip``).
        variant: the edition of a print, or the paper it is made for where that is all; of a calendar, the readers whose
            dates it holds, ``all`` or ``reviews``; the tool of an online form, such as ``xlsform``; ``word``,
            ``workbook``, ``book``, ``text``, ``catalogue``, ``schema``; ``source`` for a definition.
        title: its title, in its language.
        data: the file itself.
        pages: how many pages it has; 0 where that means nothing.
        dates: how many dates it holds; 0 where it is no calendar.
        behind: whether it is older than its source, because a newer one could not be made.
        verdict: whether it is accessible; None where it is no PDF.
    """

    path: str
    subject: Subject
    id: str
    language: str
    format: Format
    variant: str
    title: str
    data: bytes
    pages: int = 0
    dates: int = 0
    behind: bool = False
    verdict: Verdict | None = None

    @cached_property
    def sha256(self) -> str:
        """The checksum of the file."""
        return hashlib.sha256(self.data).hexdigest()


def download_path(subject: str, artifact_id: str, language: str, format_: str, edition: str = "") -> str:
    """The stable address of a file below the site."""
    folder = {"kit": "kits/", "library": "library/"}.get(subject, "")
    return f"downloads/{language}/{folder}{edition_of(artifact_id, edition)}.{format_}"
