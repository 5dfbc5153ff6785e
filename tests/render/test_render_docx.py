"""Word files: sound by their schema, whole, with real structure, bound slots, tagged clauses, and always the same."""

from __future__ import annotations

import io
import pickle
import re
import zipfile
from collections import Counter
from dataclasses import replace

import docx
import pytest
import wording_ml as wml
from lxml import etree
from test_render_golden import EXAMPLES

import tools
from partnerkit.compose import Composer
from partnerkit.fill import Profile, fill
from partnerkit.model.colour import light
from partnerkit.model.document import Document
from partnerkit.model.element import HEADINGS, Element
from partnerkit.model.locales import language
from partnerkit.model.workspace import Brand
from partnerkit.render.docx import NEEDED, Typist, WordJob, missing_styles, reference_document, render_docx
from partnerkit.render.docx.controls import STORE, STORE_ID

W = wml.W
NAME = "Escuela Rosa Parks"


def job(name: str, code: str = "en", **values: str) -> WordJob:
    """A document of the core library, filled with some values."""
    library = tools.reading().libraries[code]
    if not values:
        return Typist(library, language(code)).document(tools.reading().documents[code][name])
    filled = {key.replace("__", "."): value for key, value in values.items()}
    library = replace(library, workspace=library.workspace.model_copy(update={"values": filled}))
    made = composed(name, code)
    document = fill(made, Profile(filled, {}, library.slots))
    return Typist(library, language(code)).document(document)


def composed(name: str, code: str = "en") -> Document:
    """A document of the core library before it is filled."""
    library = tools.reading().libraries[code]
    made = Composer(library, language(code), tools.CHECKOUT / "templates").compose(library.documents[name]).value
    assert made is not None
    return made


def body(data: bytes) -> etree._Element:
    """The body of a file without its table of contents."""
    found = wml.without_contents(wml.tree(data)).find(f"{W}body")
    assert found is not None
    return found


# -- the schema, and nothing lost --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_kind_is_sound_by_the_schema_and_whole(kind: str, code: str):
    asked = job(EXAMPLES[kind], code)
    data = render_docx(asked)
    assert wml.broken_rules(data) == []
    wanted = tools.words(tools.reading().documents[code][EXAMPLES[kind]].body.text)
    assert tools.lost(wanted, tools.words(wml.text(body(data)))) == Counter()


@pytest.mark.parametrize("name", ["mindful-check-in-policy", "school-family-agreement", "family-pulse-survey"])
def test_the_words_are_in_their_order(name: str):
    document = tools.reading().documents["en"][name]
    text = re.sub(r"\s", "", wml.text(body(render_docx(job(name)))))
    at = 0
    for words in tools.paragraphs(document.body):
        for word in (piece for piece in words.split() if len(piece) > 2):
            found = text.find(word, at)
            assert found >= 0, (word, words)
        at = text.find(words.split()[0], at)


@pytest.mark.parametrize("name", sorted(EXAMPLES.values()))
def test_headings_are_those_of_the_document(name: str):
    document = tools.reading().documents["en"][name]
    styles = {"Title": 1, "Heading1": 2, "Heading2": 3, "Heading3": 4}
    found = [
        (styles[wml.style(one)], wml.text(one)) for one in body(render_docx(job(name))).iter(f"{W}p")
        if wml.style(one) in styles
    ]  # fmt: skip
    assert found == [(heading.level, heading.text) for heading in document.outline]


@pytest.mark.parametrize("code", ["es", "zh-Hans", "ur", "ru", "ht", "so"])
def test_every_language_is_sound(code: str):
    assert wml.broken_rules(render_docx(job("school-family-agreement", code))) == []


def test_a_document_that_is_not_filled_is_sound_and_whole():
    made = composed("school-family-agreement")
    data = render_docx(Typist(tools.reading().libraries["en"], language("en")).document(made))
    assert wml.broken_rules(data) == []
    plurals = [one for one in wml.controls(wml.tree(data)) if one.tag.endswith(":plural")]
    assert plurals
    assert all(not one.path for one in plurals)


# -- always the same ---------------------------------------------------------------------------------------------------


def test_the_same_job_gives_the_same_bytes():
    one = job("school-family-agreement", "ar")
    first = render_docx(one)
    assert render_docx(pickle.loads(pickle.dumps(one))) == first  # noqa: S301  # made one line above
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        names = package.namelist()
        assert names == ["[Content_Types].xml", *sorted(names[1:])]
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"rsid" not in b"".join(wml.parts(first).values())


