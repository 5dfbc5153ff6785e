"""A bundle is a library in one zip, and comes from somebody else: nothing of it is written before all of it is checked.

What the headers of a zip say of sizes is never trusted: whatever is read, is counted. Names are held to what every
system can store, so that a bundle that opens on one opens on all.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import tempfile
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.load.tree import unreadable
from partnerkit.load.unpacking import Bounds, RefusedError, unpack

if TYPE_CHECKING:
    from partnerkit.model.bundle import Bundle

ABOUT = "bundle.json"
MAX_BYTES = 64_000_000
"""Of the zip, and of all files in it together; the library that comes with this program has 8 MB."""
MAX_FILE = 2_000_000
MAX_FILES = 5000
MAX_RATIO = 100
"""How many times its packed size a file may have. Texts come to 20, and deflate can reach 1032."""

_MAX_NAME = 200
_MAX_DEPTH = 12
_SUFFIXES = frozenset({".yaml", ".yml", ".po", ".json", ".md", ".txt", ".png", ".jpg", ".jpeg"})
_LICENCE = re.compile(r"LICEN[CS]E(-[A-Z-]+([0-9]+(\.[0-9]+)*)?)?(\.md|\.txt)?")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_NOT_IN_NAMES = frozenset('\\:*?"<>|')
_UTF_8 = 0x800
"""A bit of the flags of an entry."""
_FOLDER = 0x10
"""A bit of the attributes of an entry."""

_DAMAGED = "Ask for the file again; it may have been damaged on its way."
_FOREIGN = "Only open bundles that 'partnerkit share' has made, and ask whoever gave you this one."


@dataclass(frozen=True)
class Contents:
    """A bundle that has been checked.

    Attributes:
        about: what it says of itself.
        files: every file by its path, ``bundle.json`` too.
        data: the zip.
    """

    about: Bundle
    files: Mapping[str, bytes]
    data: bytes

    @property
    def sha256(self) -> str:
        """The hash of the zip."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def name(self) -> str:
        """What it is called in a folder, unless somebody calls it otherwise."""
        return f"{self.about.id}-{self.about.version}.zip"


class _RefusedError(Exception):
    """Why a file is not opened."""

    def __init__(self, what: str, hint: str = _FOREIGN, code: str = "bad-bundle") -> None:
        super().__init__(what)
        self.hint = hint
        self.code = code


def is_licence(name: str) -> bool:
    """Whether a file, by its name, is a licence."""
    return bool(_LICENCE.fullmatch(name))


def read_bundle(path: Path, shown: str) -> Result[Contents | None]:
    """Read and check a bundle; see ``check_bundle``."""
    if not path.is_file():
        return _refused(_RefusedError("there is no such file", "Check the name."), shown)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Result(None, (unreadable(shown, error),))
    return check_bundle(data, shown)


def check_bundle(data: bytes, shown: str) -> Result[Contents | None]:
    """The contents of a bundle, or the one reason why it is not opened.

    Args:
        data: the bytes of the zip.
        shown: what diagnostics call it.
    """
    try:
        files = _files(data)
        return Result(Contents(_about(files), files, data))
    except _RefusedError as error:
        return _refused(error, shown)


def _refused(error: _RefusedError, shown: str) -> Result[Contents | None]:
    return Result(None, (Diagnostic(error.code, Span(shown), str(error), error.hint),))


def open_bundle(path: Path, shown: str, work: Path) -> Result[Path | None]:
    """The folder that a bundle is unpacked to, which is named by the hash of the zip; checked first.

    Args:
        path: the zip.
        shown: what diagnostics call it.
        work: the folder for half-made things; a bundle that is unpacked there already is used as it is.
    """
    folder = work / "bundles"
    try:
        if done := _unpacked_to(path, folder):
            return Result(done)
        checked = read_bundle(path, shown)
        return Result(_unpack(checked.value, folder) if checked.value else None, checked.diagnostics)
    except OSError as error:
        what = f"this bundle cannot be unpacked: {error.strerror}"
        hint = f"Check that there is room on the disk and that '{folder}' is yours."
        return Result(None, (Diagnostic("unreadable", Span(shown), what, hint),))


