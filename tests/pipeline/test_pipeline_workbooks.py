"""Workbooks are offered: beside their page, in the folder of a kit, made in any process, and where something counts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import tools
from partnerkit.exporting import FORMATS, Desk, Export
from partnerkit.model.artifacts import Artifact
from partnerkit.model.locales import language
from partnerkit.package import kit_files
from partnerkit.render.addresses import Place
from partnerkit.render.pages import Shelf
from partnerkit.render.panels import document_panel
from partnerkit.render.workbook import render_workbook
from partnerkit.wording import Words
from partnerkit.world import World


@cache
def exports(code: str) -> tuple[Export, ...]:
    """The workbooks of the core library in one language, before they are made."""
    return tuple(FORMATS["xlsx"](Desk(tools.reading(), code, World.at(tools.CHECKOUT), {})))


def files(code: str) -> dict[str, Artifact]:
    """Their files, without making them: what is offered does not look into them."""
    return {one.blank.path: replace(one.blank, data=b"made") for one in exports(code)}


def test_every_workbook_has_a_key_and_is_made_by_a_function_that_other_processes_know():
    made = exports("en")
    assert {one.make for one in made} == {render_workbook}
    assert len({one.key for one in made}) == len(made) > 10
    assert all(one.blank.path == f"downloads/en/{one.blank.id}.xlsx" for one in made)
    assert {(one.blank.format, one.blank.variant) for one in made} == {("xlsx", "workbook")}


def test_the_folder_of_a_kit_has_them():
    library = tools.reading().libraries["en"]
    kit = library.kits["everything"]
    names = kit_files(kit, language("en"), files("en"))
    assert f"workbooks/{kit.documents.index('partnership-budget') + 1:02}-partnership-budget.xlsx" in names
    assert sum(name.startswith("workbooks/") for name in names) == len(exports("en"))


@pytest.mark.parametrize("code", ["en", "es"])
def test_a_page_offers_it_beside_the_other_files(code: str):
    reading = tools.reading()
    shelf = Shelf(
        reading.languages, reading.libraries, reading.coverage, reading.published, tuple(files(code).values()), ""
    )
    words = Words(reading.libraries[code], language(code), {})

    def labels(name: str) -> str:
        return str(document_panel(reading.documents[code][name], Place(f"documents/{name}/", code), words, shelf))

    assert words.ui("workbook-file") in labels("partnership-budget")
    assert words.ui("workbook-file") not in labels("school-family-agreement")
