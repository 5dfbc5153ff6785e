"""Whether a finished PDF is accessible, asked of somebody else's program. The only module that imports it.

The label in a file says what its maker aims at; nobody has checked it. This does, rule by rule, on the very bytes that
are published.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version

import page

from partnerkit.model.artifacts import BrokenRule, Verdict

_PROFILE = "ua1"
_PACKAGE = "page-validation"


@dataclass(frozen=True, slots=True)
class Examination:
    """A file that is to be checked: where it will stand, and its bytes."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        """How much work it is, by a measure of its own."""
        return len(self.data)

    def key(self) -> str:
        """The name of the verdict in a cache: it holds for these bytes, and for this version of the program."""
        parts = ("verdict", _PROFILE, checker(), hashlib.sha256(self.data).hexdigest())
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def checker() -> str:
    """The program and its version."""
    return f"{_PACKAGE} {version(_PACKAGE)}"


def examine(examination: Examination) -> Verdict:
    """Check one file. One that the program cannot read has not passed."""
    try:
        report = page.validate_pdf_bytes(examination.data, profile=_PROFILE)
    except page.PageError as error:
        return not_read(error)
    found = {failure.rule_id: failure.message for failure in report.failures}
    return Verdict(checker(), tuple(BrokenRule(rule, found[rule]) for rule in sorted(found)))


UNREAD = "UNREAD"
"""Stands for a rule where the program could not say which."""


def not_read(error: BaseException) -> Verdict:
    """The verdict on a file that the program could not read to its end."""
    return Verdict(checker(), (BrokenRule(UNREAD, f"{type(error).__name__}: {error}"),))
