"""A proposal carried out: the files of a workspace as they would be, tried before any of them is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span
from partnerkit.importing.opening import Desk
from partnerkit.importing.proposing import Edited, Proposal, item_id, item_list
from partnerkit.load import LOCALES, read_tree, settings_of
from partnerkit.model.address import Address, Item, parse_address, parts_of, path_to
from partnerkit.model.library import texts_of
from partnerkit.model.locales import language
from partnerkit.model.overlay import fingerprint
from partnerkit.model.sources import Sources, SourceTree, Tree, TreePath
from partnerkit.replicate.apply import Files, lock_after, new_errors
from partnerkit.replicate.edit import Edit, NotEditableError
from partnerkit.replicate.ids import new_id
from partnerkit.replicate.lock import LOCK, Lock, inherited
from partnerkit.replicate.override import with_change, written_already
from partnerkit.replicate.plan import plan_of
from partnerkit.translate.exchange import Row, State, digest
from partnerkit.translate.merge import Place, merge

_NONE: dict[str, bytes] = {}


def applied(desk: Desk, lock: Lock | None, why: str = "") -> Result[Files | None]:
    """The files of a workspace with everything taken over that a proposal has.

    Args:
        desk: the proposal and the workspace.
        lock: the lock of the workspace, if it has one.
        why: the reason, which is written beside each change of an overlay; may be empty.

    Returns:
        What becomes of each file; None with the reasons where the workspace would not be sound any more.
    """
    proposal, layers = desk.proposal, desk.opened.layers
    writer = _Writer(layers[-1], layers[:-1], proposal.origin.document, why)
    try:
        writer.settings(proposal)
        if not proposal.translation:
            writer.texts(proposal)
    except NotEditableError as error:
        place, _, what = str(error).rpartition(": ")
        return Result(None, (Diagnostic("not-editable", Span(place), what, "Then run this again."),))
    catalogs = _catalogs(desk) if proposal.translation else Result(_NONE)
    after = (*layers[:-1], writer.workspace)
    if writer.files and (broken := tuple(new_errors(layers, after))):
        return Result(None, broken)
    files: dict[str, bytes | None] = {**writer.files, **catalogs.value}
    if writer.overlaid:
        files[LOCK] = lock_after(plan_of(layers, lock).value, after, met_only=True)
    return Result(files, catalogs.diagnostics)


@dataclass
class _Writer:
    """A workspace that is being changed.

    Attributes:
        workspace: its files, as they are by now.
        below: the layers below it.
        document: the id of the document.
        why: the reason.
        files: what has changed.
        overlaid: whether an overlay is among it.
    """

    workspace: Sources
    below: tuple[Sources, ...]
    document: str
    why: str
    files: dict[str, bytes] = field(default_factory=dict)
    overlaid: bool = False

    # -- settings ------------------------------------------------------------------------------------------------------

    def settings(self, proposal: Proposal) -> None:
        """Values and decisions."""
        values = {one.slot: one.after for one in proposal.values}
        choices = {one.key: "true" if one.on else "false" for one in proposal.choices}
        tree = next(settings_of(self.workspace.definitions), None)
        if tree is None or not (values or choices):
            return
        edit = Edit(tree)
        for key, said in (("values", values), ("choices", choices)):
            there = tree.data.get(key) if isinstance(tree.data, dict) else None
            if said and isinstance(there, dict) and there:
                for name, value in said.items():
                    edit.put((key, name), value)
            elif said:
                edit.put((key,), dict(said))
        self._take(replace(tree.source, data=edit.done()).path, edit.done())

    # -- texts ---------------------------------------------------------------------------------------------------------

    def texts(self, proposal: Proposal) -> None:
        """Texts, parts that are gone, and items that came."""
        own = next((tree for tree in self.workspace.definitions if _id(tree) == self.document), None)
        if own is not None:
            self._take(own.source.path, _edited(own, proposal))
            return
        tree = next(tree for tree in inherited(self.below) if _id(tree) == self.document)
        parts = dict(parts_of(tree.data, Address(self.document)))
        for one in _changes(proposal):
            self._replace(parse_address(one.key), one.after, parts)
        for gone in proposal.removed:
            if not gone.why:
                self._change({"at": str(gone.at), "remove": "true", "was": fingerprint(parts.get(gone.at))})
        for after, new in _items(proposal, parts):
            self._change({"at": str(item_list(after)), "add": new, "after": item_id(after)})

    def _replace(self, address: Address, words: str, parts: Mapping[Address, Tree]) -> None:
        """Other words in a place: in the change that there is already, or in a new one."""
        if written := written_already(self.workspace, address):
            tree, index = written
            change = tree.value(("changes", index))
            key = "set" if isinstance(change, dict) and "set" in change else "replace"
            self._put(tree, ("changes", index, key), words)
        elif place := self._inside_of_change(address):
            self._put(*place, words)
        else:
            self._change({"at": str(address), "replace": words, "was": fingerprint(parts[address])})

    def _inside_of_change(self, address: Address) -> tuple[SourceTree, TreePath] | None:
        """Where a part stands that an overlay of the workspace has brought as a part of something larger."""
        for tree in self.workspace.overlays:
            changes = tree.data.get("changes") if isinstance(tree.data, dict) else None
            for index, change in enumerate(changes if isinstance(changes, list) else ()):
                if not isinstance(change, dict):
                    continue
                for key, value in change.items():
                    if key in ("add", "replace", "set") and isinstance(value, dict | list):
                        around = _address_of(change, value if key == "add" else None)
                        rest = address.steps[len(around.steps) :] if around and address.moved(around, around) else ()
                        if rest and (path := path_to(value, rest)) is not None:
                            return tree, ("changes", index, key, *path)
        return None

    def _put(self, tree: SourceTree, path: TreePath, words: str) -> None:
        edit = Edit(tree)
        edit.put(path, words)
        self.overlaid = True
        self._take(tree.source.path, edit.done())

    def _change(self, change: dict[str, Tree]) -> None:
        tree = with_change(self.workspace, self.document, {**change, **({"why": self.why} if self.why else {})})
        self.overlaid = True
        self._take(tree.source.path, tree.source.data, tree)

    def _take(self, path: str, data: bytes, tree: SourceTree | None = None) -> None:
        """A file as it is now, in the workspace too."""
        trees = (*self.workspace.definitions, *self.workspace.overlays)
        old = next((one for one in trees if one.source.path == path), None)
        if old is not None:
            tree = read_tree(replace(old.source, data=data)).value
        if tree is None:
            raise NotEditableError(f"{path}: this file cannot be changed line by line")
        self.files[path] = data
        definitions = tuple(tree if one is old else one for one in self.workspace.definitions)
        overlays = tuple(tree if one is old else one for one in self.workspace.overlays)
        if old is None:
            overlays = (*overlays, tree)
        self.workspace = replace(self.workspace, definitions=definitions, overlays=overlays)


def _edited(tree: SourceTree, proposal: Proposal) -> bytes:
    """A definition of the workspace itself, with what was edited in it."""
    edit = Edit(tree)
    for one in _changes(proposal):
        path = path_to(tree.data, parse_address(one.key).steps)
        if path is not None:
            edit.put(path, one.after)
    for gone in proposal.removed:
        path = path_to(tree.data, gone.at.steps)
        if path is not None and not gone.why:
            edit.drop(path)
    parts = dict(parts_of(tree.data, Address(proposal.origin.document)))
    for after, new in reversed([*_items(proposal, parts)]):
        path = path_to(tree.data, after.steps)
        if path is not None:
            edit.follow(path, new)
    return edit.done()


def _changes(proposal: Proposal) -> Iterator[Edited]:
    return (one for one in proposal.edited if one.fate == "change")


def _items(proposal: Proposal, parts: Mapping[Address, Tree]) -> Iterator[tuple[Address, dict[str, Tree]]]:
    """Items that came, each with the one that it stands behind; of several behind one, the last comes first."""
    taken: dict[Address, set[str]] = {}
    made: list[tuple[Address, dict[str, Tree]]] = []
    for new in proposal.added:
        around = item_list(new.after)
        items = parts.get(around)
        ids = {str(one.get("id")) for one in items if isinstance(one, dict)} if isinstance(items, list) else set()
        names = taken.setdefault(around, ids)
        name = new_id({"text": new.text}, names)
        names.add(name)
        made.append((new.after, {"id": name, "text": new.text}))
    yield from reversed(made)


def _address_of(change: Mapping[str, Tree], added: Tree) -> Address | None:
    """The address of what a change says."""
    try:
        at = parse_address(str(change.get("at", "")))
    except ValueError:
        return None
    return at.then(Item(str(added.get("id")))) if isinstance(added, dict) else at


def _id(tree: SourceTree) -> str:
    return str(tree.data.get("id", "")) if isinstance(tree.data, dict) else ""


# -- another language --------------------------------------------------------------------------------------------------


def _catalogs(desk: Desk) -> Result[dict[str, bytes]]:
    """The catalog of the workspace with the translations that were edited."""
    proposal, opened = desk.proposal, desk.opened
    code, name = proposal.origin.language, proposal.origin.document
    source = {text.key: text for text in texts_of(opened.library.documents[name])}
    now = {text.key: text for text in texts_of(desk.spoken.documents[name])}
    file = f"{LOCALES}/{code}/{name}.po"
    own = {one.path: one.data.decode("utf-8-sig") for one in opened.sources.catalogs.get(code, ()) if not one.base}
    changes = [one for one in proposal.edited if one.fate == "change" and one.key in source]
    rows = [
        Row(
            key=one.key,
            source=source[one.key].source,
            target=one.after,
            state=State.DRAFTED,
            of_source=digest(source[one.key].source),
            of_target=digest(now[one.key].source if now[one.key].lang == code else ""),
            span=Span(proposal.file),
        )
        for one in changes
    ]
    places = {one.key: Place(name, source[one.key], file) for one in changes}
    merged = merge(rows, places, own, opened.library, language(code))
    found = merged.diagnostics
    if any(one.severity is Severity.ERROR for one in found):
        return Result({}, found)
    return Result({path: text.encode() for path, text in merged.value.catalogs.items()}, found)
