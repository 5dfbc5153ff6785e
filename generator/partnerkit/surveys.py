"""Which surveys become online forms, and in which languages: what exporting and taking in answers have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from partnerkit.fill import Profile, Truth, truth
from partnerkit.model.definition import Definition
from partnerkit.model.library import Library
from partnerkit.model.survey import Survey
from partnerkit.render.survey import Form, apps_script, described, limesurvey, xlsform

FORMS: Mapping[str, Callable[[Form], bytes]] = {
    "xlsform": xlsform,
    "google-forms": apps_script,
    "limesurvey": limesurvey,
}
"""What makes the file of a tool; that of Microsoft Forms is a Word file of a document (``numbered``)."""


def is_offered_online(definition: Definition) -> bool:
    """Whether a document is a survey that may be asked on a screen.

    What is off by default is not: a workspace switches it on with ``off_by_default: false`` where the model of surveys
    allows that, which it never does for what students say about themselves (20 U.S.C. 1232h).
    """
    return isinstance(definition, Survey) and not definition.off_by_default


def form_of(survey_id: str, libraries: Mapping[str, Library], codes: Sequence[str]) -> Form:
    """A survey in some languages, the one that its form opens in first; without what the workspace has switched off."""
    library = libraries[codes[0]]
    survey, settings = library.documents[survey_id], library.workspace
    assert isinstance(survey, Survey)  # noqa: S101 -- the caller has looked
    profile = Profile(settings.values, settings.choices, library.slots)
    hidden = {
        question.id
        for question in survey.questions()
        if (condition := question.condition) and truth(condition, profile) is Truth.OFF
    }
    return described(survey_id, {code: libraries[code] for code in codes}, hidden)
