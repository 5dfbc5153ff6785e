"""A workspace that is built again and again in one process: whatever was saved, the site is that of a new build."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polib
import pytest

import tools
from partnerkit.diagnostics import errors_in
from partnerkit.execute.progress import Timeline
from partnerkit.pipeline import build
from partnerkit.site.engine import mkdocs_engine
from partnerkit.site.serve import Rebuilding, watched
from partnerkit.world import World, packaged_library

pytestmark = pytest.mark.slow

FIRST, SECOND = "content/policy/first-policy.yaml", "content/policy/second-policy.yaml"
Save = Callable[[Path], object]


def _edit(name: str, old: str, new: str) -> Save:
    def save(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new), encoding="utf-8")

    return save


def _file(name: str, text: str) -> Save:
    def save(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")

    return save


def _translation(of: str, text: str, translated: str) -> Save:
    def save(root: Path) -> None:
        catalog = polib.POFile()
        catalog.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "es"}
        catalog.append(polib.POEntry(msgctxt=of, msgid=text, msgstr=translated))
        path = root / "content/locale/es/first-policy.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog.save(str(path))

    return save


_GLOSSARY = """\
kind: glossary
id: glossary
terms:
  - {id: family, term: Family, text: Everybody who cares for a child.}
"""

_SAVES: dict[str, Save] = {
    "words of a document": _edit(FIRST, "within a week", "within a day"),
    "the title of a document": _edit(FIRST, "title: First policy", "title: The first of all"),
    "a link to another document": _edit(SECOND, "within a week", "as [the first](doc:first-policy) says"),
    "the title of what is linked to": _edit(FIRST, "The first of all", "First things"),
    "a value of the school": _edit("partnership.yaml", "name: Small", "values: {school.name: Maple}\nname: Small"),
    "the name of the library": _edit("partnership.yaml", "name: Small library", "name: Little library"),
    "a translation": _translation("first-policy#statements[answer].heading", "An answer", "Una respuesta"),
    "a translation that is mended": _translation("first-policy#statements[answer].heading", "An answer", "Respuesta"),
    "a source that leaves its translation behind": _edit(FIRST, "heading: An answer", "heading: Our answer"),
    "the title of a role": _edit("content/roles.yaml", "title: Principal", "title: Head"),
    "the label of a slot": _edit("content/slots.yaml", "label: school name", "label: name of the school"),
    "a vocabulary that is new": _file("content/glossary.yaml", _GLOSSARY),
    "a document that is new": _file("content/policy/fourth-policy.yaml", tools.policy("fourth-policy")),
    "a kit with one more": _edit("kits/small.yaml", "second-policy]", "second-policy, fourth-policy]"),
    "a kit with one less": _edit("kits/small.yaml", "[first-policy, ", "["),
    "a document that is gone": lambda root: (root / "content/policy/third-policy.yaml").unlink(),
    "a paper": _edit("partnership.yaml", "languages:", "paper: a4\nlanguages:"),
    "a format that a kit makes": _edit("kits/small.yaml", "order: 10", "order: 10\nmakes: [word, large-print]"),
    "words of the interface": _edit("templates/ui.yaml", "nav-documents: Documents", "nav-documents: Papers"),
    "the look of print": _edit("templates/print/base.css", "--s0: 10.5pt", "--s0: 11.5pt"),
    "a language less": _edit("partnership.yaml", "[en, es]", "[en]"),
    "a language more": _edit("partnership.yaml", "[en]", "[en, ar]"),
}
"""What may be saved, one after the other."""


class Shown:
    """A workspace as it is served, and what a new build of it would be."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.world = World.at(root)
        self.site = self.world.work / "served"
        self.rebuilding = Rebuilding(replace(self.world, site=self.site))

    def again(self) -> str:
        """Build again; returns what was found."""
        found, _ = self.rebuilding.again(Timeline())
        return "\n".join(map(str, found))

    def anew(self) -> dict[str, str]:
        """The files of a new build, which may take finished files from the cache but knows of nothing else."""
        work = self.root.parent / "anew"
        shutil.rmtree(work, ignore_errors=True)
        world = replace(self.world, site=work / "site", work=work, shared=self.world.cache)
        result = build(world, mkdocs_engine(packaged_library() / "mkdocs.yml"), Timeline())
        assert result.value is not None
        assert not errors_in(result.diagnostics)
        return tools.contents(work / "site")


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    """The small library in two languages, with templates of its own."""
    root = tools.small_library(tmp_path / "library", "[en, es]")
    shutil.copytree(packaged_library() / "templates", root / "templates")
    shown = Shown(root)
    with shown.rebuilding:
        yield shown


