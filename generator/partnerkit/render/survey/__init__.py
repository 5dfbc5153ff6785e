"""Surveys as online forms: one neutral description of a survey, and a renderer for each tool that can take one in.

    survey in every language → Form → XLSForm · Google Apps Script · LimeSurvey · Microsoft Forms

The ids of questions and answers are the same in every form, so that answers from all of them can be put together.
"""

from partnerkit.render.survey.form import NOT_APPLICABLE, Choice, Form, Question, Section, Speech, described, form_key
from partnerkit.render.survey.google import apps_script
from partnerkit.render.survey.limesurvey import limesurvey
from partnerkit.render.survey.numbered import numbered


def xlsform(form: Form) -> bytes:
    """A survey as an XLSForm."""
    from partnerkit.render.survey.xlsform import written

    return written(form)


__all__ = [
    "NOT_APPLICABLE",
    "Choice",
    "Form",
    "Question",
    "Section",
    "Speech",
    "apps_script",
    "described",
    "form_key",
    "limesurvey",
    "numbered",
    "xlsform",
]
