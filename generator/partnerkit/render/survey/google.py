"""A survey as a Google Apps Script that makes a Google Form: its words as JSON, then a function that never changes.

A form of Google has one language, and its export has the words of a question as the head of a column, and nothing else:
so there is a script for each language, and answers are matched by these words. Each question begins with its number on
paper. Source of the calls: https://developers.google.com/apps-script/reference/forms
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from partnerkit.render.survey.form import Form, Question

_HEAD = """\
// A survey as a Google Form. Open https://script.google.com, choose "New project", put all of this file in the place of
// what stands there, save, choose makeForm and run it. Google asks once whether this script may make forms for you.
const SURVEY = """


def apps_script(form: Form) -> bytes:
    """The script, in the language that the form opens in."""
    code = form.first
    data = {
        "id": form.id,
        "version": form.version,
        "language": code,
        "title": form.title[code],
        "introduction": [said[code] for said in form.introduction],
        "sections": [
            {
                "id": section.id,
                "title": section.title[code],
                "text": section.text.get(code, ""),
                "questions": [_question(question, form) for question in section.questions],
            }
            for section in form.sections
        ],
    }
    # JSON is JavaScript (ECMA-262, 2019); the two line ends that older engines stop at are written out.
    words = json.dumps(data, ensure_ascii=False, indent=1).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    fixed = files("partnerkit.render.survey").joinpath("google_form.gs").read_text(encoding="utf-8")
    return f"{_HEAD}{words};\n{fixed}".encode()


def _question(question: Question, form: Form) -> dict[str, Any]:
    code = form.first
    condition = question.condition[code] if question.condition else ""
    several = (
        form.tick_all[code] if question.type == "many" and form.tick_all[code] not in question.help.values() else ""
    )
    return {
        "id": question.id,
        "kind": _kind(question),
        "title": f"{question.number}. {question.stem[code]}",
        "help": "\n".join(filter(None, (condition, question.help.get(code, ""), several))),
        "required": question.required and not condition,  # who need not answer could not go on
        "rows": [part.label[code] for part in question.parts],
        "choices": [choice.label[code] for choice in question.choices],
    }


def _kind(question: Question) -> str:
    if question.parts:
        return "grid"
    if question.type == "open":
        return "text" if question.lines > 1 else "line"
    return {"scale": "one", "number": "line"}.get(question.type, question.type)
