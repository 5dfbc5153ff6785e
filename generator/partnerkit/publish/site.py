"""A finished site out of its parts: the pages of each language, the downloads, the search index."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree
from pagefind_bin_extended import get_executable

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.model.artifacts import Artifact
from partnerkit.model.locales import Language
from partnerkit.model.text import SOURCE_LANGUAGE

_UNUSED_SEARCH_FILES = ("pagefind-*ui*", "pagefind-highlight.js")
_UNUSED_ENGINE_FILES = (
    "assets/images/favicon.png",
    "assets/javascripts/bundle.*",
    "assets/javascripts/lunr/*.js",
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
_SEARCH = "pagefind"
"""The folder of the search index."""


def assemble(web: Path, languages: Iterable[Language], site: Path) -> frozenset[str]:
    """Bring the pages of every language together, in a new folder or over what is there of an earlier time.

    Args:
        web: a folder for each language, as the site engine left it: the source language at its root, another one below
            its own code.
        languages: the languages of the site.
        site: the folder to fill.

    Returns:
        The names of the files that were not there as they are now.
    """
    changed = set()
    for name, source in _pages(web, languages).items():
        if not _same(source, site / name):
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, site / name)
            changed.add(name)
    return frozenset(changed)


def _pages(web: Path, languages: Iterable[Language]) -> dict[str, Path]:
    """Every file of the site engine that has a place in a site, by its name there."""
    found: dict[str, Path] = {}
    for language in languages:
        root, prefix = web / language.code, ""
        if language.code != SOURCE_LANGUAGE:
            root, prefix = root / language.code, f"{language.code}/"
            if (root.parent / "404.html").is_file():
                found[f"{prefix}404.html"] = root.parent / "404.html"
        for folder, _, names in os.walk(root):
            inner = Path(folder).relative_to(root)
            found |= {f"{prefix}{(inner / name).as_posix()}": Path(folder, name) for name in sorted(names)}
    return {name: path for name, path in found.items() if not _is_unused(name)}


def _is_unused(name: str) -> bool:
    """Whether a file of the site engine has no place in a site, by its name there; ``*`` stands for folders, too."""
    own = PurePosixPath(name).name in _ENGINE_LEFTOVERS
    return own or any(fnmatchcase(name, pattern) for pattern in _UNUSED_ENGINE_FILES)


def _same(source: Path, target: Path) -> bool:
    """Whether a file is a copy of another; a copy keeps the time of its last change."""
    try:
        one, other = source.stat(), target.stat()
    except OSError:
        return False
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def finish(
    site: Path,
    languages: Iterable[Language],
    artifacts: Iterable[Artifact],
    manifest: bytes,
    url: str,
    changed: frozenset[str] | None = None,
) -> Result[None]:
    """Add downloads, sitemap and search to the pages; the manifest comes last and marks the folder as complete.

    Args:
        site: the pages of every language.
        languages: the languages of the site.
        artifacts: the files to take away.
        manifest: the list of them.
        url: the address that the site will have; without it there is no sitemap, whose addresses have to be whole.
        changed: the pages that differ from those of which there is a search index, or are gone; None where there is
            no index.
    """
    for artifact in artifacts:
        _write(site / artifact.path, artifact.data)
    for path in [*site.glob("*"), *(site / "assets").rglob("*")]:
        if path.is_file() and _is_unused(path.relative_to(site).as_posix()):
            path.unlink()
    for folder in sorted((site / "assets").rglob("*/"), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    if url:
        (site / "sitemap.xml").write_bytes(_sitemap(site))
    codes = [language.code for language in languages]
    found = _index(site, codes, codes if changed is None else [code for code in codes if _has_pages(changed, code)])
    if not found:
        (site / "downloads.json").write_bytes(manifest)
    return Result(None, found)


def _write(path: Path, data: bytes) -> None:
    """Write a file, unless it is there already."""
    try:
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def clear(site: Path, web: Path, languages: Iterable[Language], artifacts: Iterable[Artifact]) -> frozenset[str]:
    """Remove from a site what has no place in it any more; returns the names of these files."""
    wanted = {*_pages(web, languages), *(artifact.path for artifact in artifacts), "downloads.json", "sitemap.xml"}
    removed = set()
    for path in sorted(site.rglob("*"), reverse=True):
        name = path.relative_to(site).as_posix()
        if name.startswith(f"{_SEARCH}/"):
            continue
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif name not in wanted:
            path.unlink()
            removed.add(name)
    return frozenset(removed)


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


def _has_pages(names: frozenset[str], code: str) -> bool:
    """Whether there are pages of a language among these."""
    return any(name.endswith(".html") and name.startswith(f"{code}/") != (code == SOURCE_LANGUAGE) for name in names)


def _index(site: Path, codes: Sequence[str], changed: Sequence[str]) -> tuple[Diagnostic, ...]:
    """Search by Pagefind: one small index for each language, read by the page itself and by nobody else.

    Pagefind holds all pages in memory that it indexes, so it gets those of one language at a time.

    Args:
        site: the pages.
        codes: the languages of the site.
        changed: those that need an index; that of the others is there.
    """
    own = sorted(path.name for path in site.iterdir() if path.is_dir() and path.name not in (*codes, "assets"))
    entry = site / _SEARCH / "pagefind-entry.json"
    united: dict[str, Any] = json.loads(entry.read_bytes()) if set(codes) - set(changed) else {}
    if not united:
        shutil.rmtree(entry.parent, ignore_errors=True)
    for code in changed:
        old = re.compile(rf"(?:pagefind\.)?{re.escape(code.lower())}_")
        for path in [one for one in entry.parent.rglob("*") if old.match(one.name)]:
            path.unlink()
        pages = f"{code}/**/*.html" if code != SOURCE_LANGUAGE else f"{{*.html,{{{','.join(own)}}}/**/*.html}}"
        command = [str(get_executable()), "--site", str(site), "--glob", pages, "--silent"]
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
        for path in entry.parent.glob(pattern):
            path.unlink()
    return ()
