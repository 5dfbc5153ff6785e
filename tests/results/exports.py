"""What survey tools export, written by hand after their documentation and not by our own tables of heads.

``Said`` is what one person answers: ids by question, or by line of a battery.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from openpyxl import Workbook

import tools
from partnerkit.render.survey import Form, Question
from partnerkit.render.survey.limesurvey import answer_codes, part_codes, question_codes
from partnerkit.surveys import form_of

Said = dict[str, list[str]]


@cache
def form(survey_id: str, *codes: str) -> Form:
    """A survey of the core library in English and Spanish, or in other languages."""
    return form_of(survey_id, tools.reading().libraries, codes or ("en", "es"))


def people(form: Form, n: int, seed: int = 1) -> list[Said]:
    """Some people who answer at random, and leave out some questions."""
    rnd = random.Random(seed)  # noqa: S311 -- people, not secrets
    return [_person(form, rnd) for _ in range(n)]


def _person(form: Form, rnd: random.Random) -> Said:
    said: Said = {}
    for question in form.questions:
        ids = [choice.id for choice in question.choices]
        for item in question.items:
            if rnd.random() < 0.1 or not ids:
                continue
            said[item] = rnd.sample(ids, rnd.randint(1, len(ids))) if question.type == "many" else [rnd.choice(ids)]
    return said


def _label(question: Question, choice_id: str, code: str) -> str:
    return next(choice.label[code] for choice in question.choices if choice.id == choice_id)


def _csv(rows: Sequence[Sequence[str]], separator: str = ",", mark: str = "") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_MINIMAL).writerows(rows)
    return (mark + stream.getvalue()).encode()


def _underscored(node_id: str) -> str:
    return node_id.replace(".", "__").replace("-", "_")


def _lines(form: Form) -> Iterator[tuple[str, Question, str]]:
    for section in form.sections:
        for question in section.questions:
            yield from ((section.id, question, item) for item in question.items)


def odk_central(form: Form, said: Sequence[Said], split: bool = False) -> bytes:
    """ODK Central: groups and names joined by hyphens, the key of each submission; select-multiples as columns too."""
    heads, reads = ["SubmissionDate", "N_introduction"], []
    for section, question, item in _lines(form):
        group = f"S_{_underscored(section)}-" + (f"B_{_underscored(question.id)}-" if question.parts else "")
        heads.append(group + _underscored(item))
        reads.append((item, ""))
        if split and question.type == "many":
            for choice in question.choices:
                heads.append(f"{group}{_underscored(item)}/{_underscored(choice.id)}")
                reads.append((item, choice.id))
    rows = []
    for number, one in enumerate(said):
        cells = []
        for item, choice in reads:
            chosen = one.get(item, [])
            ticked = str(int(choice in chosen)) if item in one else ""
            cells.append(ticked if choice else " ".join(map(_underscored, chosen)))
        rows.append(["2027-01-01T00:00:00Z", "", *cells, f"uuid:{id(said)}-{number}", "", "0", "0", "", "", "0", "1.0"])
    tail = [
        "KEY",
        "SubmitterName",
        "AttachmentsPresent",
        "AttachmentsExpected",
        "Status",
        "ReviewState",
        "Edits",
        "FormVersion",
    ]
    return _csv([heads + tail, *rows])


def kobo(form: Form, said: Sequence[Said], code: str = "") -> bytes:
    """KoboToolbox: semicolons; names, or in a language labels; select-multiples single and separate."""
    heads, reads = [], []
    for section, question, item in _lines(form):
        part = next((one for one in question.parts if f"{question.id}.{one.id}" == item), None)
        name = (
            (part.label if part else question.stem)[code] if code else f"S_{_underscored(section)}/{_underscored(item)}"
        )
        heads.append(name)
        reads.append((question, item, ""))
        if question.type == "many":
            for choice in question.choices:
                heads.append(f"{name}/{choice.label[code] if code else _underscored(choice.id)}")
                reads.append((question, item, choice.id))
    rows = []
    for number, one in enumerate(said):
        cells = []
        for question, item, choice in reads:
            chosen = one.get(item, [])
            words = [_label(question, name, code) if code else _underscored(name) for name in chosen]
            cells.append((str(int(choice in chosen)) if item in one else "") if choice else " ".join(words))
        rows.append(
            [
                *cells,
                str(number),
                f"{id(said)}-{number}",
                "2027-01-01T00:00:00",
                "",
                "",
                "submitted_via_web",
                "",
                "1",
                "",
                str(number),
            ]
        )
    tail = [
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "_notes",
        "_status",
        "_submitted_by",
        "__version__",
        "_tags",
        "_index",
    ]
    return _csv([heads + tail, *rows], ";", "\ufeff")


def google(form: Form, said: Sequence[Said], code: str = "en", between: str = ";") -> bytes:
    """Google Forms: titles with their number, grids as "title [row]"; several answers joined by ; or in Sheets by ,"""
    heads = ["Timestamp"]
    for _, question, item in _lines(form):
        part = next((one for one in question.parts if f"{question.id}.{one.id}" == item), None)
        heads.append(f"{question.number}. {question.stem[code]}" + (f" [{part.label[code]}]" if part else ""))
    rows = [
        ["2027/01/01 8:00:00 AM GMT-5"]
        + [
            between.join(_label(question, name, code) for name in one.get(item, []))
            for _, question, item in _lines(form)
        ]
        for one in said
    ]
    return _csv([heads, *rows])


def limesurvey(form: Form, said: Sequence[Said], code: str = "en", *, full: bool = False, text: bool = False) -> bytes:
    """LimeSurvey: codes or full answers; codes or full texts as heads; a box of several is a column."""
    names = question_codes(form)
    heads = ["id", "submitdate", "lastpage", "startlanguage", "seed"]
    reads: list[tuple[Question, str, str]] = []
    for question in form.questions:
        inside = part_codes(question)
        for one in question.parts or (question.choices if question.type == "many" else (None,)):
            head = names[question.id] + (f"[{inside[one.id]}]" if one else "")
            words = question.stem[code] + (f" [{one.label[code]}]" if one else "")
            heads.append(words if text else head)
            item = f"{question.id}.{one.id}" if one and question.parts else question.id
            reads.append((question, item, one.id if one and question.type == "many" else ""))
    rows = []
    for number, one in enumerate(said, start=1):
        cells = []
        for question, item, box in reads:
            chosen = one.get(item, [])
            if box:
                ticked = ("Yes" if full else "Y") if box in chosen else ("No" if full else "")
                cells.append(ticked if item in one else "N/A" if full else "")
            elif not question.choices:
                cells.append("")
            else:
                cells.append(
                    "".join(_label(question, name, code) if full else answer_codes(question)[name] for name in chosen)
                )
        rows.append([str(number), "1980-01-01 00:00:00", "3", code, "123", *cells])
    return _csv([heads, *rows])


def microsoft(form: Form, said: Sequence[Said], code: str = "en") -> bytes:
    """Microsoft Forms: a workbook; the title as the Word file had it; several answers each followed by a semicolon."""
    heads = ["ID", "Start time", "Completion time", "Email", "Name"]
    for _, question, item in _lines(form):
        part = next((one for one in question.parts if f"{question.id}.{one.id}" == item), None)
        line = f" – {part.label[code]}" if part else ""
        helps = [question.condition[code]] if question.condition else []
        helps += [question.help[code]] if code in question.help else []
        if question.type == "many" and form.tick_all[code] not in helps:
            helps.append(form.tick_all[code])
        heads.append(f"{question.stem[code]}{line}" + (f" ({' '.join(helps)})" if helps else ""))
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(heads)
    for number, one in enumerate(said, start=1):
        cells = []
        for _, question, item in _lines(form):
            words = [_label(question, name, code) for name in one.get(item, [])]
            cells.append("".join(f"{word};" for word in words) if question.type == "many" else "".join(words))
        sheet.append([number, "1/1/27 8:00:00", "1/1/27 8:05:00", "anonymous", "", *cells])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


EXPORTS: dict[str, Callable[[Form, Sequence[Said]], bytes]] = {
    "odk": odk_central,
    "odk-split": lambda form, said: odk_central(form, said, split=True),
    "kobo": kobo,
    "kobo-labels-es": lambda form, said: kobo(form, said, "es"),
    "google": google,
    "google-es": lambda form, said: google(form, said, "es"),
    "google-sheets": lambda form, said: google(form, said, between=", "),
    "limesurvey": limesurvey,
    "limesurvey-full": lambda form, said: limesurvey(form, said, full=True),
    "limesurvey-full-text": lambda form, said: limesurvey(form, said, full=True, text=True),
    "microsoft": microsoft,
    "microsoft-es": lambda form, said: microsoft(form, said, "es"),
}
