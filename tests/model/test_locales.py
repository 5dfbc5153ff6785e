"""Languages: names, directions, and which codes can be used."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from partnerkit.model.locales import language


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [
        ("en", "English", "ltr"),
        ("es", "Español", "ltr"),
        ("es-419", "Español (Latinoamérica)", "ltr"),
        ("fr", "Français", "ltr"),
        ("pt-BR", "Português (Brasil)", "ltr"),
        ("ar", "العربية", "rtl"),
        ("ur", "اردو", "rtl"),
        ("fa", "فارسی", "rtl"),
        ("he", "עברית", "rtl"),
        ("zh-Hans", "中文 (简体)", "ltr"),
        ("zh-Hant", "中文 (繁體)", "ltr"),
        ("so", "Soomaali", "ltr"),
        ("vi", "Tiếng Việt", "ltr"),
        ("ko", "한국어", "ltr"),
        ("ru", "Русский", "ltr"),
        ("am", "አማርኛ", "ltr"),
    ],
)
def test_a_language_is_named_as_its_speakers_name_it(code: str, name: str, direction: str):
    known = language(code)
    assert (known.code, known.name, known.dir) == (code, name, direction)


def test_haitian_creole_can_be_used():
    """CLDR has little about it; it is the third language of many schools all the same."""
    assert (language("ht").code, language("ht").dir) == ("ht", "ltr")
    assert language("ht").name.strip()


@pytest.mark.parametrize(
    "code",
    [
        "",
        "klingon",
        "xx",
        "qq",
        "e",
        "EN",
        "Es",
        "es_MX",
        "zh_Hans",
        "zh-hans",
        "es-mx",
        "english",
        "en ",
        " en",
        "../es",
        "es.UTF-8",
        "es./../../elsewhere",
        "es@calendar=buddhist",
        "es@../..",
        "es/ar",
        "es\n",
        "en-",
        "-en",
        "*",
    ],
)
def test_a_code_that_is_no_plain_code_is_refused(code: str):
    """A code becomes the name of a folder and a part of every address, so that nothing else may stand in it."""
    with pytest.raises(ValueError, match="not a language code"):
        language(code)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    st.one_of(
        st.text(max_size=12),
        st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_.@/=", max_size=14),
    )
)
@example("root")
@example("x-private")
@example("i-klingon")
def test_any_code_is_a_language_or_a_value_error(code: str):
    try:
        known = language(code)
    except ValueError:
        return
    assert known.code == code
    assert all(part.isalnum() for part in code.split("-"))
    assert known.dir in ("ltr", "rtl")
    assert known.name


def test_languages_that_nobody_speaks_follow_the_rules_of_one_that_people_speak():
    accented, mirrored = language("en-XA"), language("ar-XB")
    assert (accented.dir, mirrored.dir) == ("ltr", "rtl")
    assert accented.pseudo
    assert mirrored.pseudo
    assert not language("ar").pseudo
    assert (accented.locale.plural_form(0), mirrored.locale.plural_form(0)) == ("other", "zero")
