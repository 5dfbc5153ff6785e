"""ICU MessageFormat: what is read, what is refused and where, and laws that hold for any prose."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from partnerkit.model.message import (
    MAX_NESTING,
    Argument,
    Choice,
    Message,
    MessageError,
    Pound,
    parse,
    signature,
    slots_of,
)

LAWS = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(
    ("source", "parsed"),
    [
        ("", ()),
        ("plain words", ("plain words",)),
        ("{a}", (Argument("a"),)),
        ("{school.name}", (Argument("school.name"),)),
        ("{ school.name }", (Argument("school.name"),)),
        ("{a_b.c_1}", (Argument("a_b.c_1"),)),
        ("At {a}, by {b}.", ("At ", Argument("a"), ", by ", Argument("b"), ".")),
        ("{a}{b}", (Argument("a"), Argument("b"))),
        ("{d, date}", (Argument("d", "date"),)),
        ("{d,date,long}", (Argument("d", "date", "long"),)),
        ("{ d , date , full }", (Argument("d", "date", "full"),)),
        ("{n, number, integer}", (Argument("n", "number", "integer"),)),
        ("{n, percent}", (Argument("n", "percent"),)),
        ("{n, money}", (Argument("n", "money"),)),
        (
            "{n, plural, one {# day} other {# days}}",
            (Choice("n", "plural", (("one", (Pound("n"), " day")), ("other", (Pound("n"), " days")))),),
        ),
        (
            "{n, plural, =0 {none} other {some}}",
            (Choice("n", "plural", (("=0", ("none",)), ("other", ("some",)))),),
        ),
        (
            "{n, plural,\n  one {a}\n  other {b}\n}",
            (Choice("n", "plural", (("one", ("a",)), ("other", ("b",)))),),
        ),
        (
            "{k, select, mother {her} other {their}}",
            (Choice("k", "select", (("mother", ("her",)), ("other", ("their",)))),),
        ),
        (
            "{n, plural, other {# of {k, select, other {#}}}}",
            (Choice("n", "plural", (("other", (Pound("n"), " of ", Choice("k", "select", (("other", ("#",)),)))),)),),
        ),
        ("{n, plural, other {}}", (Choice("n", "plural", (("other", ()),)),)),
        ("Room #4", ("Room #4",)),
        # An apostrophe is an apostrophe, except right before a brace, which it quotes; two are one.
        ("it's", ("it's",)),
        ("it''s", ("it's",)),
        ("'{'", ("{",)),
        ("'{a}'", ("{a}",)),
        ("'}' and '{'", ("} and {",)),
        ("the '{name}' of {a}", ("the {name} of ", Argument("a"))),
        ("'{never closed", ("{never closed",)),
        ("'{it''s}'", ("{it's}",)),
        ("rock 'n' roll", ("rock 'n' roll",)),
        ("a'", ("a'",)),
        ("{n, plural, other {'#' #}}", (Choice("n", "plural", (("other", ("# ", Pound("n"))),)),)),
        ("{{ 7*7 }}".replace("{{", "'{{'").replace("}}", "'}}'"), ("{{ 7*7 }}",)),
    ],
)
def test_what_is_read(source: str, parsed: Message):
    assert parse(source) == parsed


@pytest.mark.parametrize(
    ("source", "offset", "words"),
    [
        ("{", 0, "slot name"),
        ("ab{", 2, "slot name"),
        ("{}", 0, "slot name"),
        ("{ }", 0, "slot name"),
        ("{1}", 0, "slot name"),
        ("{Name}", 0, "slot name"),
        ("{{a}}", 0, "slot name"),
        ("{a", 0, "closed"),
        ("{a.", 0, "closed"),
        ("see {school.name. Bye", 4, "closed"),
        ("{a b}", 0, "closed"),
        ("}", 0, "no opening brace"),
        ("ab}c", 2, "no opening brace"),
        ("{a}}", 3, "no opening brace"),
        ("{a,}", 0, "format"),
        ("{a, upper}", 0, "'upper' is not a format"),
        ("{a, date, longer}", 0, "'longer' is not a style of date"),
        ("{a, percent, integer}", 0, "'integer' is not a style of percent"),
        ("{a, date, long", 0, "closed"),
        ("{n, plural}", 0, ","),
        ("{n, plural, one {a}}", 0, "no 'other' form"),
        ("{n, plural, }", 0, "no 'other' form"),
        ("{n, plural, few}", 12, "braces"),
        ("{n, plural, single {a} other {b}}", 12, "'single' is not a plural category"),
        ("{n, plural, one {a} one {b} other {c}}", 20, "'one' is given twice"),
        ("{n, plural, other {a}", 0, "closed"),
        ("{n, plural, other {a", 18, "closed"),
        ("x {n, plural, other {a {b}", 20, "closed"),
        ("{n, plural, offset:1 other {a}}", 12, "offset"),
        ("{k, select, a {b}}", 0, "no 'other' form"),
    ],
)
def test_what_is_refused_and_where(source: str, offset: int, words: str):
    """The offset is the character to look at: the brace that is not closed, not the end of the text."""
    with pytest.raises(MessageError, match=re.escape(words)) as caught:
        parse(source)
    assert caught.value.offset == offset


def nested(depth: int) -> str:
    return "{n, plural, other {" * depth + "x" + "}}" * depth


def test_plurals_are_nested_only_so_deep():
    """A bound, so that a text cannot exhaust whoever reads it."""
    assert parse(nested(MAX_NESTING))
    for depth in (MAX_NESTING + 1, 500):
        with pytest.raises(MessageError, match="too deeply"):
            parse(nested(depth))


PIECES = st.sampled_from(
    [
        "{",
        "}",
        "'",
        "''",
        "#",
        ",",
        " ",
        "a",
        "b.c",
        "{a}",
        "plural",
        "select",
        "other",
        "one",
        "=1",
        "date",
        "long",
        "{n, plural, ",
        "other {",
        "}}",
        "'{",
        "é",
        "\n",
        "🌱",
        "\u202e",
        "offset:1",
        "{n, plural, one {# x} other {# y}}",
    ]
)


@LAWS
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=20).map("".join)))
@example("{n, plural, one")
def test_anything_is_read_or_refused_with_a_place_in_the_text(source: str):
    refused = None
    try:
        parsed = parse(source)
    except MessageError as error:
        refused = error
    if refused is None:
        assert {name for name, _ in signature(parsed)} == set(slots_of(parsed))
    else:
        assert 0 <= refused.offset < len(source)
        assert str(refused)


@LAWS
@given(st.text(alphabet=st.characters(blacklist_characters="{}'"), max_size=60))
def test_words_without_braces_and_apostrophes_stay(source: str):
    assert "".join(part for part in parse(source) if isinstance(part, str)) == source


@LAWS
@given(st.text(max_size=40).filter(bool))
def test_any_words_can_be_quoted(words: str):
    """Every text can be written: inside quotes only the quote itself is doubled."""
    quoted = "'{" + words.replace("'", "''") + "'"
    assert parse(quoted) == ("{" + words,)


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}(\.[a-z][a-z0-9_]{0,5})?", fullmatch=True)
WORDS = st.text(alphabet=st.characters(blacklist_characters="{}'#"), max_size=8)
ARGUMENTS = st.one_of(
    NAMES.map(lambda n: (f"{{{n}}}", {(n, "")})),
    NAMES.map(lambda n: (f"{{{n}, date, long}}", {(n, "date")})),
    NAMES.map(lambda n: (f"{{{n}, plural, one {{#}} other {{#s}}}}", {(n, "plural")})),
)


@LAWS
@given(st.lists(st.tuples(WORDS, ARGUMENTS), max_size=6), st.randoms(use_true_random=False))
def test_the_signature_is_the_slots_with_their_formats_in_any_order(
    pieces: list[tuple[str, tuple[str, set[tuple[str, str]]]]], random: Random
):
    """Translators move slots about; what has to stay is which slots there are, and how each is written."""
    wanted = {one for _, (_, slots) in pieces for one in slots}
    assert signature(parse("".join(words + text for words, (text, _) in pieces))) == wanted
    random.shuffle(pieces)
    assert signature(parse("".join(words + text for words, (text, _) in pieces))) == wanted


def test_the_signature_sees_into_every_form():
    assert signature(parse("{n, plural, one {{a}} other {{b, date}}}")) == {("n", "plural"), ("a", ""), ("b", "date")}
