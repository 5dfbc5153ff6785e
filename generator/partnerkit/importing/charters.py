"""The charter of a committee out of a document; figures that no heading can give are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from partnerkit.importing.drafting import TO_WRITE, Draft, Section
from partnerkit.importing.flow import Piece
from partnerkit.importing.sections import headless, pieces_of, prose_of, taken
from partnerkit.model.sources import Tree


def fill_charter(draft: Draft, sections: Sequence[Section]) -> None:
    """The charter of a committee; figures that no heading can give are asked for."""
    lead_in, rest = headless(sections)
    lead = [one for section in lead_in for one in section.pieces]
    purpose, rest = taken(rest, "purpose", "mission", "propósito")
    duties, rest = taken(rest, "dut", "responsib", "charge", "task", "función")
    members, rest = taken(rest, "member", "composition", "seat", "miembro")
    quorum, rest = taken(rest, "quorum")
    decision, rest = taken(rest, "decision", "voting", "decisi")
    norms, rest = taken(rest, "norm", "agreements for", "working")
    authority, rest = taken(rest, "authority", "power", "autoridad")
    amendment, rest = taken(rest, "amend")
    named = {
        "purpose": purpose,
        "duties": duties,
        "membership": members,
        "quorum": quorum,
        "decision": decision,
        "working_norms": norms,
        "authority_note": authority,
        "amendment": amendment,
    }
    for key, found in named.items():
        draft.heading(key, found)
    said = prose_of(draft, "purpose", purpose)
    if said:
        draft.leave(lead, "this stands before the first heading")
    else:
        said = draft.prose("purpose", lead)
    data = draft.data
    data |= {"body": draft.about.role("steering-committee"), "purpose": draft.required("purpose", said)}
    data["authority"] = "advise"
    data["authority_note"] = draft.required("authority_note", prose_of(draft, "authority_note", authority))
    data["duties"] = draft.items("duties", pieces_of(duties), required=True)
    data["membership"] = _seats(draft, pieces_of(members))
    data["balance_rule"] = draft.required("balance_rule", "")
    fallback = draft.required("quorum.fallback", prose_of(draft, "quorum.fallback", quorum))
    data["quorum"] = {"share": "1/2", "fallback": fallback}
    data["meetings"] = {"times": "1", "per": "P1M", "minutes": "60"}
    text = draft.required("decision.text", prose_of(draft, "decision.text", decision))
    data["decision"] = {"rule": "mixed", "text": text}
    data["reporting"] = {"to": draft.about.role("principal"), "how": TO_WRITE, "every": "P1Y"}
    data["minutes"] = {"public": "true", "deadline_days": "14"}
    if done := draft.items("working_norms", pieces_of(norms)):
        data["working_norms"] = done
    if done_ := prose_of(draft, "amendment", amendment):
        data["amendment"] = done_
    for at in ("body", "authority", "quorum", "meetings", "decision", "reporting", "minutes"):
        draft.note(at, "figures and roles here are placeholders: write those of your committee")
    for section in rest:
        pieces = [*([section.heading] if section.heading else []), *section.pieces]
        draft.leave(pieces, "no part of a charter was found for it")


def _seats(draft: Draft, pieces: Sequence[Piece]) -> list[Tree]:
    draft.note("membership", "how many seats each group has, how they are filled and for how long is to be written")
    return [
        {"id": item["id"], "group": item["text"], "min": "0", "selection": TO_WRITE, "term": TO_WRITE}
        for item in draft.items("membership", pieces, required=True)
        if isinstance(item, dict)
    ]
