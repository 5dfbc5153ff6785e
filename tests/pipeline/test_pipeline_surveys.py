"""Surveys are offered as online forms: beside their page, in the folder of a kit, and not where they are off."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import tools
from partnerkit.exporting import Desk
from partnerkit.exporting.formats import _online_forms
from partnerkit.model.artifacts import Artifact
from partnerkit.model.editions import ONLINE
from partnerkit.model.locales import language
from partnerkit.package import kit_files
from partnerkit.render.addresses import Place
from partnerkit.render.pages import Shelf
from partnerkit.render.panels import document_panel
from partnerkit.wording import Words
from partnerkit.world import World


@cache
def files(code: str) -> dict[str, Artifact]:
    """The online forms of the core library in one language."""
    desk = Desk(tools.reading(), code, World.at(tools.CHECKOUT), {})
    return {one.blank.path: replace(one.blank, data=one.make(one.of())) for one in _online_forms(desk)}


@pytest.mark.parametrize("code", ["en", "ar"])
def test_every_survey_that_is_on_has_a_file_for_each_tool(code: str):
    made = files(code)
    for tool, end in ONLINE.items():
        one = made[f"downloads/{code}/family-pulse-survey-{tool}.{end}"]
        assert (one.format, one.variant, one.language) == (end, tool, code)
        assert one.data
    assert not [path for path in made if "student-reflection" in path]


def test_what_holds_all_languages_opens_in_that_of_the_page():
    made = files("ar")["downloads/ar/family-pulse-survey-limesurvey.txt"].data.decode()
    assert "S\t\tlanguage\t\tar" in made
    assert "additional_languages\t\ten es" in made


def test_the_folder_of_a_kit_has_them():
    library = tools.reading().libraries["en"]
    kit = next(kit for kit in library.kits.values() if "family-pulse-survey" in kit.documents)
    names = kit_files(kit, language("en"), files("en"))
    place = f"surveys/{kit.documents.index('family-pulse-survey') + 1:02}-family-pulse-survey"
    assert {f"{place}-{tool}.{end}" for tool, end in ONLINE.items()} <= names.keys()


@pytest.mark.parametrize("code", ["en", "es"])
def test_a_page_offers_them_as_one_choice_with_a_sentence_on_each(code: str):
    reading = tools.reading()
    shelf = Shelf(
        reading.languages, reading.libraries, reading.coverage, reading.published, tuple(files(code).values()), ""
    )
    words = Words(reading.libraries[code], language(code), {})

    def offered(name: str) -> list[dict[str, str]]:
        panel = document_panel(reading.documents[code][name], Place(f"documents/{name}/", code), words, shelf)
        return [row for group in panel["folded"] if group["label"] == words.ui("online-form") for row in group["rows"]]

    rows = offered("family-pulse-survey")
    assert [row["label"] for row in rows] == [words.ui(f"online-{tool}") for tool in ONLINE]
    assert all(row["note"].endswith((".", "。")) for row in rows)
    assert not offered("school-family-agreement")
