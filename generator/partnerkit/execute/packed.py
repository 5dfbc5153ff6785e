"""Large values kept small: pickled and compressed in memory, one unpacked at a time.

The composed documents of a language are some ten thousand little objects. Only one language is looked at at a time, so
the others take a twentieth of their place, and a library costs hardly more memory in eleven languages than in two.
"""

from __future__ import annotations

import gc
import pickle
import zlib
from collections.abc import Iterator, Mapping
from typing import TypeVar

V = TypeVar("V")


def packed(value: object) -> bytes:
    """A value as bytes, for ``Packed`` or for another process."""
    return zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), 1)


class Packed(Mapping[str, V]):
    """Values by name. Only bytes that ``packed`` made in this run may come in: unpickling trusts them."""

    def __init__(self, values: Mapping[str, bytes]) -> None:
        self._values = values
        self._open: tuple[str, V] | None = None

    def __getitem__(self, name: str) -> V:
        if self._open is None or self._open[0] != name:
            self._open = None
            self._open = name, _unpacked(self._values[name])
        return self._open[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _unpacked(data: bytes) -> V:  # type: ignore[type-var]  # the caller knows what it packed
    # The collector would look at every object again and again while there are ever more of them: ten times the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(zlib.decompress(data))  # type: ignore[no-any-return]  # noqa: S301  # see Packed
    finally:
        if collecting:
            gc.enable()
