"""An agreement out of a document: what each side promises, and what all of them do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from partnerkit.importing.drafting import TO_WRITE, Draft, Section, sections_of
from partnerkit.importing.flow import Piece
from partnerkit.importing.sections import headless, pieces_of, taken
from partnerkit.model.sources import Tree

_PARTIES: Mapping[str, tuple[str, ...]] = {
    "school": ("school", "teacher", "staff", "escuela", "maestr"),
    "family": ("famil", "parent", "guardian", "caregiver", "padre"),
    "student": ("student", "child", "pupil", "estudiante", "alumn"),
    "principal": ("principal", "administrat", "leader", "director"),
}


def fill_agreement(draft: Draft, sections: Sequence[Section]) -> None:
    """Put the sections of a document into an agreement."""
    lead_in, rest = headless(sections)
    rest = [inner for section in rest for inner in _sides(draft, section)]
    goals, rest = taken(rest, "goal", "vision", "we want", "meta")
    contact, rest = taken(rest, "communicat", "contact", "in touch", "comunicaci")
    trouble, rest = taken(rest, "concern", "problem", "disagree", "wrong", "resol")
    together, rest = taken(rest, "together", "shared", "all of us", "junt")
    lead = [one for section in lead_in for one in section.pieces]
    signs = [one for one in lead if one.kind == "sign"]
    draft.data |= {"type": "compact"}
    text = draft.prose("preamble", [one for one in lead if one.kind != "sign"])
    draft.data["preamble"] = draft.required("preamble", text)
    for key, found in (("shared_goals", goals), ("communication", contact), ("problem_route", trouble)):
        draft.heading(key, found)
    draft.data["shared_goals"] = draft.items("shared_goals", pieces_of(goals), required=True)
    parties, others = _parties(draft, rest)
    draft.data["parties"] = parties
    draft.heading("together", together)
    if done := draft.items("together", _without_signs(together, signs)):
        draft.data["together"] = done
    draft.data["communication"] = draft.items("communication", _without_signs(contact, signs), required=True)
    draft.data["problem_route"] = draft.items("problem_route", _without_signs(trouble, signs), required=True)
    for section in others:
        signs += [one for one in section.pieces if one.kind == "sign"]
        kept = [one for one in section.pieces if one.kind != "sign"]
        draft.leave(
            [*([section.heading] if section.heading else []), *kept], "no part of an agreement was found for it"
        )
    draft.data["non_coercion_note"] = "Nobody has to sign. Every child gets the same help either way."
    draft.note("non_coercion_note", "this sentence is ours: a signature is never a condition")
    draft.data["signatures"] = _signatures(draft, parties, signs)


def _sides(draft: Draft, section: Section) -> list[Section]:
    """A section whose subsections are about one side each, as these; every other one as it is."""
    inner = sections_of(section.pieces)
    named = [one for one in inner if one.heading and any(one.named(*words) for words in _PARTIES.values())]
    if len(named) < 2 or section.heading is None:
        return [section]
    draft.heading("parties", [section])
    return [*inner]


def _without_signs(sections: Iterable[Section], signs: list[Piece]) -> list[Piece]:
    pieces = pieces_of(sections)
    signs += [one for one in pieces if one.kind == "sign"]
    return [one for one in pieces if one.kind != "sign"]


def _parties(draft: Draft, sections: Sequence[Section]) -> tuple[list[Tree], list[Section]]:
    """The sections that are about one side each; two at least."""
    made: list[Tree] = []
    others: list[Section] = []
    for section in sections:
        role = next((name for name, words in _PARTIES.items() if section.named(*words)), "")
        if section.heading is None or not role or len(made) == 4 or section.named("sign", "firma"):
            others.append(section)
            continue
        name = draft.id_in("parties", section.heading.words)
        at = f"parties[{name}]"
        heading = draft.required(f"{at}.heading", draft.line(f"{at}.heading", [section.heading]))
        signs = [one for one in section.pieces if one.kind == "sign"]
        others += [Section(None, tuple(signs))] if signs else []
        inside = [one for one in section.pieces if one.kind != "sign"]
        promises = draft.items(f"{at}.responsibilities", inside, required=True)
        draft.note(at, "this section was taken for one side of the agreement, and its role was guessed")
        made.append({"id": name, "role": draft.about.role(role), "heading": heading, "responsibilities": promises})
    for name in ("school", "family"):
        if len(made) < 2:
            own = draft.id_in("parties", name)
            draft.note(f"parties[{own}]", "an agreement has two sides at least; this one was not found")
            promise: Tree = {"id": "to-be-written", "text": TO_WRITE}
            role = draft.about.role(name)
            made.append({"id": own, "role": role, "heading": name.capitalize(), "responsibilities": [promise]})
    return made, others


def _signatures(draft: Draft, parties: Sequence[Tree], signs: Sequence[Piece]) -> list[Tree]:
    """A place to sign for each side; the lines of the document are left over, as they say who signs there."""
    draft.leave(signs)
    draft.note("signatures", "each side has a place to sign; what a signature means was guessed")
    return [
        {"id": party["id"], "party": party["id"], "label": party["heading"], "meaning": "acknowledge"}
        for party in parties
        if isinstance(party, dict)
    ]
