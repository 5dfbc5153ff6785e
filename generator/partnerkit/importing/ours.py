"""One of our own Word files, read back: what it says of itself, what has been typed into it, what has been changed.

    file → manifest + paragraphs → alignment → texts as they are now

Nothing here knows a workspace; ``proposing`` holds this against one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from partnerkit.importing.aligning import Alignment, align
from partnerkit.importing.filled import Answer, answers_in
from partnerkit.importing.office import WordFile
from partnerkit.importing.rewriting import Rewritten, Turn, rewritten, words_in
from partnerkit.importing.sourcing import Made, Part, Source, source_of
from partnerkit.load import RefusedError
from partnerkit.model.address import Address, parse_address
from partnerkit.model.address import Item as ItemStep
from partnerkit.model.message import Argument
from partnerkit.render.docx.controls import STORE
from partnerkit.render.docx.manifest import Manifest, NoManifestError, edge_words, read_manifest
from partnerkit.render.docx.marking import SWITCH
from partnerkit.render.docx.pieces import Paragraph
from partnerkit.render.docx.reader import Reader
from partnerkit.wording.markup import Block, Run, write

_RESAVE = (
    "It may come from another library, or have lost this on its way: import the file that Word or LibreOffice saved. "
    "Of a whole kit, import the Word files of its documents."
)

_TYPED_NUMBER = re.compile(r"^\s*\w{1,3}([.)]\w{1,3})*[.)]?\t")
"""The number that somebody typed before an item that came."""
Why = Literal["label", "place", "box", "edge", "note", "plural", "unread", "moved", "form"]


@dataclass(frozen=True)
class Aside:
    """Words that are put nowhere, and why.

    Attributes:
        why: ``label``: they stand among words that no author of the document wrote; ``place``: nothing says where they
            belong; ``edge``: they are at the head or the foot of pages; ``note``: they are a note or a comment.
        words: the words.
        near: the id path of the text before them; empty where there is none.
    """

    why: Why
    words: str
    near: str = ""


@dataclass(frozen=True)
class NewItem:
    """A paragraph that came behind an item of a list and looks like one.

    Attributes:
        after: the id path of that item.
        text: its words, as an author would write them.
    """

    after: Address
    text: str


@dataclass(frozen=True)
class ReadBack:
    """A file that has been read back.

    Attributes:
        manifest: what it says of itself.
        texts: every text that is still there, as it is written now, by id path.
        gone: the id paths of texts of which nothing is left.
        kept: the optional clauses whose label is gone, though they are there.
        added: items that came.
        aside: words that are put nowhere.
        answers: what was written into a form.
        paragraphs: its paragraphs, those of head and foot too.
        store: what its store says of its slots.
        tracked: whether changes in it were tracked.
        words: how many words it has, and how many of these are of texts and labels that were there.
    """

    manifest: Manifest
    texts: Mapping[str, Made]
    gone: frozenset[str]
    kept: frozenset[str]
    added: tuple[NewItem, ...]
    aside: tuple[Aside, ...]
    answers: tuple[Answer, ...]
    paragraphs: Sequence[Paragraph]
    store: Mapping[str, str]
    tracked: bool
    words: tuple[int, int]


def read_back(word: WordFile, blocks: frozenset[str]) -> ReadBack:
    """Read one of our own files.

    Args:
        word: the file.
        blocks: the id paths of texts that may have several paragraphs.

    Raises:
        RefusedError: when it is none of ours.
    """
    manifest, store = _about(word)
    reader = Reader(slots=frozenset(blank.id for blank in manifest.blanks), links=word.links)
    paragraphs = [*reader.paragraphs(word.body)]
    edges, aside = _beside(word, manifest, reader)
    aligned = align(manifest.blocks, paragraphs)
    desk = _Desk(manifest, aligned, blocks)
    aside = [*desk.aside(), *aside, *(Aside("unread", what) for what in dict.fromkeys(reader.unread))]
    texts = desk.texts()
    gone = frozenset(key for key, made in texts.items() if not made.text)
    kept, gone = desk.switches(gone)
    return ReadBack(
        manifest,
        {key: made for key, made in texts.items() if made.text},
        gone,
        kept,
        tuple(desk.added),
        tuple(aside),
        tuple(desk.answers()),
        (*paragraphs, *edges),
        store,
        reader.tracked,
        desk.counted(),
    )


def about(word: WordFile) -> Manifest:
    """What a file says of itself; see ``read_back``."""
    return _about(word)[0]


def _about(word: WordFile) -> tuple[Manifest, dict[str, str]]:
    manifest: Manifest | None = None
    store: dict[str, str] = {}
    for root in word.custom():
        if root.tag == f"{{{STORE}}}slots":
            store = {etree.QName(one).localname: one.text or "" for one in root if isinstance(one.tag, str)}
        else:
            try:
                manifest = read_manifest(root)
            except NoManifestError:
                continue
    if manifest is None:
        raise RefusedError("this Word file does not say which document of ours it is", _RESAVE)
    return manifest, store


def _beside(word: WordFile, manifest: Manifest, reader: Reader) -> tuple[list[Paragraph], list[Aside]]:
    """Words outside of the body: slots at the head of pages, and what somebody wrote there or in notes."""
    paragraphs: list[Paragraph] = []
    aside: list[Aside] = []
    for name in word.beside():
        root = word.tree(name)
        kind = name.rpartition("/")[2].rstrip("0123456789.xml")
        if kind.startswith(("header", "footer")):
            paragraphs += reader.paragraphs(root)
            aside += (Aside("edge", words) for words in edge_words(root) if words and words not in manifest.edges)
            continue
        for note in root:
            words = " ".join(one.text for one in reader.paragraphs(note)).strip()
            aside += [Aside("note", words)] if words else []
    return paragraphs, aside


@dataclass
class _Desk:
    """A file on which everything has been put in its place.

    Attributes:
        manifest: what it says of itself.
        aligned: what became of its paragraphs.
        blocks: the id paths of texts that may have several paragraphs.
    """

    manifest: Manifest
    aligned: Alignment
    blocks: frozenset[str]

    def __post_init__(self) -> None:
        marks = self.manifest.marks
        after = self.aligned.paragraphs
        self.read: dict[int, Rewritten] = {
            block: rewritten(self.manifest.blocks[block], [after[at] for at in sorted(now)], marks)
            for block, now in self.aligned.now.items()
        }
        self.added: list[NewItem] = []
        self._into: dict[str, list[tuple[int, Part]]] = {}
        self._aside: list[Aside] = []
        for at, block in self.aligned.new.items():
            self._place(after[at], block)

    # -- paragraphs that came ------------------------------------------------------------------------------------------

    def _place(self, paragraph: Paragraph, block: int) -> None:
        """Give a paragraph that came to the text before it, or to its list, or to nobody."""
        words = write([Block(tuple(_runs(paragraph)))], block=True)
        if not words:
            return
        key, before = self._key_at(block), self.manifest.blocks[block] if block >= 0 else None
        listed = bool(paragraph.listed)
        if key in self.blocks and before is not None and paragraph.cell == before.cell:
            turns = [Turn(word) for word in words_in(paragraph.pieces, {})]
            self._into.setdefault(key, []).append((block, Part((), turns, "ul" if listed else "", paragraph.level)))
        elif before is not None and key.endswith(".text") and paragraph.style == before.style and not before.cell:
            self.added.append(NewItem(parse_address(key).of_item, words))
        else:
            self._aside.append(Aside("place", paragraph.text.strip(), key))

    def _key_at(self, block: int) -> str:
        """The last text of a paragraph, or of one before it."""
        while block >= 0:
            for piece in reversed(self.manifest.blocks[block].pieces):
                key = self.manifest.marks[piece.mark].key if piece.mark in self.manifest.marks else ""
                if key and not key.startswith(SWITCH):
                    return key
            block -= 1
        return ""

    # -- texts ---------------------------------------------------------------------------------------------------------

    def texts(self) -> dict[str, Made]:
        """Every text as it is written now."""
        parts: dict[str, list[tuple[int, Part]]] = {}
        for number, block in enumerate(self.manifest.blocks):
            old = words_in(block.pieces, self.manifest.marks)
            for key in dict.fromkeys(word.key for word in old if word.key):
                read = self.read.get(number)
                own = [word for word in old if word.key == key]
                places = {at: n for n, at in enumerate(at for at, word in enumerate(old) if word.key == key)}
                turns = [replace(turn, was=places.get(turn.was)) if turn.was is not None else turn
                         for turn in (read.turns.get(key, ()) if read else ())]  # fmt: skip
                parts.setdefault(key, []).append((number, Part(own, turns)))
        for key, new in self._into.items():
            parts[key] = sorted((*parts[key], *new), key=lambda one: one[0])
        return {
            key: source_of(Source(self.manifest.sources.get(key, ""), key in self.blocks), [part for _, part in own])
            for key, own in parts.items()
            if not key.startswith(SWITCH)
        }

    def switches(self, gone: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The optional clauses that somebody decided to keep, and what is gone besides their notes."""
        kept: set[str] = set()
        for number, block in enumerate(self.manifest.blocks):
            for piece in block.pieces:
                key = self.manifest.marks[piece.mark].key if piece.mark in self.manifest.marks else ""
                if key.startswith(SWITCH) and not (number in self.read and self.read[number].turns.get(key)):
                    kept.add(key.removeprefix(SWITCH))
        every = {key for key in self._keys() if key not in gone}
        kept = {key for key in kept if any(_is_inside(other, key) for other in every)}
        notes = {f"{key}.optional_note" for key in kept}
        return frozenset(kept), gone - notes

    def _keys(self) -> Iterator[str]:
        return (mark.key for mark in self.manifest.marks.values() if not mark.key.startswith(SWITCH))

    # -- what is not a text --------------------------------------------------------------------------------------------

    def aside(self) -> list[Aside]:
        """Words that are put nowhere, in their order."""
        found = [*self._aside]
        for block, read in sorted(self.read.items()):
            switched = (turn for key, turns in read.turns.items() if key.startswith(SWITCH) for turn in turns)
            labels = (turn.word.piece.text for turn in switched if turn.was is None)
            if words := "".join((*read.came, *labels)).strip():
                found.append(Aside("label", words, self._key_at(block)))
            if block in self.aligned.moved:
                found.append(Aside("moved", self.manifest.blocks[block].text[:80], self._key_at(block)))
        return found

    def answers(self) -> Iterator[Answer]:
        """What was written into a form."""
        for block, now in sorted(self.aligned.now.items()):
            pieces = [piece for at in sorted(now) for piece in self.aligned.paragraphs[at].pieces]
            yield from answers_in(self.manifest.blocks[block].pieces, pieces, {})

    def counted(self) -> tuple[int, int]:
        """How many words a file has, and how many of them stand where words stood."""
        every = sum(_count(paragraph) for paragraph in self.aligned.paragraphs)
        new = sum(_count(self.aligned.paragraphs[at]) for at in self.aligned.new)
        return every, every - new


