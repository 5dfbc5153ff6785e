"""Texts as plain words in one line, for redlines and reasons."""

from __future__ import annotations

import pytest

import tools
from partnerkit.model.locales import language
from partnerkit.model.text import Text
from partnerkit.wording import Words


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Plain.", "Plain."),
        ("**Strong** and *soft*, [a link](https://x.org).", "Strong and soft, a link."),
        ("Welcome to {school.name}.", "Welcome to Maple School."),
        ("First.\n\nThen:\n\n- one\n- two", "First. Then: • one • two"),
        ("Once {it.was_here} and **{school.name}**, '{'never'}'.", "Once it.was_here and school.name, {never}."),
        ("5 < 6 & 7", "5 < 6 & 7"),
    ],
)
def test_no_markup_is_left(source: str, shown: str):
    words = Words(tools.reading().source, language("en"), {"school.name": "Maple School"})
    assert words.plainly(Text(source, block=True)) == shown
