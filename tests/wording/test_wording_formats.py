"""Dates, times, figures and lists in every language of the library, word for word: a new CLDR is noticed here first.

``tests/golden/formats.yaml`` holds what was found good, no-break spaces and marks of direction among it.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from partnerkit.model.locales import language
from partnerkit.wording import formats

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "formats.yaml"
DAY = date(2027, 9, 5)
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
_ONES = (0, 1, 2, 3, 5, 11, 21, 100)


def said(code: str) -> dict[str, str]:
    """Everything that a language writes in its own way."""
    spoken = language(code)

    def value(what: formats.Value, format_: str, style: str = "") -> str:
        return formats.format_value(what, format_, style, spoken)

    days = [DAY + timedelta(days=number) for number in range(7)]
    styles = ("short", "medium", "long", "full", "month", "day")
    shown = {style: value(DAY, "date", style) for style in styles}
    shown["months"] = " ".join(formats.month_name(number, spoken) for number in range(1, 13))
    shown["days"] = " | ".join(value(day, "date", "day") for day in days)
    shown["weekdays"] = " | ".join(value(day, "date", "full") for day in days[:3])
    shown["times"] = " ".join(formats.clock(time, spoken) for time in ("08:05", "12:00", "17:30"))
    shown["zones"] = " | ".join(formats.timezone(zone, spoken) for zone in ZONES)
    shown["numbers"] = " ".join(value(Decimal(n), "number") for n in ("1234", "12345.5", "-2"))
    shown["percent"] = value(Decimal("12.5"), "percent")
    shown["money"] = " ".join([value(Decimal("1234.5"), "money"), formats.money(Decimal(1200), "USD", spoken)])
    shown["list"] = " | ".join(formats.listed(list("abcd")[:n], spoken) for n in (1, 2, 3))
    shown["plurals"] = " ".join(formats.plural_category(n, spoken) for n in _ONES)
    return shown


SAID: dict[str, dict[str, str]] = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", SAID)
def test_every_format_is_as_it_was_found_good(code: str):
    assert said(code) == SAID[code]


@pytest.mark.parametrize("code", ["ar", "ur"])
def test_figures_are_the_same_in_every_language(code: str):
    """Schools in the United States write 0 to 9 in Arabic and Urdu too, and so does everything here."""
    shown = "".join(said(code).values())
    assert not {char for char in shown if char.isdigit() and not char.isascii()}


_SCRIPT = """
import sys
from partnerkit.model.locales import language
from partnerkit.wording.formats import month_name
print([month_name(9, language(code)) for code in sys.argv[1:]][-1])
"""


@pytest.mark.parametrize("before", [(), ("zh-Hans",), ("ht", "so"), ("pt", "zh-Hans")])
def test_a_language_does_not_depend_on_those_before_it(before: tuple[str, ...]):
    """Babel lets languages share what both inherit; see ``partnerkit.model.cldr``."""
    done = subprocess.run([sys.executable, "-c", _SCRIPT, *before, "fr"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "septembre"


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("en", "MM/DD/YYYY"),
        ("es", "DD/MM/YYYY"),
        ("ru", "DD.MM.YYYY"),
        ("zh-Hans", "YYYY/MM/DD"),
        ("ko", "YYYY. MM. DD."),
        ("ar", "DD\u200f/MM\u200f/YYYY"),
    ],
)
def test_a_date_in_figures_has_its_parts_in_the_order_of_the_language(code: str, wanted: str):
    assert formats.date_in_figures("DD", "MM", "YYYY", language(code)) == wanted
