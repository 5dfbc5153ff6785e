"""Prose as kit HTML: the little Markdown that authors may use, with every slot as an element of its own.

The message is parsed first and its arguments stand as single private characters while Markdown is read, so that what a
school fills in can never be taken for markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from partnerkit.model import message
from partnerkit.model.locales import Language, language
from partnerkit.model.text import Text
from partnerkit.wording.direction import against, direction_of
from partnerkit.wording.values import Fillings

_MARK = 0xE000
_MARKED = re.compile("([\ue000-\uf8ff])")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARKDOWN = MarkdownIt("zero", {"maxNesting": 100}).enable(["list", "emphasis", "link", "escape", "newline"])
"""Deeper lists than any document can show are refused when it is checked; the parser would drop their words."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """What prose is written with: what is known about its slots, and the language of its own words."""

    known: Fillings
    spoken: Language


def inline(text: Text, known: Fillings) -> Markup:
    """A text as inline HTML: emphasis, links, slots; line breaks of the source are spaces."""
    return _inline(text.message, _Setting(known, language(text.lang)))


def blocks(text: Text, known: Fillings) -> list[tuple[str, Markup]]:
    """A text as blocks: for each paragraph or list its tag, and its content with the closing tag."""
    setting = _Setting(known, language(text.lang))
    source, marks = with_marks(text.message)
    found: list[tuple[str, Markup]] = []
    open_block: list[Markup] = []
    level, outer = 0, ""
    for token in _MARKDOWN.parse(source):
        if token.type == "inline":
            open_block.append(_tokens(token.children or [], marks, setting))
        elif token.hidden:
            continue
        elif token.nesting == 1:
            if level == 0:
                outer = token.tag
            else:
                open_block.append(Markup("<{}>").format(token.tag))
            level += 1
        elif token.nesting == -1:
            open_block.append(Markup("</{}>").format(token.tag))
            level -= 1
            if level == 0:
                found.append((outer, Markup("").join(open_block)))
                open_block = []
    return found


def without_slots(text: Text) -> str:
    """A text as plain words in which each slot is its id."""
    source, marks = with_marks(text.message)
    tokens = (child for token in _MARKDOWN.parseInline(source) for child in token.children or [])
    words = "".join(token.content if token.type == "text" else " " * token.type.endswith("break") for token in tokens)
    pieces = _MARKED.split(words)
    return " ".join("".join(_id_of(piece, marks) for piece in pieces).split())


SLOT = "\ufffc"
"""Stands on both sides of the name of a slot, where texts are compared: no text may hold it."""


def tokens(text: Text) -> str:
    """A text as plain words in one line, each slot and plural by its name between two marks."""
    words: list[str] = []
    source, marks = with_marks(text.message)
    for token in _MARKDOWN.parse(source) if text.block else _MARKDOWN.parseInline(source):
        inside = token.children or []
        words += (child.content if child.type == "text" else " " * child.type.endswith("break") for child in inside)
        words.append(" ")
    pieces = _MARKED.split(_SPACE.sub(" ", "".join(words)).strip(" "))
    return "".join(_named(piece, marks) for piece in pieces)


def _named(piece: str, marks: list[message.Part]) -> str:
    part = marks[ord(piece) - _MARK] if len(piece) == 1 and 0 <= ord(piece) - _MARK < len(marks) else piece
    return part if isinstance(part, str) else f"{SLOT}{part.name}{SLOT}"


def _id_of(piece: str, marks: list[message.Part]) -> str:
    part = marks[ord(piece) - _MARK] if len(piece) == 1 and 0 <= ord(piece) - _MARK < len(marks) else piece
    return part if isinstance(part, str) else part.name


def _inline(parsed: message.Message, setting: _Setting) -> Markup:
    source, marks = with_marks(parsed)
    return Markup(" ").join(
        _tokens(token.children or [], marks, setting) for token in _MARKDOWN.parseInline(source) if token.children
    )


def markdown() -> MarkdownIt:
    """The little Markdown that authors may use."""
    return _MARKDOWN


def with_marks(parsed: message.Message) -> tuple[str, list[message.Part]]:
    """A message as text in which each argument is a private character, and the arguments in their order."""
    marks: list[message.Part] = []
    out: list[str] = []
    for part in parsed:
        if isinstance(part, str):
            out.append(part)
        else:
            out.append(chr(_MARK + len(marks)))
            marks.append(part)
    return "".join(out), marks


def _tokens(tokens: list[Token], marks: list[message.Part], setting: _Setting) -> Markup:
    out: list[Markup] = []
    for token in tokens:
        if token.type == "text":
            out.append(_text(token.content, marks, setting))
        elif token.type in ("softbreak", "hardbreak"):
            out.append(Markup(" "))
        elif token.type == "link_open":
            out.append(_link(str(token.attrs.get("href", ""))))
        elif token.nesting == 1:
            out.append(Markup("<{}>").format(token.tag))
        elif token.nesting == -1:
            out.append(Markup("</{}>").format(token.tag))
    return Markup("").join(out)


def _link(target: str) -> Markup:
    if target.startswith("doc:"):
        return Markup('<a data-document="{}">').format(target.removeprefix("doc:"))
    return Markup('<a href="{}">').format(target)


def _text(content: str, marks: list[message.Part], setting: _Setting) -> Markup:
    out: list[Markup] = []
    for piece, is_run in against(content, setting.spoken):
        if is_run:
            out.append(Markup('<bdi dir="ltr">{}</bdi>').format(piece))
            continue
        for run in _MARKED.split(piece):
            index = ord(run) - _MARK if len(run) == 1 else -1
            out.append(_part(marks[index], setting) if 0 <= index < len(marks) else escape(run))
    return Markup("").join(out)


def _part(part: message.Part, setting: _Setting) -> Markup:
    if isinstance(part, str):
        return escape(part)
    if isinstance(part, message.Choice):
        return _choice(part, setting)
    format_, style = ("number", "") if isinstance(part, message.Pound) else (part.format, part.style)
    shown = setting.known.shown(part.name, format_, style)
    if shown is not None:
        direction = direction_of(shown)
        attrs = Markup("") if direction == setting.known.language.dir else Markup(' dir="{}"').format(direction)
        return Markup('<bdi class="filled" data-slot="{}"{}>{}</bdi>').format(part.name, attrs, shown)
    slot = setting.known.slots[part.name]
    return Markup('<span class="slot" data-slot="{}" data-type="{}" data-format="{}" data-style="{}">{}</span>').format(
        part.name, slot.type, format_, style, slot.label.plain
    )


def _choice(choice: message.Choice, setting: _Setting) -> Markup:
    """The form that a plural takes; or, while that may still change, every form, so that it can be decided later."""
    forms = dict(choice.forms)
    if setting.known.final:
        return _inline(forms[setting.known.form(choice.name, choice.format, forms)], setting)
    every = Markup("").join(
        Markup('<span data-form="{}">{}</span>').format(category, _inline(form, setting))
        for category, form in choice.forms
    )
    return Markup('<span data-slot="{}" data-format="{}">{}</span>').format(choice.name, choice.format, every)
