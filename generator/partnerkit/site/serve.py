"""``partnerkit serve``: the site as it is now, made again at every save by the process that has made it before.

It is the build of ``partnerkit build`` into a folder of its own, with everything kept that a save has not touched: what
has been read, checked and composed, and the processes that make files. MkDocs' live server shows it, and reloads the
pages that are open. A mistake is named, and the site stays as it was until it is mended.
"""

from __future__ import annotations

import logging
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from partnerkit.diagnostics import Diagnostic, refused
from partnerkit.execute.memo import Memo
from partnerkit.execute.pool import Crew
from partnerkit.execute.progress import Timeline
from partnerkit.execute.unchanged import PARTS, listing
from partnerkit.load import layers_of
from partnerkit.model.sources import SourceFile
from partnerkit.pipeline import build
from partnerkit.printing import press_crew
from partnerkit.site.engine import mkdocs_engine
from partnerkit.world import World, packaged_library

_HOST = "127.0.0.1"
Tell = Callable[[tuple[Diagnostic, ...], bool, Timeline], None]
"""Called after each build with what was found, whether there is a site, and how long the stages took."""


def serve(world: World, port: int, tell: Tell, timeline: Callable[[], Timeline] = Timeline) -> None:
    """Show a workspace until interrupted.

    Args:
        world: where the workspace is; the site that it publishes is left alone.
        port: the port of this machine to listen on.
        tell: is told what became of each build.
        timeline: what each build tells of its progress.
    """
    with socket.create_server((_HOST, port)):
        pass  # said at once, and not after the first build, where another program has the port
    # A page that somebody asks for and that is not there is no complaint about the one that is being made.
    quiet = logging.getLogger("mkdocs.livereload")
    quiet.handlers, quiet.propagate = [logging.NullHandler()], False
    site = world.work / "served"
    shutil.rmtree(site, ignore_errors=True)  # nobody knows what has become of it meanwhile
    with Rebuilding(replace(world, site=site)) as rebuilding:
        known: set[Path] = set()

        def again() -> None:
            stages = timeline()
            try:
                found, made = rebuilding.again(stages)
            except OSError as error:
                found, made = (refused(error),), False
            tell(found, made, stages)
            for path in set(rebuilding.watched) - known:
                server.watch(str(path))
            known.update(rebuilding.watched)

        server = LiveReloadServer(again, _HOST, port, str(site))
        server.error_handler = lambda code: _lost(site / f"{code}.html")
        try:
            again()
            server.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            pass
        finally:
            server.shutdown()


@dataclass
class _Standing:
    """What stays from one build to the next as long as the templates do, which no memo looks at."""

    templates: tuple[str, ...]
    memo: Memo
    press: Crew
    pages: Crew
    settled: bool = False

    @classmethod
    def of(cls, world: World) -> _Standing:
        return cls(tuple(listing([world.templates])), Memo(own=True), press_crew(world), Crew(world.workers))

    def settle(self) -> None:
        """What the first build has made is there to stay."""
        if not self.settled:
            self.memo.settle()
        self.settled = True

    def leave(self) -> None:
        self.press.leave()
        self.pages.leave()


class Rebuilding:
    """A workspace that is built again and again; a context, since processes stay between the builds.

    Attributes:
        world: where it is built.
        watched: the files and folders whose change asks for another build.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.watched: tuple[Path, ...] = ()
        self._standing = _Standing.of(world)

    def __enter__(self) -> Rebuilding:
        return self

    def __exit__(self, *exc: object) -> None:
        self._standing.leave()

    def again(self, timeline: Timeline) -> tuple[tuple[Diagnostic, ...], bool]:
        """Build; returns what was found, and whether the site is that of the files as they are now."""
        if self._standing.templates != tuple(listing([self.world.templates])):
            self._standing.leave()
            self._standing = _Standing.of(self.world)
        standing = self._standing
        own = self.world.root / "mkdocs.yml"
        engine = mkdocs_engine(own if own.is_file() else packaged_library() / "mkdocs.yml", standing.pages)
        result = build(self.world, engine, timeline, memo=standing.memo, crew=standing.press, in_place=True)
        if result.value is not None:
            # After a mistake, nobody has asked for what comes behind it.
            standing.memo.forget()
            standing.settle()
        self.watched = tuple(watched(self.world, result.value.pictures if result.value else ()))
        return result.diagnostics, result.value is not None


def watched(world: World, pictures: Iterable[SourceFile]) -> Iterator[Path]:
    """What people edit, and not what the road writes: of the workspace and of the folders that it builds on."""
    layers = layers_of(world.root, packaged_library(), world.work).value
    # A bundle never changes where it is unpacked to; its file may.
    bundles = {layer.bundle for layer in layers if layer.bundle}
    parts = [layer.folder / name for layer in layers if not layer.bundle for name in PARTS]
    shown = [world.root / picture.shown for picture in pictures]
    return (path for path in (*parts, *bundles, world.root / "templates", *shown) if path.exists())


def _lost(page: Path) -> bytes | None:
    return page.read_bytes() if page.is_file() else None
