"""The surveys of the core library as forms, made once."""

from __future__ import annotations

import pytest
from exports import form

from partnerkit.render.survey import Form


@pytest.fixture
def pulse() -> Form:
    return form("family-pulse-survey")


@pytest.fixture
def barriers() -> Form:
    return form("barriers-survey")


@pytest.fixture
def poll() -> Form:
    return form("scheduling-poll")
