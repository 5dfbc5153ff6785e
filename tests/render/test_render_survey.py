"""Surveys as online forms: each is taken in by a program that is not ours, and all of them ask the same."""

from __future__ import annotations

import csv
import io
import json
import pickle
import re
import shutil
import string
import subprocess
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import wording_ml as wml
from hypothesis import given
from hypothesis import strategies as st
from pyxform.xls2xform import convert

import tools
from partnerkit.model.locales import language
from partnerkit.render.docx import Typist, render_docx
from partnerkit.render.survey import (
    NOT_APPLICABLE,
    Choice,
    Form,
    Question,
    Section,
    apps_script,
    described,
    form_key,
    limesurvey,
    numbered,
    xlsform,
)
from partnerkit.render.survey.codes import lime_codes, xml_name
from partnerkit.surveys import form_of, is_offered_online

HERE = Path(__file__).parent
RENDERERS = {"xlsform": xlsform, "google": apps_script, "limesurvey": limesurvey}


@cache
def surveys() -> tuple[str, ...]:
    return tuple(one.id for one in tools.reading().source.documents.values() if is_offered_online(one))


@cache
def form(survey_id: str, *codes: str) -> Form:
    reading = tools.reading()
    return form_of(survey_id, reading.libraries, codes or tuple(reading.libraries))


def hostile() -> Form:
    """A survey whose words are all that a tool could take for something else."""
    nasty = "=1+1 ${q} {q} <b>&amp;</b> \"' \\ \u2028 */ `${x}` </script>"
    said = {"en": nasty, "ar": f"{nasty} سؤال"}
    choices = tuple(Choice(f"{place}-{sign}", {code: f"{start}{words}" for code, words in said.items()})
                    for place, (sign, start) in enumerate(zip("abcd", "=+-@", strict=True)))  # fmt: skip
    battery = Question("3-b", 1, "scale", said, said, choices, choices, ("0-a",))
    asked = Question("meta", 2, "many", said, {}, choices, required=True, depends=("3-b", ("0-a",)), condition=said)
    opened = Question("x" * 60, 3, "open", said, {}, lines=3)
    section = Section("3-b", said, said, True, (battery, asked, opened))
    return Form("s", "1.0", ("en", "ar"), said, (said, said), (section,), False, True, 10, said)


def all_forms() -> list[Form]:
    return [*(form(name) for name in surveys()), hostile()]


def test_a_survey_that_is_off_is_no_online_form():
    every = [one for one in tools.reading().source.documents.values() if one.kind == "survey"]
    assert {one.id for one in every} - set(surveys()) == {"student-reflection-survey"}
    assert surveys()


@pytest.mark.parametrize("renderer", RENDERERS)
def test_the_same_form_makes_the_same_bytes(renderer: str):
    for asked in all_forms():
        render = RENDERERS[renderer]
        assert render(asked) == render(pickle.loads(pickle.dumps(asked)))  # noqa: S301 -- our own


def test_a_key_stands_for_all_that_a_form_is_made_of():
    one = form("family-pulse-survey", "en", "es")
    assert form_key(one, "a") == form_key(form_of(one.id, tools.reading().libraries, ["en", "es"]), "a")
    others = [
        replace(one, version="2.0"),
        replace(one, title={"en": "x", "es": "y"}),
        replace(one, languages=("es", "en")),
    ]
    assert len({form_key(each, "a") for each in (one, *others)} | {form_key(one, "b")}) == 5


def test_what_a_workspace_switches_off_is_not_asked():
    libraries = {"en": tools.reading().libraries["en"]}
    asked = described("scheduling-poll", libraries, {"needs"})
    assert "needs" not in [question.id for question in asked.questions]
    assert asked.question("childcare-ages").depends is None
    for render in RENDERERS.values():
        render(asked)


# -- XLSForm -----------------------------------------------------------------------------------------------------------


def sheets(data: bytes) -> dict[str, list[dict[str, str]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = {}
    for sheet in book.worksheets:
        heads, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


def test_pyxform_and_odk_validate_pass_every_survey():
    if not shutil.which("java"):
        tools.missing("Java is not installed: ODK Validate cannot run")
    for asked in all_forms():
        made = convert(io.BytesIO(xlsform(asked)), validate=True)
        assert made.warnings == [], asked.id
        for name in asked.languages:
            assert f"({name.partition('-')[0]})" in made.xform


def test_an_xlsform_has_every_word_in_every_language():
    for asked in all_forms():
        read = sheets(xlsform(asked))
        said = {
            str(cell).replace("\u200b", "") for rows in read.values() for row in rows for cell in row.values() if cell
        }
        for question in asked.questions:
            for speech in (question.stem, question.help, *(one.label for one in (*question.choices, *question.parts))):
                assert set(speech.values()) <= said
        names = [row["name"] for row in read["survey"] if row["type"] != "end_group"]
        assert len(set(names)) == len(names)
        assert {xml_name(item) for question in asked.questions for item in question.items} <= set(names)


def test_no_cell_of_an_xlsform_is_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(xlsform(hostile())))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))


# -- Google Forms ------------------------------------------------------------------------------------------------------


