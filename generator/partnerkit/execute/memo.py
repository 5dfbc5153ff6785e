"""What has been worked out once and holds for every workspace that builds on the same library.

Values are frozen and stages are functions, so the same objects in mean the same out. A memo belongs to one run of one
command and is handed in from above; without one, everything is worked out anew. It keeps only what is made of what it
has kept before: the words that one school alone has are gone with that school, however many schools there are.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar, cast

from partnerkit.diagnostics import Result
from partnerkit.execute.memory import keep_for_good

V = TypeVar("V")


class Memo:
    """Results by the identity of what they were made of, which is kept with them."""

    def __init__(self) -> None:
        self._made: dict[tuple[Hashable, ...], object] = {}
        self._kept: dict[int, object] = {}
        self._last: dict[tuple[Hashable, ...], tuple[Hashable, object]] = {}

    def keeps(self, one: object) -> bool:
        """Whether an object is one that is kept."""
        return id(one) in self._kept

    def once(self, name: Hashable, made_of: Iterable[object], make: Callable[[], V]) -> V:
        """What ``make`` returns; called only the first time where everything that it is made of has been kept.

        Args:
            name: tells it from what else is made of the same, by its value.
            made_of: every object that it is made of, each of them a result of this method or the value of one; but for
                what the name says.
            make: makes it.
        """
        parts = tuple(map(id, made_of))
        if not self._kept.keys() >= set(parts):
            return make()
        key = (name, *parts)
        if key not in self._made:
            made = make()
            self._made[key] = made
            for one in (made, made.value) if isinstance(made, Result) else (made,):
                self._kept[id(one)] = one
        return cast("V", self._made[key])

    def last(self, name: Hashable, made_of: object, key: Hashable, make: Callable[[], V]) -> V:
        """What ``make`` returns; not called where it has been called last for the same key.

        Args:
            name: tells it from what else is made of the same.
            made_of: what it is made of; where that is not kept, neither is the result.
            key: what else it depends on, which differs from workspace to workspace, so that only the last is worth
                keeping.
            make: makes it.
        """
        if not self.keeps(made_of):
            return make()
        place = (name, id(made_of))
        before = self._last.get(place)
        if before is None or before[0] != key:
            before = self._last[place] = (key, make())
        return cast("V", before[1])

    @staticmethod
    def settle() -> None:
        """Let the collector of garbage leave alone what is there by now; called once, after the first workspace.

        What is kept stays to the end, and the collector would look at every object of it again and again: a fifth of
        the time that each further workspace takes.
        """
        gc.collect()
        keep_for_good()
