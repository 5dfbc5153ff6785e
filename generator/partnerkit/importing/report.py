"""A proposal, told: as text for a terminal, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from partnerkit.importing.proposing import Edited, Proposal
from partnerkit.replicate.report import flat, marked
from partnerkit.wording.redline import redline

_WHY = {
    "label": "these words stand where the program itself writes: headings, labels, numbers",
    "place": "nothing says where this belongs",
    "edge": "this stands at the head or the foot of pages",
    "note": "this is a note or a comment",
    "unread": "this cannot be read as words",
    "moved": "this stands elsewhere now; its order is not taken over",
}


def as_text(proposal: Proposal) -> str:
    """The proposal for a terminal."""
    origin, (words, _) = proposal.origin, proposal.words
    library = f"{origin.library} {origin.version}".strip()
    lines = [f"{origin.document} {origin.edition} in '{origin.language}', made from {library}: {words:,} words read."]
    for section in (_values, _clauses, _texts, _open, _left):
        lines += section(proposal)
    return "\n".join([*lines, "", sum_of(proposal)])


def _values(proposal: Proposal) -> Iterator[str]:
    if proposal.values:
        yield from ("", "Values")
        for value in proposal.values:
            now = f"'{value.after}'" if value.after else "not filled in any more"
            yield f"  {value.slot} ({value.label}): {now}" + (f", was '{value.before}'" if value.before else "")


def _clauses(proposal: Proposal) -> Iterator[str]:
    if proposal.choices:
        yield from ("", "Optional clauses")
        for one in proposal.choices:
            yield f"  {'kept' if one.on else 'left out'}: {one.key}"
            yield f"          {flat(one.words)}"


def _texts(proposal: Proposal) -> Iterator[str]:
    changed = [one for one in proposal.edited if one.fate == "change"]
    gone = [one for one in proposal.removed if not one.why]
    if changed or gone or proposal.added:
        yield from ("", "Translations" if proposal.translation else "Words")
    for one in changed:
        yield from (f"  {one.key}", f"          {flat(_redline(one))}")
    for removed in gone:
        yield from (f"  {removed.at} is taken out", f"          {flat(marked(redline(removed.words, '')))}")
    for new in proposal.added:
        yield from (f"  a new item behind {new.after}", f"          {flat(marked(redline('', new.text)))}")


def _redline(one: Edited) -> str:
    return marked(redline(" ".join(one.before.split()) if not one.block else one.before, one.after))


def _open(proposal: Proposal) -> Iterator[str]:
    stuck = [one for one in proposal.edited if one.fate != "change"]
    kept = [one for one in proposal.removed if one.why]
    if stuck or kept or proposal.unclear:
        yield from ("", "To decide, and not taken over")
    for one in stuck:
        yield from (f"  {one.key}: {one.why}", f"    yours {flat(_redline(one))}")
        if one.fate == "conflict":
            yield f"    now   {flat(one.now)}"
    for removed in kept:
        yield from (f"  {removed.at} is gone: {removed.why}", f"          {flat(removed.words)}")
    for unclear in proposal.unclear:
        said = "; ".join(f"'{words}'" for words in unclear.said)
        yield f"  {unclear.slot} ({unclear.label}): {unclear.why}: {said}"


def _left(proposal: Proposal) -> Iterator[str]:
    if proposal.aside:
        yield from ("", "Put nowhere")
        for one in proposal.aside:
            near = f", behind {one.near}" if one.near else ""
            yield from (f"  {_WHY.get(one.why, one.why)}{near}", f"          {flat(one.words)}")
    if proposal.answers:
        yield from ("", "Written into the form, and kept with the file")
        for answer in proposal.answers:
            yield f"  {answer.place}: {answer.said}"


def sum_of(proposal: Proposal) -> str:
    """How much there is to take over, and how much is left to a person."""
    changes = proposal.changes
    left = len(proposal.unclear) + len(proposal.aside)
    left += sum(one.fate != "change" for one in proposal.edited) + sum(bool(one.why) for one in proposal.removed)
    if not changes and not left:
        return "Nothing has been changed in this file."
    said = (
        "Nothing to take over" if not changes else f"{changes} {'change' if changes == 1 else 'changes'} to take over"
    )
    return said + (f", {left} for you to look at." if left else ".")


def as_json(proposal: Proposal) -> str:
    """The proposal for programs."""
    told = {
        "file": proposal.file,
        **asdict(proposal.origin),
        "words": proposal.words[0],
        "values": [asdict(one) for one in proposal.values],
        "choices": [asdict(one) for one in proposal.choices],
        "texts": [
            {**asdict(one), "redline": [asdict(piece) for piece in redline(one.before, one.after)]}
            for one in proposal.edited
        ],
        "removed": [{"at": str(one.at), "words": one.words, "why": one.why} for one in proposal.removed],
        "added": [{"after": str(one.after), "text": one.text} for one in proposal.added],
        "unclear": [asdict(one) for one in proposal.unclear],
        "answers": [asdict(one) for one in proposal.answers],
        "aside": [asdict(one) for one in proposal.aside],
        "diagnostics": [one.as_json() for one in proposal.diagnostics],
        "changes": proposal.changes,
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
