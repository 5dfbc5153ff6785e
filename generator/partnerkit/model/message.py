"""ICU MessageFormat in prose: ``{school.name}``, ``{review.date, date, long}``, ``{n, plural, one {…} other {…}}``.

Prose is data, so a small closed part of the format is enough and nothing of it is ever evaluated. Written by hand
because every error must name its place in the author's file, and because the same tree is handed to a browser later.
Source of the syntax: https://unicode-org.github.io/icu/userguide/format_parse/messages/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

FORMATS: dict[str, tuple[str, ...]] = {
    "number": ("", "integer"),
    "percent": ("",),
    "money": ("",),
    "date": ("", "short", "medium", "long", "full"),
}
"""The simple formats and the styles that each of them takes."""

PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
MAX_NESTING = 4

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_SELECTOR = re.compile(r"=\d+|[a-z][a-z0-9_-]*")
_QUOTED = re.compile(r"'((?:[^']|'')*)(?:'|\Z)", re.DOTALL)
_SPACE = re.compile(r"\s*")


class MessageError(ValueError):
    """A message that cannot be read; ``offset`` is the index of the character to look at."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Argument:
    """A slot: its id, and how its value is written (``format`` is empty for plain text)."""

    name: str
    format: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A plural or select: one message for each category, ``other`` always among them."""

    name: str
    format: str
    forms: tuple[tuple[str, Message], ...]


@dataclass(frozen=True, slots=True)
class Pound:
    """``#`` inside a plural: the number itself."""

    name: str


Part = str | Argument | Choice | Pound
Message = tuple[Part, ...]


@lru_cache(maxsize=16384)
def parse(source: str) -> Message:
    """Read a message.

    Raises:
        MessageError: for an unclosed or unopened brace, a bad name, an unknown format, a plural without ``other``.
    """
    return _Reader(source).message()


def slots_of(message: Message) -> Iterator[str]:
    """Every slot id that a message names, with repeats, in order."""
    for part in message:
        if isinstance(part, Argument | Choice):
            yield part.name
        if isinstance(part, Choice):
            for _, form in part.forms:
                yield from slots_of(form)


def signature(message: Message) -> frozenset[tuple[str, str]]:
    """What a translation must keep: the slots that a message names, each with its format."""
    found: set[tuple[str, str]] = set()
    for part in message:
        if isinstance(part, Argument | Choice):
            found.add((part.name, part.format))
        if isinstance(part, Choice):
            for _, form in part.forms:
                found |= signature(form)
    return frozenset(found)


def written(parsed: Message, *, in_plural: bool = False) -> str:
    """A message as it would be typed; reading it gives the same message."""
    out: list[str] = []
    for part in parsed:
        match part:
            case str():
                out.append(quoted(part, in_plural=in_plural))
            case Pound():
                out.append("#")
            case Argument(name, format_, style):
                out.append(f"{{{', '.join(filter(None, (name, format_, style)))}}}")
            case Choice(name, format_, forms):
                plural = format_ == "plural"
                said = " ".join(f"{category} {{{written(form, in_plural=plural)}}}" for category, form in forms)
                out.append(f"{{{name}, {format_}, {said}}}")
    return "".join(out)


def quoted(words: str, *, in_plural: bool = False) -> str:
    """Words as a message says them: braces stand between quotes, and so do apostrophes that would be taken for one."""
    signs = "{}#" if in_plural else "{}"
    inside = re.compile(f"[{signs}][{signs}']*|'(?=['{signs}]|\\Z)")
    return inside.sub(lambda found: _between_quotes(found.group()), words)


def _between_quotes(found: str) -> str:
    doubled = found.replace("'", "''")
    return doubled if found == "'" else f"'{doubled}'"


