"""What questions and answers are called inside a tool, whose names may hold fewer characters than an id.

A name depends on the id alone, not on what stands around it, so that a later version of a survey calls the same things
the same, and never calls another thing by an earlier name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

QUESTION, SUBQUESTION, ANSWER = 20, 20, 5
"""Letters that LimeSurvey allows in the code of a question, of a part of it, and of an answer."""
_HASH = 3
_RESERVED = "meta"
"""The name under which a form keeps what it knows of itself."""


def xml_name(node_id: str) -> str:
    """A name that XML and XPath take: ``kept_promises``, and of a part ``time_barriers__work_hours``.

    No hyphen: ODK Central writes one between a group and a question.
    """
    name = node_id.replace(".", "__").replace("-", "_")
    return f"_{name}" if name[0].isdigit() or name == _RESERVED else name


def lime_codes(ids: Sequence[str], longest: int) -> dict[str, str]:
    """The codes of some ids that stand beside each other: letters and digits only, a letter first.

    What is short enough is its letters; what is not, or would be the same as another, ends in three letters of a hash.
    """
    plain = [_letters(node_id) for node_id in ids]
    return {
        node_id: letters
        if len(letters) <= longest and plain.count(letters) == 1
        else letters[: longest - _HASH] + hashlib.sha256(node_id.encode()).hexdigest()[:_HASH]
        for node_id, letters in zip(ids, plain, strict=True)
    }


def _letters(node_id: str) -> str:
    letters = node_id.replace("-", "")
    return f"q{letters}" if letters[0].isdigit() else letters