def test_the_properties_say_what_it_is_and_know_no_clock():
    asked = job("mindful-check-in-policy")
    core = docx.Document(io.BytesIO(render_docx(asked))).core_properties
    assert (core.title, core.author, core.language) == ("Mindful Check-In Policy", "Partnerkit", "en-US")
    assert core.version == asked.document.facts.version
    assert core.created is not None
    assert core.created.date() == asked.day
    assert core.modified == core.created


# -- slots -------------------------------------------------------------------------------------------------------------


def test_every_slot_is_a_control_that_is_bound_to_the_store():
    data = render_docx(job("school-family-agreement", "es"))
    slots = [one for one in wml.controls(wml.tree(data)) if one.tag.startswith("slot:")]
    placed = [e.get("data-slot") for e in composed("school-family-agreement", "es").body.iter() if e.get("data-type")]
    assert {one.tag.split(":")[1] for one in slots} == set(placed)
    bound = [one for one in slots if one.path]
    assert {one.store for one in bound} == {STORE_ID}
    for one in bound:
        assert one.path == f"/k:slots[1]/k:{one.tag.removeprefix('slot:')}[1]"
        assert one.placeholder
        assert one.text == one.alias
    name = next(one for one in bound if one.tag == "slot:school.name")
    assert name.alias == tools.reading().libraries["es"].slots["school.name"].label.plain


def test_the_store_has_an_element_for_every_binding_and_what_is_filled_in():
    data = render_docx(job("school-family-agreement", school__name=NAME, concern__days="3"))
    store = wml.tree(data, "customXml/item1.xml")
    assert store.tag == f"{{{STORE}}}slots"
    assert store.get("document") == "school-family-agreement"
    known = {etree.QName(one).localname: one.text or "" for one in store}
    assert known["school.name"] == NAME
    assert known["concern.days"] == "3"
    assert known["district.name"] == ""
    for name in ("word/document.xml", "word/header1.xml"):
        for one in wml.controls(wml.tree(data, name)):
            if one.path:
                (hit,) = store.xpath(one.path, namespaces={"k": STORE})
                assert one.text == (hit.text or one.alias)
                assert one.placeholder == (not hit.text)
    assert STORE_ID.encode() in wml.parts(data)["customXml/itemProps1.xml"]


def test_the_school_stands_at_the_head_of_every_page_as_the_same_slot():
    data = render_docx(job("mindful-check-in-policy", school__name=NAME))
    (head,) = wml.controls(wml.tree(data, "word/header1.xml"))
    assert (head.tag, head.text) == ("slot:school.name", NAME)


def test_what_is_shown_otherwise_than_it_is_stored_is_not_bound_and_says_so():
    data = render_docx(job("school-family-agreement", review__month="9", concern__days="3"))
    slots = {one.tag: one for one in wml.controls(wml.tree(data)) if one.tag.startswith("slot:")}
    months = [tag for tag in slots if tag.endswith(":month")]
    assert months
    assert all(not slots[tag].path for tag in months)
    assert slots["slot:concern.days:plural"].path == ""
    assert slots["slot:concern.days"].path.endswith("k:concern.days[1]")
    assert slots["slot:concern.days"].text == "3"


def test_an_empty_slot_shows_its_label_again():
    data = render_docx(job("school-family-agreement"))
    glossary = wml.tree(data, "word/glossary/document.xml")
    shown = {
        wml.value(one.find(f"{W}docPartPr/{W}name")): wml.text(one.find(f"{W}docPartBody"))
        for one in glossary.iter(f"{W}docPart")
        if one.find(f"{W}docPartPr") is not None
    }
    wanted = {wml.value(one) for one in wml.tree(data).iter(f"{W}docPart") if one.getparent().tag == f"{W}placeholder"}
    assert wanted <= set(shown)
    assert shown["school.name"] == "school name"


def test_controls_have_numbers_of_their_own_and_short_names():
    data = render_docx(job("family-engagement-policy"))
    ids = []
    for name in ("word/document.xml", "word/header1.xml"):
        root = wml.tree(data, name)
        ids += [wml.value(one) for one in root.iter(f"{W}id")]
        assert all(len(one.tag) <= 64 and len(one.alias) <= 64 for one in wml.controls(root))
    assert len(ids) == len(set(ids))


# -- optional clauses --------------------------------------------------------------------------------------------------