def ran(asked: Form, tmp_path: Path) -> dict[str, Any]:
    """The form that a script makes."""
    node = shutil.which("node")
    if not node:
        tools.missing("Node is not installed: the script of a Google Form cannot run")
    script = tmp_path / "form.gs"
    script.write_bytes(apps_script(asked))
    done = subprocess.run([node, HERE / "form_app.js", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout)
    return made


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_script_makes_the_form(code: str, tmp_path: Path):
    for asked in (
        form("barriers-survey", code, "en"),
        form("scheduling-poll", code),
        replace(hostile(), languages=(code,)),
    ):
        made = ran(asked, tmp_path)
        assert made["title"] == asked.title[code]
        assert made["description"] == "\n\n".join(said[code] for said in asked.introduction)
        assert made["collectemail"] is False
        items = [item for item in made["items"] if item["kind"] not in ("SectionHeaderItem", "PageBreakItem")]
        assert [item["title"] for item in items] == [f"{one.number}. {one.stem[code]}" for one in asked.questions]
        for item, question in zip(items, asked.questions, strict=True):
            labels = [choice.label[code] for choice in question.choices]
            assert item.get("columns", item.get("choicevalues", [])) == labels
            assert item.get("rows", []) == [part.label[code] for part in question.parts]
            if question.condition:
                assert question.condition[code] in item["helptext"]


def test_of_a_script_only_the_words_differ():
    texts = [apps_script(asked).decode() for asked in all_forms()]
    around = {re.sub(r"const SURVEY = \{.*?\n\};", "", text, flags=re.DOTALL) for text in texts}
    assert len(around) == 1
    for text in texts:
        assert json.loads(re.search(r"const SURVEY = (\{.*?\n\});", text, re.DOTALL)[1])  # type: ignore[index]


# -- LimeSurvey --------------------------------------------------------------------------------------------------------


def lines(asked: Form) -> list[dict[str, str]]:
    text = limesurvey(asked).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), dialect=csv.excel_tab))


def test_a_limesurvey_file_says_the_same_in_every_language():
    for asked in all_forms():
        rows = lines(asked)
        settings = {row["name"]: row["text"] for row in rows if row["class"] == "S"}
        codes = [settings["language"], *settings["additional_languages"].split()]
        assert "ht" not in codes
        shapes = []
        for code in codes:
            own = [row for row in rows if row["language"] == code and row["class"] != "SL"]
            shapes.append(
                [
                    (row["class"], row["type/scale"], row["name"] * (row["class"] != "G"), row["relevance"])
                    for row in own
                ]
            )
            texts = {re.sub("<br/>", "\n", row["text"]) for row in own}
            wanted = {choice.label[code] for question in asked.questions for choice in question.choices}
            assert wanted <= {unescape(text) for text in texts}
        assert all(shape == shapes[0] for shape in shapes)


def test_codes_of_limesurvey_are_those_that_it_takes():
    for asked in all_forms():
        code = lines(asked)[0]["text"]
        question = ""
        seen: dict[str, list[str]] = {"Q": []}
        for row in (row for row in lines(asked) if row["language"] == code):
            if row["class"] == "Q":
                question = row["name"]
                seen["Q"].append(question)
                assert re.fullmatch(r"[a-z][a-z0-9]{0,19}", question)
            elif row["class"] in ("SQ", "A"):
                assert re.fullmatch(r"[a-z0-9]{1,20}" if row["class"] == "SQ" else r"[a-z0-9]{1,5}", row["name"])
                seen.setdefault(f"{question} {row['class']}", []).append(row["name"])
        assert all(len(set(names)) == len(names) for names in seen.values())


def test_nothing_in_a_limesurvey_file_is_a_formula():
    for row in lines(hostile()):
        assert not row["text"].startswith(("=", "+", "-", "@"))
        assert not set("{}") & set(row["text"] + row["help"])
        assert "<b>" not in row["text"]


IDS = st.lists(
    st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,4}", fullmatch=True), min_size=1, max_size=8, unique=True
)


@given(IDS, st.sampled_from([5, 20]))
def test_a_code_is_short_and_its_own(ids: list[str], longest: int):
    codes = lime_codes(ids, longest)
    assert all(1 <= len(code) <= longest and code[0] in string.ascii_lowercase for code in codes.values())
    assert lime_codes(list(reversed(ids)), longest) == codes


@given(IDS)
def test_an_xml_name_is_an_ids_own(ids: list[str]):
    names = [xml_name(one) for one in ids]
    assert len(set(names)) == len(ids)
    assert all(re.fullmatch(r"[a-z_][a-z0-9_]*", name) for name in names)


# -- Microsoft Forms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar", "zh-Hans"])
def test_the_word_file_has_numbered_questions_with_lettered_answers(code: str):
    for name in ("family-pulse-survey", "barriers-survey"):
        asked = form(name, code, "en")
        library = tools.reading().libraries[code]
        document = numbered(tools.reading().documents[code][name], asked)
        data = render_docx(Typist(library, language(code)).document(document))
        assert wml.broken_rules(data) == []
        text = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
        questions = [line for line in text if re.match(r"\d+\. ", line)]
        assert len(questions) == sum(len(question.items) for question in asked.questions)
        answers = [line for line in text if re.match(r"[A-Z]\. ", line)]
        assert len(answers) == sum(len(question.items) * len(question.choices) for question in asked.questions)
        assert asked.questions[0].stem[code] in text[text.index(questions[0])]


def test_does_not_apply_is_the_last_answer_where_it_is_offered():
    for question in form("barriers-survey").questions:
        assert NOT_APPLICABLE not in [choice.id for choice in question.choices[:-1]]
        if question.rated:
            assert question.choices[-1].id == NOT_APPLICABLE
