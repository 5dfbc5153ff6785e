"""The two sides of the website comparison, over the same page files: ours, and MkDocs with Material as they come.

Both make every page in every language and a search index. The plain side has Material's own templates and search, and
static-i18n's defaults; it is given our menu, since a navigation of every page would only slow it down.
"""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import yaml

from bench.library import copy_library, reading_of
from partnerkit.execute.progress import Timeline
from partnerkit.model.site import SiteSource
from partnerkit.package import manifest
from partnerkit.pipeline import page_files
from partnerkit.publish import assemble, finish
from partnerkit.site.engine import mkdocs_engine
from partnerkit.world import World, packaged_library

_TEMPLATE = re.compile(r"^template: .*\n", re.MULTILINE)
"""The front matter that names a template of ours, which Material does not have."""


def prepare(folder: Path, *languages: str) -> None:
    """The page files of the core library, once for us and once for the plain side; in all its languages, or in some."""
    prepare_pages(copy_library(folder / "library", languages), folder)


def prepare_pages(root: Path, folder: Path) -> None:
    """The page files of a library, for both sides."""
    world = World.at(root, work=folder / "work")
    source = page_files(reading_of(world), (), world, Timeline())
    (folder / "source.pickle").write_bytes(pickle.dumps(source))
    _prepare_plain(source, folder / "plain")


def _prepare_plain(source: SiteSource, folder: Path) -> None:
    for path in source.docs.rglob("*.md"):
        target = folder / "docs" / path.relative_to(source.docs)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_TEMPLATE.sub("", path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    languages = [
        {"locale": spoken.code, "name": spoken.name, "default": index == 0, "build": True}
        for index, spoken in enumerate(source.languages)
    ]
    config = {
        "site_name": source.name,
        "theme": {"name": "material", "custom_dir": _partials(source, folder)},
        "nav": list(source.menu),
        "plugins": ["search", {"i18n": {"docs_structure": "suffix", "languages": languages}}],
        "markdown_extensions": ["attr_list", "toc"],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _partials(source: SiteSource, folder: Path) -> str:
    """Material's strings for the languages that it does not have, in English, so that it can build them at all."""
    theirs = Path(str(files("material"))) / "templates" / "partials" / "languages"
    own = folder / "theme" / "partials" / "languages"
    own.mkdir(parents=True)
    for spoken in source.languages:
        if not (theirs / f"{spoken.code}.html").is_file():
            shutil.copy2(theirs / "en.html", own / f"{spoken.code}.html")
    return str(folder / "theme")


def ours(folder: Path) -> None:
    """From page files to a site with its search, as a build does it from nothing."""
    source: SiteSource = pickle.loads((folder / "source.pickle").read_bytes())  # noqa: S301  # written by prepare
    shutil.rmtree(source.out, ignore_errors=True)
    world = World.at(packaged_library())
    problems = mkdocs_engine(packaged_library() / "mkdocs.yml")(source, world.workers)
    assemble(source.out, source.languages, folder / "site")
    problems += finish(folder / "site", source.languages, (), manifest(()), source.url).diagnostics
    if problems:
        sys.exit("\n".join(map(str, problems)))


def plain(folder: Path) -> None:
    """As anyone would call MkDocs."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(folder / "plain/mkdocs.yml")]
    subprocess.run(command, check=True)


def main(side: str, place: str, *codes: str) -> None:
    """One side of the comparison, or what comes before both."""
    folder = Path(place)
    match side:
        case "prepare":
            prepare(folder, *codes)
        case "ours":
            ours(folder)
        case _:
            plain(folder)
