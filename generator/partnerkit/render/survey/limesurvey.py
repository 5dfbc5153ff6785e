"""A survey as the tab-separated file that LimeSurvey imports: all languages, one after the other.

Source of the format: https://www.limesurvey.org/manual/Tab_Separated_Value_survey_structure. Texts are HTML there, and
braces are formulas (ExpressionScript): both are written out as what they look like, and so is a first letter that a
spreadsheet would take for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from html import escape

from partnerkit.model.locales import language
from partnerkit.render.survey.codes import ANSWER, QUESTION, SUBQUESTION, lime_codes
from partnerkit.render.survey.form import Form, Question, Section, Speech

UNKNOWN = frozenset({"ht"})
"""Languages that LimeSurvey does not have (as of 6.x, ``surveytranslator_helper.php``)."""
_COLUMNS = ("class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other")
_TYPES = {"one": "L", "scale": "L", "many": "M", "open": "T", "number": "N", "date": "D"}
_BATTERY, _LINE = "F", "S"
_SETTINGS = {
    "format": "G",  # a section on each page
    "anonymized": "Y",
    "datestamp": "N",
    "ipaddr": "N",
    "refurl": "N",
    "savetimings": "N",
    "allowprev": "Y",
    "showprogress": "Y",
    "showwelcome": "Y",
    "showqnumcode": "N",
    "shownoanswer": "Y",  # nobody has to answer
}
_BYTE_ORDER_MARK = "\ufeff"
_WRITTEN_OUT = {"{": "&#123;", "}": "&#125;", "\t": " "}
_LIKE_FORMULAS = "=+-@"

Row = dict[str, str]


def limesurvey(form: Form) -> bytes:
    """The file."""
    codes = [code for code in form.languages if code not in UNKNOWN and not language(code).pseudo] or [form.first]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, _COLUMNS, restval="", dialect=csv.excel_tab, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_rows(form, codes))
    return (_BYTE_ORDER_MARK + stream.getvalue()).encode()


def question_codes(form: Form) -> dict[str, str]:
    """The code of each question by its id."""
    return lime_codes([question.id for question in form.questions], QUESTION)


def part_codes(question: Question) -> dict[str, str]:
    """The codes of what is answered inside a question: the lines of a battery, or the boxes to tick."""
    inside = question.parts or (question.choices if question.type == "many" else ())
    return lime_codes([one.id for one in inside], SUBQUESTION)


def answer_codes(question: Question) -> dict[str, str]:
    """The code of each answer by its id."""
    return lime_codes([choice.id for choice in question.choices], ANSWER)


def _rows(form: Form, codes: Sequence[str]) -> Iterator[Row]:
    settings = {"language": codes[0], "additional_languages": " ".join(codes[1:]), **_SETTINGS}
    if not form.anonymous:
        settings["anonymized"] = "N"
    for name, value in settings.items():
        yield {"class": "S", "name": name, "text": value}
    for code in codes:
        opening = "".join(f"<p>{_html(said[code])}</p>" for said in form.introduction)
        for name, text in (("surveyls_title", _html(form.title[code])), ("surveyls_welcometext", opening)):
            yield {"class": "SL", "name": name, "text": text, "language": code}
    for code in codes:
        for number, section in enumerate(form.sections, start=1):
            yield from _section(section, number, form, code)


def _section(section: Section, number: int, form: Form, code: str) -> Iterator[Row]:
    yield {
        "class": "G",
        "type/scale": str(number),  # which tells that it is the same in another language
        "name": _text(section.title, code),
        "relevance": "1",
        "text": _text(section.text, code),
        "language": code,
    }
    names = question_codes(form)
    for question in section.questions:
        yield {
            "class": "Q",
            "type/scale": _type(question),
            "name": names[question.id],
            "relevance": _relevance(question, form),
            "text": _text(question.stem, code),
            "help": _text(question.help, code),
            "language": code,
            "mandatory": "Y" if question.required else "N",
            "other": "N",
        }
        yield from _answers(question, code)


def _answers(question: Question, code: str) -> Iterator[Row]:
    parts, answers = part_codes(question), answer_codes(question)
    for one in question.parts or (question.choices if question.type == "many" else ()):
        text = _text(one.label, code)
        yield {"class": "SQ", "name": parts[one.id], "relevance": "1", "text": text, "language": code}
    if question.type != "many":
        for choice in question.choices:
            text = _text(choice.label, code)
            yield {"class": "A", "type/scale": "0", "name": answers[choice.id], "text": text, "language": code}


def _type(question: Question) -> str:
    if question.parts:
        return _BATTERY
    return _LINE if question.type == "open" and question.lines == 1 else _TYPES[question.type]


def _relevance(question: Question, form: Form) -> str:
    """When it is asked, as ExpressionScript over earlier answers."""
    if question.depends is None:
        return "1"
    asked, wanted = form.question(question.depends[0]), question.depends[1]
    name, parts, answers = question_codes(form)[asked.id], part_codes(asked), answer_codes(asked)
    if asked.type == "many":
        tests = [f'{name}_{parts[answer]}.NAOK == "Y"' for answer in wanted]
    else:
        fields = [f"{name}_{parts[part.id]}" for part in asked.parts] or [name]
        tests = [f'{field}.NAOK == "{answers[answer]}"' for field in fields for answer in wanted]
    return " or ".join(tests)


def _text(speech: Speech, code: str) -> str:
    return _html(speech[code]) if code in speech else ""


def _html(words: str) -> str:
    """Words as HTML in which nothing is a tag, a formula of LimeSurvey or one of a spreadsheet."""
    text = escape(words, quote=False)
    for char, instead in _WRITTEN_OUT.items():
        text = text.replace(char, instead)
    text = text.replace("\r\n", "\n").replace("\n", "<br/>")
    return f"&#{ord(text[0])};{text[1:]}" if text[:1] and text[0] in _LIKE_FORMULAS else text
