"""Every file that a site offers and that is no PDF: Word files, books, text, calendars, online forms, catalogues.

A format is a renderer and one line in the table ``FORMATS``. What is quick to make is made each time; what is not is
kept by what it was made from, and made in processes of their own where there is much of it.

What cannot be made is named with its cause, and does not keep the rest from being made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.execute.cache import Cache
from partnerkit.execute.memo import Memo
from partnerkit.execute.orders import Order, fulfil
from partnerkit.execute.pool import Crew, cause_of
from partnerkit.execute.progress import Stage, Timeline
from partnerkit.exporting.desk import Desk, Export
from partnerkit.exporting.formats import FORMATS
from partnerkit.house_style import house_style
from partnerkit.model.artifacts import Artifact
from partnerkit.reading import Reading
from partnerkit.render.survey import Form
from partnerkit.world import World

_WORTH_A_PROCESS = 100
"""Files to be made from which on other processes are quicker than this one."""


def every_export(
    reading: Reading,
    printed: Iterable[Artifact],
    world: World,
    timeline: Timeline,
    crew: Crew,
    memo: Memo | None = None,
) -> Result[list[Artifact]]:
    """The files of all documents and kits that are no PDF.

    Each error names a file that could not be made; the others are there all the same.

    Args:
        reading: the workspace.
        printed: the files that there are already.
        world: where the cache is, and where the site will be.
        timeline: told what is going on.
        crew: the processes that make files where there is much to make.
        memo: holds what has been worked out of the same documents before.
    """
    ready = {artifact.path: artifact for artifact in printed}
    before = set(ready)
    style = house_style(world)
    found = list(style.diagnostics)
    store, forms = Cache(world.cache), dict[str, Form]()
    made = kept = 0
    with timeline.stage("export") as stage:
        for code in reading.libraries:  # one after the other, since the documents of one fill much memory
            desk = Desk(reading, code, world, ready, style.value, forms, memo)
            for exports in FORMATS.values():
                for blank, data, new in _made(list(exports(desk)), store, crew, stage):
                    made, kept = made + new, kept + (not new)
                    if isinstance(data, bytes):
                        ready[blank.path] = replace(blank, data=data)
                    else:
                        found.append(_failure(blank.path, data))
        stage.did(f"{made} files made, {kept} from the cache")
    return Result([artifact for path, artifact in ready.items() if path not in before], tuple(found))


def _failure(path: str, error: BaseException) -> Diagnostic:
    hint = "The rest is published without it. Divide the document, or take out what is unusual in it."
    return Diagnostic("render-failed", Span(path), cause_of(error), hint)


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
    orders = [Order(place, export.make, export.of()) for place, export in enumerate(apart)]
    there = ((apart[order.place], data) for order, data in crew.run(fulfil, orders))
    for export, data in chain(there, ((export, _tried(export)) for export in here)):
        if export.key and isinstance(data, bytes):
            store.put(export.key, data, {"name": export.blank.path})
        yield export.blank, data, True
        stage.advance()


def _tried(export: Export) -> bytes | BaseException:
    try:
        return export.make(export.of())
    except Exception as error:  # one document that blows up is not the end of the others
        return error


__all__ = ["FORMATS", "Desk", "Export", "every_export"]
