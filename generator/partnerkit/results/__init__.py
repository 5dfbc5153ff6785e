"""Answers in: what online forms export becomes one aggregate, and no row of a person is ever written.

    export → sheet → columns → answers → tally → published

Rows live in memory while a command runs. What is written holds figures of groups that are large enough, and none from
which a smaller one could be worked out.
"""

from partnerkit.results.answers import Reply
from partnerkit.results.published import as_csv
from partnerkit.results.reader import LANGUAGE, Batch, read_answers
from partnerkit.results.release import Row, release
from partnerkit.results.tally import tally

__all__ = ["LANGUAGE", "Batch", "Reply", "Row", "as_csv", "read_answers", "release", "tally"]
