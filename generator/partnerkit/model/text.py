"""``Text``: a piece of prose that a person wrote and that another person may translate.

A definition never holds a bare string where a reader will see it. ``Text`` keeps the words together with the id path
they belong to and the language they are in, so that every later stage can say both without being told.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Annotated, Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from partnerkit.model import message

SOURCE_LANGUAGE = "en"

_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_LINK = re.compile(r"\]\(\s*([^)\s]*)")
DOCUMENT_LINK = re.compile(r"\]\(\s*doc:([^)\s]*)")
"""A link to a document of the library, with its id."""
_SCHEMES = ("https://", "mailto:", "doc:")
_UNPRINTABLE = ("Cc", "Co", "Cn", "Cs", "Zl", "Zp")
_BIDI_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"


@dataclass(frozen=True, slots=True)
class Text:
    """Prose in one language.

    Attributes:
        source: the words, as an ICU message with a little Markdown (emphasis, links, lists).
        key: the id path, such as ``family-engagement#statements[annual-meeting].text``; empty until bound.
        lang: BCP 47 code of the words.
        block: whether it may hold paragraphs and lists (``Prose``) or is a single line (``Line``).
        stale: whether a translation exists that is behind these words.
        drafted: whether these words were translated by a machine, and nobody has reviewed them yet.
    """

    source: str
    key: str = ""
    lang: str = SOURCE_LANGUAGE
    block: bool = False
    stale: bool = False
    drafted: bool = False

    def bound(self, key: str, lang: str = SOURCE_LANGUAGE) -> Self:
        """The same words at a place in a definition that is written in a language."""
        return replace(self, key=key, lang=lang)

    def translated(self, source: str, lang: str, *, drafted: bool = False) -> Self:
        """The same place in another language."""
        return replace(self, source=source, lang=lang, drafted=drafted)

    @property
    def message(self) -> message.Message:
        """The words as a parsed ICU message."""
        return message.parse(self.source)

    @property
    def plain(self) -> str:
        """The words of a text that has no slots, such as a label, with quoted braces and apostrophes as they read."""
        return "".join(part for part in self.message if isinstance(part, str))

    def __str__(self) -> str:
        return self.source


def unprintable_in(source: str) -> tuple[str, str, int] | None:
    """The first character that cannot be printed, or that would turn the words around it: code, what, offset."""
    if source.replace("\n", "").isprintable():
        return None
    for offset, char in enumerate(source):
        category = unicodedata.category(char)
        if (category in _UNPRINTABLE and char != "\n") or char in _BIDI_OVERRIDES:
            return "bad-prose", f"the character U+{ord(char):04X} cannot be printed", offset
    return None


def problem_in(source: str, *, block: bool) -> tuple[str, str, int] | None:
    """The first thing that keeps words from being shown: code, what is wrong, and the offset; or None."""
    if problem := unprintable_in(source):
        return problem
    if not block and "\n" in source:
        return "bad-prose", "this text must be a single line", source.index("\n")
    if found := _HTML.search(source):
        return "bad-prose", f"HTML such as '{found.group()}' is not allowed in prose", found.start()
    if "![" in source:
        return "image-in-prose", "an image in prose has no place for its description", source.index("![")
    for link in _LINK.finditer(source):
        if not link.group(1).startswith(_SCHEMES):
            return "bad-prose", f"the link target '{link.group(1)}' is not allowed", link.start(1)
        if "{" in link.group(1):
            return "bad-prose", f"the link target '{link.group(1)}' holds a slot", link.start(1)
    try:
        message.parse(source)
    except message.MessageError as error:
        return "unbalanced-braces", str(error), error.offset
    return None


@dataclass(frozen=True)
class _TextField:
    """Tells Pydantic how a YAML scalar becomes a ``Text``."""

    block: bool

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._read,
            core_schema.str_schema(min_length=1, max_length=20_000, strip_whitespace=True),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    def _read(self, source: str) -> Text:
        if problem := problem_in(source, block=self.block):
            code, what, offset = problem
            raise PydanticCustomError("prose", "{what}", {"code": code, "what": what, "offset": offset})
        return Text(source, block=self.block)


Line = Annotated[Text, _TextField(block=False)]
"""A single line that readers see: a title, a label, a name."""

Prose = Annotated[Text, _TextField(block=True)]
"""Paragraphs and lists that readers see."""
