"""Independent work on all cores: a small wrapper over processes that start fresh and never share state."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any, TypeVar

J = TypeVar("J")
R = TypeVar("R")


def run_all(
    work: Callable[[J], R],
    jobs: Sequence[J],
    workers: int,
    start: Callable[..., None] | None = None,
    start_with: tuple[Any, ...] = (),
) -> Iterator[tuple[J, R | BaseException]]:
    """Do every job and yield each with its result, or with the exception that ended it, as they finish.

    Args:
        work: a module-level function.
        jobs: what to do; the largest first keeps the cores busy to the end.
        workers: how many processes at most.
        start: called once in each process before its first job.
        start_with: what ``start`` is called with.
    """
    if not jobs:
        return
    context = multiprocessing.get_context("spawn")
    count = max(1, min(workers, len(jobs)))
    with ProcessPoolExecutor(count, mp_context=context, initializer=start, initargs=start_with) as pool:
        waiting = {pool.submit(work, job): job for job in jobs}
        try:
            for future in as_completed(waiting):
                error = future.exception()
                yield waiting[future], error if error is not None else future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
