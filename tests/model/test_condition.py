"""Conditions: a closed grammar, read strictly, that travels as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from partnerkit.model.base import Condition


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ({"var": "a.b"}, ["a.b"]),
        ({"not": {"var": "a"}}, ["a"]),
        ({"eq": ["a", "b"]}, ["a"]),
        ({"all": [{"var": "a"}, {"eq": ["b", "c"]}]}, ["a", "b"]),
        ({"any": [{"not": {"var": "a"}}, {"all": [{"var": "b"}, {"var": "c"}]}]}, ["a", "b", "c"]),
    ],
)
def test_a_condition_knows_what_it_looks_at_and_travels_unchanged(written: dict[str, Any], names: list[str]):
    condition = Condition.model_validate(written)
    assert condition.names() == names
    assert condition.as_json() == written
    assert Condition.model_validate(condition.as_json()) == condition


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"var": "a", "not": {"var": "b"}},
        {"var": ["a"]},
        {"not": "a"},
        {"not": {}},
        {"all": []},
        {"any": []},
        {"all": [{}]},
        {"eq": ["a"]},
        {"eq": ["a", "b", "c"]},
        {"if": "a"},
        {"not_": {"var": "a"}},
        {"all": [{"var": "a"}] * 21},
        "a",
    ],
)
def test_what_is_no_condition_is_refused(written: Any):
    with pytest.raises(ValidationError):
        Condition.model_validate(written)
