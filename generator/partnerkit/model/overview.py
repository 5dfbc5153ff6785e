"""Overviews: documents whose body is made from what the others say about each other.

An author writes the title and a few words; the governance map, the year, the crosswalk, the coverage and the glossary
are drawn from the relations of the library, so that they cannot disagree with it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from partnerkit.model.definition import Definition, Item
from partnerkit.model.text import Prose


class Overview(Definition):
    """A document that the library writes about itself."""

    kind: Literal["overview"]
    type: Literal["governance-map", "year", "crosswalk", "coverage", "glossary", "pillars"]
    purpose: Prose
    how_to_read: tuple[Item, ...] = Field(default=(), description="What to look for.")
