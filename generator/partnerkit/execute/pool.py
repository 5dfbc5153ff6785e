"""Independent work on all cores, within limits, so that one job that blows up is not the end of the others.

A worker is a process that starts fresh, shares nothing and has one job at a time: when it dies, the guilty job is known
and no other job is lost. Python's own pool fails every job that waits; those of loky and mpire do too, and pebble's
licence is not ours. So this is written by hand, over nothing but pipes.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import pickle
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

from partnerkit.execute.memory import collect_seldom, give_back, keep_for_good
from partnerkit.world import MEGABYTE, Limits

J = TypeVar("J")
R = TypeVar("R")

_SPAWN = multiprocessing.get_context("spawn")
_NEVER = float("inf")
_TRIES = 2
"""A process may be killed for another's sake, so its job gets a second one."""


class StoppedError(Exception):
    """A job was stopped from outside; says why in words that follow on the job's name."""


def cause_of(error: BaseException) -> str:
    """Why a job has no result, in words that follow on its name."""
    stopped = isinstance(error, StoppedError)
    return str(error) if stopped else f"the program has failed on it ({type(error).__name__}: {error})"


def run_all(
    work: Callable[[J], R],
    jobs: Sequence[J],
    workers: int,
    start: Callable[..., None] | None = None,
    start_with: tuple[Any, ...] = (),
    *,
    limits: Limits | None = None,
    tries: int = _TRIES,
) -> Iterator[tuple[J, R | BaseException]]:
    """Do every job, in processes that are there for these jobs only; see ``Crew``."""
    with Crew(workers, start, start_with, limits=limits) as crew:
        yield from crew.run(work, jobs, tries=tries)


