"""The surveys of the core library as forms, made once."""

from __future__ import annotations

from functools import cache

import pytest

import tools
from partnerkit.render.survey import Form
from partnerkit.surveys import form_of


@cache
def form(survey_id: str) -> Form:
    """A survey of the core library in English and Spanish."""
    return form_of(survey_id, tools.reading().libraries, ["en", "es"])


@pytest.fixture
def pulse() -> Form:
    return form("family-pulse-survey")


@pytest.fixture
def barriers() -> Form:
    return form("barriers-survey")


@pytest.fixture
def poll() -> Form:
    return form("scheduling-poll")
