"""A survey as an XLSForm, which KoboToolbox, ODK and others take in: one workbook for all languages.

Source of the format: https://xlsform.org/en/. Names of questions are written in small letters; a group begins with a
capital (``S_`` a section, ``B_`` a battery, ``N_`` a note), so that no id can be the same. No column records who
answers: nothing of a device, an account or a time is asked for.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from partnerkit.model.locales import language
from partnerkit.render.office import zipped
from partnerkit.render.survey.codes import xml_name
from partnerkit.render.survey.form import Choice, Form, Question, Section, Speech

_EPOCH = datetime(1980, 1, 1)
_LIKE_FORMULAS = ("=", "+", "-", "@", "'")
_TYPES = {"open": "text", "number": "decimal", "date": "date"}
_SEVERAL_LINES = "multiline"

Row = dict[str, str]


def written(form: Form) -> bytes:
    """The workbook; the same bytes for the same form."""
    book = Workbook()
    for placeholder in book.worksheets:
        book.remove(placeholder)
    labels, hints = _columns("label", form), _columns("hint", form)
    survey = ["type", "name", *labels, *hints, "required", "relevant", "appearance"]
    _fill(book.create_sheet("survey"), survey, _survey(form))
    _fill(book.create_sheet("choices"), ["list_name", "name", *labels], _choices(form))
    settings = {
        "form_title": _plainly(form.title[form.first]),
        "form_id": xml_name(form.id),
        "version": f"{form.version}-{hashlib.sha256(repr(form).encode()).hexdigest()[:8]}",
        "default_language": _named(form.first),
    }
    _fill(book.create_sheet("settings"), list(settings), [settings])
    book.properties.creator = "Partnerkit"
    book.properties.title = form.title[form.first]
    book.properties.created = book.properties.modified = _EPOCH
    raw = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(raw, "w")).save()
    with zipfile.ZipFile(raw) as made:
        return zipped({name: made.read(name) for name in made.namelist()})


def _named(code: str) -> str:
    """A language as forms show it, ``Español (es)``: one pair of brackets, with a code that is without its script."""
    name = language(code).name.replace("(", "– ").replace(")", "")
    return f"{name} ({code.partition('-')[0]})"


def _columns(name: str, form: Form) -> list[str]:
    return [f"{name}::{_named(code)}" for code in form.languages]


def _said(name: str, speech: Speech) -> Row:
    return {f"{name}::{_named(code)}": _plainly(words) for code, words in speech.items()}


def _plainly(words: str) -> str:
    """Words in which no tool sees the value of another question (``${name}``)."""
    return words.replace("${", "$\u200b{")


def _survey(form: Form) -> Iterator[Row]:
    opening = {code: "\n\n".join(said[code] for said in form.introduction) for code in form.languages}
    yield {"type": "note", "name": "N_introduction", **_said("label", opening)}
    for section in form.sections:
        yield from _section(section, form)


def _section(section: Section, form: Form) -> Iterator[Row]:
    name = f"S_{xml_name(section.id)}"
    yield {"type": "begin_group", "name": name, **_said("label", section.title), "appearance": "field-list"}
    if section.text:
        yield {"type": "note", "name": f"N_{xml_name(section.id)}", **_said("label", section.text)}
    for question in section.questions:
        yield from _question(question, form)
    yield {"type": "end_group", "name": name}


def _question(question: Question, form: Form) -> Iterator[Row]:
    asked = {**_said("label", question.stem), **_said("hint", question.help), "relevant": _relevant(question, form)}
    answered = {"type": _type(question), "required": "yes" if question.required else ""}
    if not question.parts:
        look = _SEVERAL_LINES if question.type == "open" and question.lines > 1 else ""
        yield {**asked, **answered, "name": xml_name(question.id), "appearance": look}
        return
    name = f"B_{xml_name(question.id)}"
    yield {**asked, "type": "begin_group", "name": name}
    for part, item in zip(question.parts, question.items, strict=True):
        yield {**answered, "name": xml_name(item), **_said("label", part.label)}
    yield {"type": "end_group", "name": name}


def _type(question: Question) -> str:
    if not question.choices:
        return _TYPES[question.type]
    return f"select_{'multiple' if question.type == 'many' else 'one'} {_list_name(question)}"


def _list_name(question: Question) -> str:
    return f"answers_{xml_name(question.id)}"


def _relevant(question: Question, form: Form) -> str:
    """When it is asked, as XPath over earlier answers."""
    if question.depends is None:
        return ""
    asked, answers = form.question(question.depends[0]), question.depends[1]
    test = "selected(${{{item}}}, '{answer}')" if asked.type == "many" else "${{{item}}} = '{answer}'"
    tests = [test.format(item=xml_name(item), answer=xml_name(answer)) for item in asked.items for answer in answers]
    return " or ".join(tests)


def _choices(form: Form) -> Iterator[Row]:
    for question in form.questions:
        for choice in question.choices:
            yield {"list_name": _list_name(question), "name": xml_name(choice.id), **_label(choice)}


def _label(choice: Choice) -> Row:
    return _said("label", choice.label)


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Iterable[Row]) -> None:
    """A sheet of words; none of them can become a formula."""
    for column, head in enumerate(heads, start=1):
        sheet.cell(1, column, head).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 44 if "::" in head else 18
    for number, row in enumerate(rows, start=2):
        for column, head in enumerate(heads, start=1):
            cell = sheet.cell(number, column)
            if (words := row.get(head)) and isinstance(cell, Cell):
                cell.value = words
                cell.data_type = "s"
                cell.quotePrefix = words.startswith(_LIKE_FORMULAS)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "C2"