def outermost(gone: Iterable[str], every: Iterable[str]) -> list[Address]:
    """The parts of a document of which nothing is left: whole items wherever all of one is gone, else single texts.

    Args:
        gone: the id paths of texts that are gone.
        every: the id paths of all texts of the file.
    """
    known = {key: parse_address(key) for key in dict.fromkeys((*gone, *every))}
    lost = set(gone)
    found: dict[Address, None] = {}
    for key in gone:
        address = known[key]
        items = [
            Address(address.definition, address.steps[:end])
            for end, step in enumerate(address.steps, 1)
            if isinstance(step, ItemStep)
        ]
        whole = (item for item in items if all(k in lost for k, a in known.items() if a.moved(item, item)))
        found.setdefault(next(whole, address))
    return [*found]


def _is_inside(key: str, of: str) -> bool:
    return key.startswith((f"{of}.", f"{of}[")) and not key.endswith(".optional_note")


def _runs(paragraph: Paragraph) -> Iterator[Run]:
    for number, piece in enumerate(paragraph.pieces):
        text = piece.text if number else _TYPED_NUMBER.sub("", piece.text)
        part = Argument(piece.slot) if piece.slot else None
        yield Run("" if part else text, piece.bold, piece.slanted, piece.link, part)


def _count(paragraph: Paragraph) -> int:
    return len(paragraph.text.split())
