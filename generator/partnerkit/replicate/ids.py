"""What ``partnerkit fmt`` writes: ids for items that have none, and in today's format what is in an older one.

Every part that others may change, translate or refer to needs a name that stays. An id is made of the first words of an
item, once. It never follows these words when they change later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pydantic import ValidationError

from partnerkit.load.formats import outdated
from partnerkit.load.tree import as_written
from partnerkit.model.kinds import KINDS, MODELS
from partnerkit.model.sources import SourceTree, Tree, TreePath
from partnerkit.replicate.edit import Edit
from partnerkit.validate.places import tree_path

_SAYING = ("title", "heading", "label", "name", "text", "question", "note")
"""The keys whose words name an item best, in this order."""
_WORDS = 4
_LONGEST = 40


def tidied(tree: SourceTree) -> tuple[bytes, tuple[str, ...]]:
    """A definition in today's format whose items all have ids, and what is new; see ``Edit`` for what stays."""
    written = as_written(tree.source).value or tree
    edit, made = Edit(written), []
    for one in outdated(written):
        value = one.value(written.value((one.old,)))
        if value is None:
            edit.drop((one.old,))
        else:
            edit.rename((one.old,), one.new, value)
        made.append(one.new)
    taken: dict[TreePath, set[str]] = {}
    for path in _without_id(tree):
        names = taken.setdefault(path[:-1], set(_ids(tree.value(path[:-1]))))
        name = new_id(tree.value(path), names)
        names.add(name)
        made.append(name)
        edit.lead(path, "id", name)
    return edit.done(), tuple(made)


def _without_id(tree: SourceTree) -> Iterator[TreePath]:
    """The items of lists that lack an id and must have one, as the model of the kind says."""
    kind = tree.data.get("kind") if isinstance(tree.data, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        return
    try:
        KINDS[kind].validate_python(tree.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = tree_path(detail["loc"], tree, MODELS[kind])
            if detail["type"] == "missing" and path[-1:] == ("id",) and isinstance((*path[:-1], "")[-2], int):
                yield path[:-1]


def _ids(items: Tree) -> Iterator[str]:
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(name := item.get("id"), str):
            yield name


def new_id(item: Tree, taken: set[str]) -> str:
    """An id for an item that none of the others has."""
    said = (item.get(key) for key in _SAYING) if isinstance(item, dict) else ()
    words = next((words for words in said if isinstance(words, str) and _slug(words)), "item")
    name = slug = _slug(words)
    number = 1
    while name in taken:
        number += 1
        name = f"{slug}-{number}"
    return name


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", re.sub(r"\{[^}]*\}", " ", plain))[:_WORDS])[:_LONGEST].strip("-")
