"""A fleet: the workspaces of a district's schools, looked at together.

Whoever looks after many schools wants to know in one glance which of them need a hand. What the schools build on is
read and weighed once for all of them (``execute/memo.py``), and one school at a time is in memory.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span, errors_in
from partnerkit.execute.memo import Memo
from partnerkit.execute.progress import Timeline
from partnerkit.load import LIBRARY, Layer, layers_of, load_layers, settings_files, settings_of, text_at
from partnerkit.model.definition import Status
from partnerkit.model.kinds import DOCUMENT_KINDS
from partnerkit.model.sources import Sources, SourceTree
from partnerkit.reading import Opened, open_layers
from partnerkit.replicate.share import settings_in
from partnerkit.world import World, packaged_library

_ASKS_FOR_A_LOOK = ("changed-upstream", "moved-upstream")


@dataclass(frozen=True, slots=True)
class School:
    """A workspace of a fleet.

    Attributes:
        folder: where it is.
        shown: what diagnostics call the folder.
        id: its id; the name of the folder where its settings cannot be read.
        name: its name; the id where its settings cannot be read.
    """

    folder: Path
    shown: str
    id: str
    name: str


@dataclass(frozen=True)
class Read:
    """A school with its layers, whether or not it is sound.

    Attributes:
        school: which it is.
        chain: its layers, itself first.
        layers: what was read of each of them, the lowest first.
    """

    school: School
    chain: tuple[Layer, ...]
    layers: tuple[Sources, ...]

    @property
    def own(self) -> Sources:
        """The layer of the school itself."""
        return self.layers[-1]


@dataclass(frozen=True)
class Standing:
    """How a school stands.

    Attributes:
        school: which it is.
        extends: the id and the version of what it builds on; empty where it stands alone.
        overrides: how many changes are in its overlays.
        documents: how many documents are its own.
        attention: how many of its overrides are wrong, or meet something else than they were written for.
        overdue: the documents whose review was due; None where the school is not sound.
        languages: the codes of its languages.
        errors: what is wrong with it.
    """

    school: School
    extends: tuple[str, str]
    overrides: int
    documents: int
    attention: int
    overdue: tuple[str, ...] | None
    languages: tuple[str, ...]
    errors: tuple[Diagnostic, ...]

    @property
    def sound(self) -> bool:
        """Whether its site and kits can be made."""
        return not self.errors

    def as_json(self) -> dict[str, Any]:
        """The shape that ``--json`` prints, one object per school."""
        name, version = self.extends
        return {
            "folder": self.school.shown,
            "id": self.school.id,
            "name": self.school.name,
            "extends": {"id": name, "version": version} if name else None,
            "overrides": self.overrides,
            "documents": self.documents,
            "attention": self.attention,
            "overdue": list(self.overdue) if self.overdue is not None else None,
            "languages": list(self.languages),
            "sound": self.sound,
            "errors": [error.as_json() for error in self.errors],
        }


def schools_in(folders: Iterable[tuple[Path, str]]) -> tuple[tuple[School, ...], tuple[str, ...]]:
    """The workspaces among some folders, each once, and the folders that are none.

    Args:
        folders: each with what diagnostics call it.
    """
    found: dict[Path, School] = {}
    others: list[str] = []
    for folder, shown in folders:
        if not settings_files(folder):
            others.append(shown)
            continue
        settings = settings_in(folder)
        name = text_at(settings.data, "id") if settings else ""
        title = text_at(settings.data, "name") if settings else ""
        place = folder.resolve()
        found.setdefault(place, School(place, shown, name or place.name, title or name or place.name))
    return tuple(found.values()), tuple(others)


def same_ids(schools: Sequence[School]) -> Iterator[Diagnostic]:
    """The schools whose id another one has: their sites would have the same address."""
    first: dict[str, School] = {}
    for school in schools:
        other = first.setdefault(school.id, school)
        if other is not school:
            what = f"the id '{school.id}' is also that of {other.shown}"
            yield Diagnostic(
                "duplicate-id", Span(f"{school.shown}/partnership.yaml"), what, "Give one of them another."
            )


def read_school(school: School, templates: Path, work: Path, memo: Memo) -> Result[Read]:
    """Read the layers of a school; those below it once for all schools that build on them.

    Args:
        school: which it is.
        templates: where the interface strings are.
        work: where bundles are unpacked to.
        memo: holds what has been read for other schools.
    """
    chain = layers_of(school.folder, packaged_library(), work)
    layers = load_layers(chain.value, templates, memo)
    return Result(Read(school, chain.value, layers.value), (*chain.diagnostics, *layers.diagnostics))


def standings(schools: Iterable[School], today: date, work: Path) -> Iterator[Standing]:
    """How each school stands, one after the other.

    Args:
        schools: the schools.
        today: the day that reviews are measured against.
        work: where bundles are unpacked to.
    """
    memo = Memo()
    for number, school in enumerate(schools):
        if number == 1:
            memo.settle()
        world = World.at(school.folder, work=work)
        read = read_school(school, world.templates, work, memo)
        opened = open_layers(Result(read.value.layers), Timeline(), memo)
        yield _standing(read.value, opened.value, (*read.diagnostics, *opened.diagnostics), today)


def _standing(read: Read, opened: Opened | None, found: Sequence[Diagnostic], today: date) -> Standing:
    settings = next(settings_of(read.own.definitions), None)
    errors = errors_in(found)
    library = opened.library if opened and not errors else None
    return Standing(
        school=read.school,
        extends=_extends(read),
        overrides=sum(_changes(tree) for tree in read.own.overlays),
        documents=sum(_is_document(tree) for tree in read.own.definitions),
        attention=_attention(read.own, found),
        overdue=tuple(
            document.id
            for document in library.documents.values()
            if document.review.next < today and document.status is not Status.RETIRED
        )
        if library
        else None,
        languages=library.workspace.languages if library else _languages(settings),
        errors=tuple(located(error, read.school, read.chain) for error in dict.fromkeys(errors)),
    )


def located(found: Diagnostic, school: School, chain: Sequence[Layer]) -> Diagnostic:
    """A diagnostic with all places as seen from where the command runs, not from the school."""

    def seen(place: str) -> str:
        return posixpath.normpath(posixpath.join(school.shown, place))

    hint, file = found.hint, found.span.file
    for layer in chain[1:]:
        if layer.base.startswith(".."):
            hint = hint.replace(f"{layer.base}/", f"{seen(layer.base)}/")
    packaged = any(layer.base == LIBRARY and file.startswith(f"{LIBRARY}/") for layer in chain)
    return replace(found, hint=hint, span=found.span if packaged else replace(found.span, file=seen(file)))


def _extends(read: Read) -> tuple[str, str]:
    """The id and the version of what a school builds on, as that says them itself."""
    own = next(settings_of(read.own.definitions), None)
    if len(read.layers) == 1:
        return text_at(own.data, "extends") if own else "", ""
    below = next(settings_of(read.layers[-2].definitions), None)
    return read.layers[-2].layer, text_at(below.data, "version") if below else ""


def _changes(tree: SourceTree) -> int:
    changes = tree.data.get("changes") if isinstance(tree.data, dict) else None
    return len(changes) if isinstance(changes, list) else 0


def _is_document(tree: SourceTree) -> bool:
    return isinstance(tree.data, dict) and tree.data.get("kind") in DOCUMENT_KINDS


def _languages(settings: SourceTree | None) -> tuple[str, ...]:
    codes = settings.data.get("languages") if settings and isinstance(settings.data, dict) else None
    return tuple(code for code in codes if isinstance(code, str)) if isinstance(codes, list) else ()


def _attention(own: Sources, found: Iterable[Diagnostic]) -> int:
    """How many changes of a layer have something wrong with them; what is wrong in one of them is counted once."""
    overlays = {tree.source.shown: tree for tree in own.overlays}
    wrong = {
        (one.span.file, _change_at(overlays[one.span.file], one.span.line))
        for one in found
        if one.span.file in overlays and (one.severity is Severity.ERROR or one.code in _ASKS_FOR_A_LOOK)
    }
    return len(wrong)


def _change_at(tree: SourceTree, line: int) -> int:
    """The number of the change that a line belongs to."""
    return sum(tree.at(("changes", index)).line <= line for index in range(_changes(tree)))


def as_table(rows: Sequence[Standing]) -> str:
    """The schools as a table for a terminal, with a line that sums it up."""
    head = ("school", "builds on", "overrides", "to look at", "own documents", "overdue", "languages", "")
    cells = [head, *map(_cells, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [[_aligned(cell, widths[column], column) for column, cell in enumerate(row)] for row in cells]
    return "\n".join([*("  ".join(line).rstrip() for line in lines), "", _sum(rows)])


_FIGURES = (2, 3, 4, 5)
"""The columns of the table that hold figures."""


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column in _FIGURES else cell.ljust(width)


def _cells(row: Standing) -> tuple[str, ...]:
    overdue = "?" if row.overdue is None else str(len(row.overdue))
    figures = (row.overrides, row.attention, row.documents)
    count = len(row.errors)
    state = "sound" if row.sound else f"{count} {'error' if count == 1 else 'errors'}"
    return (
        row.school.name,
        " ".join(filter(None, row.extends)) or "-",
        *map(str, figures),
        overdue,
        " ".join(row.languages) or "?",
        state,
    )


def _sum(rows: Sequence[Standing]) -> str:
    counts = Counter(row.sound for row in rows)
    said = [f"{len(rows)} {'school' if len(rows) == 1 else 'schools'}: {counts[True]} sound"]
    said += [f"{counts[False]} with errors"] if counts[False] else []
    look = sum(row.attention for row in rows)
    said += [f"{look} {'override' if look == 1 else 'overrides'} to look at"] if look else []
    return ", ".join(said) + "."
