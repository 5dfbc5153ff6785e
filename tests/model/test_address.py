"""Id paths: written, read and written again; and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.model.address import Address, Item, Key, parse_address

IDS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
STEPS = st.lists(st.one_of(KEYS.map(Key), IDS.map(Item)), max_size=6).map(tuple)


@given(IDS, STEPS)
def test_an_address_is_read_as_it_is_written(definition: str, steps: tuple[Key | Item, ...]):
    address = Address(definition, steps)
    assert parse_address(str(address)) == address


def test_the_folder_of_a_definition_may_stand_before_its_id():
    assert parse_address("policy/welcome#purpose") == Address("welcome", (Key("purpose"),))


def test_the_id_of_a_slot_has_dots():
    assert parse_address("slots#slots[school.name].help").steps == (Key("slots"), Item("school.name"), Key("help"))


@pytest.mark.parametrize(
    "words",
    ["", "#", "a#", "a#.b", "a#b.", "a#b..c", "a#b[", "a#b[c", "a#b]", "A", "a b", "a#b c", "a#b[c].[d]", "a#b/c"],
)
def test_what_is_no_address_is_refused(words: str):
    with pytest.raises(ValueError, match="id path"):
        parse_address(words)
