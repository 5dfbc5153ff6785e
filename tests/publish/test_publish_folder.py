"""One folder takes the place of another: at once where the system can, and never half."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import tools
from partnerkit.package import manifest
from partnerkit.publish import claim, folder, refuse_foreign, swap, sweep


def _site(path: Path, words: str) -> Path:
    (path / "documents").mkdir(parents=True)
    (path / "index.html").write_text(words, encoding="utf-8")
    (path / "downloads.json").write_bytes(manifest(()))
    return path


@pytest.fixture(params=["in one step", "step by step"])
def _system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system with renameat2(2), and one without."""
    if request.param == "step by step":
        monkeypatch.setattr(folder, "_exchange", lambda *_: False)


@pytest.mark.usefixtures("_system")
def test_a_new_site_takes_the_place_of_the_old_one(tmp_path: Path):
    stage, site = _site(tmp_path / "work/stage-1", "new"), _site(tmp_path / "site", "old")
    (site / "old.html").write_text("old", encoding="utf-8")
    wanted = tools.contents(stage)
    swap(stage, site)
    assert tools.contents(site) == wanted
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.usefixtures("_system")
def test_a_site_that_is_not_there_yet_is_made_with_its_parents(tmp_path: Path):
    stage = _site(tmp_path / "work/stage-1", "new")
    swap(stage, tmp_path / "a/b/site")
    assert (tmp_path / "a/b/site/index.html").read_text(encoding="utf-8") == "new"


@pytest.mark.usefixtures("_system")
def test_an_empty_folder_can_be_replaced(tmp_path: Path):
    (tmp_path / "site").mkdir()
    swap(_site(tmp_path / "work/stage-1", "new"), tmp_path / "site")
    assert (tmp_path / "site/index.html").is_file()


@pytest.mark.usefixtures("_system")
def test_a_link_to_a_folder_stays_a_link_to_what_was_published(tmp_path: Path):
    """Hosts often serve a link; whoever follows it must find the new site, and nothing may be left over."""
    _site(tmp_path / "served", "old")
    (tmp_path / "site").symlink_to(tmp_path / "served", target_is_directory=True)
    swap(_site(tmp_path / "work/stage-1", "new"), tmp_path / "site")
    assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "served/index.html").read_text(encoding="utf-8") == "new"
    assert list((tmp_path / "work").iterdir()) == []


def test_a_system_without_the_call_is_told_from_one_where_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class NoSuchCall:
        def __getattr__(self, name: str) -> None:
            raise AttributeError(name)

    stage, site = _site(tmp_path / "stage-1", "new"), _site(tmp_path / "site", "old")
    monkeypatch.setattr(folder.ctypes, "CDLL", lambda *_, **__: NoSuchCall())
    assert folder._exchange(stage, site) is False
    monkeypatch.undo()
    with pytest.raises(FileNotFoundError):
        folder._exchange(stage, tmp_path / "missing")


def test_what_a_killed_build_left_is_swept_away(tmp_path: Path):
    work, site = tmp_path / "work", _site(tmp_path / "site", "good")
    _site(work / "stage-11", "half")
    _site(work / "old-12", "older")
    (work / "cache").mkdir()
    before = tools.contents(site)
    sweep(work, site)
    assert [path.name for path in work.iterdir()] == ["cache"]
    assert tools.contents(site) == before


def test_a_site_that_had_been_moved_aside_comes_back(tmp_path: Path):
    """A build without renameat2 was killed between its two steps."""
    work = tmp_path / "work"
    _site(work / "old-12", "good")
    _site(work / "stage-12", "new")
    sweep(work, tmp_path / "site")
    assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == "good"
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("kind", ["nothing", "empty", "ours"])
def test_what_may_be_replaced(tmp_path: Path, kind: str):
    site = tmp_path / "site"
    if kind == "empty":
        site.mkdir()
    elif kind == "ours":
        _site(site, "old")
    assert refuse_foreign(site) is None


@pytest.mark.parametrize("kind", ["notes", "hidden file", "file", "a site of another program"])
def test_what_may_not_be_replaced(tmp_path: Path, kind: str):
    site = tmp_path / "site"
    if kind == "file":
        site.write_text("mine", encoding="utf-8")
    else:
        site.mkdir()
        name = {"notes": "thesis.txt", "hidden file": ".git", "a site of another program": "index.html"}[kind]
        (site / name).write_text("mine", encoding="utf-8")
    found = refuse_foreign(site)
    assert found is not None
    assert found.code == "not-ours"
    assert found.hint


def test_another_programs_list_of_downloads_does_not_make_a_folder_ours(tmp_path: Path):
    """A name alone is a weak sign: a folder of somebody's own downloads may hold a file of that name."""
    (tmp_path / "downloads.json").write_text('[{"url": "https://example.org/film.mp4"}]', encoding="utf-8")
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert refuse_foreign(tmp_path) is not None


def test_only_one_build_holds_a_work_folder(tmp_path: Path):
    with claim(tmp_path / "work") as first:
        assert first is not None
        assert first.stage.parent == tmp_path / "work"
        with claim(tmp_path / "work") as second:
            assert second is None
    with claim(tmp_path / "work") as third:
        assert third is not None


def test_a_claim_ends_with_an_exception_too(tmp_path: Path):
    with pytest.raises(LookupError), claim(tmp_path / "work"):
        raise LookupError
    with claim(tmp_path / "work") as again:
        assert again is not None


def test_stages_of_two_processes_have_different_names(tmp_path: Path):
    with claim(tmp_path) as held:
        assert held is not None
        assert str(os.getpid()) in held.stage.name
