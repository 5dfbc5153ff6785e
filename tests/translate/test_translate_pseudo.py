"""Pseudo-translations keep all that a real one must keep, and every template says its words through translation."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tools
from partnerkit.compose import Composer
from partnerkit.fill import Profile, fill
from partnerkit.load import load
from partnerkit.model import message
from partnerkit.model.element import Element
from partnerkit.model.library import Library
from partnerkit.model.locales import PSEUDO, language
from partnerkit.model.text import Text, unprintable_in
from partnerkit.translate import pseudo, translate
from partnerkit.translate.pseudo import _rewritten
from partnerkit.translate.sound import problem_of
from partnerkit.validate import validate

ACCENTED, MIRRORED = language("en-XA"), language("ar-XB")
TEMPLATES = tools.CHECKOUT / "templates"


@cache
def source() -> Library:
    return validate(load(tools.CHECKOUT, TEMPLATES).value).value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Open the **door**.", "«Öþéñ ţhé **đööŕ**. öñé»"),
        ("{n, plural, one {# page} other {# pages}}", "«{n, plural, one {# þågé} other {# þågéš}} öñé»"),
        ("See [the law](https://law.example/a).", "«Šéé [ţhé ļåŵ](https://law.example/a). öñé»"),
        ("- One\n- Two", "- «Öñé öñ»\n- «Ţŵö öñ»"),
        ("First.\n\nSecond.", "«Fîŕšţ. öñ»\n\n«Šéçöñđ. öñé»"),
        ("Hello {school.name} on {day, date, long}", "«Héļļö {school.name} öñ {day, date, long} öñé»"),
        ("A brace '{' and it's fine", "«Å bŕåçé '{' åñđ îţ''š ƒîñé öñé ţŵ»"),
        (".", "."),
        ("{n, number}", "{n, number}"),
    ],
)
def test_english_with_accents(text: str, wanted: str):
    said = pseudo(Text(text), ACCENTED)
    assert (said.source, said.lang) == (wanted, "en-XA")


def test_english_in_arabic_letters():
    said = pseudo(Text("Open {school.name}, [here](doc:first): {n, plural, one {# day} other {# days}}"), MIRRORED)
    assert said.source == "وپعن {school.name}, [هعرع](doc:first): {n, plural, one {# داي} other {# دايس}}"
    assert MIRRORED.dir == "rtl"


@pytest.mark.parametrize("code", PSEUDO)
def test_every_text_of_the_library_stays_sound(code: str):
    spoken = language(code)
    for _, text in source().texts():
        said = pseudo(text, spoken).source
        assert unprintable_in(said) is None
        # Nobody speaks Arabic plurals of English words: the form "other" stands for the rest.
        problem = problem_of(text, said, source(), spoken)
        assert not problem or (code == "ar-XB" and "a plural without" in problem)


def test_accented_words_need_a_third_more_room():
    texts = [text for _, text in source().texts() if len(text.source) > 40]
    before, after = (sum(len(t.source) for t in some) for some in (texts, [pseudo(t, ACCENTED) for t in texts]))
    assert 1.28 < after / before < 1.45


_MESSAGES = st.recursive(
    st.text("ab '{}#*\n", min_size=1).map(lambda words: (words,)) | st.just((message.Argument("a.b", "date", "long"),)),
    lambda forms: forms.map(lambda form: (message.Choice("n", "select", (("other", form),)),)),
    max_leaves=4,
)


@given(_MESSAGES)
def test_a_message_is_written_as_it_was_read(parsed: message.Message):
    assert message.parse(_rewritten(parsed, str)) == parsed


def test_a_number_sign_stays_a_number_inside_a_plural_only():
    parsed = message.parse("# {n, plural, one {# '#'} other {{n} '#{'}}")
    assert message.parse(_rewritten(parsed, str)) == parsed


# -- composed documents ------------------------------------------------------------------------------------------------

ENGLISH = re.compile(r"[A-Za-z]{2,}")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
NO_WORDS = re.compile(
    rf"\band\b|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?{_MONTH}(?: \d+)?(?:, \d{{4}})?|Eastern Time|[AP]M|"
    r"\bR\d\d\b|CFR|HB [\d.]+|\((?:[A-Z]{2,}(?:-[A-Z])?|[a-zA-Z\d]+)\)"
)
"""Dates and lists, which are CLDR's, and codes, which are the same in every language."""
_QUOTES = re.compile(r"«[^«»]*(?:»|\.\.\.)")
"""Words in translation; a long clause is cut short where a table only points at it."""


def _spoken(element: Element) -> Element:
    if element.tag == "cite" or "filled" in element.classes:
        return element.holding()
    return element.holding(*(_spoken(child) if isinstance(child, Element) else child for child in element.children))


def _untranslated(text: str) -> str:
    while (shorter := _QUOTES.sub("", text)) != text:
        text = shorter
    return text


def test_no_words_of_a_template_escape_translation():
    library = translate(source(), {}, ACCENTED).value
    composer, profile = Composer(library, ACCENTED, TEMPLATES), Profile({}, {}, library.slots)
    found: dict[str, str] = {}
    for definition in library.documents.values():
        document = composer.compose(definition).value
        assert document is not None
        for words in tools.paragraphs(_spoken(fill(document, profile).body)):
            if ENGLISH.search(rest := NO_WORDS.sub("", _untranslated(words))):
                found[definition.id] = rest
    assert found == {}