def test_whatever_was_saved_the_site_is_that_of_a_new_build(shown: Shown):
    assert shown.again() == ""
    assert tools.changed(shown.anew(), tools.contents(shown.site)) == set()
    for what, save in _SAVES.items():
        save(shown.root)
        shown.again()
        assert tools.changed(shown.anew(), tools.contents(shown.site)) == set(), what


def test_a_mistake_leaves_the_site_as_it_was_until_it_is_mended(shown: Shown):
    shown.again()
    before = tools.contents(shown.site)
    _edit(FIRST, "owner: principal", "owner: nobody")(shown.root)
    assert "unknown-role" in shown.again()
    assert tools.contents(shown.site) == before
    _edit(FIRST, "owner: nobody", "owner: school-board")(shown.root)
    assert shown.again() == ""
    assert tools.changed(shown.anew(), tools.contents(shown.site)) == set()


def _times(site: Path) -> dict[str, int]:
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


def test_pages_that_nobody_has_changed_are_not_written_again(shown: Shown):
    shown.again()
    before = _times(shown.site)
    _edit(FIRST, "within a week", "within a day")(shown.root)
    shown.again()
    written = {name for name, time in _times(shown.site).items() if before.get(name) != time}
    assert "documents/first-policy/index.html" in written
    assert "downloads/en/first-policy.pdf" in written
    assert not written & {
        "documents/second-policy/index.html",
        "downloads/en/second-policy.pdf",
        "kits/small/index.html",
    }


OVERLAY = """\
kind: overlay
id: ours
changes:
  - at: first-policy#statements[answer].text
    replace: We answer at the door.
    why: Our families come to the door.
"""
_MORE = "  - {at: first-policy#statements, add: {id: tea, heading: Tea, text: There is tea.}}\n"
_SAVES_BELOW: dict[str, Save] = {
    "the overlay": _edit("overlay/ours.yaml", "at the door.\n", "at the gate.\n"),
    "why it was changed": _edit("overlay/ours.yaml", "come to the door", "come to the gate"),
    "one more change": lambda root: _file("overlay/ours.yaml", (root / "overlay/ours.yaml").read_text() + _MORE)(root),
    "the district": lambda root: _edit(SECOND, "within a week", "within a day")(root.parent / "district"),
    "what the school has changed": lambda root: _edit(FIRST, "within a week", "soon")(root.parent / "district"),
    "a document of the school": _file("content/policy/fourth-policy.yaml", tools.policy("fourth-policy")),
    "an overlay that is gone": lambda root: (root / "overlay/ours.yaml").unlink(),
}


def test_a_school_is_built_again_with_what_has_become_of_its_district(tmp_path: Path):
    tools.small_library(tmp_path / "district", "[en, es]")
    root = tmp_path / "school"
    _file("partnership.yaml", tools.SCHOOL)(root)
    _file("overlay/ours.yaml", OVERLAY)(root)
    shown = Shown(root)
    with shown.rebuilding:
        shown.again()
        for what, save in _SAVES_BELOW.items():
            save(root)
            shown.again()
            assert tools.changed(shown.anew(), tools.contents(shown.site)) == set(), what
    places = {path.resolve().relative_to(tmp_path.resolve()).as_posix() for path in watched(shown.world, ())}
    assert {"school/partnership.yaml", "district/content", "district/kits"} <= places
