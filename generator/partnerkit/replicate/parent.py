"""The one line of ``partnership.yaml`` that says what a library builds on, changed without touching any other.

Comments, order and layout are the author's; a program that writes YAML anew would lose them.
"""

from __future__ import annotations

import codecs
import re

from partnerkit.model.sources import SourceTree

_KEY = "extends"


def with_parent(settings: SourceTree, parent: str) -> bytes:
    """The file of the settings with another parent, or with one where there was none.

    Args:
        settings: the settings as they were read; their root is a mapping with a ``kind``.
        parent: what they are to build on; plain words without spaces, quotes or brackets.
    """
    start, end, words = _change(settings, parent)
    mark = codecs.BOM_UTF8 if settings.source.data.startswith(codecs.BOM_UTF8) else b""
    raw = settings.source.data.decode("utf-8-sig")
    if "\r\n" in raw:
        words = words.replace("\n", "\r\n")
    return mark + (raw[: _in_file(raw, start)] + words + raw[_in_file(raw, end) :]).encode()


def _change(settings: SourceTree, parent: str) -> tuple[int, int, str]:
    """The slice of the text to replace, and by what."""
    text = settings.text
    if (_KEY,) in settings.values:
        _, start, end = settings.values[(_KEY,)]
        old = text[start:end]
        space = " " if not old and text[start - 1 : start] == ":" else ""
        # The slice of a block scalar holds the end of its last line.
        return start, end, space + parent + old[len(old.rstrip()) :]
    _, start, _ = settings.values[()]
    if text[start : start + 1] == "{":
        return start + 1, start + 1, f"{_KEY}: {parent}, "
    # A line of its own below the one that says 'kind', whose value is a single word.
    _, _, end = settings.values[("kind",)]
    line = f"{' ' * (settings.keys[('kind',)].column - 1)}{_KEY}: {parent}"
    after = text.find("\n", end)
    return (len(text), len(text), f"\n{line}\n") if after < 0 else (after + 1, after + 1, f"{line}\n")


def _in_file(raw: str, offset: int) -> int:
    """An offset of the text that was read, in the file as it is: reading has made each CR LF one character."""
    for found in re.finditer("\r\n", raw):
        if found.start() >= offset:
            break
        offset += 1
    return offset
