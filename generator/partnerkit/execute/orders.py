"""A job of any kind for another process, which imports nothing for it but what the job itself needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Order:
    """Something to be made, and its place among those that are made together.

    Attributes:
        place: which of them it is.
        make: a module-level function that makes it.
        of: what ``make`` is called with.
    """

    place: int
    make: Callable[[Any], bytes]
    of: Any


def fulfil(order: Order) -> bytes:
    """Make it."""
    return order.make(order.of)
