"""What several folders of tests need: tools from outside, the composed library, folders that can be compared."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pytest
import yaml

from partnerkit.execute.progress import Timeline
from partnerkit.model.element import Element
from partnerkit.reading import Reading, read
from partnerkit.world import World

TESTS = Path(__file__).resolve().parent
CHECKOUT = TESTS.parent
BROWSER_MODULES = TESTS / "browser" / "node_modules"

Entry = dict[str, Any]
"""A file in ``downloads.json``."""


class Built(Protocol):
    """A site that was built once for all tests."""

    @property
    def site(self) -> Path:
        """The published site."""

    @property
    def work(self) -> Path:
        """The work folder beside it."""


class Ran(Protocol):
    """How a command ended."""

    @property
    def code(self) -> int:
        """Its exit code."""

    @property
    def out(self) -> str:
        """What it said."""

    @property
    def err(self) -> str:
        """What it complained about."""


class Command(Protocol):
    """The command line, as a function."""

    def __call__(self, *args: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
        """Run it."""


Workspace = Callable[[Mapping[str, str | bytes | None]], Path]
"""Makes a small workspace out of its files."""


# -- tools from outside ------------------------------------------------------------------------------------------------


def missing(what: str) -> NoReturn:
    """A test that cannot run here is skipped by name; where everything must be there, that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}. CI has every tool, so this test may not be left out.", pytrace=False)
    pytest.skip(what)


def chromium() -> str:
    """The path of Chromium."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        missing("Chromium is not installed: sudo apt-get install chromium, or set CHROMIUM to its path")
    if find_spec("playwright") is None:
        missing("Playwright is not installed: pip install -r requirements-dev.lock")
    return found


def axe() -> str:
    """The source of axe-core."""
    path = BROWSER_MODULES / "axe-core" / "axe.min.js"
    if not path.is_file():
        missing("axe-core is not installed: npm ci --prefix tests/browser")
    return path.read_text(encoding="utf-8")


def html_checker() -> list[str]:
    """The command that starts the Nu HTML checker."""
    java = shutil.which("java")
    if java is None:
        missing("Java is not installed: sudo apt-get install default-jre-headless")
    jar = BROWSER_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not jar.is_file():
        missing("The Nu HTML checker is not installed: npm ci --prefix tests/browser")
    return [java, "-jar", str(jar)]


def pdf_js() -> list[str]:
    """The command that fills in a form with pdf.js."""
    node = shutil.which("node")
    if node is None:
        missing("Node.js is not installed: sudo apt-get install nodejs")
    if not (BROWSER_MODULES / "pdfjs-dist").is_dir():
        missing("pdf.js is not installed: npm ci --prefix tests/browser")
    return [node, str(TESTS / "browser" / "fill-form.mjs")]


# -- the library -------------------------------------------------------------------------------------------------------

CODES: tuple[str, ...] = tuple(yaml.safe_load((CHECKOUT / "partnership.yaml").read_text(encoding="utf-8"))["languages"])
"""The languages of the core library, source first."""


def prefix(code: str) -> str:
    """The folder of a language below the site."""
    return "" if code == CODES[0] else f"{code}/"


def prefixes(*wanted: str) -> dict[str, str]:
    """Where the pages of English and of some other languages begin."""
    return {code: prefix(code) for code in ("en", *wanted)}


@cache
def reading() -> Reading:
    """The core library with every document composed and filled, in every language."""
    result = read(replace(World.at(CHECKOUT), workers=1), Timeline())
    assert result.value is not None, "\n".join(str(found) for found in result.diagnostics)
    return result.value


def paragraphs(body: Element) -> Iterator[str]:
    """The words of every innermost block of a document, in reading order."""
    for element in body.iter():
        if element.tag in ("h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "th", "td", "caption", "figcaption"):
            own = element.holding(*(child for child in element.children if not _is_list(child)))
            if own.text:
                yield own.text


def _is_list(child: Element | str) -> bool:
    return isinstance(child, Element) and child.tag in ("ol", "ul")


_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> Counter[str]:
    """How often each word occurs; ligatures and the composition of accents don't count as differences."""
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold()))


def lost(wanted: Counter[str], found: Counter[str]) -> Counter[str]:
    """The words that occur less often than they should."""
    return wanted - found


# -- folders -----------------------------------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder with the checksum of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The files that came, went or differ."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def copy_checkout(target: Path, names: Iterable[str] = ("content", "kits", "partnership.yaml", "mkdocs.yml")) -> Path:
    """The named parts of the checkout in another folder."""
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target / name)
    return target


# -- a small library ---------------------------------------------------------------------------------------------------

POLICIES = ("first-policy", "second-policy", "third-policy")
"""The documents of the small library; the first two are in its kit."""


def policy(name: str, words: str = "We answer every family within a week.") -> str:
    """A short policy as YAML."""
    return f"""\
kind: policy
id: {name}
type: policy
code: "10"
title: {name.replace("-", " ").capitalize()}
version: "1.0"
status: draft
owner: principal
audience: [families]
pillars: [mutual-respect]
adaptation: core
summary: In short, {name.split("-", maxsplit=1)[0]} things come first.
review: {{every: P1Y, next: 2027-09-15}}
change_log:
  - {{id: first, version: "1.0", on: 2026-11-22, note: First published.}}
purpose: This policy of {{school.name}} says what comes first.
scope: It is for everybody.
statements:
  - id: answer
    heading: An answer
    text: "{words}"
responsible: principal
approval_body: school-board
"""


_SMALL = {
    "partnership.yaml": "kind: workspace\nid: small-library\nname: Small library\nlanguages: {languages}\n",
    "content/roles.yaml": (
        "kind: roles\nid: roles\nroles:\n  - {id: principal, title: Principal}\n  - {id: school-board, title: Board}\n"
    ),
    "content/slots.yaml": (
        "kind: slots\nid: slots\ngroups:\n  - {id: school, title: Your school}\nslots:\n"
        "  - {id: school.name, type: name, label: school name, help: Its name., example: Maple School, group: school}\n"
    ),
    "kits/small.yaml": (
        "kind: kit\nid: small\ntitle: Small kit\npurpose: Two policies to begin with.\naudience: [families]\n"
        "time_needed: One hour\norder: 10\nsteps:\n  - {id: read, text: Read them.}\n"
        "parts:\n  - {id: both, title: Both, text: Here they are., documents: [first-policy, second-policy]}\n"
    ),
}


SCHOOL = """\
kind: workspace
id: maple
name: Maple School
extends: ../district
languages: [en, es]
values: {school.name: Maple School}
"""
"""The settings of a school that builds on a small library beside it, in the folder ``district``."""


def small_library(root: Path, languages: str = "[en]") -> Path:
    """A workspace with three short policies and a kit of two of them: quick to build."""
    files = {name: text.replace("{languages}", languages) for name, text in _SMALL.items()}
    files |= {f"content/policy/{name}.yaml": policy(name) for name in POLICIES}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def built_library(root: Path, run_cli: Command, languages: str = "[en]") -> Path:
    """A small library that was built once: its sources, its site and its work folder."""
    small_library(root, languages)
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    return root