def _unpacked_to(path: Path, folder: Path) -> Path | None:
    """The folder that a file has been unpacked to already."""
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return None
    with path.open("rb") as file:
        done = folder / hashlib.file_digest(file, "sha256").hexdigest()
    return done if done.is_dir() else None


def _unpack(contents: Contents, folder: Path) -> Path:
    target = folder / contents.sha256
    folder.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=folder, prefix="."))
    try:
        for name, data in contents.files.items():
            path = half / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(data)
        half.rename(target)
    except OSError:
        # Another process may have been quicker.
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return target


# -- the zip -----------------------------------------------------------------------------------------------------------


def _files(data: bytes) -> dict[str, bytes]:
    """Every file of a zip."""
    bounds = Bounds(
        what="bundle",
        total=MAX_BYTES,
        file=MAX_FILE,
        files=MAX_FILES,
        ratio=MAX_RATIO,
        damaged=_DAMAGED,
        foreign=_FOREIGN,
        locked="Ask for a bundle without a password.",
    )
    try:
        return unpack(data, bounds, _problem_of_entry)
    except RefusedError as error:
        raise _RefusedError(str(error), error.hint) from error


def _problem_of_entry(entry: zipfile.ZipInfo) -> str:
    """Why an entry may not be in a bundle; empty where it may."""
    name = entry.filename
    if entry.orig_filename != name or not (name.isascii() or entry.flag_bits & _UTF_8):
        return f"the name {entry.orig_filename!r} is not written as UTF-8 without special characters"
    if problem := _problem_of_name(name):
        return f"it holds {name!r}: {problem}"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or entry.external_attr & _FOLDER:
        return f"'{name}' is not a file but a link, a folder or a device"
    return ""


def _problem_of_name(name: str) -> str:
    """Why a file may not have a name; empty where it may."""
    steps = name.split("/")
    if name.startswith("/") or ".." in steps or "\\" in name or ":" in name:
        return "this name leads out of the bundle"
    if len(name.encode("utf-8", "surrogatepass")) > _MAX_NAME or len(steps) > _MAX_DEPTH:
        return "this name is too long"
    for step in steps:
        if not step or step != step.strip(" .") or _DEVICE.fullmatch(step):
            return "not every system can store this name"
        if any(char in _NOT_IN_NAMES or unicodedata.category(char).startswith("C") for char in step):
            return "not every system can store this name"
    if PurePosixPath(name).suffix.lower() not in _SUFFIXES and not is_licence(steps[-1]):
        return "bundles hold no files of this kind"
    return ""


# -- what it says of itself --------------------------------------------------------------------------------------------


def _about(files: Mapping[str, bytes]) -> Bundle:
    """What a bundle says of itself, which has to be true of every file."""
    from partnerkit.model.bundle import FORMAT, Bundle

    if ABOUT not in files:
        raise _RefusedError(f"there is no {ABOUT} in it, so it is no bundle")
    try:
        format_ = json.loads(files[ABOUT])["format"]
        if isinstance(format_, int) and format_ > FORMAT:
            what = f"this bundle has format {format_}, and this version of Partnerkit knows {FORMAT}"
            raise _RefusedError(what, "It was made by a newer Partnerkit: update yours.", "newer-format")
        about = Bundle.model_validate_json(files[ABOUT])
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise _RefusedError(f"its {ABOUT} is not as it should be") from error
    listed, there = about.files.keys(), files.keys() - {ABOUT}
    for name in sorted(listed - there):
        raise _RefusedError(f"'{name}' is missing", _DAMAGED)
    for name in sorted(there - listed):
        raise _RefusedError(f"'{name}' is not in the list of its files")
    for name, file in about.files.items():
        if len(files[name]) != file.size or hashlib.sha256(files[name]).hexdigest() != file.sha256:
            raise _RefusedError(
                f"'{name}' is not the file that it should be: its size or its hash is another", _DAMAGED
            )
    return about