class Crew:
    """Processes that stay for one kind of work after the other, since each takes a while to start; a context.

    Args:
        workers: how many processes at most; they are started when there is something to do.
        start: called once in each process before its first job.
        start_with: what ``start`` is called with.
        limits: what a job may take; a job that takes more ends with a ``StoppedError``, as does one whose process died.
    """

    def __init__(
        self,
        workers: int,
        start: Callable[..., None] | None = None,
        start_with: tuple[Any, ...] = (),
        *,
        limits: Limits | None = None,
    ) -> None:
        self._most = max(1, workers)
        self._duty = _Duty(start, start_with, limits)
        self._workers: list[_Worker] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *exc: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Let the processes end; the next job would start new ones."""
        for worker in self._workers:
            worker.leave()
        self._workers = []

    def run(
        self, work: Callable[[J], R], jobs: Sequence[J], *, tries: int = _TRIES
    ) -> Iterator[tuple[J, R | BaseException]]:
        """Do every job and yield each with its result, or with the exception that ended it, as they finish.

        Args:
            work: a module-level function.
            jobs: what to do; the largest first keeps the cores busy to the end.
            tries: how many processes may die of a job before it is given up.
        """
        waiting = deque((job, tries) for job in jobs)
        try:
            while len(self._workers) < min(self._most, len(jobs)):
                self._workers.append(_Worker(self._duty))
            while waiting or any(worker.busy for worker in self._workers):
                for index, worker in enumerate(self._workers):
                    if waiting and not worker.busy:
                        self._workers[index] = worker if worker.fit else worker.successor()
                        self._workers[index].take(work, *waiting.popleft())
                for worker in _first_to_end(self._workers):
                    if (ended := worker.ended()) is None:
                        continue
                    job, left, outcome = ended
                    if isinstance(outcome, _DiedError) and left > 1:
                        waiting.appendleft((job, left - 1))
                    else:
                        yield job, outcome
        finally:
            # Whoever has stopped listening does not want the rest.
            for worker in filter(lambda worker: worker.busy, self._workers):
                worker.leave()
            self._workers = [worker for worker in self._workers if not worker.busy]


def _first_to_end(crew: Sequence[_Worker]) -> list[_Worker]:
    """Wait until a worker has an answer or is out of time; returns all that are busy."""
    busy = [worker for worker in crew if worker.busy]
    until = min(worker.until for worker in busy)
    wait([worker.pipe for worker in busy], None if until == _NEVER else max(0.0, until - time.monotonic()))
    return busy


class _DiedError(StoppedError):
    """The process of a job died."""


@dataclass(frozen=True)
class _Duty:
    """What each worker of a crew is told; see ``Crew``."""

    start: Callable[..., None] | None
    start_with: tuple[Any, ...]
    limits: Limits | None


# -- in the process that wants the work done ---------------------------------------------------------------------------


class _Worker:
    """A process with the pipe to it.

    Attributes:
        pipe: where its answers come from; a process that has died counts as an answer.
        busy: whether it has a job.
        fit: whether it may be given another one.
        until: when the time of its job is up, by the clock of ``time.monotonic``.
    """

    def __init__(self, duty: _Duty) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.duty = duty
        self.process = _SPAWN.Process(target=_serve, args=(theirs, duty), daemon=True)
        self.process.start()
        theirs.close()
        self.busy, self.fit = False, True
        self.until = _NEVER
        self._job: tuple[Any, int]

    def take(self, work: Callable[[Any], Any], job: Any, left: int) -> None:
        """Begin a job that may cost ``left`` processes."""
        self.busy, self._job = True, (job, left)
        self.until = time.monotonic() + self.duty.limits.seconds if self.duty.limits else _NEVER
        with suppress(ConnectionError):  # it has died, which ended() will see
            self.pipe.send((work, job))

    def ended(self) -> tuple[Any, int, Any] | None:
        """The job with what has become of it; None while it is being done."""
        outcome: Any
        if self.pipe.poll():
            try:
                outcome, self.fit = self.pipe.recv()
            except (EOFError, ConnectionError):
                outcome, self.fit = _DiedError(self._death()), False
        elif self.duty.limits and time.monotonic() >= self.until:
            self.process.kill()
            outcome, self.fit = StoppedError(f"was not finished after {self.duty.limits.seconds:g} s"), False
        else:
            return None
        self.busy = False
        return *self._job, outcome

    def successor(self) -> _Worker:
        """A fresh process in the place of this one."""
        self.leave()
        return _Worker(self.duty)

    def leave(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        if self.busy:
            self.process.kill()
        self.process.join()

    def _death(self) -> str:
        self.process.join()
        code = self.process.exitcode or 0
        try:
            return f"its process was killed ({signal.Signals(-code).name})"
        except ValueError:
            return f"its process ended with exit code {code}"


# -- in the process that does it ---------------------------------------------------------------------------------------


def _serve(pipe: Connection, duty: _Duty) -> None:
    """Do one job after the other until nobody is there any more to want them done."""
    # The signal goes to everybody at the terminal, and whoever wants the work done ends this process anyway.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    started = False
    while True:
        try:
            work, job = pipe.recv()
        except EOFError:
            return
        fit = True
        try:
            if not started and duty.start:
                duty.start(*duty.start_with)
                keep_for_good()
            started = True
            _limit(duty.limits)
            outcome = work(job)
        except MemoryError:
            outcome, fit = StoppedError(_too_much(duty.limits)), False
        except Exception as error:
            outcome = _portable(error)
        _limit(None)
        if duty.limits and _resident() > duty.limits.worn:
            give_back()
            fit = fit and _resident() <= duty.limits.worn
        with suppress(BrokenPipeError):  # nobody is there any more
            pipe.send((outcome, fit))


def _limit(limits: Limits | None) -> None:
    """Let an allocation beyond the limit fail, and Python say so, before the system kills whatever it likes.

    RLIMIT_DATA counts what may be written (since Linux 4.7), RLIMIT_AS also what is only mapped, such as fonts. Time is
    watched from outside; RLIMIT_CPU is for when there is nobody left to do that. Only soft limits are set, so that they
    can be lifted for the answer.
    """
    try:
        import resource  # noqa: PLC0415  # only Unix has it
    except ImportError:
        return
    for which, wanted in (
        (resource.RLIMIT_DATA, limits.memory if limits else None),
        (resource.RLIMIT_CPU, math.ceil(time.process_time() + 2 * limits.seconds) if limits else None),
    ):
        _, most = resource.getrlimit(which)
        if wanted is None or (most != resource.RLIM_INFINITY and wanted > most):
            wanted = most
        resource.setrlimit(which, (wanted, most))


def _too_much(limits: Limits | None) -> str:
    return f"takes more memory than {limits.memory // MEGABYTE} MB" if limits else "takes more memory than there is"


def _resident() -> int:
    """How many bytes this process holds; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _portable(error: Exception) -> Exception:
    """An exception as it can be sent to another process, with its traceback as a note."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
