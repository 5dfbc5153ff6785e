"""A brand comes, changes and goes: the site follows each time, and without one it is what it was before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

import branding
import tools
from partnerkit.model.colour import dark, light


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """A small library with a brand, built."""
    root = branding.brand(tools.small_library(tmp_path_factory.mktemp("brand") / "library", "[en, ar]"))
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    return root


def _pages(site: Path) -> Iterator[tuple[Path, html.HtmlElement]]:
    for path in sorted(site.rglob("*.html")):
        yield path, html.fromstring(path.read_bytes())


def test_every_page_shows_the_logo_and_takes_its_colours_from_the_brand(built_once: Path):
    site = built_once / "site"
    pages = list(_pages(site))
    assert len(pages) > 15
    for path, tree in pages:
        base = path.parent if path.name != "404.html" else site
        (sheet,) = tree.xpath("//link[contains(@href, 'brand.css')]/@href")
        sheets = [address.rpartition("/")[2] for address in tree.xpath("//link[@rel='stylesheet']/@href")]
        assert sheets.index("tokens.css") < sheets.index("dark.css") < sheets.index("brand.css")
        (logo,) = tree.xpath("//header//a[@class='mark']/img")
        assert (logo.get("alt"), logo.get("width"), logo.get("height")) == (branding.ALT, "213", "142")
        assert tree.xpath("//*[@style]") == []
        assert tree.xpath("//header//a[@class='mark']")[0].text_content().strip() == "Small library"
        for address in (sheet, logo.get("src")):
            if path.name == "404.html":
                assert (site / address.lstrip("/")).is_file(), path
            else:
                assert (base / address).is_file(), path


def test_the_colours_are_those_of_the_palette(built_once: Path):
    text = (built_once / "site/assets/brand/brand.css").read_text(encoding="utf-8")
    first, *rest = text.split("@media")
    assert f"--pine: {branding.MAIN};" in first
    assert f"--honey: {branding.ACCENT};" in first
    assert f"--pine-deep: {light(branding.MAIN, None)['pine-deep']};" in first
    assert len(rest) == 2
    assert all(f"--pine: {dark(branding.MAIN, None)['pine']};" in part for part in rest)
    icon = (built_once / "site/assets/brand/favicon.svg").read_text(encoding="utf-8")
    assert branding.MAIN in icon


def test_a_logo_that_says_the_name_is_not_read_out_twice(tmp_path: Path, run_cli: tools.Command):
    root = branding.brand(tools.small_library(tmp_path / "library"), "brand: {logo: brand/logo.png}\n")
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    (logo,) = html.fromstring((root / "site/index.html").read_bytes()).xpath("//header//a[@class='mark']/img")
    assert logo.get("alt") == ""
    assert not (root / "site/assets/brand/brand.css").exists()


def test_another_picture_under_the_same_name_is_noticed(library: Path, run_cli: tools.Command):
    run_cli("build", "--root", str(library))
    assert "Nothing has changed" in run_cli("build", "--root", str(library)).out
    before = tools.contents(library / "site")
    (library / "brand" / "logo.png").write_bytes(branding.logo("#003a70"))
    done = run_cli("build", "--root", str(library))
    assert (done.code, "Nothing has changed" in done.out) == (0, False)
    changed = tools.changed(before, tools.contents(library / "site"))
    assert {"index.html", "ar/index.html", "downloads/en/first-policy.pdf", "downloads/en/kits/small.pdf"} <= changed
    assert len(list((library / "site/assets/brand").glob("*.png"))) == 1
    assert "Nothing has changed" in run_cli("build", "--root", str(library)).out


def test_a_picture_that_goes_is_missed_and_the_site_stays(library: Path, run_cli: tools.Command):
    before = tools.contents(library / "site")
    (library / "brand" / "logo.png").unlink()
    done = run_cli("build", "--root", str(library))
    assert done.code == 1
    assert "[bad-picture]" in done.err
    assert "Traceback" not in done.err
    assert tools.contents(library / "site") == before


def test_without_a_brand_again_the_site_is_what_it_was_before(library: Path, tmp_path: Path, run_cli: tools.Command):
    settings = library / "partnership.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(branding.SETTINGS, ""), encoding="utf-8")
    plain = tools.small_library(tmp_path / "plain", "[en, ar]")
    for root in (library, plain):
        done = run_cli("build", "--root", str(root))
        assert done.code == 0, done.err
    assert tools.contents(library / "site") == tools.contents(plain / "site")
    assert not (plain / "site/assets/brand").exists()
