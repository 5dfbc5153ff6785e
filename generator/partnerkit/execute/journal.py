"""Several files of a workspace changed as one: whenever it stops, all of them are new, or all are as they were.

The new files are laid down in the work folder first, with the old ones beside them. Renaming that folder is the moment
from which on the change counts; putting the files in their places can then be done again as often as it takes. The old
files stay, so that there is a way back.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from partnerkit.execute.cache import write_atomically

_AGREED = "changed"
_NEW, _OLD, _LIST = "new", "old", "files.json"


def change_files(root: Path, work: Path, files: Mapping[str, bytes | None]) -> Path | None:
    """Write some files of a workspace, and remove others, as one.

    Args:
        root: the workspace.
        work: its work folder, on the same disk.
        files: what each file becomes, by its path in the workspace; None for one that goes.

    Returns:
        The folder with the files as they were; None where nothing was written over.
    """
    finish_change(root, work)
    work.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(dir=work, prefix="changing-"))
    for name, data in files.items():
        if data is not None:
            write_atomically(stage / _NEW / name, data)
        if (root / name).is_file():
            write_atomically(stage / _OLD / name, (root / name).read_bytes())
    write_atomically(stage / _LIST, json.dumps(sorted(files)).encode())
    stage.rename(work / _AGREED)
    return finish_change(root, work)


def finish_change(root: Path, work: Path) -> Path | None:
    """Bring a change to its end that was agreed on and then interrupted; see ``change_files``."""
    agreed = work / _AGREED
    if not agreed.is_dir():
        return None
    for name in json.loads((agreed / _LIST).read_bytes()):
        new = agreed / _NEW / name
        if new.is_file():
            write_atomically(root / name, new.read_bytes())
        else:
            (root / name).unlink(missing_ok=True)
    kept = _keep(agreed / _OLD, work / "before")
    shutil.rmtree(agreed)
    return kept


def _keep(old: Path, before: Path) -> Path | None:
    """Put files that were written over where they can be found: in the next folder of that number."""
    if not old.is_dir():
        return None
    before.mkdir(exist_ok=True)
    numbers = [int(path.name) for path in before.iterdir() if path.name.isdecimal()]
    place = before / str(max(numbers, default=0) + 1)
    old.rename(place)
    return place
