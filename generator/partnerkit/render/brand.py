"""What a school's brand adds to the styles: its colours, its font and its logo, for print and for the site.

The stylesheets hold our own look as custom properties. A brand sets some of these anew, in rules that follow them;
without a brand there are no such rules, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from partnerkit.model import colour
from partnerkit.model.library import Library
from partnerkit.model.site import SiteBrand
from partnerkit.model.workspace import Brand

_SET = ("pine", "pine-deep", "pine-tint", "on-pine", "honey", "on-honey", "honey-tint")
_IN_PRINT = {"pine-deep": "deep"} | {name: name for name in ("pine", "pine-tint", "honey", "honey-tint")}
"""What print calls these colours; it sets no words on a coloured ground."""

_SITE_STACKS = {
    ":root": '"Noto Sans", "Atkinson Hyperlegible Next", "Noto Naskh Arabic", system-ui, sans-serif',
    ":root:is(:lang(ar), :lang(fa), :lang(ur))": '"Noto Sans", "Noto Naskh Arabic", "Geeza Pro", sans-serif',
}
_PRINT_STACK = '"Noto Sans", "Atkinson Hyperlegible Next", "Noto Naskh Arabic", "Noto Sans SC"'
"""With Noto as the face of the text; languages that have a stack of their own keep it."""

_STYLESHEET = "assets/brand/brand.css"
_ICON = "assets/brand/favicon.svg"


def site_brand(library: Library, templates: Path) -> SiteBrand:
    """The brand of a library, with every file that the site needs for it."""
    brand = library.workspace.brand
    shown = SiteBrand(font=brand.font)
    if styles := _site_styles(brand):
        shown = replace(shown, stylesheet=_STYLESHEET, files={_STYLESHEET: styles.encode()})
    drawing = templates / "site" / "assets" / "images" / "favicon.svg"
    if (brand.main or brand.accent) and drawing.is_file():
        icon = _icon(brand, drawing.read_text(encoding="utf-8")).encode()
        shown = replace(shown, icon=_ICON, files={**shown.files, _ICON: icon})
    if library.logo is None:
        return shown
    picture, words = library.logo.small, logo_words(library)
    path = f"assets/brand/{picture.name}"
    return replace(
        shown,
        files={**shown.files, path: picture.data},
        logo=path,
        width=picture.width,
        height=picture.height,
        alt="" if words == library.workspace.name else words,
        clear=picture.transparent,
    )


def logo_words(library: Library) -> str:
    """The logo in words."""
    return library.workspace.brand.logo_alt or library.workspace.name


def print_styles(brand: Brand) -> str:
    """The rules that follow those of print; empty where a brand changes neither colours nor font."""
    tones = print_tones(brand)
    own = {_IN_PRINT[name]: tones[name] for name in _IN_PRINT if tones[name] != colour.LIGHT[name]}
    if brand.font == "noto":
        own["sans"] = _PRINT_STACK
    return _rule(":root", own) if own else ""


def print_tones(brand: Brand) -> colour.Palette:
    """Colours for drawings in print, which stylesheets do not reach."""
    return colour.light(brand.main, brand.accent)


def _site_styles(brand: Brand) -> str:
    """Light, then dark in both ways that a page gets there: by the device, and by the choice of a reader (theme.js)."""
    rules = []
    if brand.main or brand.accent:
        light, dark = colour.light(brand.main, brand.accent), colour.dark(brand.main, brand.accent)
        by_device = _rule(':root:not([data-theme="light"])', {name: dark[name] for name in _SET})
        by_choice = _rule(':root[data-theme="dark"]', {name: dark[name] for name in _SET})
        rules = [
            _rule(":root", {name: light[name] for name in _SET}),
            f"@media screen and (prefers-color-scheme: dark) {{\n{by_device}}}\n",
            f"@media screen {{\n{by_choice}}}\n",
        ]
    if brand.font == "noto":
        rules += [_rule(where, {"sans": stack}) for where, stack in _SITE_STACKS.items()]
    return "".join(rules)


def _icon(brand: Brand, drawing: str) -> str:
    """Our mark in the colours of the brand: rules inside the drawing, after its own."""
    light, dark = colour.light(brand.main, brand.accent), colour.dark(brand.main, brand.accent)
    rules = (
        f".leaf {{ fill: {light['pine']} }} .line {{ stroke: {light['pine-deep']} }} "
        f"path[fill^='#'] {{ fill: {light['honey']} }} "
        f"@media (prefers-color-scheme: dark) {{ .leaf {{ fill: {dark['pine']} }} "
        f".line {{ stroke: {dark['pine-deep']} }} path[fill^='#'] {{ fill: {dark['honey']} }} }}"
    )
    return drawing.replace("</svg>", f"<style>{rules}</style></svg>")


def _rule(where: str, properties: Mapping[str, str]) -> str:
    return f"{where} {{ {' '.join(f'--{name}: {value};' for name, value in properties.items())} }}\n"
