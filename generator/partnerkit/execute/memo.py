"""What has been worked out once and holds for every workspace that builds on the same library.

Values are frozen and stages are functions, so the same objects in mean the same out. A memo belongs to one run of one
command and is handed in from above; without one, everything is worked out anew. It keeps only what is made of what it
has kept before: the words that one school alone has are gone with that school, however many schools there are.

Where one workspace is built again and again, its own files are kept as well, and ``forget`` lets go of what they were.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar, cast

from partnerkit.diagnostics import Result
from partnerkit.execute.memory import keep_for_good

V = TypeVar("V")


class Memo:
    """Results by the identity of what they were made of, which is kept with them.

    Attributes:
        own: whether the files of the workspace itself are kept, and not only those of the layers below it.
    """

    def __init__(self, *, own: bool = False) -> None:
        self.own = own
        self._made: dict[tuple[Hashable, ...], object] = {}
        self._kept: dict[int, object] = {}
        self._last: dict[tuple[Hashable, int], tuple[Hashable, object]] = {}
        self._asked: set[tuple[Hashable, ...]] = set()
        self._held: list[object] = []

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
            self._keep(made)
        self._asked.add(key)
        return cast("V", self._made[key])

    def _keep(self, made: object) -> None:
        for one in (made, made.value) if isinstance(made, Result) else (made,):
            self._kept[id(one)] = one

    def hold(self, made: object) -> None:
        """Count something as kept that somebody else keeps, and has made of what is kept; until ``forget``."""
        if self.own:
            self._keep(made)
            self._held.append(made)

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
        self.hold(before[1])
        return cast("V", before[1])

    def forget(self) -> None:
        """Let go of what nobody has asked for since this was called last."""
        asked = {key: made for key, made in self._made.items() if key in self._asked}
        self._kept = {}
        for made in (*asked.values(), *self._held):
            self._keep(made)
        # What is gone may give its identity to something else.
        self._made = {key: made for key, made in asked.items() if all(part in self._kept for part in key[1:])}
        self._last = {place: entry for place, entry in self._last.items() if place[1] in self._kept}
        self._asked, self._held = set(), []

    @staticmethod
    def settle() -> None:
        """Let the collector of garbage leave alone what is there by now; called once, after the first workspace.

        What is kept stays to the end, and the collector would look at every object of it again and again: a fifth of
        the time that each further workspace takes.
        """
        gc.collect()
        keep_for_good()
