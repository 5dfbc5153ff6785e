"""The sandbox that every template runs in, and the words it may use.

Templates are code and content is data: prose is never evaluated. The environment is sandboxed all the same, escapes
everything, and stops at an undefined name instead of printing nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from partnerkit.model.base import Addressed, Node
from partnerkit.model.library import Library, Translation
from partnerkit.model.locales import Language, language
from partnerkit.model.message import slots_of
from partnerkit.model.text import Text
from partnerkit.wording import direction, formats, prose
from partnerkit.wording.values import Fillings

_MARK = 0xE000
"""What stands for a name while a sentence is made; no text may hold such a character."""


class BrokenTemplateError(Exception):
    """A template that cannot be rendered: it names something that does not exist, or is not well-formed Jinja."""


def rendered(sandbox: ImmutableSandboxedEnvironment, name: str, **context: Any) -> str:
    """The text of a template.

    Raises:
        BrokenTemplateError: with the name of the template and, where it is known, the line.
    """
    try:
        return sandbox.get_template(name).render(**context)
    except TemplateSyntaxError as error:
        raise BrokenTemplateError(f"{error.filename or name}, line {error.lineno}: {error.message}") from error
    except (
        TemplateError,
        LookupError,
        TypeError,
        AttributeError,
        ValueError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise BrokenTemplateError(f"{name}: {error}") from error


class _Compiled(BytecodeCache):
    """The code of templates, by what they say; kept in memory only, since whoever writes code is trusted."""

    def __init__(self) -> None:
        self._code: dict[tuple[object, ...], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get(_identity(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[_identity(bucket)] = bucket.code


def _identity(bucket: Bucket) -> tuple[object, ...]:
    """What code depends on: what it escapes is decided when a template is compiled."""
    return bucket.key, bucket.checksum, bucket.environment.autoescape


_COMPILED = _Compiled()


def environment(templates: Path, words: Words) -> ImmutableSandboxedEnvironment:
    """A fresh sandbox over a template folder, in one language; none is shared between builds.

    What is shared is the code of a template that has not changed, which is the same in every language.
    """
    sandbox = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    sandbox.globals.update(words.as_globals())
    return sandbox


@dataclass
class Words:
    """Everything a template can say, in one language.

    Attributes:
        library: the localized library.
        language: the language of the output.
        values: slot values to write at once; None where the slots of the output are filled later.
    """

    library: Library
    language: Language
    values: Mapping[str, str] | None = None

    @property
    def _known(self) -> Fillings:
        return Fillings(self.library.slots, self.values or {}, self.language, final=self.values is not None)

    def ui(self, string_id: str, /, **values: formats.Value) -> str:
        """An interface string with its arguments.

        Raises:
            KeyError: when nobody declared it; a template that asks for it is broken.
        """
        if string_id not in self.library.interface:
            raise KeyError(f"there is no interface string '{string_id}' in templates/ui.yaml")
        text = self.library.interface[string_id]
        return formats.plain(text.message, values, self.language)

    def line(self, text: Text) -> Markup:
        """A text as inline HTML, marked with its own language where it is not the language of the output."""
        body = prose.inline(text, self._known)
        if text.lang == self.language.code:
            return body
        return Markup("<span{}>{}</span>").format(self._foreign(text), body)

    def block(self, text: Text) -> Markup:
        """A text as blocks that carry its id path."""
        found = prose.blocks(text, self._known)
        attrs = Markup(' data-key="{}"').format(text.key)
        if text.lang != self.language.code:
            attrs += self._foreign(text)
        return Markup("").join(Markup("<{}{}>{}").format(Markup(tag), attrs, Markup(rest)) for tag, rest in found)

    @staticmethod
    def _foreign(text: Text) -> Markup:
        """The attributes of a text that is shown in another language; also where its translation is behind it."""
        classes = "untranslated stale" if text.stale else "untranslated"
        return Markup(' class="{}" lang="{}" dir="{}"').format(classes, text.lang, language(text.lang).dir)

    def words(self, text: Text) -> str:
        """A text as plain words: emphasis and links lose their marks, slots show their labels."""
        return Markup(prose.inline(text, self._known)).striptags()

    def plainly(self, text: Text) -> str:
        """A text as plain words in one line, also where it names a slot that is no longer there."""
        if any(name not in self.library.slots for name in slots_of(text.message)):
            return prose.without_slots(text)
        found = prose.blocks(text, self._known)
        item, point = Markup("<li>"), Markup("<li> • ")
        return " ".join((Markup(f"<{tag}>") + rest).replace(item, point).striptags() for tag, rest in found)

    def names(self, string_id: str, /, names: Sequence[str], **values: formats.Value) -> Markup:
        """An interface string with names in its place ``{names}``, each kept together whatever script it is in."""
        marks = [chr(_MARK + number) for number in range(len(names))]
        said = self.ui(string_id, names=formats.listed(marks, self.language), **values)
        return Markup("").join(self._name(names[ord(char) - _MARK]) if char in marks else escape(char) for char in said)

    def around(self, string_id: str, argument: str) -> tuple[str, str]:
        """What an interface string says before its argument and after it, for an argument that is marked up."""
        before, _, after = self.ui(string_id, **{argument: chr(_MARK)}).partition(chr(_MARK))
        return before, after

    def _name(self, name: str) -> Markup:
        own = direction.direction_of(name)
        attrs = Markup("") if own == self.language.dir else Markup(' dir="{}"').format(own)
        return Markup("<bdi{}>{}</bdi>").format(attrs, name)

    def lineage(self, definition_id: str) -> Markup:
        """Where a document comes from, in a sentence; nothing where it is the library's own."""
        lineage = self.library.lineage.get(definition_id)
        if lineage is None:
            return Markup("")
        sources = [source.called for source in lineage.sources]
        if not lineage.places:
            return self.names("lineage-from", sources)
        return self.names("lineage-adapted" if lineage.adapted else "lineage-passed", sources, n=lineage.places)

    def translation_notes(self, status: Translation, written_in: str, version: str = "") -> list[str]:
        """What readers are told of a translation: that it is not there, not whole, behind, or not reviewed.

        Args:
            status: how far it is.
            written_in: the language of the original.
            version: the version of the original, where it has one.
        """
        original = language(written_in).name
        notes = []
        if status.missing == status.texts:
            notes.append(self.ui("not-translated", language=original))
        elif status.missing:
            notes.append(self.ui("partly-translated", n=status.missing, language=original))
        if status.stale:
            behind = "translation-behind-version" if version else "translation-behind"
            notes.append(self.ui(behind, n=status.stale, version=version))
        if status.drafted:
            notes.append(self.ui("translation-drafted", language=original))
        return notes

    def isolated(self, text: str) -> Markup:
        """Plain words as HTML, with what reads from left to right kept together in a language that does not."""
        return direction.isolated(text, self.language)

    def isolated_plain(self, text: str) -> str:
        """The same for words that stay plain, such as those of a running foot."""
        return direction.isolated_plain(text, self.language)

    def role(self, role_id: str) -> Markup:
        """The name of a role."""
        return self.line(self.library.roles[role_id].title)

    def date(self, value: date, style: str = "long") -> str:
        """A date as the language writes it; ``style`` may also be ``month`` for month and year."""
        return formats.format_value(value, "date", style, self.language)

    def number(self, value: Any, format_: str = "number") -> str:
        """A number, percent or amount as the language writes it."""
        return formats.format_value(value, format_, "", self.language)

    def quantity(self, unit: str, value: Any) -> str:
        """A measured value with its unit."""
        return self.number(value, "percent") if unit == "percent" else self.ui(f"unit-{unit}", n=value)

    def listed(self, items: Iterable[Text | str]) -> str:
        """Items as a list in a sentence."""
        shown = [self.words(item) if isinstance(item, Text) else str(item) for item in items]
        return formats.listed(shown, self.language)

    def audiences(self, readers: Iterable[str]) -> list[str]:
        """The names of groups of readers."""
        return [self.ui(f"audience-{reader}") for reader in readers]

    def time(self, value: str) -> str:
        """A time of day as the language writes it."""
        return formats.clock(value, self.language)

    def timezone(self, name: str) -> str:
        """The name of a time zone."""
        return formats.timezone(name, self.language)

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount of money."""
        return formats.money(amount, currency, self.language)

    def percent_of(self, part: Decimal, whole: Decimal) -> str:
        """A share of a whole, as a percentage with at most one decimal."""
        share = (part * 100 / whole).quantize(Decimal("0.1")).normalize() if whole else Decimal(0)
        return self.number(share, "percent")

    def interval(self, value: str) -> str:
        """An ISO 8601 duration in words: "every 3 months"."""
        return self.ui(f"every-{value[-1].lower()}", n=int(value[1:-1]))

    def duration(self, value: str) -> str:
        """An ISO 8601 duration as a length: "3 months"."""
        return self.ui(f"span-{value[-1].lower()}", n=int(value[1:-1]))

    def fraction(self, share: str) -> str:
        """A share such as ``1/2`` in words where the interface has them."""
        string_id = f"share-{share.replace('/', '-')}"
        return self.ui(string_id) if string_id in self.library.interface else share

    def place(self, node: Addressed) -> Markup:
        """The attributes that say where a block comes from and whether it shows."""
        attrs = Markup(' id="{}" data-key="{}"').format(node.anchor, node.key)
        return attrs + self.shown_if(node.condition if isinstance(node, Node) else None)

    def shown_if(self, condition: Mapping[str, Any] | None) -> Markup:
        """The attribute that says when a block shows; nothing where it always does."""
        if condition is None:
            return Markup("")
        return Markup(' data-if="{}"').format(json.dumps(condition, separators=(",", ":"), sort_keys=True))

    def as_globals(self) -> Mapping[str, Callable[..., Any] | Any]:
        """The names that templates use."""
        return {
            "ui": self.ui,
            "line": self.line,
            "block": self.block,
            "words": self.words,
            "names": self.names,
            "around": self.around,
            "lineage": self.lineage,
            "translation_notes": self.translation_notes,
            "isolated": self.isolated,
            "isolated_plain": self.isolated_plain,
            "role": self.role,
            "date": self.date,
            "number": self.number,
            "quantity": self.quantity,
            "listed": self.listed,
            "audiences": self.audiences,
            "time": self.time,
            "timezone": self.timezone,
            "money": self.money,
            "percent_of": self.percent_of,
            "interval": self.interval,
            "duration": self.duration,
            "fraction": self.fraction,
            "place": self.place,
            "shown_if": self.shown_if,
            "language": self.language,
            "library": self.library,
        }
