"""The command that takes in answers: exports of survey tools become one table of figures, and nobody's row is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnerkit.diagnostics import Diagnostic, Severity, Span, errors_in
from partnerkit.execute.progress import Timeline
from partnerkit.terminal import example, finish, known, shown, world_at

if TYPE_CHECKING:
    from partnerkit.model.library import Library
    from partnerkit.model.survey import Survey
    from partnerkit.render.survey import Form
    from partnerkit.world import World


@click.command(epilog=example("partnerkit results online.csv paper.xlsx --survey family-pulse-survey --by language"))
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--survey", "survey_id", required=True, help="The id of the survey that these are answers to.")
@click.option("--by", multiple=True, help="Groups too: language, or the id of a question; may be given again.")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option("--library", is_flag=True, help="Use the library that comes with Partnerkit as the workspace.")
@click.option("--consented", is_flag=True, help="Say that a survey that is off by default had its consents.")
@click.option("--json", "as_json", is_flag=True, help="Print diagnostics as JSON, for programs.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file.  [default: named after the survey]"
)
def results(
    files: tuple[Path, ...],
    survey_id: str,
    by: tuple[str, ...],
    root: Path,
    library: bool,
    consented: bool,
    as_json: bool,
    out: Path | None,
) -> None:
    """Make one table of figures out of FILES that KoboToolbox, ODK, Google Forms, LimeSurvey or Microsoft Forms export.

    Groups that are too small are not told, nor is anything by which one could be worked out. No row of a person is
    written anywhere.
    """
    from partnerkit.execute.cache import write_atomically
    from partnerkit.results import as_csv, read_answers, release, tally

    world = world_at(root, library)
    found, form = _form(world, survey_id, by, consented)
    if form is None:
        finish(found, as_json=as_json, done="")
        return
    out = out or Path(f"{survey_id}-results.csv")
    if out.resolve() in {file.resolve() for file in files}:
        raise click.BadParameter("that is one of the files with answers. Name another one.", param_hint="--out")
    batch = read_answers(form, {shown(file): _content(file) for file in files})
    found += batch.diagnostics
    if not library:
        found += _lying_here(files, world)
    done = ""
    if batch.value is not None and not errors_in(found):
        rows = release(form, tally(form, batch.value.replies, by))
        found += _small_difference(out, len(batch.value.replies), form)
        write_atomically(out, as_csv(rows))
        hidden = sum(row.mark == "suppressed" for row in rows)
        people = rows[0].n if rows[0].n is not None else f"fewer than {form.min_n}"
        done = f"Wrote {shown(out)}: {people} people, {len(rows)} figures, {hidden} of them not told."
    finish(found, as_json=as_json, done=done)


def _form(world: World, survey_id: str, by: Sequence[str], consented: bool) -> tuple[list[Diagnostic], Form | None]:
    """The survey in every language of the workspace; what was found in its files beside it."""
    from partnerkit.model.survey import Survey
    from partnerkit.reading import open_library, read_in
    from partnerkit.surveys import form_of

    timeline = Timeline()
    opened = open_library(world, timeline)
    if opened.value is None:
        return list(opened.diagnostics), None
    surveys = {name: one for name, one in opened.value.library.documents.items() if isinstance(one, Survey)}
    known(survey_id, surveys, "--survey", "survey")
    survey = surveys[survey_id]
    if survey.off_by_default and not consented:
        return [_off(survey, opened.value.library)], None
    for name in by:
        known(name, _groupings(survey), "--by", "question with one answer")
    codes = list(dict.fromkeys((survey.language, *opened.value.library.workspace.languages)))
    reading = read_in(codes, opened.value, world, timeline, only=[survey_id])
    if reading.value is None:
        return list(reading.diagnostics), None
    return [], form_of(survey_id, reading.value.libraries, codes)


def _groupings(survey: Survey) -> list[str]:
    """What groups can be made by: everybody is in one group only."""
    from partnerkit.results import LANGUAGE

    alone = [one.id for one in survey.questions() if one.type in ("one", "scale") and not one.parts]
    return [LANGUAGE, *alone]


def _off(survey: Survey, library: Library) -> Diagnostic:
    path = library.sources[survey.id].path
    what = f"'{survey.id}' is off by default: see its off_reason"
    hint = "If everything that it asks for has been done, run the command with --consented."
    return Diagnostic("survey-off", Span(path), what, hint)


def _content(file: Path) -> bytes:
    """What is in a file, up to what may be in one."""
    from partnerkit.results.sheet import MAX_BYTES

    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _lying_here(files: Sequence[Path], world: World) -> list[Diagnostic]:
    """Workspaces are shared, published and kept for good; answers of single people are not."""
    hint = "Keep it where only those who count can see it, and delete it when they are done."
    return [
        Diagnostic("raw-answers", Span(shown(file)), "this file lies in the workspace", hint, Severity.WARNING)
        for file in files
        if file.resolve().is_relative_to(world.root)
    ]


def _small_difference(out: Path, people: int, form: Form) -> list[Diagnostic]:
    """Whoever has the figures from before and the new ones could work out what the few in between answered."""
    try:
        rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    before = next((row for row in rows if row.get("measure") == "responses" and not row.get("by")), {})
    count = before.get("n") or ""
    if before.get("survey") != form.id or not count.isdigit() or not 0 < abs(people - int(count)) < form.min_n:
        return []
    what = f"this file had {count} people before and has {people} now"
    hint = f"Do not give out both: tell results once a survey is closed, or when {form.min_n} more have answered."
    return [Diagnostic("small-difference", Span(shown(out)), what, hint, Severity.WARNING)]
