"""Pathways: from a first try to a whole district, through gates where somebody decides to go on, adapt or stop."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from partnerkit.model.base import Addressed, Node, RoleRef
from partnerkit.model.definition import Definition, Item
from partnerkit.model.text import Line, Prose


class Gate(Addressed):
    """The end of a stage: who decides, on what, and what each answer means."""

    decider: RoleRef
    question: Line
    go: Line
    adapt: Line
    stop: Line


class Stage(Node):
    """One stretch of the way."""

    title: Line
    text: Prose
    duration: Line
    entry: tuple[Item, ...] = Field(min_length=1, description="What has to be true to begin.")
    work: tuple[Item, ...] = Field(min_length=1)
    evidence: tuple[Item, ...] = Field(min_length=1)
    gate: Gate


class Risk(Node):
    """What could go wrong, and what we do about it."""

    text: Line
    response: Line


class Pathway(Definition):
    """A pathway with stage gates."""

    kind: Literal["pathway"]
    purpose: Prose
    stages: tuple[Stage, ...] = Field(min_length=2, max_length=8)
    core: tuple[Item, ...] = Field(min_length=1, description="What stays the same everywhere.")
    local: tuple[Item, ...] = Field(min_length=1, description="What each place shapes for itself.")
    costs: Prose
    risks: tuple[Risk, ...] = Field(min_length=1)
