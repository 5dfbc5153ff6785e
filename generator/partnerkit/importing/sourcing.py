"""The source of a text as its author would write it, out of its words of before and of now.

What was not touched keeps what stood there: slots in their form, plurals with all their forms, links to documents,
emphasis that looks like something else in some scripts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from partnerkit.importing.rewriting import Turn, Word, folded
from partnerkit.model import message
from partnerkit.render.docx.pieces import Piece
from partnerkit.wording.markup import Block, Run, read, write
from partnerkit.wording.redline import words_of


@dataclass(frozen=True)
class Source:
    """A text as it was written.

    Attributes:
        text: its source.
        block: whether it may have several paragraphs.
    """

    text: str
    block: bool


@dataclass(frozen=True)
class Made:
    """A text as it is written now.

    Attributes:
        text: its source; empty where nothing is left of it.
        changed: whether it says something else than before.
        unplural: whether a plural has become the words that it showed.
    """

    text: str
    changed: bool
    unplural: bool = False


@dataclass(frozen=True)
class Part:
    """A paragraph of a text.

    Attributes:
        before: its words when it was made; none for a paragraph that came.
        turns: its words now.
        list: ``ul`` or ``ol`` where it is an item.
        level: how deep.
    """

    before: Sequence[Word]
    turns: Sequence[Turn]
    list: str = ""
    level: int = 0


def source_of(source: Source, parts: Sequence[Part]) -> Made:
    """A text out of what its paragraphs say now.

    Args:
        source: as it was.
        parts: its paragraphs, those that are gone without any words.
    """
    if all(_is_untouched(part) for part in parts):
        return Made(source.text, changed=False)
    known = [*read(source.text, block=source.block)]
    atoms = [[*_atoms(block)] for block in known]
    blocks: list[Block] = []
    broken, place = False, -1
    for part in parts:
        place += bool(part.before)
        home = known[place] if 0 <= place < len(known) else Block(())
        table = _table(part.before, atoms[place]) if part.before and place < len(atoms) else {}
        runs, lost = _runs(part, table)
        broken = broken or lost
        for piece in _cut(runs, apart=source.block):
            kind = home if part.before else Block((), part.list, part.level)
            blocks.append(Block(tuple(piece), kind.list, kind.level))
    made = write(blocks, block=source.block)
    return Made(made, not _same(made, source), broken)


def _is_untouched(part: Part) -> bool:
    return bool(part.before) and [turn.was for turn in part.turns] == [*range(len(part.before))]


def _same(made: str, source: Source) -> bool:
    """Whether two sources say the same, but for quotes and spaces."""
    if folded(made).strip() == folded(source.text).strip():
        return True
    return [_plainly(block) for block in read(made, block=source.block)] == [
        _plainly(block) for block in read(source.text, block=source.block)
    ]


def _plainly(block: Block) -> tuple[object, ...]:
    runs = [(folded(run.text), run.bold, run.slanted, run.link, run.part) for run in block.runs if run.text or run.part]
    return (
        block.list,
        block.level,
        [(look, "".join(str(run[0]) for run in group)) for look, group in groupby(runs, key=lambda run: run[1:])],
    )


def _atoms(block: Block) -> Iterator[Run]:
    """The words of a block of a source, as those of a file are cut."""
    for run in block.runs:
        if run.part is not None:
            yield run
        else:
            yield from (replace(run, text=text) for text in words_of(run.text))


def _table(before: Sequence[Word], atoms: Sequence[Run]) -> dict[int, tuple[Run, tuple[int, ...]]]:
    """What stood in the source for each word of a paragraph, and all the words that it stood for."""
    groups = [*_groups(before)]
    old = [_atom_key(run) for run in atoms]
    new = [_word_key(before[group[0]]) for group in groups]
    table: dict[int, tuple[Run, tuple[int, ...]]] = {}
    for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for offset in range(match.size):
            group = groups[match.b + offset]
            table |= dict.fromkeys(group, (atoms[match.a + offset], group))
    return table


def _groups(before: Sequence[Word]) -> Iterator[tuple[int, ...]]:
    """The numbers of words; those of one plural together."""
    for choice, group in groupby(range(len(before)), key=lambda at: before[at].piece.choice):
        numbers = tuple(group)
        if choice:
            yield numbers
        else:
            yield from ((number,) for number in numbers)


def _atom_key(run: Run) -> str:
    match run.part:
        case message.Argument(name=name):
            return f"slot {name}"
        case message.Choice(name=name):
            return f"choice {name}"
        case _:
            return folded(run.text)


def _word_key(word: Word) -> str:
    if word.piece.choice:
        return f"choice {word.piece.choice}"
    return f"slot {word.piece.slot}" if word.piece.slot else folded(word.piece.text)


def _runs(part: Part, table: Mapping[int, tuple[Run, tuple[int, ...]]]) -> tuple[list[Run], bool]:
    """The words of a paragraph as runs, and whether a plural was broken."""
    bold, slanted = _ambient(part.before, table)
    made: list[Run] = []
    broken, at = False, 0
    while at < len(part.turns):
        turn = part.turns[at]
        known = table.get(turn.was) if turn.was is not None else None
        if known is None:
            made.append(_new(turn.word.piece, bold=bold, slanted=slanted))
            at += 1
            continue
        run, group = known
        size = len(group)
        if tuple(one.was for one in part.turns[at : at + size]) == group:
            made.append(run)
            at += size
        else:
            broken = broken or size > 1 or isinstance(run.part, message.Choice)
            made.append(replace(run, text=turn.word.piece.text, part=_slot(turn.word.piece)))
            at += 1
    left = {turn.was for turn in part.turns}
    gone = any(len(group) > 1 and not left & {*group} for _, group in table.values())
    return made, broken and not gone


def _ambient(before: Sequence[Word], table: Mapping[int, tuple[Run, tuple[int, ...]]]) -> tuple[bool, bool]:
    """Whether all words look bold, or slanted, without any sign of it in the source: that is how their place looks."""
    shown = [(before[at].piece, run) for at, (run, _) in table.items() if before[at].piece.text.strip()]
    bold = bool(shown) and all(piece.bold and not run.bold for piece, run in shown)
    slanted = bool(shown) and all(piece.slanted and not run.slanted for piece, run in shown)
    return bold, slanted


def _new(piece: Piece, *, bold: bool, slanted: bool) -> Run:
    return Run(
        text="" if piece.slot else piece.text,
        bold=piece.bold and not bold,
        slanted=piece.slanted and not slanted,
        link=piece.link,
        part=_slot(piece),
    )


def _slot(piece: Piece) -> message.Argument | None:
    return message.Argument(piece.slot) if piece.slot else None


def _cut(runs: Sequence[Run], *, apart: bool) -> Iterator[list[Run]]:
    """Runs, cut where a paragraph was cut; where there can be one paragraph only, a space stands there."""
    if not apart:
        yield [replace(run, text=run.text.replace("\n\n", " ")) for run in runs]
        return
    ends = [-1, *(at for at, run in enumerate(runs) if run.text == "\n\n"), len(runs)]
    for start, end in pairwise(ends):
        yield [*runs[start + 1 : end]]
