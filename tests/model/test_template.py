"""How wide the columns of a table are."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.model.template import Column, shares


def _columns(*widths: int) -> list[Column]:
    return [Column.model_validate({"id": f"c{at}", "label": "x", "width": width}) for at, width in enumerate(widths)]


@pytest.mark.parametrize(
    ("widths", "expected"),
    [
        ((3, 5, 4), ("w3", "w5", "w4")),
        ((2, 2), ("w2", "w2")),
        ((6, 6, 6, 6), ("x6", "x6", "x6", "x6")),
        ((3, 6, 4), ("x6", "x11", "x7")),
        ((12, 1), ("x22", "x2")),
    ],
)
def test_a_column_is_as_wide_as_its_author_says_or_has_its_part_of_the_whole(
    widths: tuple[int, ...], expected: tuple[str, ...]
):
    assert shares(_columns(*widths)) == expected


@given(st.lists(st.integers(1, 12), min_size=2, max_size=8))
def test_columns_never_have_more_than_there_is(widths: list[int]):
    made = shares(_columns(*widths))
    parts = [int(share[1:]) * (2 if share[0] == "w" else 1) for share in made]
    assert sum(parts) <= 24
    assert min(parts) >= 1
    order = sorted(range(len(widths)), key=lambda at: widths[at])
    assert all(parts[one] <= parts[other] + 1 for one, other in itertools.pairwise(order))
    if sum(widths) > 12:
        assert sum(parts) == 24
