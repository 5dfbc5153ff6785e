"""Lists: bullets and numbers of their own, beside whatever a reference document brings along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from partnerkit.render.docx.markup import w

_LEVELS = 9
_BULLETS = ("•", "–", "•")
_FORMATS = ("decimal", "lowerLetter", "lowerRoman")


@dataclass
class Numbering:
    """The lists of one file.

    Attributes:
        first_kind: the number of the first kind of list that is still free.
        first: the number of the first list that is still free.
    """

    first_kind: int = 0
    first: int = 1
    _levels: list[int] = field(default_factory=list)

    def bullets(self, *, cross: bool = False) -> int:
        """The list of everything with a bullet, or with a cross for what is not done."""
        return self.first + int(cross)

    def ordered(self, level: int) -> int:
        """A list of its own, which begins with 1."""
        self._levels.append(min(level, _LEVELS - 1))
        return self.first + 1 + len(self._levels)

    def kinds(self) -> Iterator[str]:
        """What lists there are."""
        kinds = (("bullet", _BULLETS), ("bullet", ("×",)), ("", ()))
        for number, (_, signs) in enumerate(kinds, self.first_kind):
            levels = (_level(level, signs) for level in range(_LEVELS))
            yield w("abstractNum", w("multiLevelType", val="hybridMultilevel"), *levels, abstractNumId=number)

    def lists(self) -> Iterator[str]:
        """Every list of the document."""
        for cross in (0, 1):
            yield w("num", w("abstractNumId", val=self.first_kind + cross), numId=self.first + cross)
        for number, level in enumerate(self._levels, self.first + 2):
            again = w("lvlOverride", w("startOverride", val=1), ilvl=level)
            yield w("num", w("abstractNumId", val=self.first_kind + 2), again, numId=number)


def _level(level: int, signs: tuple[str, ...]) -> str:
    sign = signs[level % len(signs)] if signs else f"%{level + 1}."
    format_ = "bullet" if signs else _FORMATS[level % 3]
    step = 340
    place = w("pPr", w("ind", left=step * (level + 1), hanging=step))
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=format_),
        w("lvlText", val=sign),
        w("lvlJc", val="left"),
        place,
        w("rPr", "<w:b/><w:bCs/>"),
        ilvl=level,
    )
