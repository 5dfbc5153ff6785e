"""A finished site out of its parts: the pages of each language, the downloads, the search index."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from lxml import etree

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.model.artifacts import Artifact
from partnerkit.model.locales import Language
from partnerkit.model.text import SOURCE_LANGUAGE

_UNUSED_SEARCH_FILES = ("pagefind-*ui*", "pagefind-highlight.js")
_UNUSED_ENGINE_FILES = (
    "assets/images/favicon.png",
    "assets/javascripts/bundle.*",
    "assets/javascripts/lunr/**/*.js",
    "assets/javascripts/workers/*",
    "assets/stylesheets/main.*.css*",
    "assets/stylesheets/palette.*.css*",
)
"""What Material brings for its own templates and ours do not use."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_ENGINE_LEFTOVERS = ("sitemap.xml", "sitemap.xml.gz")


def assemble(web: Path, languages: Iterable[Language], stage: Path) -> None:
    """Bring the pages of every language together.

    Args:
        web: a folder for each language, as the site engine left it: the source language at its root, another one below
            its own code.
        languages: the languages of the site.
        stage: the new folder to fill.
    """
    shutil.rmtree(stage, ignore_errors=True)
    for language in languages:
        root = web / language.code
        if language.code == SOURCE_LANGUAGE:
            shutil.copytree(root, stage, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_ENGINE_LEFTOVERS))
        else:
            shutil.copytree(root / language.code, stage / language.code, dirs_exist_ok=True)
            if (root / "404.html").is_file():
                shutil.copy2(root / "404.html", stage / language.code / "404.html")


def finish(
    site: Path, artifacts: Iterable[Artifact], manifest: bytes, languages: Sequence[Language], url: str
) -> Result[None]:
    """Add downloads, sitemap and search to the pages; the manifest comes last and marks the folder as complete.

    Args:
        site: the pages of every language.
        artifacts: the files to take away.
        manifest: the list of them.
        languages: the languages of the site, source first.
        url: the address that the site will have; without it there is no sitemap, whose addresses have to be whole.
    """
    for artifact in artifacts:
        path = site / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.data)
    for pattern in (*_ENGINE_LEFTOVERS, *_UNUSED_ENGINE_FILES):
        for path in sorted(site.glob(pattern)):
            path.unlink()
    for folder in sorted((site / "assets").rglob("*/"), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    if url:
        (site / "sitemap.xml").write_bytes(_sitemap(site, languages, url.rstrip("/")))
    found = _index(site)
    if not found:
        (site / "downloads.json").write_bytes(manifest)
    return Result(None, found)


def _sitemap(site: Path, languages: Sequence[Language], url: str) -> bytes:
    """Every page with its translations, as https://www.sitemaps.org/protocol.html and hreflang want them."""
    others = {language.code for language in languages[1:]}
    spoken = [language for language in languages if not language.pseudo]
    addresses = sorted(
        "" if page.parent == site else f"{page.parent.relative_to(site).as_posix()}/"
        for page in site.rglob("index.html")
        if page.relative_to(site).parts[0] not in others
    )
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP, "xhtml": _XHTML})  # type: ignore[dict-item]  # None is the default namespace
    for address in addresses:
        versions = {
            language.code: f"{url}/{address}" if index == 0 else f"{url}/{language.code}/{address}"
            for index, language in enumerate(spoken)
        }
        for whole in versions.values():
            entry = etree.SubElement(root, f"{{{_SITEMAP}}}url")
            etree.SubElement(entry, f"{{{_SITEMAP}}}loc").text = whole
            for code, version in versions.items():
                etree.SubElement(entry, f"{{{_XHTML}}}link", rel="alternate", hreflang=code, href=version)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _index(site: Path) -> tuple[Diagnostic, ...]:
    """Search by Pagefind: one small index for each language, read by the page itself and by nobody else."""
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--silent"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        hint = "Run 'partnerkit doctor' to see what is missing."
        what = f"the search index could not be made: {words[-1] if words else 'no reason given'}"
        return (Diagnostic("site-failed", Span(str(site)), what, hint),)
    entry = site / "pagefind" / "pagefind-entry.json"
    # Pagefind writes the languages in the order of a hash map, another one every time.
    entry.write_text(json.dumps(json.loads(entry.read_bytes()), ensure_ascii=False, sort_keys=True), encoding="utf-8")
    for pattern in _UNUSED_SEARCH_FILES:
        for path in (site / "pagefind").glob(pattern):
            path.unlink()
    return ()