class _Reader:
    """One pass over one message."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def message(self, plural: str | None = None, depth: int = 0, opened: int = 0) -> Message:
        if depth > MAX_NESTING:
            raise MessageError("plurals are nested too deeply", opened)
        parts: list[Part] = []
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == "}" and depth:
                return tuple(parts)
            if char == "}":
                raise MessageError("a closing brace '}' has no opening brace", self.at)
            if char == "{":
                parts.append(self.argument(depth))
            elif char == "#" and plural:
                parts.append(Pound(plural))
                self.at += 1
            else:
                parts.append(self.text("{}#" if plural else "{}"))
        if depth:
            raise MessageError("an opening brace '{' is never closed", opened)
        return tuple(parts)

    def text(self, stops: str) -> str:
        """Words up to the next brace. An apostrophe is one, except before a brace, which it quotes (as in ICU)."""
        out: list[str] = []
        while self.at < len(self.source) and self.source[self.at] not in stops:
            pair = self.source[self.at : self.at + 2]
            if pair[:1] == "'" and pair[1:] and pair[1:] in stops:
                out.append(self.quoted())
            else:
                out.append(pair[:1])
                self.at += 2 if pair == "''" else 1
        return "".join(out)

    def quoted(self) -> str:
        """The words between single quotes, in which two single quotes are one; unclosed quotes reach to the end."""
        match = _QUOTED.match(self.source, self.at)
        if match is None:
            raise MessageError("this quote cannot be read", self.at)
        self.at = match.end()
        return match.group(1).replace("''", "'")

    def argument(self, depth: int) -> Part:
        opened = self.at
        self.at += 1
        name = self.word(_NAME, "a slot name such as school.name", opened)
        if self.peek("}"):
            return Argument(name)
        if not self.peek(","):
            raise MessageError(f"an opening brace '{{' is not closed after '{name}'", opened)
        kind = self.word(_SELECTOR, "a format such as date or plural", opened)
        if kind in ("plural", "select"):
            self.take(",", opened)
            return self.choice(name, kind, opened, depth)
        if kind not in FORMATS:
            raise MessageError(f"'{kind}' is not a format; use {', '.join([*FORMATS, 'plural', 'select'])}", opened)
        style = ""
        if not self.peek("}"):
            self.take(",", opened)
            style = self.word(_SELECTOR, "a style such as long", opened)
            self.take("}", opened)
        if style not in FORMATS[kind]:
            raise MessageError(f"'{style}' is not a style of {kind}", opened)
        return Argument(name, kind, style)

    def choice(self, name: str, kind: str, opened: int, depth: int) -> Choice:
        forms: dict[str, Message] = {}
        while not self.peek("}"):
            at = self.at
            if at == len(self.source):
                raise MessageError("an opening brace '{' is never closed", opened)
            if forms and not _SELECTOR.match(self.source, at):
                raise MessageError(f"this {kind} is not closed after the words of '{[*forms][-1]}'", opened)
            selector = self.word(_SELECTOR, "a category such as one or other", opened)
            if kind == "plural" and selector not in PLURAL_CATEGORIES and not selector.startswith("="):
                raise MessageError(f"'{selector}' is not a plural category", at)
            if selector in forms:
                raise MessageError(f"'{selector}' is given twice", at)
            brace = self.at
            if not self.peek("{"):
                raise MessageError(f"the words of '{selector}' must stand in braces", at)
            forms[selector] = self.message(name if kind == "plural" else None, depth + 1, brace)
            self.take("}", brace)
        if "other" not in forms:
            raise MessageError(f"this {kind} has no 'other' form", opened)
        return Choice(name, kind, tuple(forms.items()))

    def word(self, pattern: re.Pattern[str], wanted: str, opened: int) -> str:
        self.space()
        match = pattern.match(self.source, self.at)
        if match is None:
            raise MessageError(f"an opening brace '{{' must be followed by {wanted}", opened)
        self.at = match.end()
        self.space()
        return match.group()

    def take(self, char: str, opened: int) -> None:
        self.space()
        if self.source[self.at : self.at + 1] != char:
            wanted = "is never closed" if char == "}" else f"needs '{char}' after its name"
            raise MessageError(f"an opening brace '{{' {wanted}", opened)
        self.at += 1

    def peek(self, char: str) -> bool:
        self.space()
        if self.source[self.at : self.at + 1] == char:
            self.at += 1
            return True
        return False

    def space(self) -> None:
        match = _SPACE.match(self.source, self.at)
        self.at = match.end() if match else self.at
