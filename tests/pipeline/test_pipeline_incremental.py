"""What a second build does: nothing where nothing has changed, and only what has changed where something has."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

import tools
from partnerkit.execute.unchanged import Fingerprint
from partnerkit.model.locales import language
from partnerkit.model.site import SiteSource
from partnerkit.site import engine
from partnerkit.world import World

Build = Callable[..., tools.Ran]


@pytest.fixture
def build(library: Path, run_cli: tools.Command) -> Build:
    """Build the library; it must succeed."""

    def run(*args: str, **env: str) -> tools.Ran:
        done = run_cli("build", "--root", str(library), *args, env=env)
        assert done.code == 0, done.err
        return done

    return run


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _times(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in sorted(folder.rglob("*")) if path.is_file()}


def _outside_search(names: set[str]) -> set[str]:
    return {name for name in names if not name.startswith("pagefind/")}


def _figures(done: tools.Ran) -> tuple[int, int]:
    """How many PDF files were made, and how many came from the cache."""
    (made, cached), *_ = re.findall(r"(\d+) PDF files made, (\d+) from the cache", done.err)
    return int(made), int(cached)


def test_a_build_without_changes_does_nothing_and_says_so(library: Path, build: Build):
    build()
    site, work = _times(library / "site"), _times(library / ".partnerkit")
    done = build()
    assert "Nothing has changed" in done.out
    assert _times(library / "site") == site
    assert _times(library / ".partnerkit") == work


def test_force_builds_all_the_same_and_changes_nothing(library: Path, build: Build):
    before = tools.contents(library / "site")
    done = build("--force", "--timings")
    assert "Nothing has changed" not in done.out
    assert tools.contents(library / "site") == before
    assert _figures(done) == (0, 8)


def test_an_edit_of_one_clause_changes_only_what_shows_it(library: Path, build: Build):
    before = tools.contents(library / "site")
    _edit(library / "content/policy/first-policy.yaml", "within a week", "within a day")
    done = build("--timings")
    changed = tools.changed(before, tools.contents(library / "site"))
    assert _outside_search(changed) == {
        "documents/first-policy/index.html",
        "es/documents/first-policy/index.html",
        "downloads.json",
        "downloads/source/first-policy.yaml",
        *(
            f"downloads/{code}/{name}"
            for code in ("en", "es")
            for name in (
                "first-policy.pdf",
                "first-policy.docx",
                "first-policy.txt",
                "kits/small.pdf",
                "kits/small.zip",
            )
        ),
        *(f"downloads/{code}/kits/small.{end}" for code in ("en", "es") for end in ("epub", "txt", "json")),
    }
    assert _figures(done) == (4, 4)


def _cached(library: Path) -> int:
    """How many PDF files the cache holds; verdicts on them are kept beside them."""
    records = (library / ".partnerkit" / "cache").rglob("*.json")
    return sum("pages" in json.loads(record.read_bytes()) for record in records)


def test_what_goes_around_documents_in_a_kit_is_set_again_only_when_pages_move(library: Path, build: Build):
    """Two languages: each sets the document and binds the kit; front matter is a file in the cache, not on the site."""
    document = library / "content/policy/first-policy.yaml"
    before = _cached(library)
    _edit(document, "within a week", "within a day")
    build()
    assert _cached(library) == before + 4
    _edit(document, "We answer", "We answer. " * 1000 + "We answer")
    done = build("--timings")
    assert _cached(library) == before + 4 + 6
    assert _figures(done) == (4, 4)


def test_a_document_that_cannot_be_printed_is_reported_and_its_kit_is_not(library: Path, run_cli: tools.Command):
    _edit(library / "content/policy/first-policy.yaml", "within a week", "within a week 😀")
    done = run_cli("build", "--root", str(library))
    assert done.code == 1
    assert "downloads/en/first-policy.pdf" in done.err
    assert "kits/small" not in done.err


def test_an_edit_of_a_document_outside_every_kit_leaves_the_kits_alone(library: Path, build: Build):
    before = tools.contents(library / "site")
    _edit(library / "content/policy/third-policy.yaml", "within a week", "within a day")
    done = build("--timings")
    changed = _outside_search(tools.changed(before, tools.contents(library / "site")))
    assert {name for name in changed if name.startswith("downloads/")} == {
        *(f"downloads/{code}/third-policy.{end}" for code in ("en", "es") for end in ("pdf", "docx", "txt")),
        "downloads/source/third-policy.yaml",
    }
    assert _figures(done) == (2, 6)


def test_an_edit_of_a_title_changes_every_page_that_shows_it_and_no_other(library: Path, build: Build):
    site = library / "site"
    before = tools.contents(site)
    showing = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if "Third policy" in path.read_text(encoding="utf-8")
    }
    assert "documents/index.html" in showing
    assert "kits/small/index.html" not in showing
    _edit(library / "content/policy/third-policy.yaml", "Third policy", "Another policy")
    build()
    changed = tools.changed(before, tools.contents(site))
    assert {name for name in changed if name.endswith(".html")} == showing
    assert not any("Third policy" in (site / name).read_text(encoding="utf-8") for name in showing)


def test_a_filled_blank_changes_every_document_that_has_it(library: Path, build: Build):
    before = tools.contents(library / "site")
    with (library / "partnership.yaml").open("a", encoding="utf-8") as file:
        file.write("values:\n  school.name: St Mary’s\n")
    done = build("--timings")
    changed = tools.changed(before, tools.contents(library / "site"))
    assert changed >= {f"downloads/{code}/{name}.pdf" for code in ("en", "es") for name in tools.POLICIES}
    assert _figures(done)[1] == 0
    assert "St Mary’s" in (library / "site/documents/first-policy/index.html").read_text(encoding="utf-8")


def test_a_removed_document_leaves_the_site(library: Path, build: Build):
    (library / "content/policy/third-policy.yaml").unlink()
    build()
    left = [name for name in tools.contents(library / "site") if "third-policy" in name]
    assert left == []
    for page in (library / "site").rglob("*.html"):
        assert "third-policy" not in page.read_text(encoding="utf-8"), page
    assert "third-policy" not in (library / "site/downloads.json").read_text(encoding="utf-8")


def test_a_removed_page_leaves_the_site_and_the_menu_of_all_others(library: Path, build: Build):
    page = library / "content/page/extra.yaml"
    page.parent.mkdir()
    page.write_text(
        "kind: page\nid: extra\ntitle: An extra page\nlead: More.\nmenu: true\n"
        "parts:\n  - {id: one, heading: One, text: Words., documents: [first-policy]}\n",
        encoding="utf-8",
    )
    before = tools.contents(library / "site")
    build()
    for name in ("extra/index.html", "es/extra/index.html"):
        assert (library / "site" / name).is_file()
    assert 'href="../../extra/"' in (library / "site/documents/first-policy/index.html").read_text(encoding="utf-8")
    page.unlink()
    build()
    assert tools.contents(library / "site") == before


def test_a_document_that_comes_back_is_as_it_was(library: Path, build: Build):
    """Whatever a cache remembers, the site depends on the sources alone."""
    before = tools.contents(library / "site")
    source = library / "content/policy/third-policy.yaml"
    data = source.read_bytes()
    source.unlink()
    build()
    source.write_bytes(data)
    done = build("--timings")
    assert tools.contents(library / "site") == before
    assert _figures(done) == (0, 8)


def test_a_language_that_is_taken_out_leaves_the_site(library: Path, build: Build):
    _edit(library / "partnership.yaml", "[en, es]", "[en]")
    build()
    names = tools.contents(library / "site")
    assert [name for name in names if name.startswith(("es/", "downloads/es/", "pagefind/fragment/es"))] == []
    for page in (library / "site").rglob("*.html"):
        assert 'hreflang="es"' not in page.read_text(encoding="utf-8"), page


def test_a_new_name_of_the_library_changes_every_page(library: Path, build: Build):
    before = tools.contents(library / "site")
    _edit(library / "partnership.yaml", "name: Small library", "name: Maple library")
    build()
    after = tools.contents(library / "site")
    pages = {name for name in after if name.endswith(".html")}
    assert pages <= tools.changed(before, after)


def test_a_changed_template_of_the_site_changes_every_page(library: Path, build: Build, checkout: Path):
    shutil.copytree(checkout / "templates", library / "templates")
    build()
    before = tools.contents(library / "site")
    _edit(library / "templates/site/partials/footer.html", "<footer ", '<footer data-changed="yes" ')
    done = build("--timings")
    after = tools.contents(library / "site")
    pages = {name for name in after if name.endswith(".html")}
    assert {name for name in tools.changed(before, after) if name.endswith(".html")} == pages
    assert all("data-changed" in (library / "site" / name).read_text(encoding="utf-8") for name in pages)
    assert _figures(done) == (0, 8)


def test_a_changed_style_of_print_makes_every_pdf_again(library: Path, build: Build, checkout: Path):
    shutil.copytree(checkout / "templates", library / "templates")
    build()
    before = tools.contents(library / "site")
    with (library / "templates/print/base.css").open("a", encoding="utf-8") as sheet:
        sheet.write("\nh1 { letter-spacing: 1pt }\n")
    done = build("--timings")
    changed = tools.changed(before, tools.contents(library / "site"))
    assert changed >= {name for name in before if name.endswith(".pdf")}
    assert _figures(done) == (8, 0)


def test_another_address_of_the_site_is_a_change(library: Path, build: Build):
    done = build(SITE_URL="https://school.example/")
    assert "Nothing has changed" not in done.out
    assert "https://school.example/es/" in (library / "site/index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def settled(built_once: Path, tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """A library whose site is up to date; each test that touches the site sees to it that it is mended."""
    root = tmp_path_factory.mktemp("settled") / "library"
    shutil.copytree(built_once, root)
    assert run_cli("build", "--root", str(root)).code == 0
    return root


_DAMAGES: dict[str, Callable[[Path], object]] = {
    "edited page": lambda site: (site / "index.html").write_text("<p>by hand</p>", encoding="utf-8"),
    "removed page": lambda site: (site / "es/documents/first-policy/index.html").unlink(),
    "edited download": lambda site: (site / "downloads/en/first-policy.pdf").write_bytes(b"%PDF-"),
    "removed style sheet": lambda site: (site / "assets/stylesheets/doc.css").unlink(),
    "added file": lambda site: (site / "notes.txt").write_text("mine", encoding="utf-8"),
}


@pytest.mark.parametrize("damage", _DAMAGES)
def test_a_site_that_somebody_touched_is_repaired(settled: Path, run_cli: tools.Command, damage: str):
    before = tools.contents(settled / "site")
    _DAMAGES[damage](settled / "site")
    assert tools.contents(settled / "site") != before
    done = run_cli("build", "--root", str(settled))
    assert done.code == 0, done.err
    assert "Nothing has changed" not in done.out
    assert tools.contents(settled / "site") == before


def test_a_work_folder_that_was_deleted_is_made_again(library: Path, build: Build):
    before = tools.contents(library / "site")
    shutil.rmtree(library / ".partnerkit")
    done = build("--timings")
    assert tools.contents(library / "site") == before
    assert _figures(done) == (8, 0)


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_cache_is_noticed(library: Path, build: Build, damage: str):
    """A disk that was full or failed must not put a broken file into a school's hands."""
    before = tools.contents(library / "site")
    for entry in (library / ".partnerkit" / "cache").rglob("*.bin"):
        data = bytearray(entry.read_bytes())
        if damage == "cut":
            entry.write_bytes(data[: len(data) // 2])
        else:
            data[len(data) // 2] ^= 0xFF
            entry.write_bytes(data)
    done = build("--force", "--timings")
    assert tools.contents(library / "site") == before
    assert _figures(done) == (8, 0)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"inputs": 3}'])
def test_a_damaged_record_of_the_last_build_is_as_good_as_none(library: Path, text: str):
    world = World.at(library)
    Fingerprint.of(world).remember()
    assert Fingerprint.of(world).is_current()
    (world.work / "published.json").write_text(text, encoding="utf-8")
    assert not Fingerprint.of(world).is_current()


def test_a_damaged_record_of_the_site_engine_is_as_good_as_none(library: Path, build: Build):
    before = tools.contents(library / "site")
    (library / ".partnerkit/web/shell.json").write_bytes(b"\xff\x00")
    build()
    assert tools.contents(library / "site") == before


def test_a_page_that_was_lost_from_the_work_folder_comes_back(library: Path, build: Build):
    """Page files and pages are caches: what is missing is made again."""
    before = tools.contents(library / "site")
    (library / ".partnerkit/docs/documents/first-policy.md").unlink()
    (library / ".partnerkit/web/en/documents/second-policy/index.html").unlink()
    build("--force")
    assert tools.contents(library / "site") == before


def test_an_engine_that_was_cut_off_leaves_no_word_that_its_pages_are_whole(library: Path):
    """MkDocs writes pages in place: one that was half written when the machine stopped must be made again."""
    world = World.at(library, work=library / ".partnerkit")
    source = SiteSource("x", "", world.work / "docs", world.work / "web", (language("en"),), (), {}, world.templates)
    assert (source.out / "shell.json").is_file()

    def stop(*_: object, **__: object) -> NoReturn:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_build_language", stop)
        patch.setattr(engine._MkDocs, "_mark", lambda *_: (source.out / "shell.json").read_text(encoding="utf-8"))
        with pytest.raises(KeyboardInterrupt):
            engine.mkdocs_engine(library / "mkdocs.yml")(source, 1)
    assert not (source.out / "shell.json").exists()


def test_a_change_while_a_build_runs_is_not_overlooked(library: Path):
    """The look at the sources is taken before they are read."""
    world = World.at(library)
    seen = Fingerprint.of(world)
    source = library / "content/policy/first-policy.yaml"
    os.utime(source, ns=(1, 1))
    seen.remember()
    assert not Fingerprint.of(world).is_current()
    assert seen.is_current()
