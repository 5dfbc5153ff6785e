"""Reading levels: known texts get the grade that they should have, near enough."""

from __future__ import annotations

import pytest

from partnerkit.model.text import Text
from partnerkit.validate import reading

EASY = "We call you. You tell us how your child is. We help."
HARD = (
    "The implementation of comprehensive family engagement initiatives necessitates the systematic evaluation of "
    "institutional accountability mechanisms."
)


def test_easy_words_are_easy_and_hard_words_are_hard():
    assert reading.grade(reading.sentences(Text(EASY))) < 3
    assert reading.grade(reading.sentences(Text(HARD))) > 16


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("school", 1),
        ("family", 3),
        ("called", 1),
        ("needed", 2),
        ("table", 2),
        ("child’s", 1),
        ("agreement", 3),
        ("I", 1),
    ],
)
def test_syllables(word: str, count: int):
    assert reading.syllables(word) == count


def test_a_slot_is_one_word_and_a_plural_its_general_form():
    text = Text("Call {school.name} within {reply.days, plural, one {# day} other {# days}}.")
    assert reading.words(reading.sentences(text)[0]) == ["Call", "five", "within", "five", "days"]


def test_a_citation_is_one_word_and_ends_no_sentence():
    assert reading.sentences(Text("See 20 U.S.C. 6318(d)(2)(A). It is the law.")) == ["See law.", "It is the law."]


def test_list_items_are_sentences_of_their_own():
    text = Text("Bring:\n\n- a pen\n- your child’s work", block=True)
    assert len(reading.sentences(text)) == 3


def test_nothing_has_no_grade():
    assert reading.grade([]) == 0
