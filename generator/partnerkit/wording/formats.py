"""Dates, numbers, percents and plurals in a language, from CLDR by Babel; nothing depends on the machine's locale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_month_names,
    get_timezone,
    get_timezone_name,
    tokenize_pattern,
)
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from partnerkit.model import message
from partnerkit.model.locales import Language

CURRENCY = "USD"
_SKELETONS = {"month": "yMMMM", "day": "MMMEd"}
"""Styles of dates that CLDR keeps as skeletons: a month with its year, a day of the week with its date."""
Value = str | int | Decimal | date


def format_value(value: Value, format_: str, style: str, language: Language) -> str:
    """One value as it is written in a language; ``format_`` is an ICU simple format, or empty for plain text."""
    locale = language.locale
    if isinstance(value, date):
        return _date(value, style, locale)
    if format_ == "money":
        return str(format_currency(value, CURRENCY, locale=locale))
    if format_ == "percent":
        return str(format_percent(Decimal(str(value)) / 100, locale=locale, decimal_quantization=False))
    if isinstance(value, int | Decimal):
        return str(format_decimal(value, locale=locale, decimal_quantization=False))
    return value


def _date(value: date, style: str, locale: Locale) -> str:
    if style in _SKELETONS:
        return str(format_skeleton(_SKELETONS[style], value, locale=locale))
    return str(format_date(value, style or "long", locale=locale))


def date_in_figures(day: str, month: str, year: str, language: Language) -> str:
    """How a date is written in figures, with letters in the place of each part: "MM/DD/YYYY".

    Args:
        day: the letters for the day.
        month: the letters for the month.
        year: the letters for the year.
        language: whose order of the parts it is.
    """
    letters = {"d": day, "M": month, "L": month, "y": year}
    pattern = tokenize_pattern(str(language.locale.date_formats["short"].pattern))
    return "".join(str(value) if kind == "chars" else letters.get(value[0], "") for kind, value in pattern).strip()


def clock(value: str, language: Language) -> str:
    """A time of day such as ``17:30`` as it is written in a language."""
    return str(format_time(time.fromisoformat(value), "short", locale=language.locale))


def timezone(name: str, language: Language) -> str:
    """The name of a time zone."""
    return str(get_timezone_name(get_timezone(name), zone_variant="generic", locale=language.locale))


def money(amount: Decimal, currency: str, language: Language) -> str:
    """An amount; whole amounts without their cents."""
    whole = amount == amount.to_integral_value()
    pattern = str(language.locale.currency_formats["standard"].pattern)
    shape = pattern.replace("0.00", "0") if whole else pattern
    return str(format_currency(amount, currency, shape, language.locale, currency_digits=not whole))


def money_pattern(currency: str, language: Language) -> str:
    """How amounts are written, as a number format of a spreadsheet: ``"$"#,##0.00``; cents where there are any."""
    pattern = language.locale.currency_formats["standard"]
    symbol = get_currency_symbol(currency, locale=language.locale)
    before, after = (str(side[0]).replace("¤", symbol) for side in (pattern.prefix, pattern.suffix))
    quoted = [f'"{side}"' if side else "" for side in (before.replace('"', ""), after.replace('"', ""))]
    return f"{quoted[0]}#,##0.00{quoted[1]}"


def month_name(number: int, language: Language) -> str:
    """The name of a month as it stands by itself."""
    return str(get_month_names("wide", "stand-alone", language.locale)[number])


def plural_category(number: int | Decimal, language: Language) -> str:
    """The CLDR plural category of a number."""
    return str(language.locale.plural_form(number))


def listed(items: list[str], language: Language) -> str:
    """Items joined as a list: "a, b, and c"."""
    return str(format_list(items, locale=language.locale)) if items else ""


def plain(parsed: message.Message, values: Mapping[str, Value], language: Language) -> str:
    """A message as plain text, all of whose arguments are given.

    Raises:
        KeyError: when an argument is missing.
    """
    out: list[str] = []
    for part in parsed:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, message.Argument):
            out.append(format_value(values[part.name], part.format, part.style, language))
        elif isinstance(part, message.Pound):
            out.append(format_value(values[part.name], "number", "", language))
        else:
            out.append(plain(pick(part, values[part.name], language), values, language))
    return "".join(out)


def pick(choice: message.Choice, value: Value, language: Language) -> message.Message:
    """The form of a plural or select that a value takes."""
    forms = dict(choice.forms)
    if choice.format == "select":
        return forms.get(str(value), forms["other"])
    number = Decimal(str(value))
    exact = forms.get(f"={number:f}")
    return exact if exact is not None else forms.get(plural_category(number, language), forms["other"])
