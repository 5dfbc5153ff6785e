"""What a file that came back means for a workspace: a plan that can be read, printed, and carried out.

In the language that a document was written in, a text that was edited is a change of an overlay, or of the definition
where that is the workspace's own; in another language it is a change of a catalog. Values and decisions go into
``partnership.yaml``. What the library has changed since the file was made is shown beside it and left to a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from partnerkit.diagnostics import Diagnostic, Severity, Span, nearest
from partnerkit.importing.filled import Answer, Unclear, Value, values_in
from partnerkit.importing.ours import Aside, NewItem, ReadBack, outermost
from partnerkit.model.address import Address, Item, parse_address
from partnerkit.model.base import Node
from partnerkit.model.definition import Definition
from partnerkit.model.library import Library, nodes_of, texts_of
from partnerkit.model.locales import language
from partnerkit.model.text import Text, problem_in
from partnerkit.render.docx.manifest import Origin

Fate = Literal["change", "conflict", "refused"]


@dataclass(frozen=True)
class Edited:
    """A text that says something else than when the file was made.

    Attributes:
        key: its id path.
        before: what it said then.
        now: what it says in the library by now.
        after: what it says in the file.
        fate: whether it can be taken over; ``conflict`` where the library has changed it as well.
        why: why it cannot, in words.
        block: whether it may have several paragraphs.
    """

    key: str
    before: str
    now: str
    after: str
    fate: Fate = "change"
    why: str = ""
    block: bool = False


@dataclass(frozen=True)
class Removed:
    """A part that is gone.

    Attributes:
        at: its id path.
        words: what it said.
        why: why it cannot be taken out; empty where it can.
    """

    at: Address
    words: str
    why: str = ""


@dataclass(frozen=True)
class Chosen:
    """An optional clause that somebody has decided about.

    Attributes:
        key: its id path.
        on: whether it stays.
        words: what it says.
    """

    key: str
    on: bool
    words: str


@dataclass(frozen=True)
class Proposal:
    """What a file means for a workspace.

    Attributes:
        file: what the file is called.
        origin: what it says of itself.
        translation: whether it is in another language than its document was written in.
        values: slots to be filled in otherwise.
        choices: optional clauses that were decided about.
        edited: texts that say something else.
        removed: parts that are gone.
        added: items that came.
        unclear: slots whose value cannot be told.
        answers: what was written into a form; it belongs to whoever wrote it and is taken nowhere.
        aside: words that are put nowhere.
        words: how many words the file has, and how many of these stand where words stood.
    """

    file: str
    origin: Origin
    translation: bool
    values: tuple[Value, ...] = ()
    choices: tuple[Chosen, ...] = ()
    edited: tuple[Edited, ...] = ()
    removed: tuple[Removed, ...] = ()
    added: tuple[NewItem, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    answers: tuple[Answer, ...] = ()
    aside: tuple[Aside, ...] = ()
    words: tuple[int, int] = (0, 0)
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @property
    def changes(self) -> int:
        """How many changes there are to take over."""
        texts = [one for one in self.edited if one.fate == "change"]
        gone = [one for one in self.removed if not one.why]
        return len(texts) + len(gone) + len(self.added) + len(self.values) + len(self.choices)


def wrong_origin(origin: Origin, file: str, libraries: Mapping[str, Library], source: Library) -> Diagnostic | None:
    """Why a file is none of this workspace; None where it is.

    Args:
        origin: what the file says of itself.
        file: what it is called.
        libraries: the library by language, those that it can be asked for.
        source: the library as it was written.
    """
    if origin.document not in source.documents:
        what = f"this is '{origin.document}' of the library '{origin.library}', and this workspace has no such document"
        hint = nearest(origin.document, source.documents) or "Name the workspace that it comes from with --root."
        return Diagnostic("other-document", Span(file), what, hint)
    if origin.language not in libraries:
        what = f"this file is in '{origin.language}', which is no language of this workspace"
        return Diagnostic("unknown-language", Span(file), what, "Add it to 'languages' in partnership.yaml first.")
    return None


def proposed(back: ReadBack, file: str, source: Library, spoken: Library) -> Proposal:
    """What a file means for a workspace.

    Args:
        back: the file, read back.
        file: what it is called.
        source: the library of the workspace as it was written.
        spoken: the same in the language of the file.
    """
    origin = back.manifest.origin
    definition, localized = source.documents[origin.document], spoken.documents[origin.document]
    library = _Known(definition, localized, source, origin.language)
    edited = tuple(library.edited(back))
    removed, choices = library.removed(back)
    values, unclear = values_in(
        back.manifest.blanks,
        back.manifest.blocks,
        back.paragraphs,
        back.store,
        spoken.slots,
        language(origin.language),
    )
    values = [value for value in values if source.workspace.values.get(value.slot, "") != value.after]
    choices = [one for one in choices if source.workspace.choices.get(one.key) is not one.on]
    new = [one for one in back.added if not library.has(one)]
    added = () if library.translation else tuple(new)
    strange = tuple(Aside("place", one.text, str(one.after)) for one in new) if library.translation else ()
    return Proposal(
        file,
        origin,
        library.translation,
        tuple(values),
        tuple(choices),
        edited,
        tuple(removed),
        added,
        tuple(unclear),
        back.answers,
        (*back.aside, *strange),
        back.words,
        tuple(_remarks(back, file, source, edited, added)),
    )


@dataclass(frozen=True)
class _Known:
    """What the library knows of the document."""

    definition: Definition
    localized: Definition
    library: Library
    code: str

    @property
    def translation(self) -> bool:
        """Whether the file is in another language than the document was written in."""
        return self.code != self.definition.language

    def edited(self, back: ReadBack) -> Iterator[Edited]:
        """The texts that say something else."""
        now = {text.key: text for text in texts_of(self.localized)}
        for key, made in back.texts.items():
            before = back.manifest.sources[key]
            text = now.get(key)
            if not made.changed or (text is not None and text.source.strip() == made.text.strip()):
                continue
            if text is None:
                why = "the library no longer has this text"
                yield Edited(key, before, "", made.text, "conflict", why)
            else:
                yield self._edited(text, before, made.text, unplural=made.unplural)

    def _edited(self, text: Text, before: str, after: str, *, unplural: bool) -> Edited:
        fate, why = "change", ""
        if " ".join(text.source.split()) != " ".join(before.split()):
            fate, why = "conflict", "the library has changed this text since the file was made"
        elif problem := problem_in(after, block=text.block):
            fate, why = "refused", problem[1]
        elif unplural:
            fate, why = "refused", "words that follow a number were changed in one form, and there are others"
        return Edited(text.key, before, text.source, after, fate, why, text.block)  # type: ignore[arg-type]  # one of them

    def removed(self, back: ReadBack) -> tuple[list[Removed], list[Chosen]]:
        """The parts that are gone, and the optional clauses that somebody decided about."""
        nodes = {node.key: node for node in nodes_of(self.definition) if isinstance(node, Node)}
        words = back.manifest.sources
        choices = [Chosen(key, on=True, words=_first(words, key)) for key in sorted(back.kept) if key in nodes]
        removed: list[Removed] = []
        now = [*texts_of(self.definition)]
        why_not = "a translation follows its original: take it out there" if self.translation else ""
        off: set[str] = set()
        under = {mark.key: mark.under for mark in back.manifest.marks.values()}
        for address in outermost([key for key in words if key in back.gone], words):
            key = str(address)
            node = nodes.get(key)
            if node is not None and node.optional and self.library.workspace.choices.get(key) is not True:
                choices.append(Chosen(key, on=False, words=_first(words, key)))
                off.add(key)
            elif any(text.key == key or text.key.startswith((f"{key}.", f"{key}[")) for text in now):
                removed.append(Removed(address, _first(words, key), why_not))
        # What depends on a clause that was switched off is gone with it.
        left = [one for one in removed if not off & {*_under(str(one.at), under)}]
        return left, choices

    def has(self, new: NewItem) -> bool:
        """Whether the list of an item that came has one of these words by now."""
        around = f"{item_list(new.after)}["
        texts = (text for text in texts_of(self.definition) if text.key.startswith(around))
        return any(text.source.split() == new.text.split() for text in texts)


def _under(key: str, under: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for other, names in under.items():
        if other == key or other.startswith((f"{key}.", f"{key}[")):
            yield from names


def _first(words: Mapping[str, str], key: str) -> str:
    """The first words of a part."""
    return next((text for name, text in words.items() if name == key or name.startswith((f"{key}.", f"{key}["))), "")


def _remarks(
    back: ReadBack, file: str, source: Library, edited: Sequence[Edited], added: Sequence[NewItem]
) -> Iterator[Diagnostic]:
    """What a person has to know of a file."""
    origin, span = back.manifest.origin, Span(file)
    if back.tracked:
        what = "changes in this file are tracked; they are read as if all of them had been accepted"
        hint = "Reject in Word what you do not want, and import the file again."
        yield Diagnostic("not-taken-over", span, what, hint, Severity.WARNING)
    edition = source.documents[origin.document].version
    if origin.edition != edition:
        what = f"this file is of version {origin.edition} of the document, and the library has {edition}"
        hint = "What has been changed in both is shown below, and not taken over."
        yield Diagnostic("not-taken-over", span, what, hint, Severity.WARNING)
    for new in added:
        if problem := problem_in(new.text, block=False):
            hint = "Change it in the file, and import it again."
            yield Diagnostic("bad-prose", span, f"in the new item behind '{new.after}', {problem[1]}", hint)
    for one in edited:
        if one.fate == "refused":
            yield Diagnostic(
                "bad-prose", span, f"in '{one.key}', {one.why}", "Change it in the file, and import it again."
            )


def item_list(address: Address) -> Address:
    """The list that an item is in."""
    return Address(address.definition, address.steps[:-1])


def item_id(address: Address) -> str:
    """The id of an item."""
    last = address.steps[-1]
    return last.id if isinstance(last, Item) else ""


__all__ = [
    "Chosen",
    "Edited",
    "Proposal",
    "Removed",
    "item_id",
    "item_list",
    "parse_address",
    "proposed",
    "wrong_origin",
]
