"""A survey as numbered questions with lettered answers: the layout that Microsoft Forms takes in from a Word file.

Microsoft documents no format of its import; a plain list of numbered questions, each answer a line with a letter, is
what it recognizes. A line of a battery is a question of its own. The document that comes out is written by the renderer
of Word files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from string import ascii_uppercase

from partnerkit.model.document import Document
from partnerkit.model.element import Element
from partnerkit.render.survey.form import Choice, Form, Question

BETWEEN = " – "
"""What stands between the words of a battery and those of one of its lines."""


def numbered(document: Document, form: Form) -> Document:
    """The document of a survey with nothing in it but title, introduction and questions, in the form's language."""
    code = form.first
    children: list[Element | str] = [Element("h1", (), (form.title[code],))]
    children += [Element("p", (), (said[code],)) for said in form.introduction]
    for section in form.sections:
        for question in section.questions:
            children += _question(question, form)
    return replace(document, body=document.body.holding(*children))


def title_of(question: Question, part: Choice | None, form: Form, code: str) -> str:
    """What a question is called in a form of Microsoft, and so at the head of its column, without its number."""
    helps = [question.condition[code]] if question.condition else []
    helps += [question.help[code]] if code in question.help else []
    if question.type == "many" and form.tick_all[code] not in helps:
        helps.append(form.tick_all[code])
    line = f"{BETWEEN}{part.label[code]}" if part else ""
    return f"{question.stem[code]}{line}" + (f" ({' '.join(helps)})" if helps else "")


def _question(question: Question, form: Form) -> Iterator[Element]:
    code = form.first
    for part in question.parts or (None,):
        # A label is kept on one page with what follows.
        title = f"{question.number}. {title_of(question, part, form, code)}"
        yield Element("p", (("class", "label"),), (title,))
        for place, choice in enumerate(question.choices):
            yield Element("p", (), (f"{_letter(place)}. {choice.label[code]}",))


def _letter(place: int) -> str:
    """A, B … Z, AA, AB …"""
    before, last = divmod(place, len(ascii_uppercase))
    return (_letter(before - 1) if before else "") + ascii_uppercase[last]