def test_every_optional_clause_is_a_tagged_control():
    asked = job("school-family-agreement")
    wanted = [e for e in asked.document.body.iter() if e.get("data-if")]
    found = [one for one in wml.controls(wml.tree(render_docx(asked))) if one.tag.startswith("if:")]
    assert len(found) == len(wanted) > 0
    assert "if:school-family-agreement#parties[student]" in {one.tag for one in found}
    assert {one.parent for one in found} <= {"body", "tbl", "tc", "sdtContent"}


@pytest.mark.parametrize(
    "name", ["family-engagement-policy", "district-family-engagement-policy", "partnership-budget"]
)
def test_long_id_paths_stay_apart(name: str):
    tags = [one.tag for one in wml.controls(wml.tree(render_docx(job(name)))) if one.tag.startswith("if:")]
    assert len(tags) == len(set(tags))


# -- languages and directions ------------------------------------------------------------------------------------------


def test_arabic_runs_from_right_to_left():
    root = wml.tree(render_docx(job("school-family-agreement", "ar")))
    for one in root.iter(f"{W}sectPr"):
        assert one.find(f"{W}bidi") is not None
    for one in root.iter(f"{W}tblPr"):
        assert one.find(f"{W}bidiVisual") is not None
    letters = re.compile("[\u0600-\u06ff]")
    for run in root.iter(f"{W}r"):
        words = "".join(one.text or "" for one in run.iter(f"{W}t"))
        if letters.search(words):
            assert run.find(f"{W}rPr/{W}rtl") is not None, words
    for paragraph in root.iter(f"{W}p"):
        if letters.search(wml.text(paragraph)):
            assert paragraph.find(f"{W}pPr/{W}bidi") is not None, wml.text(paragraph)


def test_what_runs_against_its_line_stands_between_two_marks():
    data = render_docx(job("school-family-agreement", "ar"))
    cites = [
        "".join(text.text or "" for text in one.iter(f"{W}t"))
        for one in wml.tree(data).iter(f"{W}p")
        if "U.S.C." in wml.text(one)
    ]
    assert cites
    assert all(re.search("\u200e+20 U\\.S\\.C\\.[^\u200e]*\u200e", words) for words in cites)


def test_a_phone_number_in_arabic_is_isolated_outside_its_control():
    data = render_docx(job("school-family-agreement", "ar", school__phone="(555) 010-0100"))
    root = wml.tree(data)
    hit = next(one for one in root.iter(f"{W}sdt") if wml.value(one.find(f"{W}sdtPr/{W}tag")) == "slot:school.phone")
    assert wml.text(hit) == "(555) 010-0100"
    around = [hit.getprevious(), hit.getnext()]
    assert ["".join(t.text or "" for t in one.iter(f"{W}t")) for one in around] == ["\u200e", "\u200e"]
    assert hit.find(f".//{W}rPr/{W}rtl") is None


def test_words_in_another_language_say_so():
    root = wml.tree(render_docx(job("mindful-check-in-policy", "ar")))
    foreign = list(root.iter(f"{W}lang"))
    assert {one.get(f"{W}val") for one in foreign} == {"en-US"}
    untranslated = next(p for p in root.iter(f"{W}p") if "calm, warm" in wml.text(p) or "A short, calm" in wml.text(p))
    assert untranslated.find(f"{W}pPr/{W}bidi") is None


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("en", {"val": "en-US"}),
        ("zh-Hans", {"val": "zh-CN", "eastAsia": "zh-CN"}),
        ("ar", {"val": "en-US", "bidi": "ar-EG"}),
        ("ht", {"val": "ht-HT"}),
    ],
)
def test_the_language_of_a_document_is_its_default(code: str, wanted: dict[str, str]):
    styles = wml.tree(render_docx(job("school-family-agreement", code)), "word/styles.xml")
    found = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert found is not None
    assert {etree.QName(name).localname: value for name, value in found.attrib.items()} == wanted


# -- structure ---------------------------------------------------------------------------------------------------------


