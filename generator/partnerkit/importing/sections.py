"""Sections of a document by what their headings say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from partnerkit.importing.drafting import Draft, Section
from partnerkit.importing.flow import Piece


def prose_of(draft: Draft, at: str, sections: Iterable[Section]) -> str:
    """Sections as one text; headings inside them stand in it as lines of their own."""
    texts = [draft.prose(at, section.pieces) for section in sections]
    return "\n\n".join(filter(None, texts))


def taken(sections: Sequence[Section], *words: str) -> tuple[list[Section], list[Section]]:
    """The sections whose heading has one of some words, and the others."""
    found = [section for section in sections if section.named(*words)]
    return found, [section for section in sections if section not in found]


def headless(sections: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    """What stands before the first heading, and the sections after it."""
    return [one for one in sections if one.heading is None], [one for one in sections if one.heading is not None]


def pieces_of(sections: Iterable[Section]) -> list[Piece]:
    """What stands in some sections."""
    return [one for section in sections for one in section.pieces]
