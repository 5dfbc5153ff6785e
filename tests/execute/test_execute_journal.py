"""Files that change as one: killed at any moment, a workspace is as it was or as it was to be."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from partnerkit.execute import journal
from partnerkit.execute.journal import change_files, finish_change

OLD = {"a.yaml": b"one", "overlay/b.yaml": b"two", "c.yaml": b"three"}
CHANGE = {"a.yaml": b"ONE", "overlay/b.yaml": None, "new/d.yaml": b"four"}
NEW = {"a.yaml": b"ONE", "c.yaml": b"three", "new/d.yaml": b"four"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, data in OLD.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and ".work" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_files_change_and_the_old_ones_can_be_found(root: Path):
    before = change_files(root, root / ".work", CHANGE)
    assert _files(root) == NEW
    assert before == root / ".work/before/1"
    assert _files(Path(shutil.copytree(before, root.parent / "seen"))) == {"a.yaml": b"one", "overlay/b.yaml": b"two"}


def test_each_change_keeps_what_it_replaced(root: Path):
    change_files(root, root / ".work", {"a.yaml": b"ONE"})
    change_files(root, root / ".work", {"a.yaml": b"uno"})
    assert (root / ".work/before/1/a.yaml").read_bytes() == b"one"
    assert (root / ".work/before/2/a.yaml").read_bytes() == b"ONE"


def test_what_is_only_new_leaves_nothing_behind(root: Path):
    assert change_files(root, root / ".work", {"new.yaml": b"x"}) is None


class _Killed(BaseException):
    pass


def _dying_after(steps: int, call: Callable[..., None]) -> Callable[..., None]:
    left = [steps]

    def dying(*arguments: object) -> None:
        if left[0] == 0:
            raise _Killed
        left[0] -= 1
        call(*arguments)

    return dying


@pytest.mark.parametrize("steps", range(9))
def test_killed_at_any_moment_it_is_all_or_nothing(root: Path, monkeypatch: pytest.MonkeyPatch, steps: int):
    with monkeypatch.context() as patch:
        patch.setattr(journal, "write_atomically", _dying_after(steps, journal.write_atomically))
        with contextlib.suppress(_Killed):
            change_files(root, root / ".work", CHANGE)
    finish_change(root, root / ".work")
    assert _files(root) in (OLD, NEW)
    assert finish_change(root, root / ".work") is None
