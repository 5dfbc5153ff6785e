"""A finished site out of its parts: the pages of each language, the downloads, the search index."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

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
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
_ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">')
"""As ``templates/site/base.html`` writes them."""
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
    site: Path, languages: Iterable[Language], artifacts: Iterable[Artifact], manifest: bytes, url: str
) -> Result[None]:
    """Add downloads, sitemap and search to the pages; the manifest comes last and marks the folder as complete.

    Args:
        site: the pages of every language.
        languages: the languages of the site.
        artifacts: the files to take away.
        manifest: the list of them.
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
        (site / "sitemap.xml").write_bytes(_sitemap(site))
    found = _index(site, languages)
    if not found:
        (site / "downloads.json").write_bytes(manifest)
    return Result(None, found)


def _sitemap(site: Path) -> bytes:
    """Every page with its translations, as https://www.sitemaps.org/protocol.html and hreflang want them.

    The pages themselves say which of them are translations of which; one that shows another language's words names
    another page as the original, and has no place here.
    """
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP, "xhtml": _XHTML})  # type: ignore[dict-item]  # None is the default namespace
    for page in sorted(site.rglob("index.html")):
        head = page.read_text(encoding="utf-8").partition("</head>")[0]
        versions = {code: address for code, address in _ALTERNATE.findall(head) if code != "x-default"}
        own = _CANONICAL.search(head)
        if own is None or own.group(1) not in versions.values():
            continue
        entry = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        etree.SubElement(entry, f"{{{_SITEMAP}}}loc").text = unescape(own.group(1))
        for code, address in versions.items():
            etree.SubElement(entry, f"{{{_XHTML}}}link", rel="alternate", hreflang=code, href=unescape(address))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _index(site: Path, languages: Iterable[Language]) -> tuple[Diagnostic, ...]:
    """Search by Pagefind: one small index for each language, read by the page itself and by nobody else.

    Pagefind holds all pages in memory that it indexes, so it gets those of one language at a time.
    """
    codes = [language.code for language in languages]
    own = sorted(path.name for path in site.iterdir() if path.is_dir() and path.name not in (*codes, "assets"))
    entry = site / "pagefind" / "pagefind-entry.json"
    united: dict[str, Any] = {}
    for code in codes:
        pages = f"{code}/**/*.html" if code != SOURCE_LANGUAGE else f"{{*.html,{{{','.join(own)}}}/**/*.html}}"
        command = [sys.executable, "-m", "pagefind", "--site", str(site), "--glob", pages, "--silent"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})
        if done.returncode:
            words = (done.stderr or done.stdout).strip().splitlines()
            hint = "Run 'partnerkit doctor' to see what is missing."
            what = f"the search index could not be made: {words[-1] if words else 'no reason given'}"
            return (Diagnostic("site-failed", Span(str(site)), what, hint),)
        found = json.loads(entry.read_bytes())
        united = {**found, "languages": united.get("languages", {}) | found["languages"]}
    # Pagefind writes the languages in the order of a hash map, another one every time.
    entry.write_text(json.dumps(united, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    for pattern in _UNUSED_SEARCH_FILES:
        for path in (site / "pagefind").glob(pattern):
            path.unlink()
    return ()
