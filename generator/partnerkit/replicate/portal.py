"""The page that leads from a district to the sites of its schools, once in each of the district's languages.

It looks like these sites and needs nothing from any other host. Its styles, fonts and pictures lie in a folder that is
named after their content: a page that is there never meets those of another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.site import SiteBrand
from partnerkit.reading import Reading
from partnerkit.render.brand import site_brand
from partnerkit.wording import Words, environment, rendered

ASSETS = "_portal"
"""The folder of what the page is dressed in; no id begins so."""
LISTING = "fleet.json"
"""The list of the schools, for programs; by it a folder is known to be one that this program made."""

_STYLES = ("tokens.css", "dark.css", "shell.css")


@dataclass(frozen=True, slots=True)
class Published:
    """The site of a school as it was published last.

    Attributes:
        id: of the school, and the folder of its site.
        name: its name.
        languages: the codes of the languages of the site, the one at its root first.
        kits: how many kits it offers.
    """

    id: str
    name: str
    languages: tuple[str, ...]
    kits: int

    def home(self, code: str) -> str:
        """The home page in a language, as seen from the portal."""
        return f"{self.id}/index.html" if code == self.languages[0] else f"{self.id}/{code}/index.html"


def portal_files(reading: Reading, sites: Iterable[Published], templates: Path) -> dict[str, bytes]:
    """Every file of the portal by its path: what pages need before the pages, and the list of schools last.

    Args:
        reading: the district, in its languages.
        sites: the sites of its schools.
        templates: the folder with ``portal/`` and ``site/``.

    Raises:
        BrokenTemplateError: when the template cannot be rendered.
    """
    ordered = sorted(sites, key=lambda site: (site.name.casefold(), site.id))
    brand = site_brand(reading.source, templates)
    assets = _assets(brand, templates)
    folder = f"{ASSETS}/{_fingerprint(assets)}"
    files = {f"{folder}/{path}": data for path, data in assets.items()}
    for spoken in reading.languages:
        library = reading.libraries[spoken.code]
        page = _page(library, spoken, reading.languages, ordered, brand, folder, templates)
        files[page_of(spoken.code, reading.languages[0].code)] = page.encode()
    files[LISTING] = _listing(ordered, reading)
    return files


def page_of(code: str, first: str) -> str:
    """Where the portal in a language is."""
    return "index.html" if code == first else f"{code}/index.html"


def _page(
    library: Library,
    spoken: Language,
    languages: Sequence[Language],
    sites: Sequence[Published],
    brand: SiteBrand,
    folder: str,
    templates: Path,
) -> str:
    sandbox = environment(templates, Words(library, spoken))
    text = rendered(
        sandbox,
        "portal/index.html.j2",
        up="" if spoken == languages[0] else "../",
        languages=languages,
        assets=folder,
        brand=brand,
        icon_path=f"{folder}/{brand.icon or 'images/favicon.svg'}",
        schools=[_school(site, spoken) for site in sites],
    )
    return f"{text.strip()}\n"


def _school(site: Published, spoken: Language) -> dict[str, Any]:
    """A school as the page shows it: the language of the page first, where the school has it."""
    codes = sorted(site.languages, key=lambda code: code != spoken.code)
    spoken_in = [one for one in map(language, codes) if not one.pseudo]
    return {
        "id": site.id,
        "name": site.name,
        "kits": site.kits,
        "main": codes[0],
        "home": site.home(codes[0]),
        "languages": [
            {"code": one.code, "name": one.name, "dir": one.dir, "href": site.home(one.code)} for one in spoken_in
        ],
    }


def _assets(brand: SiteBrand, templates: Path) -> dict[str, bytes]:
    """Styles, fonts and pictures, by their paths in the folder of the portal."""
    site = templates / "site" / "assets"
    paths = [*(site / "stylesheets" / name for name in _STYLES), *sorted((site / "fonts").iterdir())]
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}
    files["images/favicon.svg"] = (site / "images" / "favicon.svg").read_bytes()
    files["stylesheets/portal.css"] = (templates / "portal" / "portal.css").read_bytes()
    return {**files, **brand.files}


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:12]


def _listing(sites: Sequence[Published], reading: Reading) -> bytes:
    codes = [spoken.code for spoken in reading.languages]
    listed = {
        "version": 1,
        "district": {"id": reading.source.workspace.id, "name": reading.source.workspace.name, "languages": codes},
        "schools": [asdict(site) for site in sites],
    }
    return (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()
