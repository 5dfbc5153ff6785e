"""One document in one language: what the commands that make a single file have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from partnerkit.diagnostics import Diagnostic
from partnerkit.execute.progress import Timeline
from partnerkit.model.text import SOURCE_LANGUAGE
from partnerkit.terminal import finish, known

if TYPE_CHECKING:
    from partnerkit.model.document import Document
    from partnerkit.reading import Reading
    from partnerkit.world import World

Function = Callable[..., Any]


def of_one_document(command: Function) -> Function:
    """The argument and the options of a command that makes a file of one document."""
    folder = click.Path(file_okay=False, path_type=Path)
    file = click.Path(dir_okay=False, path_type=Path)
    of_source = "The language; it need not be published yet.  [default: the one it was written in]"
    for option in (
        click.option("--out", type=file, help="The file.  [default: named after the document]"),
        click.option("--language", "code", help=of_source),
        click.option("--library", is_flag=True, help="Use the library that comes with Partnerkit as the workspace."),
        click.option("--root", type=folder, default=Path(), help="The workspace."),
        click.argument("document"),
    ):
        command = option(command)
    return command


@dataclass(frozen=True)
class Single:
    """What has been asked for.

    Attributes:
        id: the id of the document.
        code: its language.
        reading: the workspace with this document, in its source language too.
        world: where the workspace is.
        about: what was found in the files of this document.
    """

    id: str
    code: str
    reading: Reading
    world: World
    about: tuple[Diagnostic, ...]

    @property
    def document(self) -> Document:
        """The document, filled."""
        return self.reading.documents[self.code][self.id]


def read_single(document: str, code: str | None, world: World, *, beside: bool = False) -> Single | None:
    """A document in one language; None once it has been said why there is none.

    Args:
        document: its id, as it was typed.
        code: the language; that of its author where it is None.
        world: where the workspace is.
        beside: whether it is shown beside the language that it was written in.

    Raises:
        click.BadParameter: when there is no such document or language, or only one language where two are needed.
    """
    from partnerkit.reading import open_library, read_in

    timeline = Timeline()
    opened = open_library(world, timeline)
    if opened.value is None:
        finish(opened.diagnostics, as_json=False, done="")
        return None
    known(document, opened.value.library.documents, "DOCUMENT", "document")
    written_in = opened.value.library.documents[document].language
    code = code or written_in
    listed = {*opened.value.library.workspace.languages, *opened.value.sources.catalogs}
    known(code, listed, "--language", "language")
    if beside and code == written_in:
        raise click.BadParameter("name the language of the other column", param_hint="--language")
    codes = list(dict.fromkeys((SOURCE_LANGUAGE, written_in, code)))
    reading = read_in(codes, opened.value, world, timeline, only=[document])
    if reading.value is None:
        finish(reading.diagnostics, as_json=False, done="")
        return None
    about = tuple(one for one in reading.diagnostics if PurePosixPath(one.span.file).stem == document)
    return Single(document, code, reading.value, world, about)
