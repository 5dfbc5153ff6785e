"""What a site engine gets: the page files of every language, and what all pages share.

Apart from what makes it, since the processes that make pages need nothing else of the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from partnerkit.model.locales import Language


@dataclass(frozen=True)
class SiteBrand:
    """A brand as the templates of a site engine show it.

    Attributes:
        files: what is added to the site, by its path below it; empty without a brand.
        stylesheet: the path of the rules that follow the palettes, or empty.
        icon: the path of a picture for the tab of a browser, or empty.
        logo: the path of the logo, or empty.
        width: of the logo, in pixels.
        height: of the logo, in pixels.
        alt: the logo in words; empty where the name beside it says the same.
        clear: whether the logo is transparent, and so needs a light ground on a dark screen.
        font: the face of the text.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    stylesheet: str = ""
    icon: str = ""
    logo: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    clear: bool = False
    font: str = "atkinson"


@dataclass(frozen=True)
class SiteSource:
    """What a site engine turns into a website.

    Attributes:
        name: the name of the site.
        url: the address it will have, or empty.
        docs: the folder of page files.
        out: where the pages of each language go, each into a folder of its code.
        languages: source first.
        menu: page files of the top menu and the foot, in order.
        strings: the interface strings of each language, for templates of the engine.
        templates: the folder that holds ``site/``, the templates of the engine.
        brand: logo, colours and font; its files are in ``docs`` too.
    """

    name: str
    url: str
    docs: Path
    out: Path
    languages: tuple[Language, ...]
    menu: tuple[str, ...]
    strings: Mapping[str, Mapping[str, str]]
    templates: Path
    brand: SiteBrand = field(default_factory=SiteBrand)
