"""Our own Word files come back: what was typed and what was edited is found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import papers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from papers import W, changed, paper, plan

import tools
from partnerkit.importing import report
from partnerkit.importing.proposing import Proposal

AGREEMENT = "school-family-agreement"
POLICY = "mindful-check-in-policy"
ITEMS = f"{AGREEMENT}#parties[school].responsibilities"
SOME = ("en", "es", "ar", "zh-Hans")


def said(proposal: Proposal) -> set[str]:
    """Everything that a plan has, by what it is about."""
    edited = {one.key for one in proposal.edited}
    removed = {str(one.at) for one in proposal.removed}
    others = {one.slot for one in proposal.values} | {one.key for one in proposal.choices}
    return edited | removed | others | {one.text for one in proposal.added} | {one.words for one in proposal.aside}


# -- nothing changed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("name", sorted(tools.CHECKOUT.glob("content/*/*.yaml"))[::9], ids=lambda path: path.stem)
def test_a_file_that_nobody_changed_says_nothing(name: Path, code: str):
    if name.stem in tools.reading().documents["en"]:
        made = plan(paper(name.stem, code), name.stem, code)
        assert said(made) == set()
        assert report.sum_of(made) == "Nothing has been changed in this file."


def test_every_text_of_the_library_has_a_mark():
    from partnerkit.importing.office import open_word
    from partnerkit.importing.ours import about
    from partnerkit.model.library import texts_of

    for name in (AGREEMENT, POLICY, "steering-committee-charter", "family-pulse-survey", "value-alignment-matrix"):
        marked = {mark.key for mark in about(open_word(paper(name))).marks.values()}
        assert {text.key for text in texts_of(tools.reading().source.documents[name])} <= marked


@pytest.mark.parametrize("code", SOME)
def test_words_torn_into_pieces_are_no_change(code: str):
    assert said(plan(changed(paper(AGREEMENT, code), papers.torn), AGREEMENT, code)) == set()


def test_quotes_and_spaces_that_a_program_changes_are_no_change():
    def change(root: etree._Element) -> None:
        papers.write_over(root, "’", "'")
        papers.write_over(root, " the ", "\u00a0the ")

    assert said(plan(changed(paper(AGREEMENT), change), AGREEMENT)) == set()


@pytest.mark.parametrize("code", SOME)
@pytest.mark.parametrize("name", [AGREEMENT, POLICY])
def test_a_file_that_libreoffice_has_saved_says_nothing(name: str, code: str, tmp_path: Path):
    assert said(plan(papers.resaved(paper(name, code), tmp_path), name, code)) == set()


# -- values ------------------------------------------------------------------------------------------------------------

_VALUE = st.text(st.characters(categories=["L", "N", "P", "S"], codec="utf-8"), min_size=1, max_size=20)


@given(name=_VALUE, phone=_VALUE)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_values_in_are_values_out(name: str, phone: str):
    def change(root: etree._Element) -> None:
        papers.type_into(root, "slot:liaison.name", name)
        papers.type_into(root, "slot:school.phone", phone)

    made = plan(changed(paper(AGREEMENT), change), AGREEMENT)
    assert {one.slot: one.after for one in made.values} == {"liaison.name": name, "school.phone": phone}
    assert not made.edited


@pytest.mark.parametrize(
    ("tag", "code", "typed", "stored"),
    [
        ("slot:year.review_month", "en", "September", "9"),
        ("slot:year.review_month", "es", "septiembre", "9"),
        ("slot:concern.days", "ar", "٣", "3"),
        ("slot:concern.days", "en", "10", "10"),
    ],
)
def test_a_value_is_stored_as_it_is_meant(tag: str, code: str, typed: str, stored: str):
    made = plan(changed(paper(AGREEMENT, code), lambda root: papers.type_into(root, tag, typed)), AGREEMENT, code)
    assert [(one.slot, one.after) for one in made.values] == [(tag.removeprefix("slot:"), stored)]


def test_a_value_that_cannot_be_told_is_shown_and_not_guessed():
    def change(root: etree._Element) -> None:
        papers.type_into(root, "slot:year.review_month", "when it suits")
        for number, one in enumerate(papers.controls(root, "slot:school.name")):
            next(one.iter(f"{W}t")).text = f"School {number % 2}"

    made = plan(changed(paper(AGREEMENT), change), AGREEMENT)
    assert {one.slot: one.why for one in made.unclear} == {
        "year.review_month": "this cannot be read as a month",
    } | ({"school.name": "it says different things in different places"} if len(made.unclear) > 1 else {})
    assert "when it suits" in report.as_text(made)


# -- words -------------------------------------------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_as_many_clauses_are_proposed_as_were_edited(data: st.DataObject):
    texts = tools.reading().source.documents[AGREEMENT].parties[0].responsibilities  # type: ignore[attr-defined]
    plain = [item for item in texts if "{" not in item.text.source]
    chosen = data.draw(st.sets(st.sampled_from(range(len(plain))), min_size=1))

    def change(root: etree._Element) -> None:
        for number in chosen:
            own = plain[number].text.source.split()
            at = data.draw(st.integers(0, len(own) - 1))
            new = " ".join([*own[:at], "quokka", *own[at:]])
            papers.write_over(root, " ".join(own), new)

    made = plan(changed(paper(AGREEMENT), change), AGREEMENT)
    assert {one.key for one in made.edited} == {plain[number].text.key for number in chosen}
    assert all(one.after.count("quokka") == 1 and one.fate == "change" for one in made.edited)
    assert {one.after.replace("quokka ", "") for one in made.edited} == {plain[n].text.source for n in chosen}


def test_a_slot_and_a_plural_stay_what_they_are_around_an_edit():
    data = changed(paper(AGREEMENT), lambda root: papers.write_over(root, "A child may always", "Every child may"))
    (one,) = plan(data, AGREEMENT).edited
    assert one.key == f"{ITEMS}[calm-start].text"
    assert "{checkin.minutes, plural, one {# minute} other {# minutes}}. Every child may sit" in one.after


def test_one_form_of_a_plural_cannot_be_changed_by_itself():
    data = changed(paper(AGREEMENT), lambda root: papers.write_over(root, " school days", " working days"))
    made = plan(data, AGREEMENT)
    assert {one.fate for one in made.edited} == {"refused"}
    assert not made.changes


def test_emphasis_and_links_stay_and_come():
    def change(root: etree._Element) -> None:
        papers.write_over(root, "Open doors.", "Doors open.")
        run = papers.paragraph(root, "We share the school’s results").find(f"{W}r")
        assert run is not None
        about = etree.Element(f"{W}rPr")
        etree.SubElement(about, f"{W}b")
        run.insert(0, about)

    made = {one.key.rpartition("[")[2]: one.after for one in plan(changed(paper(AGREEMENT), change), AGREEMENT).edited}
    assert made["access].text"].startswith("**Doors open.** Families")
    assert made["improving].text"] == "**We share the school’s results each year, and ask families what to change.**"


def test_clauses_that_are_gone_that_came_and_that_were_decided():
    def change(root: etree._Element) -> None:
        papers.take_out(papers.paragraph(root, "We learn each child"))
        papers.take_out(papers.controls(root, f"if:{AGREEMENT}#parties[student]")[0])
        papers.add_below(papers.paragraph(root, "We give teachers time"), "We say thank you.")
        note = papers.paragraph(root, "Choose this if teachers are trained")
        papers.take_out(note.getprevious())  # type: ignore[arg-type]  # the label above it
        papers.take_out(note)

    made = plan(changed(paper(AGREEMENT), change), AGREEMENT)
    assert [str(one.at) for one in made.removed] == [f"{ITEMS}[knowing]"]
    assert {(one.key.partition("#")[2], one.on) for one in made.choices} == {
        ("parties[student]", False),
        ("together[home-visit]", True),
    }
    assert [(str(one.after).partition("#")[2], one.text) for one in made.added] == [
        ("parties[leaders].responsibilities[time]", "We say thank you.")
    ]


def test_paragraphs_of_one_text_are_cut_joined_and_added():
    def change(root: etree._Element) -> None:
        place = papers.paragraph(root, "This agreement says what the school will do")
        papers.add_below(place, "It is one page.")

    (one,) = plan(changed(paper(AGREEMENT), change), AGREEMENT).edited
    assert one.key == f"{AGREEMENT}#summary"
    assert one.after.endswith("if you do not.\n\nIt is one page.")


def test_tracked_changes_count_as_accepted_and_that_is_said():
    def change(root: etree._Element) -> None:
        run = papers.paragraph(root, "Families and staff speak").find(f"{W}r")
        assert run is not None
        text = run.find(f"{W}t")
        assert text is not None
        (run.getparent()).insert(list(run.getparent()).index(run), _tracked("ins", "Both: "))
        run.addnext(_tracked("del", " and quickly"))

    made = plan(changed(paper(AGREEMENT), change), AGREEMENT)
    (one,) = made.edited
    assert one.after.startswith("Both: Families and staff speak openly")
    assert "quickly" not in one.after
    assert any("tracked" in found.message for found in made.diagnostics)


def _tracked(kind: str, text: str) -> etree._Element:
    made = etree.Element(f"{W}{kind}")
    made.set(f"{W}id", "9000")
    made.set(f"{W}author", "A parent")
    run = etree.SubElement(made, f"{W}r")
    etree.SubElement(run, f"{W}{'delText' if kind == 'del' else 't'}").text = text
    return made


def test_without_any_mark_the_words_say_what_is_what():
    def change(root: etree._Element) -> None:
        for one in [*root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
            papers.take_out(one)
        papers.write_over(root, "openly, early", "honestly, early")

    (one,) = plan(changed(paper(AGREEMENT), change), AGREEMENT).edited
    assert (one.key, "honestly" in one.after) == (f"{AGREEMENT}#shared_goals[trust].text", True)


STRANGE = st.lists(st.from_regex(r"[bcdfg]{6,9}", fullmatch=True), min_size=1, max_size=5, unique=True)


@given(strange=STRANGE, data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_word_is_ever_lost(strange: list[str], data: st.DataObject):
    """Wherever somebody writes something, also where nothing of ours is: it is in the plan."""

    def change(root: etree._Element) -> None:
        every = [one for one in root.iter(f"{W}p") if papers.words(one).strip() and not _in_contents(one)]
        for word in strange:
            place = every[data.draw(st.integers(0, len(every) - 1))]
            if data.draw(st.booleans()):
                papers.add_below(place, word)
            else:
                run = data.draw(st.sampled_from([*place.iter(f"{W}t")]))
                run.text = f"{run.text} {word}"

    told = report.as_text(plan(changed(paper(POLICY), change), POLICY))
    assert [word for word in strange if word not in told] == []


@pytest.mark.parametrize("name", [AGREEMENT, "family-pulse-survey"])
def test_no_word_is_lost_wherever_it_is_typed(name: str):
    """Behind every run of words that a file has: in texts, labels, controls, cells."""
    root = etree.fromstring(papers.parts(paper(name))[papers.MAIN])
    every = [at for at, one in enumerate(root.iter(f"{W}t")) if not _in_contents(_around(one))]
    for rest in range(5):
        chosen = {at: f"zq{number}qz" for number, at in enumerate(every) if number % 5 == rest}

        def change(root: etree._Element, chosen: dict[int, str] = chosen) -> None:
            for at, one in enumerate(root.iter(f"{W}t")):
                if at in chosen:
                    one.text = f"{one.text} {chosen[at]}"

        told = report.as_text(plan(changed(paper(name), change), name))
        assert [word for word in chosen.values() if word not in told] == []


def _around(element: etree._Element) -> etree._Element:
    return next(one for one in element.iterancestors(f"{W}p"))


def _in_contents(paragraph: etree._Element) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and style.get(f"{W}val", "").startswith("TOC")


@pytest.mark.parametrize("code", SOME)
def test_libreoffice_keeps_what_was_changed(code: str, tmp_path: Path):
    spoken = tools.reading().libraries[code].documents[AGREEMENT]
    last = spoken.parties[3].responsibilities[0].text  # type: ignore[attr-defined]

    def change(root: etree._Element) -> None:
        papers.write_over(root, last.source, f"{last.source} Quokka.")
        papers.type_into(root, "slot:liaison.name", "Ana Ruiz")
        papers.take_out(papers.controls(root, f"if:{AGREEMENT}#parties[student]")[0])

    made = plan(papers.resaved(changed(paper(AGREEMENT, code), change), tmp_path), AGREEMENT, code)
    assert [(one.key, one.after) for one in made.edited] == [(last.key, f"{last.source} Quokka.")]
    assert [(one.slot, one.after) for one in made.values] == [("liaison.name", "Ana Ruiz")]
    assert [(one.key, one.on) for one in made.choices] == [(f"{AGREEMENT}#parties[student]", False)]
    assert not made.aside


# -- what others have done meanwhile -----------------------------------------------------------------------------------


def test_what_the_library_has_changed_as_well_is_left_to_a_person():
    def older(root: etree._Element) -> None:
        ns = "{urn:partnerkit:document:1}"
        for one in root.iter(f"{ns}w"):
            if "openly, early" in (one.text or ""):
                one.text = (one.text or "").replace("openly", "kindly")

    data = changed(paper(AGREEMENT), older, "customXml/item2.xml")
    data = changed(data, lambda root: papers.write_over(root, "openly, early", "kindly and early"))
    (one,) = plan(data, AGREEMENT).edited
    assert one.fate == "conflict"
    assert "has changed this text since" in report.as_text(plan(data, AGREEMENT))
