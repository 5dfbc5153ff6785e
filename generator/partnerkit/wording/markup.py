"""Prose taken apart and put together again: the words of an author as runs, and runs as the prose that says them.

What comes back from a word processor is words with a look. Here they become what an author would have typed: emphasis,
links, lists, slots, and every sign that would mean something else quoted. Reading what was written gives the same runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markdown_it.token import Token

from partnerkit.model import message
from partnerkit.wording.prose import markdown, with_marks

_MARKED = re.compile("([\ue000-\uf8ff])")
_MARK = 0xE000
_SIGNS = re.compile(r"([\\*_\[\]])")
_LINE_START = re.compile(r"^(?:([-+])(?=\s|$)|(\d{1,9})([.)])(?=\s|$))")
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words that are alike, or one slot.

    Attributes:
        text: the words; empty for a slot.
        bold: whether they are strong.
        slanted: whether they are stressed.
        link: what they lead to.
        part: the slot or plural that stands here instead of words.
    """

    text: str = ""
    bold: bool = False
    slanted: bool = False
    link: str = ""
    part: message.Argument | message.Choice | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or an item of a list.

    Attributes:
        runs: its words.
        list: ``ul`` or ``ol`` for an item; empty for a paragraph.
        level: how deep a list is inside others.
    """

    runs: tuple[Run, ...]
    list: str = ""
    level: int = 0


# -- reading -----------------------------------------------------------------------------------------------------------


def read(source: str, *, block: bool) -> tuple[Block, ...]:
    """The blocks of prose; a single line is one.

    Raises:
        MessageError: when it is no message.
    """
    text, marks = with_marks(message.parse(source))
    if not block:
        (token,) = markdown().parseInline(text)
        return (Block(tuple(_runs(token.children or [], marks))),)
    blocks: list[Block] = []
    lists: list[str] = []
    for token in markdown().parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token.tag)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline":
            runs = tuple(_runs(token.children or [], marks))
            blocks.append(Block(runs, lists[-1] if lists else "", max(len(lists) - 1, 0)))
    return tuple(blocks)


def _runs(tokens: Iterable[Token], marks: Sequence[message.Part]) -> Iterator[Run]:
    like = Run()
    for token in tokens:
        match token.type:
            case "text":
                yield from _pieces(token.content, marks, like)
            case "softbreak" | "hardbreak":
                yield replace(like, text=" ")
            case "strong_open" | "strong_close":
                like = replace(like, bold=token.nesting == 1)
            case "em_open" | "em_close":
                like = replace(like, slanted=token.nesting == 1)
            case "link_open":
                like = replace(like, link=str(token.attrs.get("href", "")))
            case "link_close":
                like = replace(like, link="")


def _pieces(text: str, marks: Sequence[message.Part], like: Run) -> Iterator[Run]:
    for piece in filter(None, _MARKED.split(text)):
        index = ord(piece) - _MARK if len(piece) == 1 else -1
        part = marks[index] if 0 <= index < len(marks) else piece
        yield replace(like, part=part) if not isinstance(part, str | message.Pound) else replace(like, text=piece)


# -- writing -----------------------------------------------------------------------------------------------------------


def write(blocks: Iterable[Block], *, block: bool) -> str:
    """The prose that says some blocks; where it is a single line, they stand behind each other."""
    made = [(one, words) for one in blocks if (words := _written(one.runs))]
    if not block:
        return " ".join(words for _, words in made)
    out: list[str] = []
    before: Block | None = None
    for one, words in made:
        if before is not None:
            out.append("\n" if one.list and before.list and (one.list == before.list or one.level) else "\n\n")
        out.append(_item(one, words) if one.list else _line(words))
        before = one
    return "".join(out)


def _item(block: Block, words: str) -> str:
    sign = "-" if block.list == "ul" else "1."
    return f"{'   ' * block.level}{sign} {_line(words)}"


def _line(words: str) -> str:
    """Words at the beginning of a line, where a hyphen or a number would begin a list."""
    return _LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", words)


def _written(runs: Iterable[Run]) -> str:
    """Runs as one line; where a look cannot be said between these very words, the words stand without it."""
    tidy = _tidied(runs)
    if not any(run.bold or run.slanted or run.link for run in tidy):
        return _said(tidy)
    made = _said(tidy)
    plain = [replace(run, bold=False, slanted=False, link="") for run in tidy]
    return made if _plain(read(made, block=False)[0].runs) == _plain(plain) else _said(plain)


def _plain(runs: Iterable[Run]) -> str:
    words = "".join(run.text if run.part is None else message.written((run.part,)) for run in runs)
    return _SPACE.sub(" ", words).strip(" ")


def _said(runs: Sequence[Run]) -> str:
    """Runs as one line: signs of emphasis stand at the words, and the space around them outside."""
    parts: list[message.Argument | message.Choice] = []
    out: list[str] = []
    for link, linked in groupby(runs, key=lambda run: run.link):
        words = "".join(_bold(group, parts, bold=bold) for bold, group in groupby(linked, key=lambda run: run.bold))
        out.append(_around(words, "[", f"]({link})") if link else words)
    line = _SPACE.sub(" ", "".join(out)).strip(" ")
    # What is between two slots is quoted as a whole: a quote of its own could be read with the next one.
    pieces = _MARKED.split(line)
    return "".join(
        message.written((parts[ord(piece) - _MARK],)) if _MARKED.fullmatch(piece) else message.quoted(piece)
        for piece in pieces
    )


def _bold(runs: Iterable[Run], parts: list[message.Argument | message.Choice], *, bold: bool) -> str:
    words = "".join(
        _around(text, "*", "*") if slanted else text
        for slanted, group in groupby(runs, key=lambda run: run.slanted)
        for text in ["".join(_escaped(run, parts) for run in group).replace("](", "]\\(")]
    )
    return _around(words, "**", "**") if bold else words


def _around(words: str, before: str, after: str) -> str:
    bare = words.strip(" ")
    if not bare:
        return words
    start = words.index(bare)
    return f"{words[:start]}{before}{bare}{after}{words[start + len(bare) :]}"


def _tidied(runs: Iterable[Run]) -> list[Run]:
    """Runs whose space looks like the words before it, so that nothing is torn apart by it."""
    made: list[Run] = []
    for run in runs:
        if run.part is None and not run.text.strip() and made:
            run = replace(made[-1], text=run.text, part=None)
        made.append(run)
    return made


def _escaped(run: Run, parts: list[message.Argument | message.Choice]) -> str:
    """The words of a run without any sign of Markdown, or the private character that stands for its slot."""
    if run.part is not None:
        parts.append(run.part)
        return chr(_MARK + len(parts) - 1)
    return _SIGNS.sub(r"\\\1", _SPACE.sub(" ", _MARKED.sub("\ufffd", run.text)))
