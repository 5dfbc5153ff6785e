"""Whatever goes wrong, the last good site stays whole, and the next build works."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import tools


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """A library, its site and its work folder, untouched."""
    return tools.built_library(tmp_path_factory.mktemp("publish") / "library", run_cli)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _templates(library: Path, checkout: Path) -> Path:
    shutil.copytree(checkout / "templates", library / "templates")
    return library / "templates"


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


_POLICY = "content/policy/first-policy.yaml"
_BREAKS: dict[str, tuple[str, Callable[[Path, Path], object]]] = {
    "bad YAML": (f"{_POLICY}:", lambda root, _: _write(root / _POLICY, "kind: policy\n  id: [\n")),
    "a broken document template": (
        "policy.html.j2",
        lambda root, checkout: _write(_templates(root, checkout) / "documents/policy.html.j2", "{% if %}"),
    ),
    "a document template with a bad name": (
        "policy.html.j2",
        lambda root, checkout: _write(
            _templates(root, checkout) / "documents/policy.html.j2", "<article>{{ nobody }}</article>"
        ),
    ),
    "a broken print template": (
        "document.html.j2",
        lambda root, checkout: _write(_templates(root, checkout) / "print/document.html.j2", "{% for %}"),
    ),
    "a broken page template": (
        "kits.html.j2",
        lambda root, checkout: _write(_templates(root, checkout) / "pages/kits.html.j2", "{{ kits.nobody.at.all }}"),
    ),
    "a broken site template": (
        "footer.html",
        lambda root, checkout: _write(_templates(root, checkout) / "site/partials/footer.html", "{% endfor %}"),
    ),
    "a configuration that is not YAML": ("mkdocs.yml", lambda root, _: _write(root / "mkdocs.yml", "site_name: [")),
    "a configuration without the plugin": ("mkdocs.yml", lambda root, _: _write(root / "mkdocs.yml", "site_name: x\n")),
    "templates without strings": ("ui.yaml", lambda root, checkout: (_templates(root, checkout) / "ui.yaml").unlink()),
    "templates without fonts": ("fonts", lambda root, checkout: shutil.rmtree(_templates(root, checkout) / "fonts")),
    "templates without anything but an empty folder": (
        "templates/ui.yaml",
        lambda root, _: (root / "templates/documents").mkdir(parents=True),
    ),
}


@pytest.mark.parametrize("what", _BREAKS)
def test_a_build_with_an_error_says_where_and_leaves_the_site_as_it_was(
    library: Path, checkout: Path, run_cli: tools.Command, what: str
):
    before = tools.contents(library / "site")
    times = {path: path.stat().st_mtime_ns for path in (library / "site").rglob("*")}
    where, damage = _BREAKS[what]
    damage(library, checkout)
    done = run_cli("build", "--root", str(library))
    assert done.code == 1, done.out + done.err
    assert where in done.err
    assert "Traceback" not in done.err + done.out
    assert "Published" not in done.out
    assert tools.contents(library / "site") == before
    assert {path: path.stat().st_mtime_ns for path in (library / "site").rglob("*")} == times
    assert list((library / ".partnerkit").glob("stage-*")) == []


def test_after_an_error_was_mended_the_next_build_publishes(library: Path, run_cli: tools.Command):
    good = (library / _POLICY).read_text(encoding="utf-8")
    (library / _POLICY).write_text("kind: [", encoding="utf-8")
    assert run_cli("build", "--root", str(library)).code == 1
    (library / _POLICY).write_text(good.replace("within a week", "within a day"), encoding="utf-8")
    done = run_cli("build", "--root", str(library))
    assert done.code == 0, done.err
    assert "within a day" in (library / "site/documents/first-policy/index.html").read_text(encoding="utf-8")


def test_a_strict_build_with_a_warning_leaves_the_site_as_it_was(library: Path, run_cli: tools.Command):
    before = tools.contents(library / "site")
    _replace(library / "partnership.yaml", "[en]", "[en, es]")
    _write(library / "content/locale/es/first-policy.po", _STALE)
    done = run_cli("build", "--root", str(library), "--strict")
    assert done.code == 1
    assert "error" in done.err
    assert tools.contents(library / "site") == before
    done = run_cli("build", "--root", str(library))
    assert done.code == 0, done.err
    assert "warning" in done.err
    assert tools.contents(library / "site") != before


_STALE = """\
msgid ""
msgstr ""
"Language: es\\\\n"
"Content-Type: text/plain; charset=UTF-8\\\\n"

