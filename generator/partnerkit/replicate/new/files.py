"""The files of a new workspace, out of the templates in ``templates/workspace/``: answers in, bytes out.

What somebody has answered is never pasted into YAML, Markdown or a shell: ``entry``, ``markdown`` and ``quoted`` write
it, so that a school may be called ``yes``, ``O'Brien: "Nord" #1`` or ``{{ school }}``.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from partnerkit.model.base import Node
from partnerkit.model.definition import Definition
from partnerkit.model.library import nodes_of
from partnerkit.model.locales import language
from partnerkit.model.overlay import fingerprint
from partnerkit.model.text import SOURCE_LANGUAGE
from partnerkit.model.vocabulary import Slot
from partnerkit.model.workspace import Brand, Workspace
from partnerkit.replicate.new.answers import SETTINGS, Kind, Parent
from partnerkit.wording import Words, environment, rendered

WORKSPACE: Mapping[str, str] = {
    SETTINGS: "partnership.yaml.j2",
    "README.md": "{kind}.md.j2",
    "overlay/README.md": "overlay.md.j2",
    "content/README.md": "content.md.j2",
    "content/locale/README.md": "locale.md.j2",
    ".gitignore": "gitignore.j2",
    ".github/workflows/publish.yml": "github.yml.j2",
    ".gitlab-ci.yml": "gitlab.yml.j2",
}
"""The files of a workspace, and the template of each. No template has a name that tools would hide or skip."""

_FIRST = "school-family-agreement"
"""What most schools begin with."""
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")


def workspace_files(
    kind: Kind, settings: Workspace, parent: Parent, target: Path, templates: Path, version: str
) -> dict[str, bytes]:
    """Every file of a workspace, by its path in it.

    Args:
        kind: what it is for.
        settings: its settings, checked.
        parent: what it builds on.
        target: the folder that it will be in.
        templates: where our templates are.
        version: of this program, which the workspace will be published with.

    Raises:
        BrokenTemplateError: when a template cannot be rendered.
    """
    words = Words(parent.library, language(SOURCE_LANGUAGE))
    # Nothing of this is HTML.
    sandbox = environment(templates, words).overlay(autoescape=False)
    context = _context(kind, settings, parent, target, version)
    made = {}
    for path, template in WORKSPACE.items():
        text = rendered(sandbox, f"workspace/{template.format(kind=kind.id)}", **context)
        made[path] = f"{text.strip()}\n".encode()
    return made


def _context(kind: Kind, settings: Workspace, parent: Parent, target: Path, version: str) -> dict[str, Any]:
    """What templates know besides the library and its words."""
    brand = settings.brand.model_dump(mode="json", exclude_unset=True) if settings.brand != Brand() else {}
    others = [code for code in parent.offered if code not in settings.languages]
    return {
        "kind": kind.id,
        "settings": settings,
        "brand": brand,
        "parent": parent,
        "version": version,
        "others": [f"{code} ({language(code).name_in(language(SOURCE_LANGUAGE))})" for code in others],
        "second": settings.languages[1] if len(settings.languages) > 1 else "",
        "document": _FIRST if _FIRST in parent.library.documents else next(iter(parent.library.documents), ""),
        "blanks": list(_blanks(settings, kind, parent)),
        "clauses": list(_clauses(settings, parent)),
        "example": _example_change(parent),
        "repository": _Repository.of(parent, target),
        "entry": entry,
        "markdown": markdown,
        "note": note,
        "quoted": shlex.quote,
    }


def entry(key: str, value: Any, *, flow: bool = False, indent: int = 0, before: str = "") -> str:
    """A key with its value as YAML, each line indented and begun as told.

    Args:
        key: the key.
        value: plain data.
        flow: write a list or mapping in one line, in brackets.
        indent: spaces before each line.
        before: what each line begins with after these, such as ``# ``.
    """
    style = None if flow else False
    text = yaml.safe_dump(
        {key: value}, default_flow_style=style, allow_unicode=True, sort_keys=False, width=sys.maxsize
    )
    return "\n".join(f"{' ' * indent}{before}{line}" for line in text.splitlines())


def markdown(text: str) -> str:
    """Words that mean nothing but themselves in Markdown, on one line."""
    return _MARKS.sub(r"\\\1", note(text))


def note(text: str) -> str:
    """Words on one line, as a comment holds them."""
    return " ".join(text.split())


def _blanks(settings: Workspace, kind: Kind, parent: Parent) -> Iterator[Slot]:
    """The blanks that are still open, those of people and school before those of promises."""
    known = {*settings.values, *parent.library.workspace.values}
    fills = kind.fills or ("",)
    return (slot for slot in parent.library.slots.values() if slot.id not in known and slot.id.startswith(fills))


def _clauses(settings: Workspace, parent: Parent) -> Iterator[Node]:
    """The optional clauses that nobody has decided yet, and that nobody below has locked."""
    known = {*settings.choices, *parent.library.workspace.choices}
    for document in parent.library.documents.values():
        locked = {node.key for node in nodes_of(document) if node.locked}
        if isinstance(document, Definition) and document.locked:
            continue
        for node in nodes_of(document):
            inside = any(node.key.startswith(key) for key in locked)
            if isinstance(node, Node) and node.optional and node.key not in known and not inside:
                yield node


def _example_change(parent: Parent) -> dict[str, Any]:
    """A change that can be made to the library below, as a file of ``overlay/`` has it; empty where there is none."""
    trees = sorted(
        parent.opened.sources.definitions,
        key=lambda tree: not tree.source.path.endswith("/family-engagement-policy.yaml"),
    )
    for tree in trees:
        data = tree.mapping
        statements = data.get("statements")
        for statement in statements if isinstance(statements, list) and "locked" not in data else ():
            if isinstance(statement, dict) and {"id", "text"} <= statement.keys() and "locked" not in statement:
                change = {
                    "at": f"{data['id']}#statements[{statement['id']}].text",
                    "replace": "We write here how we do it at our school.",
                    "was": fingerprint(statement["text"]),
                    "why": "The family council asked for it in May.",
                }
                return {"kind": "overlay", "id": "ours", "changes": [change]}
    return {}


@dataclass(frozen=True, slots=True)
class _Repository:
    """Where the workspace and the library below lie in the repositories that a publishing workflow checks out.

    Attributes:
        here: the workspace, seen from the folder that holds both.
        below: the library below, seen from there; empty where nothing needs to be checked out for it.
        inside: whether the workspace lies in the folder of the library below, and so in its repository.
    """

    here: str
    below: str
    inside: bool

    @classmethod
    def of(cls, parent: Parent, target: Path) -> _Repository:
        if parent.packaged:
            return cls(".", "", inside=False)
        folder = parent.folder.resolve()
        around = Path(os.path.commonpath((target, folder)))
        here = PurePosixPath(target.relative_to(around)).as_posix()
        below = PurePosixPath(folder.relative_to(around)).as_posix()
        return cls(here, "" if below == "." else below, inside=below == ".")
