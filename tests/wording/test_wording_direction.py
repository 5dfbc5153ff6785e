"""Runs that keep reading from left to right in Arabic and Urdu: found, isolated, and nothing else changed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from partnerkit.model.element import Element, html
from partnerkit.model.locales import language
from partnerkit.model.text import Text
from partnerkit.wording import Fillings
from partnerkit.wording import prose as wording
from partnerkit.wording.direction import direction_of, isolate, isolated, isolated_plain, runs

ARABIC, URDU, SPANISH = language("ar"), language("ur"), language("es")
MIXED = st.text("".join(["abcXYZ", "0123456789", "ابتثۓ", "ँً", " \n\xa0", "()[]{}<>&\"'", ".,;:،؛؟", "+-−–/§@#%*_$€"]))


def found(text: str) -> list[str]:
    return [piece for piece, is_run in runs(text) if is_run]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("بموجب 20 U.S.C. § 6318(e) كل عام", ["20 U.S.C. § 6318(e)"]),
        ("انظر (34 CFR Part 106)، ثم", ["34 CFR Part 106"]),
        ("في 20 U.S.C. 6318(a)(3)(D).", ["20 U.S.C. 6318(a)(3)(D)"]),
        ("أموال Title I, Part A وغيرها", ["Title I, Part A"]),
        ("اكتبوا إلى office@school.example.", ["office@school.example"]),
        ("من https://school.example/a/?b=1.", ["https://school.example/a/?b=1"]),
        ("https://creativecommons.org/licenses/by/4.0/. استخدموا", ["https://creativecommons.org/licenses/by/4.0/"]),
        ("الرمز 5145.6-E والغرفة 4B", ["5145.6-E", "4B"]),
        ("الفقرة (a)(3) منه", ["(a)(3)"]),
        ("من +2 إلى −2", ["+2", "−2"]),
        ("المبلغ \u200f1,200 US$ كل عام", ["1,200 US$"]),
        ("رقم $1,200.50، و-$5", ["$1,200.50", "-$5"]),
        ("COVID-19، 3.5 GB", ["COVID-19", "3.5 GB"]),
        ("(انظر 20 U.S.C. ثم (6318", ["20 U.S.C"]),
    ],
)
def test_what_is_a_run(text: str, wanted: list[str]):
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "استخدموا Zoom.",  # a word alone reads well
        "استخدموا Zoom. 20 شخصا",  # two sentences
        "من 3–5 أيام، أو 10-15",  # the first number of a range stands at the right
        "في 17:30 يوم 15/09/2027 بنسبة 3.5",
        "",
    ],
)
def test_what_is_none(text: str):
    assert found(text) == []


@given(MIXED | st.text())
def test_nothing_of_a_text_is_lost(text: str):
    assert "".join(piece for piece, _ in runs(text)) == text
    assert Markup(re.sub("</?bdi[^>]*>", "", isolated(text, ARABIC))).unescape() == Markup.escape(text).unescape()
    if not {"\u2066", "\u2069"} & set(text):
        assert re.sub("[\u2066\u2069]", "", isolated_plain(text, ARABIC)) == text


@given(MIXED)
def test_a_run_is_whole(text: str):
    """No letter of the other direction, no line end, its brackets in pairs, and what it borders on is no part of it."""
    for run in found(text):
        classes = {unicodedata.bidirectional(char) for char in run}
        assert not classes & {"R", "AL", "AN", "B"}
        assert "L" in classes or "§" in run or run[0] in "+-−$€"
        assert run == run.strip(" .,;:\xa0")
        depth = 0
        for char in run:
            depth += (char in "([") - (char in ")]")
            assert depth >= 0
        assert depth == 0


@given(MIXED)
def test_other_languages_stay_as_they_are(text: str):
    assert isolated(text, SPANISH) == Markup.escape(text)
    assert isolated_plain(text, SPANISH) == text
    element = Element("p", (), (text,))
    assert html(isolate(element, SPANISH)) == html(element)


def test_plain_words_are_isolated_only_where_they_would_be_torn_apart():
    assert isolated_plain("بموجب 20 U.S.C. § 6318(e)", URDU) == "بموجب \u206620 U.S.C. § 6318(e)\u2069"
    assert isolated_plain("ما يطلبه Title I من المدرسة", ARABIC) == "ما يطلبه Title I من المدرسة"


def test_prose_keeps_its_marks_and_links_around_a_run():
    text = Text("راجعوا **34 CFR Part 106** و[القانون](https://law.example/20-usc/).", lang="ar")
    shown = wording.inline(text, Fillings({}, {}, ARABIC))
    assert '<strong><bdi dir="ltr">34 CFR Part 106</bdi></strong>' in shown
    assert 'href="https://law.example/20-usc/"' in shown


def test_english_words_in_an_arabic_document_are_not_touched():
    shown = wording.inline(Text("See 34 CFR Part 106."), Fillings({}, {}, ARABIC))
    assert shown == "See 34 CFR Part 106."


def test_templates_may_write_runs_too():
    """A citation is isolated wherever a template put it; attributes, and what stands in another language, are not."""
    inside = Element("span", (("lang", "en"), ("dir", "ltr")), ("Part 2B",))
    cite = Element("cite", (("data-key", "20 U.S.C. 6318"),), ("20 U.S.C. 6318",))
    done = isolate(Element("p", (), ("القانون ", cite, inside)), ARABIC)
    assert html(done) == (
        '<p>القانون <cite data-key="20 U.S.C. 6318"><bdi dir="ltr">20 U.S.C. 6318</bdi></cite>'
        '<span lang="en" dir="ltr">Part 2B</span></p>'
    )
    assert isolate(done, ARABIC) == done


@pytest.mark.parametrize(("value", "wanted"), [("555-0100", "ltr"), ("Maple", "ltr"), ("مدرسة 5B", "rtl"), ("", "ltr")])
def test_a_value_has_the_direction_of_its_first_letter(value: str, wanted: str):
    assert direction_of(value) == wanted
