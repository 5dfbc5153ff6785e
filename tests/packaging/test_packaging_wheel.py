"""The wheel, installed where no checkout is: it holds the library and builds it."""

from __future__ import annotations

import email
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import tools

pytestmark = pytest.mark.slow

_LEFT_OUT = {"site", "tests", "bench", "schemas", "dist", "build"}
"""What a wheel is not made of; the examples are there, and stay out of it."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of the checkout: building leaves traces beside the sources."""
    parts = [
        path.name for path in tools.CHECKOUT.iterdir() if path.name not in _LEFT_OUT and not path.name.startswith(".")
    ]
    root = tools.copy_checkout(tmp_path_factory.mktemp("wheel") / "source", parts)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(root.parent), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = root.parent.glob("*.whl")
    return found


def test_the_wheel_holds_the_whole_library(wheel: Path, checkout: Path):
    wanted = {
        f"partnerkit/library/{path.relative_to(checkout).as_posix()}"
        for part in ("content", "kits", "templates", "partnership.yaml", "mkdocs.yml")
        for path in [checkout / part, *(checkout / part).rglob("*")]
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    wanted |= {
        path.relative_to(checkout / "generator").as_posix()
        for path in (checkout / "generator" / "partnerkit").rglob("*")
        if path.suffix in (".py", ".yaml", ".gs")
    }
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert wanted - set(names) == set()
    assert len(names) == len(set(names))
    others = {name for name in set(names) - wanted if ".dist-info/" not in name}
    assert others <= {"partnerkit/py.typed"}


def test_the_wheel_names_its_licences_and_its_command(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        (info,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        metadata = email.message_from_bytes(archive.read(f"{info}/METADATA"))
        points = archive.read(f"{info}/entry_points.txt").decode()
    assert metadata["License-Expression"] == "MIT AND CC-BY-4.0 AND OFL-1.1"
    assert {Path(name).name for name in metadata.get_all("License-File")} >= {"LICENSE", "OFL.txt", "OFL-Fraunces.txt"}
    assert "partnerkit = partnerkit.cli:main" in points
    assert "partnerkit = partnerkit.site.plugin:PartnerkitPlugin" in points


@pytest.fixture(autouse=True)
def _no_other_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed must be found by itself."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; its other packages are those of this one, but no checkout."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    (packages,) = folder.glob("lib/python*/site-packages")
    # Folders that a .pth file names are searched for packages, but their own .pth files, the checkout's among them,
    # are not followed.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    done = subprocess.run([*pip, "--force-reinstall", str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "bin"


def test_the_installed_package_is_not_the_checkout(installed: Path, tmp_path: Path, checkout: Path):
    code = "import partnerkit.world as w; print(w.__file__); print(w.packaged_library())"
    done = subprocess.run([installed / "python", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    for line in done.stdout.splitlines():
        assert Path(line).is_relative_to(installed.parent), line
        assert not Path(line).is_relative_to(checkout), line


def test_the_installed_command_builds_the_same_library_in_an_empty_folder(
    installed: Path, built: tools.Built, tmp_path: Path
):
    folder = tmp_path / "empty"
    # The same PDF files need no second making: names in the cache depend on everything that they are made of.
    shutil.copytree(built.work / "cache", folder / ".partnerkit" / "cache")
    command = [str(installed / "partnerkit"), "build", "--library", "--timings"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "0 PDF files made" in done.stderr
    assert tools.changed(tools.contents(built.site), tools.contents(folder / "site")) == set()
    assert {path.name for path in folder.iterdir()} == {"site", ".partnerkit"}
    again = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert "Nothing has changed" in again.stdout


def test_the_installed_command_builds_a_library_of_ones_own(installed: Path, tmp_path: Path):
    root = tools.small_library(tmp_path / "library")
    done = subprocess.run([installed / "partnerkit", "build"], capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    assert (root / "site/documents/first-policy/index.html").is_file()
