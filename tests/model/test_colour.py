"""Colours of a brand: the formulas, the palette of the stylesheets, and that no pair ever becomes hard to read."""

from __future__ import annotations

import colorsys
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.model import colour
from partnerkit.model.colour import DARK, LIGHT, PAIRS, clash_of_accent, clash_of_main, contrast, dark, light

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STYLES = TEMPLATES / "site" / "assets" / "stylesheets"
BRANDED = {"pine", "pine-deep", "pine-tint", "on-pine", "honey", "on-honey", "honey-tint"}

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.00),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float):
    """Figures that every contrast checker gives."""
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


# -- the stylesheets ---------------------------------------------------------------------------------------------------


def _tokens(path: Path) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("palette", "sheet"), [(LIGHT, "tokens.css"), (DARK, "dark.css")])
def test_without_a_brand_the_palette_is_that_of_the_stylesheet(palette: colour.Palette, sheet: str):
    tokens = _tokens(STYLES / sheet)
    assert {name: tokens[name] for name in palette} == dict(palette)
    assert (light(None, None), dark(None, None)) == (LIGHT, DARK)


def test_print_has_the_same_colours():
    tokens = _tokens(TEMPLATES / "print" / "base.css")
    for here, there in {
        "pine": "pine",
        "deep": "pine-deep",
        "honey": "honey",
        "ink": "ink",
        "soft": "ink-soft",
    }.items():
        assert tokens[here] == LIGHT[there]


def test_every_pair_that_a_rule_sets_is_looked_after():
    """A rule that sets both words and their ground in colours that a brand changes has its pair in the list."""
    known = {(words, ground) for words, ground, _ in PAIRS}
    found = set()
    for sheet in ("shell.css", "doc.css", "pages.css"):
        text = re.sub(r"/\*.*?\*/", "", (STYLES / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
        for rule in re.findall(r"\{([^{}]*)\}", text):
            words = re.search(r"(?<![-\w])color: var\(--([a-z-]+)\)", rule)
            ground = re.search(r"(?<![-\w])background: var\(--([a-z-]+)\)", rule)
            if words and ground and BRANDED & {words[1], ground[1]}:
                # A kit has one of four tones.
                tints = ["pine-tint", "honey-tint", "clay-tint", "plum-tint"] if ground[1] == "tint" else [ground[1]]
                found |= {(words[1], tint) for tint in tints}
    assert ("on-pine", "pine") in found
    assert found <= known


# -- laws --------------------------------------------------------------------------------------------------------------


def _worst(palette: colour.Palette) -> float:
    """How far the weakest pair is above what it needs."""
    return min(contrast(palette[words], palette[ground]) / needed for words, ground, needed in PAIRS)


def test_our_own_colours_keep_every_pair():
    assert _worst(LIGHT) >= 1
    assert _worst(DARK) >= 1


@settings(deadline=None)
@given(colours, colours)
def test_whatever_is_accepted_keeps_every_pair_in_light_and_in_dark(main: str, accent: str):
    accepted = (None if clash_of_main(main) else main, None if clash_of_accent(accent) else accent)
    assert _worst(light(*accepted)) >= 1
    assert _worst(dark(*accepted)) >= 1


@settings(deadline=None)
@given(colours)
def test_what_is_refused_comes_with_a_shade_that_is_accepted(given_colour: str):
    for clash_of in (clash_of_main, clash_of_accent):
        if clash := clash_of(given_colour):
            assert clash.ratio < clash.needed
            assert clash_of(clash.instead) is None


@settings(deadline=None)
@given(colours)
def test_a_shade_that_is_suggested_has_the_same_hue(given_colour: str):
    red, green, blue = bytes.fromhex(given_colour[1:])
    hue, _, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    clash = clash_of_main(given_colour)
    # Of a grey, or of what is nearly white, eight bits do not tell a hue.
    if clash and saturation > 0.2 and max(red, green, blue) > 40 and min(red, green, blue) < 200:
        parts = bytes.fromhex(clash.instead[1:])
        other, _, _ = colorsys.rgb_to_hls(*(part / 255 for part in parts))
        assert min(abs(hue - other), 1 - abs(hue - other)) < 0.02


@settings(deadline=None)
@given(colours)
def test_a_colour_that_is_accepted_is_used_as_it_is(given_colour: str):
    if clash_of_main(given_colour) is None:
        assert light(given_colour, None)["pine"] == given_colour
    if clash_of_accent(given_colour) is None:
        assert light(None, given_colour)["honey"] == given_colour


def test_what_fails_is_named_with_the_nearest_shade():
    clash = clash_of_main("#7ab8b0")
    assert clash is not None
    assert (clash.words, clash.ground, round(clash.ratio, 2), clash.needed) == ("pine", "sheet", 2.26, 4.5)
    lightness = [int(clash.instead[at : at + 2], 16) for at in (1, 3, 5)]
    lighter = "#" + "".join(f"{part + 3:02x}" for part in lightness)
    assert clash_of_main(lighter) is not None
