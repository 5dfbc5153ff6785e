"""A translation memory: the same words in the same place are translated once, and reused where they come again.

Only identical words count, and only in the same kind of place: "Date" as a label of a form need not be the "Date" of a
calendar. Where two translations of the same words differ, the memory offers neither; a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from partnerkit.translate.catalogs import Catalog

_IDS = re.compile(r"\[[^\]]*\]")

Place = tuple[str, str]
"""The kind of a place, and the words that stand there."""


def kind_of_place(key: str) -> str:
    """An id path without its ids: ``welcome#parts[start].heading`` is a ``parts.heading``, in any document."""
    return _IDS.sub("", key.partition("#")[2] or key)


class Memory:
    """The translations of one language, by place and words."""

    def __init__(self, catalog: Catalog) -> None:
        known: dict[Place, dict[str, str]] = {}
        for key, entry in catalog.items():
            if entry.target.strip() and not entry.fuzzy:
                known.setdefault((kind_of_place(key), entry.source), {}).setdefault(entry.target, key)
        self._known: Mapping[Place, tuple[str, str]] = {
            place: next(iter(found.items())) for place, found in known.items() if len(found) == 1
        }

    def recall(self, key: str, source: str) -> tuple[str, str] | None:
        """The translation of the same words in the same kind of place, and the id path where it stands; or None."""
        return self._known.get((kind_of_place(key), source))
