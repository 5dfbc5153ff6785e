"""A school's brand in print: its colours, its font, its logo with words; and without one, nothing is otherwise."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import page
import printing
import pytest
import structure
from PIL import Image

import branding
import tools
from partnerkit.execute.progress import Timeline
from partnerkit.model.locales import language
from partnerkit.reading import Reading, read
from partnerkit.render.pdf import Pdf, PdfJob
from partnerkit.render.print_html import Printer
from partnerkit.world import World


def _read(root: Path) -> Reading:
    result = read(replace(World.at(root), workers=1), Timeline())
    assert result.value is not None, "\n".join(str(found) for found in result.diagnostics)
    return result.value


def _printer(reading: Reading, code: str = "en") -> Printer:
    return Printer(reading.libraries[code], language(code), printing.TEMPLATES)


@pytest.fixture(scope="module")
def branded(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """A small library with a brand."""
    return _read(branding.brand(tools.small_library(tmp_path_factory.mktemp("branded"), languages="[en, ar]")))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """The same without one."""
    return _read(tools.small_library(tmp_path_factory.mktemp("plain"), languages="[en, ar]"))


def _jobs(reading: Reading) -> dict[str, PdfJob]:
    """A document in two languages, in two columns, and the front matter of a kit."""
    documents, kit = reading.documents, reading.source.kits["small"]
    english, arabic = _printer(reading), _printer(reading, "ar")
    return {
        "en": english.document(documents["en"]["first-policy"]),
        "ar": arabic.document(documents["ar"]["first-policy"]),
        "bilingual": arabic.bilingual(documents["en"]["first-policy"], documents["ar"]["first-policy"]),
        "front": english.front_matter(kit, documents["en"], dict.fromkeys(kit.documents, 1)),
    }


@pytest.fixture(scope="module")
def files(branded: Reading) -> dict[str, Pdf]:
    """These as files."""
    jobs = _jobs(branded)
    return dict(zip(jobs, printing.printed(*jobs.values()), strict=True))


def _figures(data: bytes) -> list[tuple[str, str]]:
    """What stands in place of each picture, and what its element stands in."""
    with structure.opened(data) as pdf:
        found = [item for item in structure.everything(pdf) if item.get("/S") == "/Figure"]
        return [(str(item.get("/Alt")), str(item.P.S)) for item in found]


@pytest.mark.parametrize("name", ["en", "ar", "bilingual", "front"])
def test_the_logo_is_there_with_its_words_and_leads_nowhere(files: dict[str, Pdf], name: str):
    made = files[name]
    assert made.warnings == ()
    ((alt, around),) = _figures(made.data)
    assert alt == branding.ALT
    assert around != "/Link"
    assert [str(failure.rule_id) for failure in page.validate_pdf_bytes(made.data, profile="ua1").failures] == []


@pytest.mark.parametrize("name", ["en", "ar", "bilingual"])
def test_a_logo_takes_no_page_more(files: dict[str, Pdf], plain: Reading, name: str):
    (made,) = printing.printed(_jobs(plain)[name])
    assert files[name].pages == made.pages


def test_a_logo_without_words_goes_by_the_name_of_the_library(tmp_path: Path):
    reading = _read(branding.brand(tools.small_library(tmp_path), "brand: {logo: brand/logo.png}\n"))
    (made,) = printing.printed(_printer(reading).document(reading.documents["en"]["first-policy"]))
    assert [alt for alt, _ in _figures(made.data)] == ["Small library"]


def test_the_colours_reach_the_page(files: dict[str, Pdf]):
    """In text and lines, in the drawing on the cover, and in heads, which styles set apart."""
    main = b" ".join(b"%.6g" % (part / 255) for part in bytes.fromhex(branding.MAIN[1:]))
    ours = b" ".join(b"%.6g" % (part / 255) for part in bytes.fromhex("1d5a53"))
    for name, made in files.items():
        with structure.opened(made.data) as pdf:
            drawn = b"".join(each.Contents.read_bytes() for each in pdf.pages)
            drawn += b"".join(
                item.read_bytes() for item in structure.everything(pdf) if item.get("/Subtype") == "/Form"
            )
        assert main[:6] in drawn, name
        assert ours not in drawn, name


def test_the_font_is_the_one_that_was_chosen(files: dict[str, Pdf]):
    assert [name for name in structure.fonts(files["en"].data) if name.startswith("Atkinson")] == []
    assert [name for name in structure.fonts(files["en"].data) if name.startswith("Noto-Sans")] != []


def test_a_booklet_holds_a_logo_once_however_many_documents_show_it(branded: Reading):
    kit = branded.source.kits["small"]
    made = printing.booklet(_printer(branded), kit, branded.documents["en"])
    assert page.validate_pdf_bytes(made.data, profile="ua1").is_compliant
    assert [alt for alt, _ in _figures(made.data)] == [branding.ALT] * (1 + len(kit.documents))
    with structure.opened(made.data) as pdf:
        pictures = [item for item in structure.everything(pdf) if item.get("/Subtype") == "/Image" and "/SMask" in item]
        assert len({item.objgen for item in pictures}) == 2, "one on the cover, one for all documents"


# -- without a brand ---------------------------------------------------------------------------------------------------


def test_a_brand_that_says_nothing_changes_no_file(plain: Reading, tmp_path: Path):
    """What is made of equal jobs has equal bytes, and an old file in the cache still stands for it."""
    unbranded = _read(branding.brand(tools.small_library(tmp_path, languages="[en, ar]"), "brand: {font: atkinson}\n"))
    assert _jobs(unbranded) == _jobs(plain)
    for job in _jobs(plain).values():
        assert job.assets == ()
        assert "logo" not in job.html + job.css
        assert job.key("fonts", "engine") == replace(job, assets=()).key("fonts", "engine")


# -- nothing else is reached -------------------------------------------------------------------------------------------


def _picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (9, 9), colour).save(file, "PNG")
    return file.getvalue()


def test_only_what_is_handed_over_is_shown():
    job = printing.job('<p><img src="asset:one.png" alt="One"> here.</p>')
    shown = replace(job, assets=(("one.png", _picture("red")),))
    other = replace(job, assets=(("two.png", _picture("red")),), name="other")
    for one, warned in ((shown, False), (job, True), (other, True)):
        (made,) = printing.printed(one)
        assert bool(made.warnings) is warned
        with structure.opened(made.data) as pdf:
            drawn = [item for item in structure.everything(pdf) if item.get("/Subtype") == "/Image"]
        assert bool(drawn) is not warned


def test_a_picture_does_not_open_the_way_to_others(tmp_path: Path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(_picture("red"))
    for address in (secret.as_uri(), f"asset:{secret}", f"asset:../{secret.name}", "asset:"):
        job = printing.job(f'<p><img src="{address}" alt="One"> here.</p>')
        (made,) = printing.printed(replace(job, assets=(("one.png", _picture("blue")),)))
        assert made.warnings, address


def test_the_name_in_the_cache_depends_on_the_pictures():
    job = printing.job("<p>x</p>")
    keys = {
        replace(job, assets=assets).key("fonts", "engine")
        for assets in (
            (),
            (("one.png", b"1"),),
            (("one.png", b"2"),),
            (("two.png", b"1"),),
            (("one.png", b"1"), ("two.png", b"1")),
        )
    }
    assert len(keys) == 5
