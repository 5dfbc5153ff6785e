"""An update of a library on which a school has built, by three ways: ours, ``git merge-file``, and copier.

The same ten clauses, the same five changes of the school and six of the library, of which two meet: both have reworded
the first clause, and the library has dropped the third, which the school had reworded. A person has to decide on these
two and on nothing else; afterwards all other changes of both sides should be there, in a file that can still be read.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import yaml

COPIER = "copier==9.19.1"
"""Not among our dependencies: it is installed into a folder of its own."""

GIT = shutil.which("git") or "git"

LIBRARY = {f"c{number}": f"The library says this in clause {number}." for number in range(1, 11)}
OURS = {"c1": "We say this in the first one.", "c3": "We say this in the third.", "c9": "We say this in the ninth."}
ADDED = ("ours", "We add this.")
THEIRS = {"c1": "The library says it better in 1.", "c2": "And in 2.", "c10": "And in 10."}
NEW = ("new", "The library adds this.")
MEET = 2
"""How many changes of the school meet one of the library."""


def _ours(clauses: dict[str, str]) -> dict[str, str]:
    """What the school makes of the clauses: three reworded, one left out, one added."""
    changed = {name: OURS.get(name, text) for name, text in clauses.items() if name != "c5"}
    return _with(changed, ADDED, after="c7")


def _theirs() -> dict[str, str]:
    """What the library makes of them: three reworded, one dropped, one moved to the front, one added."""
    changed = {"c9": LIBRARY["c9"], **{name: THEIRS.get(name, text) for name, text in LIBRARY.items() if name != "c3"}}
    return _with(changed, NEW, after="c7")


def _with(clauses: dict[str, str], new: tuple[str, str], after: str) -> dict[str, str]:
    items = list(clauses.items())
    items.insert([name for name, _ in items].index(after) + 1, new)
    return dict(items)


def _yaml(clauses: dict[str, str]) -> str:
    parts = [{"id": name, "text": text} for name, text in clauses.items()]
    return yaml.safe_dump({"kind": "guide", "id": "clauses", "parts": parts}, sort_keys=False)


def _judged(asked: int, text: str) -> dict[str, int]:
    """What has become of the file: decisions asked for, whether it can be read, words lost, and words half merged."""
    try:
        data = yaml.safe_load(text)
        unreadable = int(not isinstance(data, dict) or not isinstance(data.get("parts"), list))
    except yaml.YAMLError:
        unreadable = 1
    lost = sum(words not in text for words in (*OURS.values(), ADDED[1]))
    missed = sum(words not in text for words in (THEIRS["c2"], THEIRS["c10"], NEW[1]))
    return {"asked": asked, "unreadable": unreadable, "lost": lost, "missed": missed}


def by_overlay(folder: Path) -> dict[str, int]:
    """Ours: an overlay by id paths, with a lock of what it was written against."""

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "partnerkit", *words]
        return subprocess.run(command, cwd=folder / "school", check=False, capture_output=True, text=True).stdout

    def library(clauses: dict[str, str]) -> None:
        settings = {"kind": "workspace", "id": "library", "name": "Library", "languages": ["en"]}
        _write(folder / "library/partnership.yaml", yaml.safe_dump(settings))
        _write(folder / "library/content/clauses.yaml", _yaml(clauses))

    library(LIBRARY)
    settings = {"kind": "workspace", "id": "school", "name": "School", "languages": ["en"], "extends": "../library"}
    _write(folder / "school/partnership.yaml", yaml.safe_dump(settings))
    for name, text in OURS.items():
        run("override", f"clauses#parts[{name}].text", "--text", text)
    run("override", "clauses#parts[c5]", "--remove")
    overlay = folder / "school/overlay/clauses.yaml"
    change = {"at": "clauses#parts", "add": {"id": ADDED[0], "text": ADDED[1]}, "after": "c7"}
    _write(overlay, overlay.read_text() + textwrap.indent(yaml.safe_dump([change], sort_keys=False), "  "))
    run("update", "--apply")
    library(_theirs())
    plan = json.loads(run("update", "--apply", "--json").split("\nWrote")[0])
    return _judged(plan["open"], _resolved(folder / "school"))


def _resolved(root: Path) -> str:
    """What the school has in the end, with the words that wait for a decision."""
    from partnerkit.load import layers_of, load_layers
    from partnerkit.resolve import resolve
    from partnerkit.validate import read_overlays
    from partnerkit.world import packaged_library

    chain = layers_of(root, packaged_library(), root / ".partnerkit")
    layers = load_layers(chain.value, packaged_library() / "templates").value
    sources = resolve(layers, read_overlays(layers).value).value.sources
    (made,) = (tree for tree in sources.definitions if tree.source.path.startswith("content/"))
    overlay = "".join(f"# {line}\n" for tree in layers[-1].overlays for line in tree.text.splitlines())
    return made.source.data.decode() + overlay


def by_merge(folder: Path) -> dict[str, int]:
    """``git merge-file``: three files, line by line."""
    for name, clauses in (("ours", _ours(LIBRARY)), ("base", LIBRARY), ("theirs", _theirs())):
        _write(folder / f"{name}.yaml", _yaml(clauses))
    command = [GIT, "merge-file", "-p", "ours.yaml", "base.yaml", "theirs.yaml"]
    text = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True).stdout
    return _judged(text.count("<<<<<<<"), text)


def by_copier(folder: Path) -> dict[str, int]:
    """copier: the library as a template in git, the school as a project made from it."""
    place = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    subprocess.run([str(place / "bin/pip"), "install", "--quiet", COPIER], check=True)
    template, project = folder / "template", folder / "project"

    def git(where: Path, *words: str) -> None:
        who = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        subprocess.run([GIT, *who, *words], cwd=where, check=True, capture_output=True)

    def commit(where: Path, text: str, tag: str = "") -> None:
        _write(where / "clauses.yaml", text)
        git(where, "add", "-A")
        git(where, "commit", "-qm", "change")
        if tag:
            git(where, "tag", tag)

    _write(template / "{{ _copier_conf.answers_file }}.jinja", "{{ _copier_answers|to_nice_yaml }}")
    git(template, "init", "-q")
    commit(template, _yaml(LIBRARY), "1.0.0")
    copier = [str(place / "bin/copier")]
    subprocess.run([*copier, "copy", "--defaults", "--quiet", str(template), str(project)], check=True)
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "start")
    commit(project, _yaml(_ours(LIBRARY)))
    commit(template, _yaml(_theirs()), "2.0.0")
    subprocess.run([*copier, "update", "--defaults", "--quiet", "--conflict", "inline"], cwd=project, check=True)
    text = (project / "clauses.yaml").read_text()
    return _judged(text.count("<<<<<<<"), text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


SIDES: dict[str, Callable[[Path], dict[str, int]]] = {"ours": by_overlay, "git": by_merge, "copier": by_copier}


def outcome(side: str, folder: Path) -> dict[str, int]:
    """What an update comes to by one of the three ways."""
    shutil.rmtree(folder / side, ignore_errors=True)
    (folder / side).mkdir(parents=True)
    return SIDES[side](folder / side)
