"""``mkdocs build`` and the live server: the same pages from the same configuration."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tools

pytestmark = pytest.mark.slow

_PATIENCE = 120
"""Seconds after which a server that has not answered is taken for dead; far more than it ever needs."""


def _mkdocs(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env=env)


def test_mkdocs_build_makes_the_same_site(built: tools.Built, tmp_path: Path):
    parts = ("content", "kits", "templates", "partnership.yaml", "mkdocs.yml")
    root = tools.copy_checkout(tmp_path / "copy", parts)
    shutil.copytree(built.work / "cache", root / ".partnerkit" / "cache")
    done = _mkdocs(root)
    assert done.returncode == 0, done.stderr
    assert tools.changed(tools.contents(built.site), tools.contents(root / "site")) == set()


@pytest.fixture
def library(tmp_path: Path, checkout: Path) -> Path:
    """A small library with a configuration and templates of its own, as a checkout has them."""
    root = tools.small_library(tmp_path / "library", languages="[en, es]")
    shutil.copy2(checkout / "mkdocs.yml", root)
    shutil.copytree(checkout / "templates", root / "templates")
    return root


def test_mkdocs_build_stops_at_a_mistake_and_says_where(library: Path):
    (library / "content/policy/first-policy.yaml").write_text("kind: [", encoding="utf-8")
    done = _mkdocs(library)
    assert done.returncode != 0
    assert "content/policy/first-policy.yaml:1:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (library / "site" / "index.html").exists()


class Server:
    """A live server in a process group of its own, with what it says."""

    def __init__(self, command: list[str], root: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/"
        self.said: list[str] = []
        self.process = subprocess.Popen(
            command,
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"},
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(iter(self.process.stdout.readline, ""))

    def page(self, address: str = "") -> str:
        """The words of a page; empty while there is none."""
        try:
            with urllib.request.urlopen(self.address + address, timeout=10) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return ""

    def wait_until(self, done: Callable[[], bool]) -> None:
        """Ask again and again until something is so."""
        for _ in range(_PATIENCE * 5):
            if done():
                return
            assert self.process.poll() is None, "".join(self.said)
            time.sleep(0.2)
        pytest.fail("".join(self.said))

    def stop(self) -> None:
        """End the server and all its workers."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(params=["partnerkit", "mkdocs"])
def server(request: pytest.FixtureRequest, library: Path) -> Iterator[Server]:
    """The small library, served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = {
        "partnerkit": [sys.executable, "-m", "partnerkit", "serve", "--port", str(port)],
        "mkdocs": [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", f"127.0.0.1:{port}"],
    }[request.param]
    found = Server(command, library, port)
    try:
        yield found
    finally:
        found.stop()


def test_a_live_server_shows_every_save_and_survives_a_mistake(server: Server, library: Path):
    source = library / "content/policy/first-policy.yaml"
    good = source.read_text(encoding="utf-8")
    page = "documents/first-policy/"
    server.wait_until(lambda: "Small library" in server.page())
    assert "within a week" in server.page(page)
    assert "within a week" in server.page(f"es/{page}")
    assert server.page("downloads.json")

    source.write_text(good.replace("within a week", "within a day"), encoding="utf-8")
    server.wait_until(lambda: "within a day" in server.page(page))

    heard = len(server.said)
    source.write_text(good.replace("owner: principal", "owner: nobody"), encoding="utf-8")
    line = good.split("owner: principal", maxsplit=1)[0].count("\n") + 1
    server.wait_until(lambda: f"content/policy/first-policy.yaml:{line}:" in "".join(server.said[heard:]))
    assert "within a day" in server.page(page)
    assert "Traceback" not in "".join(server.said)

    source.write_text(good.replace("within a week", "within an hour"), encoding="utf-8")
    server.wait_until(lambda: "within an hour" in server.page(page))


def test_serving_leaves_the_published_site_alone(server: Server, library: Path):
    server.wait_until(lambda: "Small library" in server.page())
    assert not (library / "site").exists()
