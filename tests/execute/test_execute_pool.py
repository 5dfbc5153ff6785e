"""Work in other processes: one job that blows up is named with its cause, and is not the end of the others."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from partnerkit.execute.pool import Crew, StoppedError, run_all
from partnerkit.world import MEGABYTE, Limits

ENOUGH = Limits(memory=400 * MEGABYTE, seconds=300)
Job = tuple[Callable[..., Any], Any]


def _do(job: Job) -> Any:
    work, argument = job
    return work(argument)


def _double(number: int) -> int:
    return 2 * number


def _who(_: int) -> int:
    return os.getpid()


def _spin(_: object) -> NoReturn:
    while True:
        pass


def _never_back(_: object) -> object:
    """Time runs out inside one call that Python cannot interrupt."""
    return re.match(r"(a+)+$", "a" * 60 + "b")


def _eat(_: object) -> int:
    return len([bytearray(MEGABYTE) for _ in range(100_000)])


def _kill_itself(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _read_nowhere(_: object) -> bytes:
    return ctypes.string_at(0)


def _leave(_: object) -> NoReturn:
    raise SystemExit(3)


def _kill_itself_once(mark: str) -> str:
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done again"


class _PickyError(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


def _raise(error: str) -> NoReturn:
    if error == "picky":
        raise _PickyError("cannot", "travel")
    raise ValueError(error)


def _not_here(*_: object) -> NoReturn:
    raise OSError("this machine lacks something")


INNOCENT: list[Job] = [(_double, number) for number in range(6)]


def _outcomes(jobs: list[Job], workers: int = 2, **options: Any) -> dict[Job, Any]:
    found = list(run_all(_do, jobs, workers, **options))
    assert len(found) == len(jobs), "every job has one outcome"
    return dict(found)


@pytest.mark.parametrize("workers", [1, 2, 9])
def test_every_job_is_done_once(workers: int):
    assert _outcomes(INNOCENT, workers, limits=ENOUGH) == {job: 2 * job[1] for job in INNOCENT}


def test_no_jobs_need_no_process():
    assert list(run_all(_do, [], 2)) == []


@pytest.mark.parametrize(
    ("guilty", "limits", "cause"),
    [
        (_eat, Limits(memory=200 * MEGABYTE, seconds=300), "takes more memory than 200 MB"),
        (_spin, Limits(seconds=5), "was not finished after 5 s"),
        (_never_back, Limits(seconds=5), "was not finished after 5 s"),
        (_kill_itself, ENOUGH, "its process was killed (SIGKILL)"),
        (_read_nowhere, ENOUGH, "its process was killed (SIGSEGV)"),
        (_leave, ENOUGH, "its process ended with exit code 3"),
    ],
    ids=["memory", "time", "time in one call", "killed", "crashed", "ended"],
)
def test_the_guilty_job_is_named_with_its_cause_and_the_others_are_done(
    guilty: Callable[..., Any], limits: Limits, cause: str
):
    first: Job = (guilty, 0)
    found = _outcomes([first, *INNOCENT], limits=limits)
    stopped = found.pop(first)
    assert isinstance(stopped, StoppedError)
    assert str(stopped) == cause
    assert found == {job: 2 * job[1] for job in INNOCENT}


def test_a_job_whose_process_was_killed_for_anothers_sake_is_done_again(tmp_path: Path):
    unlucky: Job = (_kill_itself_once, str(tmp_path / "mark"))
    assert _outcomes([unlucky, *INNOCENT])[unlucky] == "done again"


def test_a_job_that_may_not_be_begun_twice_is_not(tmp_path: Path):
    unlucky: Job = (_kill_itself_once, str(tmp_path / "mark"))
    assert isinstance(_outcomes([unlucky], tries=1)[unlucky], StoppedError)


def test_an_exception_comes_back_with_where_it_was_raised():
    found = _outcomes([(_raise, "bad"), *INNOCENT])[_raise, "bad"]
    assert isinstance(found, ValueError)
    assert str(found) == "bad"
    assert "in _raise" in found.__notes__[0]


def test_an_exception_that_cannot_travel_comes_back_in_words():
    assert str(_outcomes([(_raise, "picky")])[_raise, "picky"]) == "_PickyError: cannot travel"


def test_a_process_that_cannot_be_prepared_says_why():
    found = _outcomes(INNOCENT, start=_not_here)
    assert {str(outcome) for outcome in found.values()} == {"this machine lacks something"}


@pytest.mark.parametrize(("worn", "processes"), [(1, 3), (10**12, 1)])
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="This system does not say what a process holds")
def test_a_process_that_holds_too_much_is_replaced(worn: int, processes: int):
    found = _outcomes([(_who, number) for number in range(3)], 1, limits=Limits(worn=worn))
    assert len(set(found.values())) == processes


def test_what_nobody_waits_for_any_more_is_ended(tmp_path: Path):
    """A caller that has seen enough leaves no process behind."""
    waiting = run_all(_do, [(_who, 0), (_spin, 0)], 2)
    job, pid = next(waiting)
    assert job[0] is _who
    waiting.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_crew_stays_for_one_kind_of_work_after_the_other():
    with Crew(1, limits=ENOUGH) as crew:
        ((_, first),) = crew.run(_who, [0])
        assert list(crew.run(_double, [4])) == [(4, 8)]
        ((_, again),) = crew.run(_who, [0])
    assert first == again
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_a_crew_works_on_when_nobody_has_waited_for_the_last_job():
    with Crew(2) as crew:
        waiting = crew.run(_do, [(_who, 0), (_spin, 0)])
        next(waiting)
        waiting.close()
        assert dict(crew.run(_double, [1, 2, 3])) == {1: 2, 2: 4, 3: 6}


_ORPHAN = """
import os, sys
from pathlib import Path
from partnerkit.execute.pool import run_all
from partnerkit.world import Limits

def spin(path):
    Path(path).write_text(str(os.getpid()))
    while True:
        pass

if __name__ == "__main__":
    list(run_all(spin, [sys.argv[1]], 1, limits=Limits(seconds=3)))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="This system does not say what has become of it")
def test_a_job_does_not_outlive_a_killed_build_for_ever(tmp_path: Path):
    script, mark = tmp_path / "orphan.py", tmp_path / "mark"
    script.write_text(_ORPHAN, encoding="utf-8")
    build = subprocess.Popen([sys.executable, str(script), str(mark)])
    while not mark.exists() or not mark.read_text(encoding="utf-8"):
        time.sleep(0.01)
    build.kill()
    build.wait()
    until = time.monotonic() + 120
    while _lives(int(mark.read_text(encoding="utf-8"))):
        assert time.monotonic() < until, "the worker is still there"
        time.sleep(0.1)


def _lives(pid: int) -> bool:
    """Whether a process is there and has not ended; one that has ended may still wait for somebody to notice."""
    try:
        os.kill(pid, 0)
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False
