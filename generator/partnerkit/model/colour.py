"""Colours out of two: the tones of a school's brand, in light and in dark, and whether words stay legible in them.

The stylesheets have a small palette. A brand gives two of its colours, ``pine`` for action and ``honey`` for emphasis;
the rest of their family is derived here, so that every pair of words and ground that the stylesheets use keeps the
contrast of WCAG 2.1 AA. What cannot keep it is refused, together with the nearest shade that could.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

Palette = Mapping[str, str]
"""Colours as ``#rrggbb``, by the names that they have in ``tokens.css``."""

LIGHT: Palette = {
    "ink": "#20302e",
    "ink-soft": "#4a5a57",
    "paper": "#fbf8f1",
    "paper-deep": "#f3eee1",
    "sheet": "#ffffff",
    "pine": "#1d5a53",
    "pine-deep": "#123f3a",
    "pine-tint": "#e3efec",
    "on-pine": "#ffffff",
    "honey": "#e6a93c",
    "on-honey": "#20302e",
    "honey-tint": "#fdf3dc",
    "clay": "#a9491f",
    "clay-tint": "#fbe9df",
    "plum": "#6a3f73",
    "plum-tint": "#f1e7f3",
}
"""Without a brand: what ``tokens.css`` says; ``base.css`` of print has the same texts and paler tints."""

DARK: Palette = {
    "ink": "#eae6da",
    "ink-soft": "#b9c2bc",
    "paper": "#141b1a",
    "paper-deep": "#101615",
    "sheet": "#1e2826",
    "pine": "#8ccabd",
    "pine-deep": "#d3ebe5",
    "pine-tint": "#24393a",
    "on-pine": "#0e2320",
    "honey": "#e6a93c",
    "on-honey": "#20302e",
    "honey-tint": "#352c19",
    "clay": "#f2a684",
    "clay-tint": "#3b281f",
    "plum": "#d9b1e2",
    "plum-tint": "#33283a",
}
"""The same for ``dark.css``."""

WORDS = 4.5
"""What words need at any size (WCAG 2.1, 1.4.3 Contrast, level AA)."""

SEEN = 1.2
"""What a stroke of emphasis needs to be noticed at all. It never speaks alone, so 1.4.11 asks nothing of it."""

_GROUNDS = ("sheet", "paper", "paper-deep", "pine-tint", "honey-tint", "clay-tint", "plum-tint")

PAIRS: tuple[tuple[str, str, float], ...] = (
    *(("pine", ground, WORDS) for ground in _GROUNDS),
    *(("pine-deep", ground, WORDS) for ground in _GROUNDS),
    *((words, ground, WORDS) for words in ("ink", "ink-soft") for ground in ("pine-tint", "honey-tint")),
    *(("on-pine", ground, WORDS) for ground in ("pine", "clay", "plum")),
    ("sheet", "pine-deep", WORDS),
    ("on-honey", "honey", WORDS),
    ("honey", "sheet", SEEN),
)
"""Every pair that the stylesheets set one upon the other and that a brand touches, with the contrast that it needs."""

