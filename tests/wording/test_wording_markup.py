"""Prose taken apart and put together again says the same, whatever signs its words are made of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tools
from partnerkit.model import message
from partnerkit.model.text import problem_in
from partnerkit.wording.markup import Block, Run, read, write

SIGNS = st.text(alphabet="ab '{}*_[]()#-1.\\<", min_size=1, max_size=6)
PART = st.sampled_from([message.Argument("school.name"), message.Argument("first.day", "date", "long")])
RUN = st.builds(
    Run,
    text=SIGNS,
    bold=st.booleans(),
    slanted=st.booleans(),
    link=st.sampled_from(["", "https://example.org/a"]),
) | st.builds(Run, part=PART)
BLOCK = st.builds(Block, runs=st.lists(RUN, min_size=1, max_size=4).map(tuple), list=st.sampled_from(["", "ul", "ol"]))


def said(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    """The words of blocks without their look; those without any are none."""
    words = [
        (one.list, "".join(run.text if run.part is None else message.written((run.part,)) for run in one.runs))
        for one in blocks
    ]
    return [(kind, " ".join(text.split())) for kind, text in words if text.strip()]


@given(st.lists(BLOCK, min_size=1, max_size=4).map(tuple))
@settings(max_examples=300)
def test_what_was_written_is_read_again(blocks: tuple[Block, ...]):
    assert said(read(write(blocks, block=True), block=True)) == said(blocks)


@given(st.text(alphabet="ab '{}#", max_size=12), st.booleans())
@settings(max_examples=300)
def test_words_that_are_quoted_are_words(words: str, in_plural: bool):
    made = message.quoted(words, in_plural=in_plural)
    if in_plural:
        (choice,) = message.parse(f"{{n, plural, other {{{made}}}}}")
        assert isinstance(choice, message.Choice)
        assert "".join(map(str, dict(choice.forms)["other"])) == words
    else:
        assert "".join(map(str, message.parse(made))) == words


def test_every_message_of_the_library_is_written_as_it_is_read():
    for _, text in tools.reading().source.texts():
        assert message.parse(message.written(text.message)) == text.message


def test_every_text_of_the_library_is_written_as_it_is_read():
    for _, text in tools.reading().source.texts():
        blocks = read(text.source, block=text.block)
        again = read(write(blocks, block=text.block), block=text.block)
        assert said(again) == said(blocks), text.key


@pytest.mark.parametrize("words", ["[not a](link)", "![no picture](x)", "1. no list", "- nor this", "**", "{{ x }}"])
def test_what_is_written_is_sound_prose(words: str):
    made = write([Block((Run(words),))], block=True)
    assert problem_in(made, block=True) is None
    assert re.sub(r"\s+", " ", read(made, block=True)[0].runs[0].text[:1]) == words[:1]
