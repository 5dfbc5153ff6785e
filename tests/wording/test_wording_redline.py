"""Redlines lose no character of either text, and show the words that a person would mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.wording.redline import Piece, redline

WORDS = st.lists(st.sampled_from(["a", "the", "school", "家长", " ", "\n", ".", "é"]), max_size=30).map("".join)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_off(before: str, after: str):
    pieces = redline(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == after
    assert all(piece.text for piece in pieces)


@given(WORDS)
def test_what_has_not_changed_is_one_piece(text: str):
    assert redline(text, text) == ((Piece("same", text),) if text else ())


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("We answer in two days.", "We answer in three days.", "We answer in [-two-]{+three+} days."),
        ("within two school days", "within three working days", "within [-two school-]{+three working+} days"),
        ("学校会在两天内答复。", "学校会在三天内答复。", "学校会在[-两-]{+三+}天内答复。"),
        ("", "New.", "{+New.+}"),
        (
            "in {d, plural, one {# day} other {# days}}.",
            "today, now.",
            "[-in {d, plural, one {# day} other {# days}}-]{+today, now+}.",
        ),
        ("one, two", "six, ten", "[-one, two-]{+six, ten+}"),
        ("Gone.", "", "[-Gone.-]"),
    ],
)
def test_words_are_marked_as_a_person_would(before: str, after: str, marked: str):
    marks = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    assert "".join(marks[piece.kind].format(piece.text) for piece in redline(before, after)) == marked
