"""A test that cannot run is skipped by name, and fails where every tool has to be there."""

from __future__ import annotations

import pytest

import tools


def test_a_missing_tool_skips_with_its_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Chromium is not installed"):
        tools.missing("Chromium is not installed")


def test_a_missing_tool_is_a_failure_in_ci(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Chromium is not installed"):
        tools.missing("Chromium is not installed")


def test_a_chromium_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    assert tools.chromium() == "/opt/chromium"
