"""What is told of answers: nothing of a group below the minimum, and nothing by which one could be worked out.

The attacker here knows how figures are made, and counts every possibility; it shares no code with the suppression.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

import exports
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerkit.model.results import ResultRow
from partnerkit.render.survey import NOT_APPLICABLE, Form
from partnerkit.results import Reply, as_csv, release, tally
from partnerkit.results.published import neutral
from partnerkit.results.release import hidden_groups

BANDS = {20: 20, 40: 10, 100: 5, 300: 2}


def small() -> Form:
    """One scored section with three rated items, and one question with one answer of six."""
    pulse, poll = exports.form("family-pulse-survey"), exports.form("scheduling-poll")
    when = replace(poll.sections[0], questions=(poll.question("best"),))
    return replace(pulse, sections=(pulse.sections[0], when))


SMALL = small()
RATED = [item for question in SMALL.sections[0].questions for item in question.items]
LABELS = ["never", "rarely", "sometimes", "often", "always", NOT_APPLICABLE, ""]
BEST = ["early", "morning", "midday", "afternoon", "evening", "saturday", ""]


@st.composite
def answered(draw: st.DrawFn) -> list[Reply]:
    """Up to ninety people in up to five groups, most of them of one mind or of two."""
    sizes = draw(st.lists(st.integers(0, 30), min_size=1, max_size=5))
    seed = draw(st.integers(0, 10_000))
    rnd = random.Random(seed)  # noqa: S311 -- people, not secrets
    weights = draw(
        st.sampled_from([(1, 1, 1, 1, 1, 1, 1), (0, 0, 0, 1, 20, 1, 0), (20, 1, 0, 0, 1, 1, 0), (1, 0, 0, 0, 9, 9, 9)])
    )
    made = []
    for place, size in enumerate(sizes):
        for _ in range(size):
            chosen = {item: rnd.choices(LABELS, weights)[0] for item in RATED}
            chosen["best"] = rnd.choices(BEST, weights)[0]
            made.append(Reply({item: frozenset({one}) for item, one in chosen.items() if one}, f"l{place}"))
    return made


Rows = list[ResultRow]


def told(replies: list[Reply]) -> Rows:
    return list(release(SMALL, tally(SMALL, replies, ["language"])))


def favorable(reply: Reply, item: str) -> tuple[int, int]:
    chosen = reply.answers.get(item, frozenset()) - {NOT_APPLICABLE}
    return len(chosen), len(chosen & {"often", "always"})


def truth(row: ResultRow, replies: list[Reply]) -> tuple[int, int, int]:
    """People, answers and favorable answers behind a figure, counted anew."""
    theirs = [one for one in replies if not row.by or one.language == row.group]
    if row.measure == "responses":
        return len(theirs), len(theirs), len(theirs)
    if row.measure == "answer":
        chose = [one.answers["best"] for one in theirs if "best" in one.answers]
        return len(chose), len(chose), sum(row.answer in one for one in chose)
    items = RATED if row.measure in ("section", "average") else [row.item]
    pairs = [[favorable(one, item) for item in items] for one in theirs]
    people = [one for one in pairs if sum(n for n, _ in one)]
    if row.measure == "average":
        points = [
            [LABELS.index(next(iter(one.answers[item]))) + 1 for item in items if favorable(one, item)[0]]
            for one in theirs
        ]
        return len(people), len(people), sum(sum(p) >= 3.5 * len(p) for p in points if p)
    return len(people), sum(n for one in people for n, _ in one), sum(k for one in people for _, k in one)


def band(n: int) -> int:
    return next((percent for most, percent in BANDS.items() if n <= most), 1)


def possible(row: ResultRow, n: int, of: int) -> set[int]:
    """Every count by which a row would look as it does."""
    if row.mark == "suppressed":
        return set(range(of + 1))
    found = set()
    for k in range(of + 1):
        share = Fraction(100 * k, of)
        mark = "at-most" if share <= band(n) else "at-least" if share >= 100 - band(n) else ""
        fits = mark or row.percent == int(share / (row.rounded_to or 1) + Fraction(1, 2)) * (row.rounded_to or 1)
        if mark == row.mark and fits:
            found.add(k)
    return found


def sums(parts: list[set[int]]) -> set[int]:
    total = {0}
    for part in parts:
        total = {a + b for a in total for b in part}
    return total


def check_sum(whole: set[int], parts: list[set[int]], guarded: list[bool]) -> None:
    """Of every part that is guarded at least three counts stay possible."""
    for place, part in enumerate(parts):
        if guarded[place]:
            rest = sums(parts[:place] + parts[place + 1 :])
            assert len({k for k in part if any(k + other in whole for other in rest)}) >= 3


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answered())
def test_nothing_small_is_told_and_nothing_withheld_can_be_worked_out(replies: list[Reply]):
    rows = told(replies)
    for row in rows:
        n, of, k = truth(row, replies)
        assert (row.n is None) == (row.mark == "suppressed")
        if row.n is not None:
            assert row.n == n >= SMALL.min_n
            assert row.measure == "responses" or k in possible(row, n, of)
    for _, figure in groupby(rows, lambda row: (row.measure, row.item, row.answer)):
        whole, *groups = figure
        check_groups(whole, groups, replies)
    section = next(row for row in rows if row.measure == "section" and not row.by)
    items = [row for row in rows if row.measure == "item"]
    if section.mark != "suppressed":
        counts = [possible_of_item(row, replies) for row in items]
        check_sum(possible(section, *truth(section, replies)[:2]), counts, [bool(row.mark) for row in items])
    answers = [row for row in rows if row.measure == "answer"]
    people = truth(answers[0], replies)[0]
    if answers[0].mark != "suppressed":
        counts = [possible(row, *truth(row, replies)[:2]) for row in answers]
        check_sum({people}, counts, [bool(row.mark) for row in answers])


def possible_of_item(row: ResultRow, replies: list[Reply]) -> set[int]:
    if row.mark == "suppressed":
        return set(range(SMALL.min_n))
    return possible(row, *truth(row, replies)[:2])


def check_groups(whole: ResultRow, groups: list[ResultRow], replies: list[Reply]) -> None:
    """Hidden groups are none, or two and together large enough; and no share of a group can be worked out."""
    hidden = [row for row in groups if row.mark == "suppressed" and truth(row, replies)[0]]
    if whole.mark == "suppressed":
        assert len(hidden) == len([row for row in groups if truth(row, replies)[0]])
        return
    people = [truth(row, replies)[0] for row in hidden]
    alone = len(hidden) == len([row for row in groups if truth(row, replies)[0]])  # they are everybody
    assert not people or alone or (len(people) > 1 and sum(people) >= SMALL.min_n)
    if not hidden:
        assert whole.n == sum(row.n or 0 for row in groups) or not groups
    if whole.measure == "responses":
        return
    n, of, k = (sum(one) for one in zip((0, 0, 0), *(truth(row, replies) for row in hidden), strict=True))
    shown = [row for row in groups if row.mark != "suppressed"]
    parts = [possible(row, *truth(row, replies)[:2]) for row in shown]
    guarded = [bool(row.mark) for row in shown]
    if hidden:
        parts.append(set(range(of + 1)))
        guarded.append(not band(n) < 100 * k / of < 100 - band(n))
    check_sum(possible(whole, *truth(whole, replies)[:2]), parts, guarded)


@given(answered(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_people_means_nothing(replies: list[Reply], rnd: random.Random):
    shuffled = replies[:]
    rnd.shuffle(shuffled)
    assert as_csv(told(shuffled)) == as_csv(told(replies))


def of_groups(*sizes: int) -> list[Reply]:
    return [
        Reply({"respect": frozenset({LABELS[number % 5]})}, f"l{place}")
        for place, size in enumerate(sizes)
        for number in range(size)
    ]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((30, 20), {"l0", "l1"}),
        ((30, 9), set()),  # the large one goes with the small one, which it would give away
        ((30, 20, 9), {"l0"}),
        ((30, 20, 9, 3), {"l0", "l1"}),  # twelve together
        ((30, 20, 6, 3), {"l0"}),  # nine together are too few
        ((9,), set()),
        ((40,), {"l0"}),
    ],
)
def test_a_small_group_takes_the_next_one_with_it(sizes: tuple[int, ...], shown: set[str]):
    rows = [row for row in told(of_groups(*sizes)) if row.measure == "responses" and row.by]
    assert {row.group for row in rows if row.n is not None} == shown


def test_hidden_groups_of_nobody_hide_nobody():
    assert hidden_groups({"a": 0, "b": 30, "c": 12}, 10) == {"a"}


def test_a_group_that_is_hidden_is_hidden_in_every_figure():
    replies = of_groups(30, 12, 9)
    assert all(row.mark == "suppressed" for row in told(replies) if row.group in ("l1", "l2"))


def test_of_fewer_people_than_the_minimum_nothing_is_told():
    assert {row.mark for row in told(of_groups(9))} == {"suppressed"}


def test_everybody_is_not_told_of_a_group():
    rows = told([Reply({"respect": frozenset({"always"})}, "l0")] * 15)
    row = next(row for row in rows if row.item == "respect")
    assert (row.n, row.percent, row.mark) == (15, 80, "at-least")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_that_is_written_is_a_formula(cell: str):
    assert neutral(cell) == f"'{cell}"


def test_words_of_people_are_in_nothing_that_is_written(pulse: Form):
    reply = Reply({"respect": frozenset({"often"}), "one-change": frozenset()}, "en")
    data = as_csv(release(pulse, tally(pulse, [reply] * 20, ["language"])))
    assert b"one-change" not in data