msgctxt "first-policy#nowhere"
msgid "This text is gone."
msgstr "Este texto ya no está."
"""


# -- folders -----------------------------------------------------------------------------------------------------------


def test_a_folder_of_somebody_else_is_refused_and_stays_whole(library: Path, tmp_path: Path, run_cli: tools.Command):
    theirs = tmp_path / "theirs"
    _write(theirs / "thesis.txt", "mine")
    done = run_cli("build", "--root", str(library), "--site", str(theirs))
    assert done.code == 1
    assert "not-ours" in done.err
    assert "--site" in done.err
    assert tools.contents(theirs).keys() == {"thesis.txt"}


@pytest.mark.parametrize("place", [".", "content", "kits/.."])
def test_the_workspace_itself_is_never_replaced(library: Path, run_cli: tools.Command, place: str):
    """With the list of a site copied into it, a folder looks like one; the sources must survive that."""
    sources = tools.contents(library / "content")
    target = library / place
    shutil.copy2(library / "site/downloads.json", target / "downloads.json")
    done = run_cli("build", "--root", str(library), "--site", str(target))
    assert done.code != 0
    assert "Traceback" not in done.err
    assert {name: sum_ for name, sum_ in tools.contents(library / "content").items() if name in sources} == sources


def test_a_file_in_the_place_of_the_site_is_wrong_use(library: Path, tmp_path: Path, run_cli: tools.Command):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = run_cli("build", "--root", str(library), "--site", str(tmp_path / "file"))
    assert done.code == 2
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_site_in_a_new_folder_deep_below(library: Path, tmp_path: Path, run_cli: tools.Command):
    done = run_cli("build", "--root", str(library), "--site", str(tmp_path / "a/b/c"))
    assert done.code == 0, done.err
    assert tools.contents(tmp_path / "a/b/c") == tools.contents(library / "site")


def test_a_site_on_another_disk(library: Path, run_cli: tools.Command):
    """A web server's folder is often on another file system, where a rename is impossible."""
    memory = Path("/dev/shm")  # noqa: S108  # a file system of its own on Linux
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == library.stat().st_dev:
        pytest.skip("This machine has no second file system at /dev/shm")
    site = memory / f"partnerkit-test-{os.getpid()}"
    try:
        for _ in range(2):
            done = run_cli("build", "--root", str(library), "--site", str(site), "--force")
            assert done.code == 0, done.err
            assert tools.contents(site) == tools.contents(library / "site")
    finally:
        shutil.rmtree(site, ignore_errors=True)


# -- two at once, and killed -------------------------------------------------------------------------------------------


def test_a_second_build_is_told_that_the_first_is_busy(library: Path, run_cli: tools.Command):
    before = tools.contents(library / "site")
    (library / "partnership.yaml").touch()
    with (library / ".partnerkit/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run_cli("build", "--root", str(library))
    assert done.code == 1
    assert "[busy]" in done.err
    assert "Traceback" not in done.err
    assert tools.contents(library / "site") == before
    assert run_cli("build", "--root", str(library)).code == 0


def test_a_busy_work_folder_is_not_swept(library: Path, run_cli: tools.Command):
    """What the first build is putting together must survive the second one."""
    stage = library / ".partnerkit/stage-1"
    stage.mkdir()
    (library / "partnership.yaml").touch()
    with (library / ".partnerkit/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run_cli("build", "--root", str(library))
    assert stage.is_dir()


_MOMENTS: dict[str, Callable[[Path], bool]] = {
    "as it begins": lambda work: (work / "lock").stat().st_ino != 0,
    "while page files change": lambda work: (
        "within a day" in (work / "docs/documents/first-policy.md").read_text("utf-8")
    ),
    "while pages are made": lambda work: (
        "within a day" in (work / "web/en/documents/first-policy/index.html").read_text("utf-8")
    ),
    "while the site is put together": lambda work: any(work.glob("stage-*")),
    "while search is indexed": lambda work: any(work.glob("stage-*/downloads/en")),
    "just before it is published": lambda work: any(work.glob("stage-*/downloads.json")),
}


def _kill_when(library: Path, moment: Callable[[Path], bool]) -> None:
    """Start a build and kill it, workers and all, as soon as a moment has come; it may also have finished."""
    command = [sys.executable, "-m", "partnerkit", "build", "--root", str(library)]
    build = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        while build.poll() is None:
            try:
                if moment(library / ".partnerkit"):
                    break
            except OSError:
                pass  # a file that is being replaced
            time.sleep(0.001)
    finally:
        if build.poll() is None:
            os.killpg(build.pid, signal.SIGKILL)
        build.wait()


@pytest.mark.slow
@pytest.mark.parametrize("moment", _MOMENTS)
def test_a_killed_build_leaves_a_whole_site_and_the_next_one_works(
    library: Path, run_cli: tools.Command, moment: str, tmp_path: Path
):
    old = tools.contents(library / "site")
    _replace(library / _POLICY, "within a week", "within a day")
    other = tmp_path / "other"
    shutil.copytree(library, other)
    assert run_cli("build", "--root", str(other)).code == 0
    new = tools.contents(other / "site")
    assert new != old

    _kill_when(library, _MOMENTS[moment])
    assert tools.contents(library / "site") in (old, new)
    done = run_cli("build", "--root", str(library))
    assert done.code == 0, done.err
    assert tools.contents(library / "site") == new
    left = [path.name for path in (library / ".partnerkit").iterdir()]
    assert [name for name in left if name.startswith(("stage-", "old-"))] == []
