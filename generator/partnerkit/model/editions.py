"""The editions in which a document or a kit is printed, besides the usual one.

An edition is a set of pages of its own with an address of its own, such as
``downloads/es/family-pulse-survey-fillable.pdf``.
"""

from __future__ import annotations

from typing import Literal

Paper = Literal["letter", "a4"]
Edition = Literal["fillable", "bilingual", "large-print", "ink-saver", "letter", "a4"]
"""What a kit may ask for: the last four set documents and booklet anew, the others are of documents alone."""
Handout = Literal["summary", "poster", "slips"]
"""One page to give away: what a document says in plain words, or that in large letters for a wall, or four times to cut
out."""

FILLABLE: Edition = "fillable"
BILINGUAL: Edition = "bilingual"
LARGE_PRINT: Edition = "large-print"
INK_SAVER: Edition = "ink-saver"
PAPERS: tuple[Paper, ...] = ("letter", "a4")
HANDOUTS: tuple[Handout, ...] = ("summary", "poster", "slips")
WHOLE: tuple[Edition, ...] = (LARGE_PRINT, INK_SAVER, *PAPERS)
"""The editions in which a kit has a booklet too."""
ONLINE: dict[str, Literal["xlsx", "gs", "txt", "docx"]] = {
    "xlsform": "xlsx",
    "google-forms": "gs",
    "limesurvey": "txt",
    "microsoft-forms": "docx",
}
"""The tools that make a survey an online form, each with what its file ends in; ``online-xlsform`` is the interface
string of its name, ``online-xlsform-help`` of how to use it."""
EVERY: tuple[str, ...] = (FILLABLE, BILINGUAL, *WHOLE, *HANDOUTS)
"""What the name of a file may end in."""
EDITION_LABELS: dict[str, str] = {
    FILLABLE: "fillable-pdf",
    BILINGUAL: "two-languages",
    **{edition: f"edition-{edition}" for edition in WHOLE},
    **{style: f"handout-{style}" for style in HANDOUTS},
}
"""What a file of another edition than the usual one is called, by the id of an interface string."""


def edition_of(name: str, edition: str = "") -> str:
    """What a document or kit is called in an edition."""
    return f"{name}-{edition}" if edition else name
