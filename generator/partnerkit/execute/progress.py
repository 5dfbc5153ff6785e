"""What a build is doing and how long each stage took; the edge decides whether and how to show it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Show = Callable[[str, int, int], None]
"""Called with the stage, how many items are done, and how many there are (0 where nobody knows)."""


@dataclass
class Timeline:
    """The stages of one run with their seconds and what they did, in order."""

    show: Show | None = None
    stages: list[tuple[str, float, str]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Time a stage; inside, ``advance`` reports its progress and ``did`` says what it came to."""
        stage = Stage(name, self.show)
        started = time.perf_counter()
        stage.advance(0)
        try:
            yield stage
        finally:
            self.stages.append((name, time.perf_counter() - started, stage.summary))


@dataclass
class Stage:
    """A stage while it runs."""

    name: str
    show: Show | None
    total: int = 0
    done: int = 0
    summary: str = ""

    def expect(self, total: int) -> None:
        """Say how many items there are."""
        self.total = total
        self.advance(0)

    def advance(self, count: int = 1) -> None:
        """Say that some items are done."""
        self.done += count
        if self.show is not None:
            self.show(self.name, self.done, self.total)

    def did(self, summary: str) -> None:
        """Say what the stage came to, for ``--timings``."""
        self.summary = summary
