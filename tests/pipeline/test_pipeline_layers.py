"""A school that builds on its district: its own words on its own site, everything else as the district has it."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
import yaml
from lxml import html
from pypdf import PdfReader

import tools
from partnerkit.execute.progress import Timeline
from partnerkit.reading import open_library
from partnerkit.world import World

OVERLAY = """\
kind: overlay
id: ours
changes:
  - at: first-policy#statements[answer].text
    replace: We answer at the door of {school.name}.
    why: Our families come to the door.
  - at: first-policy#statements
    add: {id: tea, heading: Tea, text: There is tea.}
"""
OURS = "We answer at the door of Maple School."
TRANSLATED = {
    "statements[answer].heading": ("An answer", "Una respuesta"),
    "statements[answer].text": ("We answer every family within a week.", "Respondemos en una semana."),
}


def _catalog(path: Path, texts: dict[str, tuple[str, str]]) -> None:
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "es"}
    catalog += [
        polib.POEntry(msgctxt=f"first-policy#{key}", msgid=one, msgstr=two) for key, (one, two) in texts.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.save(str(path))


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """The folder of a school, with its site."""
    folder = tmp_path_factory.mktemp("layers")
    district = tools.small_library(folder / "district", "[en, es]")
    _catalog(district / "content/locale/es/first-policy.po", TRANSLATED)
    root = folder / "school"
    for name, text in (("partnership.yaml", tools.SCHOOL), ("overlay/ours.yaml", OVERLAY)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    assert not done.err.count("warning"), done.err
    return root


def _page(school: Path, address: str) -> html.HtmlElement:
    return html.document_fromstring((school / "site" / address / "index.html").read_text(encoding="utf-8"))


def _print(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_the_page_and_the_print_have_the_words_of_the_school(school: Path):
    page = _page(school, "documents/first-policy")
    for changes in page.xpath("//details[@class='changes']"):
        changes.drop_tree()
    words = " ".join(page.text_content().split())
    printed = _print(school / "site/downloads/en/first-policy.pdf")
    for said in (OURS, "There is tea."):
        assert said in words
        assert said in printed
    assert "within a week" not in words + printed


def test_everything_else_is_as_the_district_has_it(school: Path):
    assert "We answer every family within a week." in _print(school / "site/downloads/en/second-policy.pdf")
    assert (school / "site/downloads/en/kits/small.pdf").is_file()


def test_readers_take_away_what_the_school_has_made_of_it(school: Path):
    taken = yaml.safe_load((school / "site/downloads/source/first-policy.yaml").read_text(encoding="utf-8"))
    assert [one["id"] for one in taken["statements"]] == ["answer", "tea"]
    assert taken["statements"][0]["text"] == "We answer at the door of {school.name}."


def test_a_translation_of_the_district_is_not_shown_for_other_words(school: Path):
    page = _page(school, "es/documents/first-policy")
    words = " ".join(page.text_content().split())
    assert "Una respuesta" in words
    assert "Respondemos" not in words
    (clause,) = page.xpath("//li[@id='statements--answer']")
    (original,) = clause.xpath(".//*[@lang='en']")
    assert OURS in " ".join(original.text_content().split())


def test_a_translation_of_the_school_counts(school: Path, run_cli: tools.Command):
    ours = "We answer at the door of {school.name}.", "Respondemos en la puerta de {school.name}."
    _catalog(school / "content/locale/es/first-policy.po", {"statements[answer].text": ours})
    done = run_cli("build", "--root", str(school))
    assert done.code == 0, done.err
    words = " ".join(_page(school, "es/documents/first-policy").text_content().split())
    assert "Una respuesta" in words
    assert "Respondemos en la puerta de Maple School." in words


def test_a_change_of_the_district_or_of_the_overlay_is_noticed(school: Path, run_cli: tools.Command):
    def build() -> str:
        done = run_cli("build", "--root", str(school))
        assert done.code == 0, done.err
        return done.err + done.out

    build()
    assert "Nothing has changed" in build()
    district = school.parent / "district/content/policy/second-policy.yaml"
    district.write_text(tools.policy("second-policy", "We answer the same day."), encoding="utf-8")
    assert "Nothing has changed" not in build()
    assert "We answer the same day." in _print(school / "site/downloads/en/second-policy.pdf")
    overlay = school / "overlay/ours.yaml"
    overlay.write_text(overlay.read_text(encoding="utf-8").replace("There is tea.", "There is cake."), encoding="utf-8")
    assert "Nothing has changed" not in build()
    assert "There is cake." in _print(school / "site/downloads/en/first-policy.pdf")


def test_what_the_district_has_locked_is_named_with_its_line(school: Path, run_cli: tools.Command):
    locks = school.parent / "district/overlay/locks.yaml"
    locks.parent.mkdir()
    locks.write_text(
        "kind: overlay\nid: locks\nchanges:\n  - {at: 'first-policy#statements[answer]', lock: The board wants it.}\n",
        encoding="utf-8",
    )
    done = run_cli("check", "--root", str(school))
    assert done.code == 1
    assert "overlay/ours.yaml:4:9: error [locked]" in done.err
    assert "../district/overlay/locks.yaml:4:" in done.err


def test_a_school_that_chooses_kits_offers_what_they_hold_and_its_own(tmp_path: Path, run_cli: tools.Command):
    """What is not offered is named where others refer to it, and nothing leads there."""
    district = tools.small_library(tmp_path / "district")
    path = district / "content/policy/first-policy.yaml"
    told = path.read_text(encoding="utf-8").replace(
        "purpose: This", "cross_refs:\n  - {id: third, document: third-policy}\npurpose: This"
    )
    path.write_text(told.replace("It is for everybody.", "See [the third one](doc:third-policy)."), encoding="utf-8")
    root = tmp_path / "school"
    own = tools.policy("own-policy").replace("first-policy", "own-policy")
    settings = tools.SCHOOL.replace("[en, es]", "[en]") + "kits: [small]\n"
    for name, text in (("partnership.yaml", settings), ("content/policy/own-policy.yaml", own)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    pages = {page.parent.name for page in (root / "site/documents").glob("*-policy/index.html")}
    assert pages == {"first-policy", "second-policy", "own-policy"}
    files = {file.stem for file in (root / "site/downloads/en").glob("*.pdf")}
    assert "third-policy" not in files
    assert "own-policy" in files
    page = _page(root, "documents/first-policy")
    assert "See the third one." in " ".join(page.text_content().split())
    assert "Third policy" in page.text_content()
    assert not [link for link in page.iterlinks() if "third-policy" in link[2]]


def test_what_a_district_has_written_itself_is_for_the_readers_of_its_schools(tmp_path: Path):
    """A district chooses kits of the library below, and writes documents that are in none of them."""
    tools.small_library(tmp_path / "core")
    district = "kind: workspace\nid: river\nname: River\nextends: ../core\nlanguages: [en]\nkits: [small]\n"
    files = {
        "district/partnership.yaml": district,
        "district/content/policy/river-policy.yaml": tools.policy("river-policy"),
        "school/partnership.yaml": tools.SCHOOL.replace("[en, es]", "[en]"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    opened = open_library(World.at(tmp_path / "school"), Timeline())
    assert opened.value is not None, opened.diagnostics
    assert opened.value.library.offered == {"first-policy", "second-policy", "river-policy"}
