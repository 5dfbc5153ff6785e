"""Locale data: CLDR as Babel brings it, with two things mended. The only module that asks Babel for a locale.

CLDR knows little of some languages: in Haitian Creole it falls back to French. What it lacks or has wrong stands beside
this module, one YAML file for each language, in CLDR's own shape and names.

Babel (2.18) lets languages share the parts that both inherit, and writes into them what an alias came to: after Chinese
was used, months had Chinese names in French. So every locale here works on a copy of its own.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml
from babel import Locale, localedata
from babel.dates import parse_pattern as date_pattern
from babel.numbers import parse_pattern as number_pattern

_PATTERNS: dict[str, Callable[[str], Any]] = {
    "date_formats": date_pattern,
    "time_formats": date_pattern,
    "datetime_skeletons": date_pattern,
    "currency_formats": number_pattern,
    "decimal_formats": number_pattern,
    "percent_formats": number_pattern,
}
"""The parts of CLDR whose values Babel keeps parsed."""


class MendedLocale(Locale):
    """A locale with data of its own, mended."""

    @property
    def _data(self) -> localedata.LocaleDataDict:
        return _data_of(str(self))


@cache
def _data_of(name: str) -> localedata.LocaleDataDict:
    data = pickle.loads(pickle.dumps(localedata.load(name)))  # noqa: S301  # Babel's own data, only to copy it
    localedata.merge(data, _pack(name))
    return localedata.LocaleDataDict(data)


def _pack(name: str) -> dict[str, Any]:
    """What we know better than CLDR about a language; nothing for most of them."""
    file = files(__package__) / f"{name}.yaml"
    if not file.is_file():
        return {}
    pack = cast("dict[str, Any]", yaml.safe_load(file.read_text(encoding="utf-8")))
    for part, parsed in _PATTERNS.items():
        pack |= {part: {key: parsed(pattern) for key, pattern in pack[part].items()}} if part in pack else {}
    return pack


def locale(code: str) -> Locale:
    """The locale of a BCP 47 code.

    Raises:
        ValueError: when CLDR has no such language.
        babel.UnknownLocaleError: the same, in Babel's words.
    """
    return MendedLocale.parse(code, sep="-")
