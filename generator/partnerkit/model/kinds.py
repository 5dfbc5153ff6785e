"""The table of kinds: the name that stands in ``kind:`` and the model that reads it."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from partnerkit.model.agreement import Agreement
from partnerkit.model.base import Addressed
from partnerkit.model.calendar import Calendar
from partnerkit.model.charter import Charter
from partnerkit.model.guide import Guide
from partnerkit.model.indicator import Indicators
from partnerkit.model.matrix import ValueMatrix
from partnerkit.model.overlay import Overlay
from partnerkit.model.overview import Overview
from partnerkit.model.pathway import Pathway
from partnerkit.model.plan import Plan
from partnerkit.model.policy import Policy
from partnerkit.model.protocol import Protocol
from partnerkit.model.report import Report
from partnerkit.model.requirements import Requirements
from partnerkit.model.rubric import Checklist, Rubric
from partnerkit.model.survey import Survey
from partnerkit.model.template import Template
from partnerkit.model.vision import Vision
from partnerkit.model.vocabulary import Glossary, Kit, Page, Practices, Roles, Slots, Terms
from partnerkit.model.workspace import Workspace

DOCUMENT_KINDS: dict[str, Any] = {
    "vision": Vision,
    "value-matrix": ValueMatrix,
    "policy": Policy,
    "charter": Charter,
    "agreement": Agreement,
    "protocol": Protocol,
    "calendar": Calendar,
    "plan": Plan,
    "indicators": Indicators,
    "survey": Survey,
    "rubric": Rubric,
    "checklist": Checklist,
    "pathway": Pathway,
    "guide": Guide,
    "template": Template,
    "report": Report,
    "requirements": Requirements,
    "overview": Overview,
}
"""Kinds that become documents, in the order in which readers meet them."""

MODELS: dict[str, Any] = {
    **DOCUMENT_KINDS,
    "kit": Kit,
    "page": Page,
    "slots": Slots,
    "roles": Roles,
    "practices": Practices,
    "glossary": Glossary,
    "terms": Terms,
    "workspace": Workspace,
    "overlay": Overlay,
}
"""Every kind with its model, or its union of models."""

KINDS: dict[str, TypeAdapter[Addressed]] = {name: TypeAdapter(model) for name, model in MODELS.items()}
"""Every kind with the adapter that validates it."""
