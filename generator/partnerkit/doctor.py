"""What this machine needs, whether it is there, and the exact line that puts it there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from partnerkit.render.pdf import missing_libraries
from partnerkit.world import packaged_library

_PINNED = {"weasyprint": "70.0", "pydyf": "0.13.0", "mkdocs": "1.6.1", "mkdocs-static-i18n": "1.3.1"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    fix: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape that ``--json`` prints."""
        return {"what": self.what, "ok": self.ok, "fix": self.fix}


def examine() -> list[Finding]:
    """Everything that a build needs from this machine."""
    return [_python(), libraries(), *_packages(), _fonts(), _search()]


def libraries() -> Finding:
    """The system libraries of WeasyPrint; looked up without importing it."""
    missing = missing_libraries()
    if not missing:
        return Finding("System libraries for PDF: present.", ok=True)
    return Finding(f"System libraries for PDF are missing: {', '.join(missing)}.", ok=False, fix=_install_line(missing))


def _install_line(packages: list[str]) -> str:
    if shutil.which("apt-get"):
        return f"Run: sudo apt-get install -y {' '.join(packages)}"
    if shutil.which("dnf"):
        return "Run: sudo dnf install -y pango harfbuzz"
    if shutil.which("brew"):
        return "Run: brew install pango"
    return "Install Pango 1.44 or newer with HarfBuzz; see https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(f"Python {found}.", sys.version_info >= (3, 11), "Install Python 3.11 or newer.")


def _packages() -> list[Finding]:
    findings = []
    for name, wanted in _PINNED.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "missing"
        findings.append(Finding(f"{name} {found}.", found == wanted, f"Run: pip install {name}=={wanted}"))
    return findings


def _fonts() -> Finding:
    folder = packaged_library() / "templates" / "fonts"
    count = len(list(folder.glob("*.ttf")))
    return Finding(f"{count} font files for print.", count > 0, "Install Partnerkit again: its fonts are missing.")


def _search() -> Finding:
    command = [sys.executable, "-m", "pagefind", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path.home())
    words = done.stdout.strip() or "Pagefind"
    return Finding(f"Search: {words}.", done.returncode == 0, "Run: pip install 'pagefind[extended]'")
