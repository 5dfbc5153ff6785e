"""The table of kinds: the name that stands in ``kind:`` and the model that reads it."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from partnerkit.model.agreement import Agreement
from partnerkit.model.base import Addressed
from partnerkit.model.charter import Charter
from partnerkit.model.policy import Policy
from partnerkit.model.template import Template
from partnerkit.model.vision import Vision
from partnerkit.model.vocabulary import Kit, Page, Roles, Slots
from partnerkit.model.workspace import Workspace

DOCUMENT_KINDS: dict[str, Any] = {
    "vision": Vision,
    "policy": Policy,
    "charter": Charter,
    "agreement": Agreement,
    "template": Template,
}
"""Kinds that become documents, in the order in which readers meet them."""

MODELS: dict[str, Any] = {
    **DOCUMENT_KINDS,
    "kit": Kit,
    "page": Page,
    "slots": Slots,
    "roles": Roles,
    "workspace": Workspace,
}
"""Every kind with its model, or its union of models."""

KINDS: dict[str, TypeAdapter[Addressed]] = {name: TypeAdapter(model) for name, model in MODELS.items()}
"""Every kind with the adapter that validates it."""