def test_a_long_document_has_a_table_of_contents_with_its_entries():
    root = wml.tree(render_docx(job("mindful-check-in-policy")))
    entries = [one for one in root.iter(f"{W}p") if wml.style(one).startswith("TOC") and wml.style(one) != "TOCHeading"]
    sections = [h.text for h in tools.reading().documents["en"]["mindful-check-in-policy"].outline if h.level == 2]
    assert [wml.text(one) for one in entries] == sections
    marks = {one.get(f"{W}name") for one in root.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for one in entries for link in one.iter(f"{W}hyperlink")} <= marks
    kinds = [one.get(f"{W}fldCharType") for one in root.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    assert "TOC" in "".join(one.text or "" for one in root.iter(f"{W}instrText"))


def test_a_short_document_has_none():
    asked = job("mindful-check-in-policy")
    few = asked.document.body.holding(
        *[c for c in asked.document.body.children if isinstance(c, Element) and c.tag != "section"]
    )
    root = wml.tree(render_docx(replace(asked, document=replace(asked.document, body=few))))
    assert not [*root.iter(f"{W}fldChar")]


def test_tables_repeat_their_heads_and_have_names():
    document = tools.reading().documents["en"]["collaboration-calendar"]
    root = wml.tree(render_docx(job("collaboration-calendar")))
    captions = [e.text for e in document.body.iter() if e.tag == "caption"]
    named = [one for one in root.iter(f"{W}tbl") if one.find(f"{W}tblPr/{W}tblCaption") is not None]
    assert [wml.value(one.find(f"{W}tblPr/{W}tblCaption")) for one in named] == captions
    for one in named:
        rows = one.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_clauses_keep_their_printed_numbers():
    document = tools.reading().documents["en"]["mindful-check-in-policy"]
    numbers = [e.text for e in document.body.iter() if "number" in e.classes]
    found = [
        wml.text(one).split()[0]
        for one in body(render_docx(job("mindful-check-in-policy"))).iter(f"{W}p")
        if wml.style(one) == "Clause"
    ]
    assert found == numbers


def test_boxes_are_boxes_and_lines_are_lines():
    data = render_docx(job("concern-form"))
    root = wml.tree(data)
    body_ = tools.reading().documents["en"]["concern-form"].body
    boxes = sum(
        e.tag == "li" for list_ in body_.iter() if list_.classes & {"boxes", "checklist"} for e in list_.children
    )
    ticks = [one for one in wml.controls(root) if one.tag.startswith("tick:")]
    assert len([*root.iter(f"{wml.W14}checkbox")]) == len(ticks) == boxes
    assert all(one.alias for one in ticks)
    lines = sum("write" in e.classes for e in body_.iter())
    assert sum(wml.style(one) == "AnswerLine" for one in root.iter(f"{W}p")) == lines


def test_signatures_stay_together():
    root = wml.tree(render_docx(job("school-family-agreement")))
    frames = [t for t in root.iter(f"{W}tbl") if wml.value(t.find(f"{W}tblPr/{W}tblStyle")) == "Signatures"]
    document = tools.reading().documents["en"]["school-family-agreement"]
    assert len(frames) == sum("signatures" in e.classes for e in document.body.iter())
    for frame in frames:
        rows = [*frame.iter(f"{W}tr")]
        for row in rows[:-1]:
            assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(f"{W}p"))


def test_a_table_that_is_too_wide_has_wide_pages_of_its_own():
    asked = job("value-alignment-matrix")

    def widened(element: Element) -> Element:
        kids = tuple(widened(c) if isinstance(c, Element) else c for c in element.children)
        if element.tag == "tr" and len(kids) == 5:
            kids = (*kids, kids[-1], kids[-1])
        return element.holding(*kids)

    wide = replace(asked, document=replace(asked.document, body=widened(asked.document.body)))
    data = render_docx(wide)
    assert wml.broken_rules(data) == []
    sizes = [one.get(f"{W}orient", "portrait") for one in wml.tree(data).iter(f"{W}pgSz")]
    assert sizes == ["portrait", "landscape", "portrait"]
    upright = [one.get(f"{W}orient") for one in wml.tree(render_docx(asked)).iter(f"{W}pgSz")]
    assert upright == [None]


