"""A plan of an update, told: as text for a terminal, as Markdown and HTML to pass on, as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from partnerkit.model.sources import Tree
from partnerkit.replicate.edit import as_yaml
from partnerkit.replicate.lock import LockedLayer
from partnerkit.replicate.plan import SAFE, Plan, Step, Verdict
from partnerkit.wording.redline import Piece, redline

ADVICE = {
    Verdict.ADOPTED: "The library says the same by now: your change goes, and no word changes.",
    Verdict.MOVED: "It has another id path by now: your change follows, and no word changes.",
    Verdict.REVIEW: "The library has changed this. Yours stands until you decide.",
    Verdict.ORPHANED: "The library no longer has this. Keep your words as an item of your own, or take them out.",
    Verdict.DUPLICATE: "The library has an item of this name by now. Keep yours in its place, or take the library's.",
    Verdict.LOCKED: "The library does not allow this change any more. Take the library's words.",
}


@dataclass(frozen=True)
class Row:
    """A change as it is told.

    Attributes:
        path: its name, for ``--resolve``.
        verdict: what the update means for it.
        advice: what that means, and what can be done.
        place: where the workspace says it.
        why: the reason that the workspace gives.
        base: the words that it was written against; empty where they are not known.
        yours: what the workspace says; empty where it leaves something out.
        theirs: what the library says now; empty where it says nothing.
        moved_to: the new id path, where there is one.
    """

    path: str
    verdict: str
    advice: str
    place: str
    why: str
    base: str
    yours: str
    theirs: str
    moved_to: str

    @property
    def upstream(self) -> tuple[Piece, ...]:
        """What the library has made of the words that the change was written against."""
        return redline(self.base, self.theirs) if self.base else ()

    @property
    def own(self) -> tuple[Piece, ...]:
        """What the workspace has made of what the library says now."""
        return redline(self.theirs, self.yours)


def rows(plan: Plan) -> Iterator[Row]:
    """Everything that is not as it was, in the order of the overlays."""
    return (_row(step) for step in plan.steps if step.verdict is not Verdict.FINE)


def _row(step: Step) -> Row:
    change = step.meeting.change
    return Row(
        path=step.named,
        verdict=str(step.verdict),
        advice=ADVICE[step.verdict],
        place=str(step.meeting.tree.at(("changes", step.meeting.index))),
        why=str(change.why.source) if change.why else "",
        base=words_of(step.base),
        yours=words_of(step.yours),
        theirs=words_of(step.theirs),
        moved_to=str(step.at) if step.at != change.address else "",
    )


def words_of(value: Tree) -> str:
    """What somebody says, as words to be read: a text itself, and anything else as YAML."""
    return value if isinstance(value, str) else "" if value is None else as_yaml(value).rstrip()


def layers_line(plan: Plan) -> str:
    """The library below, as it was and as it is."""
    before = {layer.id: layer for layer in plan.before.layers} if plan.before else {}
    return ", ".join(_layer(layer, before.get(layer.id)) for layer in plan.below.layers)


def _layer(now: LockedLayer, before: LockedLayer | None) -> str:
    if before is None or before.version == now.version:
        changed = before is not None and before.content != now.content
        return f"{now.name} {now.version}".strip() + (", which has changed" if changed else "")
    return f"{now.name} {before.version} → {now.version}"


def documents_line(plan: Plan) -> str:
    """How many definitions of the library are new, changed and gone."""
    figures = [f"{len(names)} {what}" for what, names in plan.documents.items() if names]
    return f"Documents of the library: {', '.join(figures)}." if figures else ""


def as_text(plan: Plan) -> str:
    """The plan for a terminal."""
    told = list(rows(plan))
    fine = len(plan.steps) - len(told)
    lines = [layers_line(plan), *filter(None, [documents_line(plan)])]
    for row in told:
        moved = f" → {row.moved_to}" if row.moved_to else ""
        lines += ["", f"{row.path}{moved}", f"  {row.verdict} · {row.place}", f"  {row.advice}"]
        lines += [f"  {label:8}{flat(words)}" for label, words in _sides(row) if words]
    lines += ["", _sum(plan, fine)]
    return "\n".join(line for number, line in enumerate(lines) if line or number)


def _sides(row: Row) -> list[tuple[str, str]]:
    return [
        ("why", row.why),
        ("was", row.base),
        ("now", marked(row.upstream) if row.upstream else row.theirs),
        ("yours", row.yours),
    ]


def flat(words: str) -> str:
    """Lines below each other, as far in as the first one."""
    return "\n          ".join(words.split("\n"))


def marked(pieces: tuple[Piece, ...]) -> str:
    """A redline in plain letters."""
    marks = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


def _sum(plan: Plan, fine: int) -> str:
    count = len(plan.steps)
    if not count:
        return "This workspace changes nothing of the library, so there is nothing to decide."
    said = f"{count} {'change' if count == 1 else 'changes'} of yours: {fine} as before"
    safe = sum(step.verdict in SAFE for step in plan.steps) - fine
    parts = [
        said,
        *([f"{safe} safe to apply"] if safe else []),
        *([f"{len(plan.open)} to decide"] if plan.open else []),
    ]
    return ", ".join(parts) + "."


def as_markdown(plan: Plan) -> str:
    """The plan as Markdown, for an issue or a message."""
    lines = [f"# Update: {layers_line(plan)}", documents_line(plan), ""]
    for row in rows(plan):
        lines += [f"## `{row.path}`", "", f"**{row.verdict}** · `{row.place}`. {row.advice}", ""]
        for label, words in _sides(row):
            lines += [f"- **{label}**", "", *(f"      {line}" for line in words.split("\n")), ""] if words else []
    return "\n".join([*lines, _sum(plan, len(plan.steps) - len(list(rows(plan)))), ""])


def report_page(name: str, templates: Path, **told: object) -> str:
    """A report as a page of its own, which needs nothing else."""
    sandbox = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates / "reports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return sandbox.get_template(f"{name}.html.j2").render(**told)


def as_html(plan: Plan, templates: Path) -> str:
    """The plan as a page of its own."""
    told = list(rows(plan))
    return report_page(
        "update",
        templates,
        layers=layers_line(plan),
        documents=plan.documents,
        rows=told,
        sum=_sum(plan, len(plan.steps) - len(told)),
    )


def as_json(plan: Plan) -> str:
    """The plan for programs."""
    told = {
        "before": [layer.model_dump() for layer in plan.before.layers] if plan.before else None,
        "now": [layer.model_dump() for layer in plan.below.layers],
        "documents": plan.documents,
        "changes": len(plan.steps),
        "open": len(plan.open),
        "rows": [asdict(row) for row in rows(plan)],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
