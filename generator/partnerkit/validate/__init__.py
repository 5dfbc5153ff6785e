"""Stage 3, validate: turn trees into typed definitions, and report every error of every file at once.

First each file by itself against the model of its kind (``shape``), then the library as a whole: ids, references,
slots, roles, choices (``links``). Past this stage there are no raw dicts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from partnerkit.diagnostics import Diagnostic, Result, Span, errors_in
from partnerkit.execute.memo import Memo
from partnerkit.model.base import Addressed
from partnerkit.model.definition import Definition
from partnerkit.model.editions import EVERY, edition_of
from partnerkit.model.kinds import DOCUMENT_KINDS, MODELS
from partnerkit.model.library import INTERFACE, Library, kind_order
from partnerkit.model.overlay import Overlay
from partnerkit.model.sources import Sources, SourceTree
from partnerkit.model.text import Text, problem_in
from partnerkit.model.vocabulary import Kit, Page, Vocabulary, declared
from partnerkit.model.workspace import Workspace
from partnerkit.validate.brand import check_brand
from partnerkit.validate.gates import check_quality
from partnerkit.validate.lineage import worded
from partnerkit.validate.links import check_links
from partnerkit.validate.shape import read_definition


def validate(sources: Sources, memo: Memo | None = None) -> Result[Library]:
    """Read every definition of a workspace.

    Args:
        sources: its files.
        memo: holds what has been read and weighed already, of the files that it holds.

    Returns:
        The library of all definitions that are sound by themselves, and every problem found in any of them.
    """
    memo = memo or Memo()
    diagnostics: list[Diagnostic] = []
    read: list[tuple[SourceTree, Addressed]] = []
    declared: dict[str, Span] = {}
    for tree in sources.definitions:
        result = memo.once("read", (tree,), partial(read_definition, tree))
        diagnostics += result.diagnostics
        diagnostics += _identity(tree, declared)
        if result.value is not None:
            read.append((tree, result.value))
    diagnostics += _called_like_an_edition(declared)
    interface = memo.once("words", (sources.interface,), partial(_interface, sources.interface))
    diagnostics += interface.diagnostics
    library = _library([definition for _, definition in read], interface.value, sources)
    diagnostics += _one_workspace(read)
    branded = check_brand(library, sources)
    library = branded.value
    diagnostics += branded.diagnostics
    diagnostics += check_links(library, read, _known_ids(sources), memo)
    if not errors_in(diagnostics):
        # Advice about the whole is of no use before its parts are sound.
        diagnostics += check_quality(library, read, memo)
    return Result(library, tuple(diagnostics))


def read_overlays(layers: Sequence[Sources]) -> Result[Mapping[str, Overlay]]:
    """The overlays of all layers that are sound by themselves, by the name that diagnostics have for their file."""
    found: dict[str, Overlay] = {}
    diagnostics: list[Diagnostic] = []
    for tree in (tree for layer in layers for tree in layer.overlays):
        result = read_definition(tree)
        diagnostics += result.diagnostics
        if isinstance(result.value, Overlay):
            found[tree.source.shown] = result.value
        elif result.value is not None:
            hint = "Move it to content/, where definitions are; or write 'kind: overlay'."
            diagnostics.append(Diagnostic("bad-value", tree.at(("kind",)), "only overlays belong in overlay/", hint))
    return Result(found, tuple(diagnostics))


def _known_ids(sources: Sources) -> dict[str, str]:
    """The id of every file and what it declares: a document, or its kind. What cannot be read goes by its name."""
    known = dict(_by_name(path) for path in sources.unread)
    for tree in sources.definitions:
        name, what = _by_name(tree.source.path)
        data = tree.mapping
        kind = str(data.get("kind", what))
        known[str(data.get("id", name))] = "document" if kind in DOCUMENT_KINDS else kind
    return known


def _by_name(path: str) -> tuple[str, str]:
    """What a file most likely declares, by its place."""
    place = PurePosixPath(path)
    return place.stem, "kit" if place.parts[0] == "kits" else place.stem if place.stem in MODELS else "document"


def _one_workspace(read: list[tuple[SourceTree, Addressed]]) -> list[Diagnostic]:
    settings = [tree for tree, definition in read if isinstance(definition, Workspace)]
    hint = "Move what you need there, and delete this file."
    odd = [
        Diagnostic("bad-value", tree.at(("kind",)), "this file holds the settings", "Write 'kind: workspace'.")
        for tree, definition in read
        if tree.source.path.startswith("partnership.") and not isinstance(definition, Workspace)
    ]
    odd += [
        Diagnostic("bad-value", tree.at(("kind",)), "this file holds changes, not a definition", "Move it to overlay/.")
        for tree, definition in read
        if isinstance(definition, Overlay)
    ]
    return odd + [
        Diagnostic("rule", tree.at(("kind",)), f"the settings of this library are in {settings[0].source.path}", hint)
        for tree in settings[1:]
    ]


def _identity(tree: SourceTree, declared: dict[str, Span]) -> list[Diagnostic]:
    """An id is the name of its file, and no other file has it."""
    name = tree.data.get("id") if isinstance(tree.data, dict) else None
    if not isinstance(name, str) or not name:
        return []
    span = tree.at(("id",))
    found = []
    stem = PurePosixPath(tree.source.path).stem
    if stem not in ("partnership", name):
        hint = f"Rename the file to {name}.yaml, or write 'id: {stem}'."
        found.append(Diagnostic("id-mismatch", span, f"the id '{name}' is not the name of this file", hint))
    if name in declared:
        hint = f"It is already the id of {declared[name].file}; choose another."
        found.append(Diagnostic("duplicate-id", span, f"the id '{name}' is taken", hint))
    declared.setdefault(name, span)
    return found


def _called_like_an_edition(declared: Mapping[str, Span]) -> list[Diagnostic]:
    """An id is not what the files of another one are called in an edition."""
    hint = "Choose another id: files of both would have the same name."
    return [
        Diagnostic("duplicate-id", declared[name], f"'{name}' is the {edition} edition of '{other}'", hint)
        for other in declared
        for edition in EVERY
        if (name := edition_of(other, edition)) in declared
    ]


def _interface(tree: SourceTree) -> Result[Mapping[str, Text]]:
    """The strings of the interface: a flat mapping of id to one line."""
    strings: dict[str, Text] = {}
    found: list[Diagnostic] = []
    for key, value in tree.mapping.items():
        path = (key,)
        if not isinstance(value, str) or not value.strip():
            found.append(Diagnostic("wrong-type", tree.at(path), f"'{key}' must be a line of text", "Write the words."))
        elif problem := problem_in(value, block=False):
            code, what, offset = problem
            found.append(Diagnostic(code, tree.within(path, value, offset), what, "Mend this interface string."))
        else:
            strings[key] = Text(value.strip(), key=f"{INTERFACE}#{key}")
    return Result(strings, tuple(found))


def _library(definitions: list[Addressed], interface: Mapping[str, Text], sources: Sources) -> Library:
    documents = [d for d in definitions if isinstance(d, Definition)]
    kits = [d for d in definitions if isinstance(d, Kit)]
    pages = [d for d in definitions if isinstance(d, Page)]
    vocabulary = tuple(d for d in definitions if isinstance(d, Vocabulary))
    slots, roles = declared(vocabulary)
    settings = [d for d in definitions if isinstance(d, Workspace)]
    by_id = {str(tree.data.get("id")): tree.source for tree in sources.definitions if isinstance(tree.data, dict)}
    return Library(
        workspace=settings[0]
        if settings
        else Workspace(kind="workspace", id="library", name="Library", languages=("en",)),
        documents={d.id: d for d in sorted(documents, key=lambda d: (kind_order(d.kind), d.id))},
        kits={kit.id: kit for kit in sorted(kits, key=lambda kit: (kit.order, kit.id))},
        pages={page.id: page for page in sorted(pages, key=lambda page: (page.order, page.id))},
        slots=slots,
        roles=roles,
        interface=interface,
        vocabulary=vocabulary,
        sources=by_id,
        lowest=sources.bases[0] if sources.bases else "",
    )


__all__ = ["read_overlays", "validate", "worded"]
