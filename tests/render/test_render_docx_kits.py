"""Kits as one Word file: sound by the schema, with every word of every document, in parts, and always the same."""

from __future__ import annotations

from collections import Counter

import pytest
import wording_ml as wml

import tools
from partnerkit.exporting import Desk, Export
from partnerkit.exporting.formats import _word_files
from partnerkit.model.vocabulary import Kit
from partnerkit.render.docx import render_docx
from partnerkit.world import World

W = wml.W
KITS = ("starter", "family-front", "governance", "policy-handbook")


def _exports(code: str) -> dict[str, Export]:
    desk = Desk(tools.reading(), code, World.at(tools.CHECKOUT), {})
    return {export.blank.id: export for export in _word_files(desk) if export.blank.subject == "kit"}


def _kit(name: str) -> Kit:
    return tools.reading().source.kits[name]


def test_the_kits_that_ask_for_it_have_one():
    assert set(_exports("en")) == set(KITS)
    assert set(_exports("ar")) == {"family-front"}


@pytest.mark.parametrize(("name", "code"), [("starter", "en"), ("family-front", "ar"), ("governance", "es")])
def test_a_kit_is_sound_by_the_schema_and_whole(name: str, code: str):
    data = render_docx(_exports(code)[name].of())
    assert wml.broken_rules(data) == []
    documents = tools.reading().documents[code]
    wanted = Counter[str]()
    for one in _kit(name).documents:
        wanted += tools.words(documents[one].body.text)
    body = wml.without_contents(wml.tree(data))
    assert tools.lost(wanted, tools.words(wml.text(body))) == Counter()


def test_headings_say_what_belongs_to_what():
    """The title of the kit, its parts, the documents of each, and their own headings below these."""
    kit, documents = _kit("starter"), tools.reading().documents["en"]
    root = wml.tree(render_docx(_exports("en")["starter"].of()))
    styles = {"Title": 1, "Heading1": 2, "Heading2": 3, "Heading3": 4, "Heading4": 5}
    found = [(styles[wml.style(p)], wml.text(p)) for p in root.iter(f"{W}p") if wml.style(p) in styles]
    wanted = [(1, str(kit.title)), (2, "How to use this kit")]
    for part in kit.parts:
        wanted.append((2, str(part.title)))
        for name in part.documents:
            wanted += [(min(one.level + 2, 5), one.text) for one in documents[name].outline]
    assert found == wanted


def test_the_contents_name_every_part_and_document_and_lead_to_them():
    kit, documents = _kit("starter"), tools.reading().documents["en"]
    root = wml.tree(render_docx(_exports("en")["starter"].of()))
    marks = {mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")}
    links = [link for link in root.iter(f"{W}hyperlink") if link.get(f"{W}anchor")]
    assert {link.get(f"{W}anchor") for link in links} <= marks
    wanted = ["How to use this kit"]
    for part in kit.parts:
        wanted += [str(part.title), *(documents[name].title for name in part.documents)]
    assert [wml.text(link) for link in links] == wanted


def test_a_blank_is_the_same_in_every_document_and_a_place_to_write_is_of_one():
    controls = wml.controls(wml.tree(render_docx(_exports("en")["family-front"].of())))
    slots = [one for one in controls if one.tag.startswith("slot:school.name")]
    assert len(slots) > 1
    assert len({(one.path, one.store) for one in slots}) == 1
    written = Counter(one.tag for one in controls if one.tag.startswith("write:"))
    # A long name is shortened by a hash; what it was is in none of them.
    holders = {tag.removeprefix("write:").partition("/")[0] for tag in written if "/" in tag}
    assert {"concern-form", "resource-directory"} <= holders <= set(_kit("family-front").documents)
    assert set(written.values()) == {1}


def test_the_same_kit_makes_the_same_bytes():
    one, other = _exports("es")["starter"].of(), _exports("es")["starter"].of()
    assert render_docx(one) == render_docx(other)
    assert one.key() == other.key() != _exports("en")["starter"].of().key()
