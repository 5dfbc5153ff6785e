"""The kinds that can be drafted: which sections of a document go into which part of a policy, agreement or charter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from partnerkit.importing.drafting import TO_WRITE, Draft, Drafter, Section, sections_of
from partnerkit.importing.flow import Piece
from partnerkit.importing.guessing import CITATION
from partnerkit.model.sources import Tree

_CODE = re.compile(r"\b(?:policy|code|number|no\.?|bp|ar)\s*[:#]?\s*([A-Z]{0,4}-?\d[\w.:-]{0,18})", re.IGNORECASE)


def _prose(draft: Draft, at: str, sections: Iterable[Section]) -> str:
    """Sections as one text; headings inside them stand in it as lines of their own."""
    texts = [draft.prose(at, section.pieces) for section in sections]
    return "\n\n".join(filter(None, texts))


def _taken(sections: Sequence[Section], *words: str) -> tuple[list[Section], list[Section]]:
    """The sections whose heading has one of some words, and the others."""
    found = [section for section in sections if section.named(*words)]
    return found, [section for section in sections if section not in found]


# -- policies ----------------------------------------------------------------------------------------------------------


def _policy(draft: Draft, sections: Sequence[Section]) -> None:
    before, rest = _before(sections)
    purpose, rest = _taken(rest, "purpose", "philosophy", "intent", "rationale", "propósito", "objetivo")
    scope, rest = _taken(rest, "scope", "applies", "applicab", "alcance")
    procedures, rest = _taken(rest, "procedure", "implementation", "procedimiento")
    legal, rest = _taken(rest, "legal", "cross", "referenc")
    for key, found in (("purpose", purpose), ("scope", scope), ("procedures", procedures), ("legal_refs", legal)):
        draft.heading(key, found)
    lead = [one for section in before for one in section.pieces]
    code = _policy_code(draft, lead)
    said = _prose(draft, "purpose", purpose)
    if not said:
        said = draft.prose("purpose", [one for one in lead if one.kind in ("paragraph", "item")])
        if said:
            draft.note("purpose", "what stands before the first heading was taken for the purpose")
        draft.leave(one for one in lead if one.kind not in ("paragraph", "item"))
    else:
        draft.leave(lead, "this stands before the first heading")
    draft.data |= {"type": "policy", "code": code, "purpose": draft.required("purpose", said)}
    draft.data["scope"] = draft.required("scope", _prose(draft, "scope", scope))
    draft.data["statements"] = _statements(draft, "statements", rest, required=True)
    if done := [one for section in procedures for one in _clauses(draft, "procedures", section.pieces)]:
        draft.data["procedures"] = done
    draft.data |= {
        "responsible": draft.about.role("principal"),
        "approval_body": draft.about.role("school-board", "district-office"),
    }
    draft.note("responsible", "who is responsible and who approves were guessed")
    refs = _legal(draft, [one for section in legal for one in section.pieces])
    if refs:
        draft.data["legal_refs"] = refs


def _before(sections: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    return [one for one in sections if one.heading is None], [one for one in sections if one.heading is not None]


def _policy_code(draft: Draft, lead: list[Piece]) -> str:
    for piece in lead[:6]:
        if found := _CODE.search(piece.words):
            draft.note("code", f"the code was taken from the line '{piece.words[:80]}'")
            return found[1].rstrip(".:-")[:24]
    draft.note("code", "no code was found; write the one that your district gives it")
    return "draft"


def _statements(draft: Draft, where: str, sections: Sequence[Section], *, required: bool = False) -> list[Tree]:
    """Each section as a statement: its first paragraph, and everything else as clauses below it."""
    made: list[Tree] = []
    for section in sections:
        pieces = [*section.pieces]
        heading = section.heading
        first = pieces.pop(0) if pieces and pieces[0].kind == "paragraph" else None
        name = draft.id_in(where, heading.words if heading else first.words if first else "statement")
        at = f"{where}[{name}]"
        head = draft.line(f"{at}.heading", [heading]) if heading else ""
        text = draft.line(f"{at}.text", [first]) if first else ""
        inside = _clauses(draft, f"{at}.items", pieces)
        if not (head or text or inside):
            continue
        statement: dict[str, Tree] = {"id": name, **({"heading": head} if head else {})}
        statement["text"] = text or draft.required(f"{at}.text", "")
        made.append({**statement, **({"items": inside} if inside else {})})
    if required and not made:
        draft.note(where, "no section was found that could be a statement")
        made = [{"id": draft.id_in(where, "to be written"), "text": TO_WRITE}]
    return made


def _clauses(draft: Draft, where: str, pieces: Sequence[Piece]) -> list[Tree]:
    """Paragraphs and items as clauses, deeper items below those before them; tables are left over."""
    made: list[Tree] = []
    levels: list[tuple[int, str, list[Tree]]] = []
    cells = [one for one in pieces if one.kind == "cell"]
    draft.leave(cells, "a table was laid flat: no part of this kind holds one")
    for piece in pieces:
        if piece.kind == "cell":
            continue
        level = piece.level if piece.kind == "item" else 1
        while levels and levels[-1][0] >= level:
            levels.pop()
        around, inside = (levels[-1][1], levels[-1][2]) if levels else (where, made)
        item = draft.item(around, piece)
        if item is None:
            continue
        clause: dict[str, Tree] = {"id": item["id"]}
        if piece.number and len(piece.number) <= 12:
            clause["number"] = piece.number
        clause["text"] = item["text"]
        below: list[Tree] = []
        inside.append(clause)
        if len(levels) < 3:
            levels.append((level, f"{around}[{item['id']}].items", below))
            clause["items"] = below
    _without_empty(made)
    return made


def _without_empty(clauses: list[Tree]) -> None:
    for clause in clauses:
        if isinstance(clause, dict):
            below = clause.get("items")
            if isinstance(below, list) and below:
                _without_empty(below)
            else:
                clause.pop("items", None)


def _legal(draft: Draft, pieces: Sequence[Piece]) -> list[Tree]:
    """Sources in law: lines with a citation; everything else is left over."""
    made: list[Tree] = []
    for piece in pieces:
        found = CITATION.search(piece.words)
        if found is None or piece.kind == "cell":
            draft.leave([piece])
            continue
        name = draft.id_in("legal_refs", piece.words)
        if label := draft.line(f"legal_refs[{name}].label", [piece]):
            cite = found.group().strip()[:120]
            where: str = "federal" if re.search(r"U\.?\s?S\.?\s?C|C\.?\s?F\.?\s?R", cite) else "state"
            made.append({"id": name, "jurisdiction": where, "cite": cite, "label": label})
            draft.note(f"legal_refs[{name}]", "whose law it is, and where the citation ends, were guessed")
    return made


# -- agreements --------------------------------------------------------------------------------------------------------

_PARTIES: Mapping[str, tuple[str, ...]] = {
    "school": ("school", "teacher", "staff", "escuela", "maestr"),
    "family": ("famil", "parent", "guardian", "caregiver", "padre"),
    "student": ("student", "child", "pupil", "estudiante", "alumn"),
    "principal": ("principal", "administrat", "leader", "director"),
}


def _agreement(draft: Draft, sections: Sequence[Section]) -> None:
    before, rest = _before(sections)
    rest = [inner for section in rest for inner in _sides(draft, section)]
    goals, rest = _taken(rest, "goal", "vision", "we want", "meta")
    contact, rest = _taken(rest, "communicat", "contact", "in touch", "comunicaci")
    trouble, rest = _taken(rest, "concern", "problem", "disagree", "wrong", "resol")
    together, rest = _taken(rest, "together", "shared", "all of us", "junt")
    lead = [one for section in before for one in section.pieces]
    signs = [one for one in lead if one.kind == "sign"]
    draft.data |= {"type": "compact"}
    text = draft.prose("preamble", [one for one in lead if one.kind != "sign"])
    draft.data["preamble"] = draft.required("preamble", text)
    for key, found in (("shared_goals", goals), ("communication", contact), ("problem_route", trouble)):
        draft.heading(key, found)
    draft.data["shared_goals"] = draft.items("shared_goals", _all(goals), required=True)
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


def _all(sections: Iterable[Section]) -> list[Piece]:
    return [one for section in sections for one in section.pieces]


def _without_signs(sections: Iterable[Section], signs: list[Piece]) -> list[Piece]:
    pieces = _all(sections)
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


# -- charters ----------------------------------------------------------------------------------------------------------


def _charter(draft: Draft, sections: Sequence[Section]) -> None:
    """The charter of a committee; figures that no heading can give are asked for."""
    before, rest = _before(sections)
    lead = [one for section in before for one in section.pieces]
    purpose, rest = _taken(rest, "purpose", "mission", "propósito")
    duties, rest = _taken(rest, "dut", "responsib", "charge", "task", "función")
    members, rest = _taken(rest, "member", "composition", "seat", "miembro")
    quorum, rest = _taken(rest, "quorum")
    decision, rest = _taken(rest, "decision", "voting", "decisi")
    norms, rest = _taken(rest, "norm", "agreements for", "working")
    authority, rest = _taken(rest, "authority", "power", "autoridad")
    amendment, rest = _taken(rest, "amend")
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
    said = _prose(draft, "purpose", purpose)
    if said:
        draft.leave(lead, "this stands before the first heading")
    else:
        said = draft.prose("purpose", lead)
    data = draft.data
    data |= {"body": draft.about.role("steering-committee"), "purpose": draft.required("purpose", said)}
    data["authority"] = "advise"
    data["authority_note"] = draft.required("authority_note", _prose(draft, "authority_note", authority))
    data["duties"] = draft.items("duties", _all(duties), required=True)
    data["membership"] = _seats(draft, _all(members))
    data["balance_rule"] = draft.required("balance_rule", "")
    fallback = draft.required("quorum.fallback", _prose(draft, "quorum.fallback", quorum))
    data["quorum"] = {"share": "1/2", "fallback": fallback}
    data["meetings"] = {"times": "1", "per": "P1M", "minutes": "60"}
    text = draft.required("decision.text", _prose(draft, "decision.text", decision))
    data["decision"] = {"rule": "mixed", "text": text}
    data["reporting"] = {"to": draft.about.role("principal"), "how": TO_WRITE, "every": "P1Y"}
    data["minutes"] = {"public": "true", "deadline_days": "14"}
    if done := draft.items("working_norms", _all(norms)):
        data["working_norms"] = done
    if done_ := _prose(draft, "amendment", amendment):
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


DRAFTERS: Mapping[str, Drafter] = {
    "policy": Drafter({}, _policy),
    "agreement": Drafter({}, _agreement),
    "charter": Drafter({"type": "committee"}, _charter),
}
"""How each kind is drafted."""
