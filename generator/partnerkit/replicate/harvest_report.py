"""A harvest, told: as text for a terminal, as Markdown and HTML for the table of a mentor and a district.

These reports are for those who look after libraries, who read YAML with English keys; so they are in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from partnerkit.replicate.fleet import School
from partnerkit.replicate.harvest import Harvest, Version, Voice
from partnerkit.replicate.report import flat, marked, report_page

DOES = {
    "replace": "says instead",
    "remove": "leaves it out",
    "add": "adds",
    "move": "moves it",
    "lock": "locks it",
}
"""What one school does to a clause."""
_DO = {"replace": "say instead", "remove": "leave it out", "add": "add", "move": "move it", "lock": "lock it"}
"""What several schools do."""


def count(schools: Iterable[School]) -> str:
    """How many schools, in words."""
    number = len(list(schools))
    return "1 school" if number == 1 else f"{number} schools"


def does(version: Version) -> str:
    """What the schools of a version do, in words."""
    return (DOES if len(version.schools) == 1 else _DO)[version.does]


def names(schools: Iterable[School]) -> str:
    """The names of schools, in a line."""
    return ", ".join(school.name for school in schools)


def as_text(found: Harvest) -> str:
    """The harvest for a terminal."""
    lines: list[str] = []
    for clause in found.clauses:
        lines += [f"{clause.address}  ({count(clause.schools)})"]
        lines += [f"  now     {flat(clause.base)}"] if clause.base else []
        for version in clause.versions:
            lines += _version(version)
        lines.append("")
    if found.switches:
        lines += ["Optional clauses"]
        lines += [f"  {switch.address}{_switched(switch.on, switch.off)}" for switch in found.switches]
        lines.append("")
    if found.copies:
        lines += ["Documents written anew as a whole"]
        lines += [f"  {name}: {names(schools)}" for name, schools in found.copies.items()]
        lines.append("")
    return "\n".join([*lines, summary(found)])


def _version(version: Version) -> Iterator[str]:
    said = f"  {names(version.schools)}: {does(version)}"
    yield said
    if version.words:
        yield f"          {flat(marked(version.redline))}"
    for voice in version.voices:
        if voice.words != version.words:
            yield f"    {voice.school.name} puts it so:"
            yield f"          {flat(marked(version.redline_of(voice)))}"
    for voice in version.voices:
        yield from _reason(voice)


def _reason(voice: Voice) -> Iterator[str]:
    if voice.why:
        yield f"    {voice.school.name}: “{voice.why}”  {voice.place}"
    if voice.problem:
        yield f"    {voice.school.name} cannot make this change: {voice.problem}"


def _switched(on: tuple[School, ...], off: tuple[School, ...]) -> str:
    return "".join(f"\n    {label:4}{names(schools)}" for label, schools in (("on", on), ("off", off)) if schools)


def summary(found: Harvest) -> str:
    """The harvest in a line."""
    changes = len(list(found.voices))
    if not changes:
        return f"{count(found.schools)}: nothing of the library below is changed."
    clauses = len(found.clauses)
    places = "1 place" if clauses == 1 else f"{clauses} places"
    return f"{count(found.schools)}: {changes} {'change' if changes == 1 else 'changes'} in {places}."


def as_markdown(found: Harvest) -> str:
    """The harvest as Markdown, for an issue or a message."""
    lines = ["# What the schools have changed", "", summary(found), ""]
    for clause in found.clauses:
        lines += [f"## `{clause.address}`", "", f"{count(clause.schools)}", ""]
        lines += _quoted("What the library says now", clause.base) if clause.base else []
        for version in clause.versions:
            lines += _quoted(f"{names(version.schools)}: {does(version)}", marked(version.redline))
            for voice in version.voices:
                if voice.words != version.words:
                    lines += _quoted(f"{voice.school.name} puts it so", marked(version.redline_of(voice)))
            reasons = [f"- {voice.school.name}: “{voice.why}”" for voice in version.voices if voice.why]
            lines += [*reasons, ""] if reasons else []
    lines += ["## Optional clauses", ""] if found.switches else []
    for switch in found.switches:
        lines += [f"- `{switch.address}`: " + "; ".join(_sides(switch.on, switch.off))]
    lines += ["", "## Documents written anew as a whole", ""] if found.copies else []
    lines += [f"- `{name}`: {names(schools)}" for name, schools in found.copies.items()]
    return "\n".join([*lines, ""])


def _sides(on: tuple[School, ...], off: tuple[School, ...]) -> Iterator[str]:
    return (f"{label}: {names(schools)}" for label, schools in (("on", on), ("off", off)) if schools)


def _quoted(label: str, words: str) -> list[str]:
    return [f"**{label}**", "", *([*(f"    {line}" for line in words.split("\n")), ""] if words else [])]


def as_html(found: Harvest, templates: Path) -> str:
    """The harvest as a page of its own."""
    return report_page(
        "harvest", templates, found=found, summary=summary(found), count=count, names=names, does=does, reasons=reasons
    )


def reasons(version: Version) -> list[Voice]:
    """The changes of a version that say why, or cannot be made."""
    return [voice for voice in version.voices if voice.why or voice.problem]
