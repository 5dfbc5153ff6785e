"""A policy out of a document: what it is for, whom it is for, and each section as a statement with its clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from partnerkit.importing.drafting import TO_WRITE, Draft, Section
from partnerkit.importing.flow import Piece
from partnerkit.importing.guessing import CITATION
from partnerkit.importing.sections import headless, prose_of, taken
from partnerkit.model.sources import Tree

_CODE = re.compile(r"\b(?:policy|code|number|no\.?|bp|ar)\s*[:#]?\s*([A-Z]{0,4}-?\d[\w.:-]{0,18})", re.IGNORECASE)


def fill_policy(draft: Draft, sections: Sequence[Section]) -> None:
    """Put the sections of a document into a policy."""
    lead_in, rest = headless(sections)
    purpose, rest = taken(rest, "purpose", "philosophy", "intent", "rationale", "propósito", "objetivo")
    scope, rest = taken(rest, "scope", "applies", "applicab", "alcance")
    procedures, rest = taken(rest, "procedure", "implementation", "procedimiento")
    legal, rest = taken(rest, "legal", "cross", "referenc")
    for key, found in (("purpose", purpose), ("scope", scope), ("procedures", procedures), ("legal_refs", legal)):
        draft.heading(key, found)
    lead = [one for section in lead_in for one in section.pieces]
    code = _policy_code(draft, lead)
    said = prose_of(draft, "purpose", purpose)
    if not said:
        said = draft.prose("purpose", [one for one in lead if one.kind in ("paragraph", "item")])
        if said:
            draft.note("purpose", "what stands before the first heading was taken for the purpose")
        draft.leave(one for one in lead if one.kind not in ("paragraph", "item"))
    else:
        draft.leave(lead, "this stands before the first heading")
    draft.data |= {"type": "policy", "code": code, "purpose": draft.required("purpose", said)}
    draft.data["scope"] = draft.required("scope", prose_of(draft, "scope", scope))
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
