"""Conditions over what a school has decided, has not decided, and cannot decide yet: Kleene's three values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.fill import Profile, Truth, truth
from partnerkit.model.text import Text
from partnerkit.model.vocabulary import Slot, SlotChoice

ON, OPEN, OFF = Truth.ON, Truth.OPEN, Truth.OFF
LAWS = settings(max_examples=200, deadline=None, derandomize=True, database=None)


def slot(name: str, type_: str = "text") -> Slot:
    choices = (SlotChoice.model_construct(id="high", label=Text("High school")),) if type_ == "choice" else ()
    return Slot.model_construct(
        id=name, type=type_, label=Text("label"), help=Text("help"), example="x", group="school", choices=choices
    )


SLOTS = {
    "filled": slot("filled"),
    "empty": slot("empty"),
    "yes": slot("yes", "flag"),
    "no": slot("no", "flag"),
    "unsaid": slot("unsaid", "flag"),
    "level": slot("level", "choice"),
}
PROFILE = Profile(
    values={"filled": "Maple School", "yes": "true", "no": "false", "level": "high"},
    choices={"doc#a[on]": True, "doc#a[off]": False},
    slots=SLOTS,
)
BY_VALUE = {ON: {"var": "doc#a[on]"}, OPEN: {"var": "doc#a[open]"}, OFF: {"var": "doc#a[off]"}}


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ({"var": "doc#a[on]"}, ON),
        ({"var": "doc#a[off]"}, OFF),
        ({"var": "doc#a[open]"}, OPEN),
        ({"var": "filled"}, ON),
        ({"var": "empty"}, OPEN),
        ({"var": "yes"}, ON),
        ({"var": "no"}, OFF),
        ({"var": "unsaid"}, OPEN),
        ({"eq": ["level", "high"]}, ON),
        ({"eq": ["level", "middle"]}, OFF),
        ({"eq": ["empty", "x"]}, OPEN),
        ({"eq": ["filled", "maple school"]}, OFF),
    ],
)
def test_what_one_part_comes_to(condition: dict[str, Any], outcome: Truth):
    assert truth(condition, PROFILE) is outcome


@pytest.mark.parametrize(("inner", "outcome"), [(ON, OFF), (OPEN, OPEN), (OFF, ON)])
def test_not(inner: Truth, outcome: Truth):
    assert truth({"not": BY_VALUE[inner]}, PROFILE) is outcome


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (ON, ON, ON, ON),
        (ON, OPEN, OPEN, ON),
        (ON, OFF, OFF, ON),
        (OPEN, ON, OPEN, ON),
        (OPEN, OPEN, OPEN, OPEN),
        (OPEN, OFF, OFF, OPEN),
        (OFF, ON, OFF, ON),
        (OFF, OPEN, OFF, OPEN),
        (OFF, OFF, OFF, OFF),
    ],
)
def test_all_and_any(left: Truth, right: Truth, both: Truth, either: Truth):
    """What is off decides "all", what is on decides "any", however open the rest is."""
    parts = [BY_VALUE[left], BY_VALUE[right]]
    assert truth({"all": parts}, PROFILE) is both
    assert truth({"any": parts}, PROFILE) is either


CONDITIONS = st.recursive(
    st.sampled_from([*BY_VALUE.values(), {"var": "filled"}, {"var": "empty"}, {"eq": ["level", "high"]}]),
    lambda inner: st.one_of(
        inner.map(lambda c: {"not": c}),
        st.lists(inner, min_size=1, max_size=3).map(lambda cs: {"all": cs}),
        st.lists(inner, min_size=1, max_size=3).map(lambda cs: {"any": cs}),
    ),
    max_leaves=8,
)


@LAWS
@given(CONDITIONS, CONDITIONS)
def test_the_laws_of_de_morgan_hold_with_three_values(left: dict[str, Any], right: dict[str, Any]):
    neither = truth({"not": {"any": [left, right]}}, PROFILE)
    assert neither is truth({"all": [{"not": left}, {"not": right}]}, PROFILE)
    assert truth({"not": {"not": left}}, PROFILE) is truth(left, PROFILE)
    assert truth({"all": [left, right]}, PROFILE) is truth({"all": [right, left]}, PROFILE)


@LAWS
@given(CONDITIONS, st.booleans(), st.booleans())
def test_a_decision_never_turns_another_one_round(condition: dict[str, Any], switch: bool, filled: bool):
    """Deciding more can only settle what was open: what is on or off already stays so."""
    before = truth(condition, PROFILE)
    values = {**PROFILE.values, **({"empty": "x"} if filled else {})}
    after = truth(condition, Profile(values, {**PROFILE.choices, "doc#a[open]": switch}, SLOTS))
    assert before is OPEN or after is before