_INK, _WHITE = "#20302e", "#ffffff"
_DARK_EMPHASIS = 3.0
"""How far emphasis stands out from a dark sheet; it has more room there."""


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Relative luminance between 0 and 1 (WCAG 2.1, https://www.w3.org/TR/WCAG21/#dfn-relative-luminance)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio between 1 and 21 (WCAG 2.1, https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def light(main: str | None, accent: str | None) -> Palette:
    """The palette of the site and of print with the colours of a brand; a colour that it leaves out stays ours."""
    palette = dict(LIGHT)
    if main:
        palette |= {
            "pine": main,
            "pine-deep": _shade(main, luminance(main) / 2),
            "pine-tint": _blend(_WHITE, _shade(main, 0.2), 0.85),
            "on-pine": _WHITE,
        }
    if accent:
        palette |= {"honey": accent, "on-honey": _legible_on(accent), "honey-tint": _blend(_WHITE, accent, 0.90)}
    return palette


def dark(main: str | None, accent: str | None) -> Palette:
    """The palette of dark screens: the same hues, and no inversion."""
    palette = dict(DARK)
    if main:
        calm = _calmed(main, 0.65)
        palette |= {
            "pine": _shade(calm, 0.5),
            "pine-deep": _shade(calm, 0.78),
            "pine-tint": _blend(DARK["sheet"], _shade(calm, 0.12), 0.038),
            "on-pine": _shade(calm, 0.014),
        }
    if accent:
        least = (luminance(DARK["sheet"]) + 0.05) * _DARK_EMPHASIS - 0.05
        stressing = accent if luminance(accent) >= least else _shade(accent, least + 0.005)
        palette |= {
            "honey": stressing,
            "on-honey": _legible_on(stressing),
            "honey-tint": _shade(_calmed(stressing, 0.4), 0.027),
        }
    return palette


@dataclass(frozen=True)
class Clash:
    """Two colours that are too close to each other.

    Attributes:
        words: the name of the upper one.
        ground: the name of the lower one.
        colours: both.
        ratio: their contrast.
        needed: what it has to be.
        instead: the nearest shade of the brand's colour that would do.
    """

    words: str
    ground: str
    colours: tuple[str, str]
    ratio: float
    needed: float
    instead: str


def clash_of_main(main: str) -> Clash | None:
    """Why a colour cannot be the one for action; None where it can."""
    return _clash(main, lambda shade: _clashes(shade, None))


def clash_of_accent(accent: str) -> Clash | None:
    """Why a colour cannot be the one for emphasis; None where it can."""
    return _clash(accent, lambda shade: _clashes(None, shade))


def _clash(colour: str, clashes: Callable[[str], Iterator[Clash]]) -> Clash | None:
    first = next(clashes(colour), None)
    if first is None:
        return None
    _, own, _ = colorsys.rgb_to_hls(*_parts(colour))
    # Eight bits tell no more shades apart; black, white or something between them always does.
    for lightness in sorted((step / 255 for step in range(256)), key=lambda one: abs(one - own)):
        if next(clashes(shade := _with_lightness(colour, lightness)), None) is None:
            return Clash(first.words, first.ground, first.colours, first.ratio, first.needed, shade)
    raise AssertionError(f"no shade of {colour} is legible")


def _clashes(main: str | None, accent: str | None) -> Iterator[Clash]:
    for palette in (light(main, accent), dark(main, accent)):
        for words, ground, needed in PAIRS:
            ratio = contrast(palette[words], palette[ground])
            if ratio < needed:
                yield Clash(words, ground, (palette[words], palette[ground]), ratio, needed, "")


def _legible_on(ground: str) -> str:
    """Ink or white, whichever can be read better."""
    return max(_INK, _WHITE, key=lambda words: contrast(words, ground))


def _shade(colour: str, wanted: float) -> str:
    """The shade of the same hue and saturation that has a luminance."""
    return _search(lambda step: _with_lightness(colour, step), wanted)


def _blend(ground: str, colour: str, wanted: float) -> str:
    """As much of a colour in a ground as brings it to a luminance between both."""
    below, above = _parts(ground), _parts(colour)
    rising = luminance(ground) < luminance(colour)

    def blended(step: float) -> str:
        share = step if rising else 1 - step
        return _written(*(low + (high - low) * share for low, high in zip(below, above, strict=True)))

    return _search(blended, wanted)


def _search(colour_at: Callable[[float], str], wanted: float) -> str:
    """Bisection between 0 and 1, where colours become lighter; ends at the nearest end where none is light enough."""
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if luminance(colour_at(middle)) < wanted else (low, middle)
    return colour_at((low + high) / 2)


def _with_lightness(colour: str, lightness: float) -> str:
    hue, _, saturation = colorsys.rgb_to_hls(*_parts(colour))
    return _written(*colorsys.hls_to_rgb(hue, lightness, saturation))


def _calmed(colour: str, share: float) -> str:
    """With a share of its saturation: on a dark screen a strong colour glares."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    return _written(*colorsys.hls_to_rgb(hue, lightness, saturation * share))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def _written(*parts: float) -> str:
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in parts)
