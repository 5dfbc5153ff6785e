"""A new workspace appears as a whole or not at all: written beside its place, checked there, and renamed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from partnerkit.diagnostics import Diagnostic, Span, errors_in

Check = Callable[[Path], Iterable[Diagnostic]]
"""Looks at a workspace and says what is wrong with it."""

_STAGE = ".partnerkit-new-"


def refusal(target: Path, name: str) -> Diagnostic | None:
    """Why nothing can be made in a folder, or None; ``name`` is what diagnostics call it."""
    hint = "Name a folder that does not exist yet, such as maple-street."
    if target == Path.cwd():
        return Diagnostic("not-ours", Span(name), "this is the folder that you are in", hint)
    if target.is_dir():
        if any(target.iterdir()):
            return Diagnostic("not-ours", Span(name), "this folder is not empty, and stays as it is", hint)
    elif target.exists():
        return Diagnostic("not-ours", Span(name), "this is a file, and stays as it is", hint)
    return None


def write_workspace(files: Mapping[str, bytes], target: Path, check: Check) -> tuple[Diagnostic, ...]:
    """Make a workspace, unless the check finds an error in it; returns what the check found.

    Args:
        files: the bytes of each file, by its path in the workspace.
        target: a folder that does not exist, or is empty.
        check: looks at the workspace before it gets its name; it lies beside its place by then, so that what it
            builds on is found in the same way.
    """
    missing = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(dir=target.parent, prefix=_STAGE))
    try:
        stage.chmod(0o755)
        for name, data in files.items():
            path = stage / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        found = tuple(check(stage))
        if not errors_in(found):
            stage.replace(target)
        return found
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        for folder in missing:
            # One that holds something by now is not empty, and stays.
            with suppress(OSError):
                folder.rmdir()
