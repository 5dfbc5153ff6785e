"""A file of ours, a workspace, and what the one means for the other: the whole way up to a proposal."""

from __future__ import annotations

from dataclasses import dataclass

from partnerkit.diagnostics import Diagnostic, Result, Span, errors_in
from partnerkit.execute.progress import Timeline
from partnerkit.importing.office import open_word
from partnerkit.importing.ours import about, read_back
from partnerkit.importing.proposing import Proposal, proposed, wrong_origin
from partnerkit.load import RefusedError
from partnerkit.model.library import Library, texts_of
from partnerkit.model.locales import language
from partnerkit.reading import Opened, open_library
from partnerkit.translate import misplaced, read_catalogs, translate
from partnerkit.world import World


@dataclass(frozen=True)
class Desk:
    """A proposal with the workspace that it is for.

    Attributes:
        opened: the workspace.
        spoken: its library in the language of the file.
        proposal: what the file means for it.
    """

    opened: Opened
    spoken: Library
    proposal: Proposal


def propose(data: bytes, name: str, world: World) -> Result[Desk | None]:
    """Read a file of ours, and say what it means for a workspace.

    Args:
        data: the file.
        name: what diagnostics call it.
        world: where the workspace is.
    """
    try:
        word = open_word(data)
        origin = about(word).origin
    except RefusedError as error:
        return refused(error, name)
    opened = open_library(world, Timeline())
    if opened.value is None:
        return Result(None, opened.diagnostics)
    source = opened.value.library
    spoken = _in_language(opened.value, origin.language)
    known = {origin.language: spoken} if spoken else {}
    if wrong := wrong_origin(origin, name, known, source):
        return Result(None, (wrong,))
    assert spoken is not None  # noqa: S101 -- told just now
    blocks = frozenset(text.key for text in texts_of(source.documents[origin.document]) if text.block)
    try:
        back = read_back(word, blocks)
    except RefusedError as error:
        return refused(error, name)
    proposal = proposed(back, name, source, spoken)
    return Result(Desk(opened.value, spoken, proposal), proposal.diagnostics)


def refused(error: RefusedError, name: str) -> Result[Desk | None]:
    """That a file is not opened."""
    return Result(None, (Diagnostic("bad-import", Span(name), str(error), error.hint),))


def _in_language(opened: Opened, code: str) -> Library | None:
    """The library in a language; None where it has none of that code."""
    library = opened.library
    if code not in {*library.workspace.languages, *opened.sources.catalogs}:
        return None
    try:
        spoken = language(code)
    except ValueError:
        return None
    catalog = read_catalogs(opened.sources.catalogs.get(code, ()))
    if errors_in((*catalog.diagnostics, *misplaced(opened.sources.catalogs))):
        return None
    return translate(library, catalog.value, spoken).value
