"""What a cell says: which answer of its scale or list, in whatever words or codes a tool writes it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from partnerkit.render.survey.form import Form, Question
from partnerkit.results.columns import answer_names, plainly

_EMPTY = frozenset({"", "n/a", "{question_not_shown}"})
"""How tools write that nothing was answered."""
_TICKED = frozenset(
    {"1", "y", "yes", "true", "x", "✓", "☒", "sí", "oui", "sim", "да", "نعم", "是", "có", "wi", "ہاں", "haa"}
)
_UNTICKED = frozenset(
    {
        "0",
        "n",
        "no",
        "false",
        "non",
        "não",
        "нет",
        "لا",
        "否",
        "không",
        "نہیں",
        "maya",
        "não selecionado",
        "not selected",
    }
)
"""How tools write a box, in the languages that they speak."""
_SEPARATORS = " \t\n;,،؛|"
_NEUTRALISED = "'"
"""What LimeSurvey and others put before a cell that a spreadsheet would take for a formula."""


@dataclass(frozen=True)
class Reply:
    """What one person has answered; never written anywhere.

    Attributes:
        answers: the ids of the choices by item; only what was answered.
        language: the language of the answers; empty where nobody knows.
    """

    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    language: str = ""


class NotAnAnswerError(ValueError):
    """A cell that holds none of the answers: what it holds."""


class Answers:
    """Reads the cells of one survey."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.chosen = lru_cache(maxsize=10_000)(self._chosen)

    def labels(self, question: Question, codes: Collection[str]) -> dict[str, str]:
        """The words of the answers to a question in some languages, each with the id of the answer."""
        return {plainly(choice.label[code]): choice.id for code in codes for choice in question.choices}

    def _chosen(self, item: str, cell: str, spoken: frozenset[str]) -> frozenset[str]:
        """The answers in a cell; none where it is empty.

        Args:
            item: the id of the question.
            cell: what stands there.
            spoken: the languages that it may be in; all of the survey where nobody knows.

        Raises:
            NotAnAnswerError: when it is none of them.
        """
        question = self.form.question(item.partition(".")[0])
        said = plainly(cell)
        if said.startswith(_NEUTRALISED):
            said = said.removeprefix(_NEUTRALISED).strip()
        for known in self._dictionaries(question, spoken):
            if said in known:
                return frozenset({known[said]})
        if said in _EMPTY:
            return frozenset()
        if question.type == "many":
            for known in self._dictionaries(question, spoken):
                if several := _several(said, known):
                    return several
        raise NotAnAnswerError(cell)

    def _dictionaries(self, question: Question, spoken: frozenset[str]) -> Iterator[Mapping[str, str]]:
        """Names before words, the words of the language that is spoken before those of all others."""
        yield answer_names(question)
        if spoken:
            yield self.labels(question, [code for code in self.form.languages if code in spoken])
        yield self.labels(question, self.form.languages)

    def ticked(self, cell: str, label: str) -> bool:
        """Whether a box is ticked.

        Raises:
            NotAnAnswerError: when the cell says neither.
        """
        said = plainly(cell)
        if said in _EMPTY or said in _UNTICKED:
            return False
        if said in _TICKED or said == plainly(label):
            return True
        raise NotAnAnswerError(cell)


def _several(said: str, known: Mapping[str, str]) -> frozenset[str]:
    """Answers one after the other; the longest words first, since an answer may hold what stands between two."""
    found: set[str] = set()
    rest = said.strip(_SEPARATORS)
    longest = sorted(known, key=len, reverse=True)
    while rest:
        for words in longest:
            after = rest[len(words) : len(words) + 1]
            if rest.startswith(words) and (not after or after in _SEPARATORS):
                found.add(known[words])
                rest = rest[len(words) :].lstrip(_SEPARATORS)
                break
        else:
            return frozenset()
    return frozenset(found)
