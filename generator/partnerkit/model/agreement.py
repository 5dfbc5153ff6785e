"""Agreements: what each of two to four parties will do, and what a signature means.

A signature always says what it means, and nothing ever depends on it: ``non_coercion_note`` is required
(good practice around 20 U.S.C. 6318(d), which names no signature).
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Node, RoleRef
from partnerkit.model.definition import Definition, Item, LegalRef
from partnerkit.model.text import Line, Prose


class Party(Node):
    """One side of the agreement, and what it will do."""

    role: RoleRef
    heading: Line
    responsibilities: tuple[Item, ...] = Field(min_length=1)


class Signature(Node):
    """A place to sign. ``meaning`` is printed above it in words."""

    party: str = Field(description="The id of the party that signs.")
    label: Line
    meaning: Literal["agree", "acknowledge", "consent"]
    required: bool = False
    dated: bool = True


class Agreement(Definition):
    """A compact, partnership agreement or memorandum between two to four parties."""

    kind: Literal["agreement"]
    type: Literal["compact", "partnership", "mentorship", "memorandum"]
    preamble: Prose
    shared_goals: tuple[Item, ...] = Field(min_length=1)
    parties: tuple[Party, ...] = Field(min_length=2, max_length=4)
    together: tuple[Item, ...] = ()
    communication: tuple[Item, ...] = Field(min_length=1)
    problem_route: tuple[Item, ...] = Field(min_length=1, description="What to do when something goes wrong, in order.")
    developed_with: Prose | None = None
    conference_note: Prose | None = None
    non_coercion_note: Prose
    signatures: tuple[Signature, ...] = Field(min_length=2)
    legal_refs: tuple[LegalRef, ...] = ()

    @model_validator(mode="after")
    def _signatures_belong(self) -> Self:
        parties = {party.id for party in self.parties}
        for index, signature in enumerate(self.signatures):
            if signature.party not in parties:
                raise PydanticCustomError(
                    "rule",
                    "the signature '{id}' names the party '{party}', which is not one of: {known}",
                    {
                        "id": signature.id,
                        "party": signature.party,
                        "known": ", ".join(sorted(parties)),
                        "at": f"signatures.{index}.party",
                    },
                )
        return self