def test_every_style_that_is_used_is_there():
    for kind in EXAMPLES:
        data = render_docx(job(EXAMPLES[kind]))
        known = {one.get(f"{W}styleId") for one in wml.tree(data, "word/styles.xml").iter(f"{W}style")}
        for name in ("word/document.xml", "word/header1.xml", "word/footer1.xml", "word/glossary/document.xml"):
            root = wml.tree(data, name)
            used = {wml.value(one) for one in root.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
            assert used <= known, used - known


def test_the_foot_says_what_it_is_and_which_page():
    foot = wml.tree(render_docx(job("mindful-check-in-policy")), "word/footer1.xml")
    assert wml.text(foot) == "HB 3.2 · Version 1.0 · Page 1 of 1"
    assert [one.get(f"{W}instr", "").strip() for one in foot.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]


def test_links_lead_where_they_did():
    document = tools.reading().documents["en"]["mindful-check-in-policy"]
    wanted = {e.get("href") for e in document.body.iter() if e.get("href")}
    data = render_docx(job("mindful-check-in-policy"))
    file = docx.Document(io.BytesIO(data))
    links = {one.target_ref for one in file.part.rels.values() if one.is_external}
    assert links == wanted


# -- a brand and a house style -----------------------------------------------------------------------------------------


def test_a_brand_colours_the_styles():
    styles = reference_document(Brand(main="#8a1c4a", font="noto"), language("en"))
    text = wml.parts(styles)["word/styles.xml"].decode()
    assert light("#8a1c4a", None)["pine-deep"].lstrip("#").upper() in text
    assert "Atkinson" not in text


def test_our_reference_document_has_every_style_that_a_district_must_have():
    assert missing_styles(reference_document(Brand(), language("en"))) == ()
    empty = io.BytesIO()
    docx.Document().save(empty)
    assert missing_styles(empty.getvalue()) == ("Table", "TOC 1", "TOC 2", "Callout", "Signature")
    with pytest.raises(ValueError, match="zip"):
        missing_styles(b"no file")


def test_a_house_style_is_used_and_what_it_lacks_is_added():
    house = docx.Document()
    for name in set(NEEDED) - {style.name for style in house.styles}:
        kind = docx.enum.style.WD_STYLE_TYPE.TABLE if name == "Table" else docx.enum.style.WD_STYLE_TYPE.PARAGRAPH
        house.styles.add_style(name, kind)
    house.styles["Title"].font.name = "Papyrus"
    house.styles["Title"].element.set(f"{W}styleId", "Titel")
    house.add_paragraph("Words that are not ours")
    saved = io.BytesIO()
    house.save(saved)
    assert missing_styles(saved.getvalue()) == ()
    data = render_docx(replace(job("school-family-agreement"), reference=saved.getvalue()))
    assert data == render_docx(replace(job("school-family-agreement"), reference=saved.getvalue()))
    root = wml.tree(data)
    assert "Words that are not ours" not in wml.text(root)
    assert "Titel" in {wml.style(one) for one in root.iter(f"{W}p")}
    styles = {one.get(f"{W}styleId") for one in wml.tree(data, "word/styles.xml").iter(f"{W}style")}
    assert {wml.style(one) for one in root.iter(f"{W}p")} - {""} <= styles
    known = {one.get(f"{W}numId") for one in wml.tree(data, "word/numbering.xml").iter(f"{W}num")}
    assert {wml.value(one) for one in root.iter(f"{W}numId")} <= known
    assert [one for one in wml.broken_rules(data) if "numbering" in one or "document.xml" in one] == []


# -- hostile values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "<b>Maple</b> & </w:t></w:r>",
        'O\'Neill "School" ]]> &amp; &#x202e;',
        "Maple\x00\x08\x0b School\ud800\uffff",
        "A" * 200,
        "مدرسة النور",
        "$&{x} {school.name} \\1",
    ],
)
@pytest.mark.parametrize("code", ["en", "ar"])
def test_whatever_a_school_is_called_the_file_is_sound(value: str, code: str):
    shown = re.sub("[\x00-\x08\x0b\ud800-\udfff\uffff]", "", value)
    data = render_docx(job("school-family-agreement", code, school__name=value))
    assert wml.broken_rules(data) == []
    names = [one for one in wml.controls(wml.tree(data)) if one.tag == "slot:school.name"]
    assert names
    assert {one.text for one in names} == {shown}
    assert {bool(one.path) for one in names} == {True}
    store = wml.tree(data, "customXml/item1.xml")
    assert store.findtext(f"{{{STORE}}}school.name") == shown


def test_a_document_of_ninety_pages_is_made():
    asked = job("family-engagement-policy")
    sections = tuple(c for c in asked.document.body.children if isinstance(c, Element))
    long = asked.document.body.holding(*sections, *(without_ids(one) for one in sections[2:] * 24))
    data = render_docx(replace(asked, document=replace(asked.document, body=long)))
    assert len([*wml.tree(data).iter(f"{W}p")]) > 2500
    assert wml.broken_rules(data) == []


def without_ids(element: Element) -> Element:
    """A copy that may stand beside what it is a copy of."""
    kids = tuple(without_ids(c) if isinstance(c, Element) else c for c in element.children)
    kept = element.having(id=None).holding(*kids)
    return replace(kept, tag="h2") if element.tag in HEADINGS else kept
