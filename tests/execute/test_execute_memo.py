"""What is kept between the builds of one workspace, and what is let go."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

from partnerkit.execute.memo import Memo


class _Thing:
    """Something that can be let go."""


def _once(memo: Memo, made: list[str], name: str, *of: object) -> _Thing:
    def make() -> _Thing:
        made.append(name)
        return _Thing()

    return memo.once(name, of, make)


def test_what_was_asked_for_since_the_last_time_is_kept():
    memo, made = Memo(own=True), []
    first = _once(memo, made, "file")
    second = _once(memo, made, "read", first)
    memo.forget()
    assert _once(memo, made, "file") is first
    assert _once(memo, made, "read", first) is second
    assert made == ["file", "read"]


def test_what_nobody_asks_for_is_let_go_with_all_that_was_made_of_it():
    memo, made = Memo(own=True), []
    old = _once(memo, made, "file")
    gone = [weakref.ref(old), weakref.ref(_once(memo, made, "read", old))]
    memo.forget()
    del old
    new = _once(memo, made, "another file")
    memo.forget()
    gc.collect()
    assert [one() for one in gone] == [None, None]
    assert memo.keeps(new)


def test_what_is_made_of_something_that_was_let_go_is_made_anew():
    """Its identity may be given to something else, which must not pass for it."""
    memo, made = Memo(own=True), []
    old = _once(memo, made, "file")
    _once(memo, made, "read", old)
    memo.forget()
    for _ in range(2):
        _once(memo, made, "read", old)  # asked for, but not what it was made of
        memo.forget()
    assert not memo.keeps(old)
    _once(memo, made, "read", old)
    assert made.count("read") > 1


def test_the_last_of_its_kind_stays_while_it_is_asked_for():
    memo, made = Memo(own=True), []
    document = _once(memo, made, "composed")

    def fill(value: str) -> Callable[[], _Thing]:
        def make() -> _Thing:
            made.append(value)
            return _Thing()

        return make

    first = memo.last("filled", document, "Maple", fill("Maple"))
    assert memo.keeps(first)
    memo.forget()
    assert _once(memo, made, "composed") is document
    assert memo.last("filled", document, "Maple", fill("Maple")) is first
    assert memo.last("filled", document, "Oak", fill("Oak")) is not first
    assert made == ["composed", "Maple", "Oak"]
