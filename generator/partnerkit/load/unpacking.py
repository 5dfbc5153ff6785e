"""A zip from somebody else, unpacked in memory: nothing that its headers say is trusted, whatever is read is counted.

Bundles come as zips, and so do the files of Word and of LibreOffice. Which names may be in one is said by whoever asks.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

_LOCAL, _CENTRAL = b"PK\3\4", b"PK\1\2"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x41
"""Bits of the flags of an entry."""
_HEADER = 30
"""Bytes before the name of an entry, at least."""
_FREE = 10_000
"""Bytes that a file may have whatever its packed size: a page of blanks is no attack."""
_CHUNK = 1 << 16


class RefusedError(Exception):
    """Why a file is not opened, and what to do."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.hint = hint


@dataclass(frozen=True)
class Bounds:
    """What a zip may be.

    Attributes:
        what: what it should be, as in "so it is no bundle".
        total: bytes of the zip, and of all files in it together.
        file: bytes of one file.
        files: how many files.
        ratio: how many times its packed size a file may have.
        damaged: what to do about one that is damaged.
        foreign: what to do about one that holds what none of these holds.
        locked: what to do about one with a password.
    """

    what: str
    total: int
    file: int
    files: int
    ratio: int
    damaged: str
    foreign: str
    locked: str


def unpack(data: bytes, bounds: Bounds, check: Callable[[zipfile.ZipInfo], str]) -> dict[str, bytes]:
    """Every file of a zip.

    Args:
        data: the zip.
        bounds: what it may be.
        check: why an entry may not be in it, or an empty text.

    Raises:
        RefusedError: with the one reason why it is not opened.
    """
    if len(data) > bounds.total:
        what = f"this file has more than {bounds.total // 1_000_000} MB, and no {bounds.what} of ours has"
        raise RefusedError(what, bounds.foreign)
    if not data.startswith(_LOCAL):
        raise RefusedError(f"this is not a zip file, so it is no {bounds.what}", bounds.damaged)
    # Counted before they are parsed: a million entries would fill the memory.
    if data.count(_CENTRAL) > bounds.files:
        raise RefusedError(f"it holds more than {bounds.files:,} files", bounds.foreign)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            for entry in entries:
                _check_entry(entry, bounds, check(entry))
            _check_names((entry.filename for entry in entries), bounds)
            _check_places(entries, archive.start_dir, bounds)
            return _read_all(archive, entries, bounds)
    except RefusedError:
        raise
    except Exception as error:  # a damaged file makes zipfile fail in any way there is
        raise _damaged(bounds) from error


def _damaged(bounds: Bounds) -> RefusedError:
    return RefusedError("this zip file is damaged, or only a part of one", bounds.damaged)


def _check_entry(entry: zipfile.ZipInfo, bounds: Bounds, problem: str) -> None:
    name = entry.filename
    if problem:
        raise RefusedError(problem, bounds.foreign)
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedError(f"'{name}' is encrypted", bounds.locked)
    if entry.compress_type not in _PACKED:
        raise RefusedError(f"'{name}' is compressed in a way that {bounds.what}s do not use", bounds.foreign)


def _check_names(names: Iterable[str], bounds: Bounds) -> None:
    """No two names may mean the same file, wherever letters of both cases or two ways to write é are one."""
    first: dict[str, str] = {}
    for name in names:
        key = same_file(name)
        if key in first:
            raise RefusedError(f"'{first[key]}' and '{name}' would be the same file", bounds.foreign)
        first[key] = name
    for key, name in first.items():
        for parent in PurePosixPath(key).parents:
            if str(parent) in first:
                what = f"'{first[str(parent)]}' is a file and the folder of '{name}' at once"
                raise RefusedError(what, bounds.foreign)


def same_file(name: str) -> str:
    """What two names have in common that some system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _check_places(entries: Iterable[zipfile.ZipInfo], end: int, bounds: Bounds) -> None:
    """Each entry has bytes of its own; those of an attack share theirs, and grow without end."""
    at = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < at:
            raise RefusedError(f"'{entry.filename}' shares its bytes with another file", bounds.foreign)
        at = entry.header_offset + _HEADER + entry.compress_size
    if at > end:
        raise _damaged(bounds)


def _read_all(archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo], bounds: Bounds) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = bounds.total
    for entry in entries:
        files[entry.filename] = _read(archive, entry, left, bounds)
        left -= len(files[entry.filename])
    return files


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, bounds: Bounds) -> bytes:
    found = bytearray()
    tightest = max(_FREE, bounds.ratio * entry.compress_size)
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            found += chunk
            if len(found) > bounds.file:
                raise RefusedError(f"'{entry.filename}' has more than {bounds.file // 1_000_000} MB", bounds.foreign)
            if len(found) > left:
                raise RefusedError(f"its files have more than {bounds.total // 1_000_000} MB together", bounds.foreign)
            if len(found) > tightest:
                what = f"'{entry.filename}' is packed more tightly than any text or picture is"
                raise RefusedError(what, bounds.foreign)
    return bytes(found)
