"""The brand of a school: its colours have to leave words legible, its logo has to be a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.model.colour import WORDS, Clash, clash_of_accent, clash_of_main
from partnerkit.model.library import Library
from partnerkit.model.picture import Logo
from partnerkit.model.sources import SourceFile, Sources, SourceTree
from partnerkit.model.workspace import Brand

_NAMES = {
    "sheet": "white",
    "paper": "the paper of the site",
    "paper-deep": "the foot of the site",
    "pine-tint": "a tint of itself",
    "honey-tint": "the ground of what is stressed",
    "clay-tint": "the ground of a warning",
    "plum-tint": "the ground of some kits",
    "ink": "ink",
    "on-pine": "white",
    "on-honey": "ink",
}
"""Colours in an author's words."""


def check_brand(library: Library, sources: Sources) -> Result[Library]:
    """A library with its logo, and what is wrong with its brand."""
    brand = library.workspace.brand
    tree = next((tree for tree in sources.definitions if tree.source.path.startswith("partnership.")), None)
    if tree is None or brand == Brand():
        return Result(library)
    found = list(_colours(brand, tree))
    logo = _logo(sources.logo) if sources.logo else None
    if isinstance(logo, str):
        hint = "Save the logo as a PNG or JPEG picture, in dark colours, and not larger than 4000 pixels."
        found.append(Diagnostic("bad-picture", tree.at(("brand", "logo")), f"'{brand.logo}' {logo}", hint))
        logo = None
    return Result(replace(library, logo=logo), tuple(found))


def _logo(file: SourceFile) -> Logo | str:
    """The logo, or what is wrong with it."""
    from partnerkit.validate.picture import read_logo

    return read_logo(file.data)


def _colours(brand: Brand, tree: SourceTree) -> Iterator[Diagnostic]:
    if brand.main and (clash := clash_of_main(brand.main)):
        yield _clashing(brand.main, clash, tree.at(("brand", "main")))
    if brand.accent and (clash := clash_of_accent(brand.accent)):
        yield _clashing(brand.accent, clash, tree.at(("brand", "accent")))


def _clashing(colour: str, clash: Clash, span: Span) -> Diagnostic:
    hint = f"{clash.instead} would do; it is the nearest shade of the same hue."
    words, ground = (_NAMES.get(name, name) for name in (clash.words, clash.ground))
    if clash.words.startswith("on-"):
        pair = f"{words} on {colour}"
    elif clash.colours[0] == colour:
        pair = f"{colour} on {ground}"
    else:
        pair = f"{words} ({clash.colours[0]}) on {ground} ({clash.colours[1]})"
    # Rounded down: what lacks a hundredth lacks something.
    ratio = math.floor(clash.ratio * 10) / 10
    purpose = "for words" if clash.needed == WORDS else "to be seen"
    return Diagnostic("low-contrast", span, f"{pair} is {ratio} : 1; {purpose} it takes {clash.needed} : 1", hint)
