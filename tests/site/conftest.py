"""Sites and browsers that several tests of the website share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import served

import tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

ADDRESS = "https://school.example/families/"
_SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def addressed(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """The site of a small library of its own, in two languages, that knows its address."""
    root = tools.small_library(tmp_path_factory.mktemp("addressed") / "library", languages="[en, es]")
    done = run_cli("build", "--root", str(root), env={"SITE_URL": ADDRESS})
    assert done.code == 0, done.err
    return root / "site"


@pytest.fixture(scope="module")
def address(built: tools.Built) -> Iterator[str]:
    """Where the built site is served."""
    with served(built.site) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    program = tools.chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=list(_SWITCHES))
        yield found
        found.close()


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Tab]:
    """A fresh tab of a wide window that knows no site but this one; every test has its own memory."""
    with browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()
