"""A school on its district on a library: each page says where its document comes from, and what was changed in it."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from lxml import html
from pypdf import PdfReader

import tools

CLAUSES = """\
  - id: listen
    heading: We listen
    text: Before we decide, we listen to families of {school.name}.
  - id: coffee
    heading: Coffee
    text: There is **coffee** on Mondays.
  - id: cake
    heading: Cake
    text: There is cake on Fridays.
  - id: broken
    heading: Nobody may see this
    text: "<script>alert(1)</script> and {no end"
"""
DISTRICT = """\
kind: workspace
id: riverbend
name: Riverbend <script>alert(2)</script> District
version: "2.1"
extends: ../library
languages: [en, es]
"""
OF_THE_DISTRICT = """\
kind: overlay
id: district
changes:
  - {at: "first-policy#statements[coffee]", remove: true, why: The board has no money for it.}
  - {at: "first-policy#statements[cake]", remove: true, why: Nor for this.}
  - {at: "first-policy#statements[listen]", move: {to: start}, why: This comes first.}
  - {at: "first-policy#statements[listen]", lock: The board wants every school to listen.}
  - {at: "first-policy#statements[broken].text", replace: All is well.}
  - {at: "third-policy#purpose", replace: This policy says what comes last., why: It is the third.}
"""
OF_THE_SCHOOL = """\
kind: overlay
id: ours
changes:
  - at: first-policy#statements[answer].text
    replace: We answer every family within two days, at the door.
    why: "5 < 6 & **so** on: '{'never'}' {school.name} 'שלום' (\\u0645\\u0631\\u062d\\u0628\\u0627)"
  - at: first-policy#statements
    add: {id: tea, heading: Tea, text: There is tea.}
  - {at: first-policy#responsible, set: school-board}
"""
SPANISH = {
    "library": ("We answer every family within a week.", "Respondemos a cada familia en una semana."),
    "school": ("We answer every family within two days, at the door.", "Respondemos a cada familia en dos días."),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """Three layers; the school is built."""
    folder = tmp_path_factory.mktemp("lineage")
    library = tools.small_library(folder / "library", "[en, es]")
    policy = library / "content/policy/first-policy.yaml"
    text = policy.read_text(encoding="utf-8").replace("responsible: principal\n", f"{CLAUSES}responsible: principal\n")
    policy.write_text(text, encoding="utf-8")
    for name, words in {
        "district/partnership.yaml": DISTRICT,
        "district/overlay/district.yaml": OF_THE_DISTRICT,
        "school/partnership.yaml": tools.SCHOOL,
        "school/overlay/ours.yaml": OF_THE_SCHOOL,
        "school/content/policy/our-policy.yaml": tools.policy("our-policy"),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words, encoding="utf-8")
    for layer, (one, two) in SPANISH.items():
        catalog = polib.POFile()
        catalog.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "es"}
        catalog.append(polib.POEntry(msgctxt="first-policy#statements[answer].text", msgid=one, msgstr=two))
        path = folder / layer / "content/locale/es/first-policy.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog.save(str(path))
    done = run_cli("build", "--root", str(folder / "school"))
    assert done.code == 0, done.err
    return folder


def _page(root: Path, address: str) -> html.HtmlElement:
    file = root / "school/site" / address / "index.html"
    return html.document_fromstring(file.read_text(encoding="utf-8"))


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _change(page: html.HtmlElement, where: str, who: str) -> html.HtmlElement:
    """The one entry of a place and what was done there."""
    entries = page.xpath("//details[@class='changes']/ol/li")
    (found,) = [one for one in entries if _words(one[0]) == where and _words(one[1]).startswith(who)]
    return found


def _side(line: html.HtmlElement, gone: str) -> str:
    """The words of a redline without those of one kind, and without what is said to people who hear it."""
    copy = html.fragment_fromstring(html.tostring(line, encoding="unicode"))
    for element in copy.xpath(f".//{gone}") + copy.xpath(".//span[@class='visually-hidden']"):
        element.drop_tree()
    return _words(copy)


NAME = "Riverbend <script>alert(2)</script> District"


def test_a_page_says_where_its_document_comes_from_nearest_first(root: Path):
    page = _page(root, "documents/first-policy")
    said = _words(page.xpath("//ul[@class='history']/li")[-1])
    assert said == f"Adapted from {NAME} 2.1 and Small library 1; changed in 7 places."
    (fact,) = page.xpath("//dl[@class='about']/div[dt='Comes from']/dd/a")
    assert _words(fact) == f"{NAME} 2.1 and Small library 1"
    assert page.get_element_by_id(fact.get("href").removeprefix("#")) is not None


def test_what_nobody_has_changed_is_from_where_it_was_written(root: Path):
    page = _page(root, "documents/second-policy")
    assert _words(page.xpath("//ul[@class='history']/li")[-1]) == "From Small library 1."
    assert not page.xpath("//details[@class='changes']")


def test_what_only_the_district_has_changed_is_not_said_to_be_adapted_here(root: Path):
    page = _page(root, "documents/third-policy")
    said = _words(page.xpath("//ul[@class='history']/li")[-1])
    assert said == f"From {NAME} 2.1 and Small library 1; changed in 1 place on the way."


def test_a_document_of_ones_own_says_nothing(root: Path):
    page = _page(root, "documents/our-policy")
    assert "Comes from" not in _words(page)
    assert not page.xpath("//details[@class='changes']")
    assert len(page.xpath("//ul[@class='history']/li")) == 1


def test_a_redline_has_the_words_of_both_sides(root: Path):
    change = _change(_page(root, "documents/first-policy"), "An answer", "Changed by Maple School")
    (line,) = change.xpath("p[@class='redline']")
    assert _side(line, "ins") == "We answer every family within a week."
    assert _side(line, "del") == "We answer every family within two days, at the door."
    heard = [" ".join(one.text_content().split()) for one in line.xpath(".//del | .//ins")]
    assert all(one.startswith(("(removed: ", "(added: ")) and one.endswith(")") for one in heard)


def test_all_that_was_left_out_is_listed_with_its_words_and_reason(root: Path):
    page = _page(root, "documents/first-policy")
    for where, words, why in (
        ("Coffee", "There is coffee on Mondays.", "Why: The board has no money for it."),
        ("Cake", "There is cake on Fridays.", "Why: Nor for this."),
    ):
        change = _change(page, where, f"Left out by {NAME}")
        assert [_side(line, "ins") for line in change.xpath("p[@class='redline']")] == [where, words]
        assert not change.xpath(".//ins")
        assert _words(change.xpath("p[@class='change-why']")[0]) == why


def test_what_has_come_or_moved_or_is_locked_is_called_so(root: Path):
    page = _page(root, "documents/first-policy")
    tea = _change(page, "Tea", "Added by Maple School")
    assert [_side(line, "del") for line in tea.xpath("p[@class='redline']")] == ["Tea", "There is tea."]
    assert not tea.xpath(".//del")
    assert "This comes first." in _words(_change(page, "We listen", f"Moved by {NAME}"))
    lock = _change(page, "We listen", f"May not be changed, says {NAME}")
    assert "Why: The board wants every school to listen." in _words(lock)


def test_a_role_is_shown_by_its_name(root: Path):
    change = _change(_page(root, "documents/first-policy"), "Responsibility and dates", "Changed by Maple School")
    (line,) = change.xpath("p[@class='redline']")
    assert (_side(line, "ins"), _side(line, "del")) == ("Principal", "Board")


@pytest.mark.parametrize("code", ["", "es/"])
@pytest.mark.parametrize("name", ["first-policy", "third-policy"])
def test_every_place_can_be_gone_to(root: Path, code: str, name: str):
    page = _page(root, f"{code}documents/{name}")
    links = page.xpath("//p[@class='change-where']/a/@href")
    assert links
    assert {link.removeprefix("#") for link in links} <= set(page.xpath("//@id"))


def test_what_others_write_stays_text(root: Path):
    page = _page(root, "documents/first-policy")
    assert not [script for script in page.iter("script") if "alert(" in (script.text or "")]
    change = _change(page, "Nobody may see this", "Changed by")
    (line,) = change.xpath("p[@class='redline']")
    assert _side(line, "ins") == "<script>alert(1)</script> and {no end"
    assert _side(line, "del") == "All is well."
    why = _words(_change(page, "An answer", "Changed by").xpath("p[@class='change-why']")[0])
    assert why == "Why: 5 < 6 & so on: {never} Maple School 'שלום' (مرحبا)"


def test_both_sides_are_in_the_language_of_the_page_where_it_has_both(root: Path):
    page = _page(root, "es/documents/first-policy")
    (line,) = _change(page, "An answer", "Cambiado por Maple School").xpath("p[@class='redline']")
    assert line.get("lang") is None
    assert _side(line, "ins") == SPANISH["library"][1]
    assert _side(line, "del") == SPANISH["school"][1]
    (line, _) = _change(page, "Cake", f"Quitado por {NAME}").xpath("p[@class='redline']")
    assert (line.get("lang"), line.get("dir")) == ("en", "ltr")


def test_the_print_has_a_line_and_no_redline(root: Path):
    def printed(name: str) -> str:
        reader = PdfReader(root / f"school/site/downloads/en/{name}.pdf")
        return " ".join(" ".join(page.extract_text() for page in reader.pages).split())

    assert f"Adapted from {NAME} 2.1 and Small library 1; changed in 7 places." in printed("first-policy")
    assert "a week" not in printed("first-policy")
    assert "From Small library 1." in printed("second-policy")
    assert "Small library" not in printed("our-policy")
