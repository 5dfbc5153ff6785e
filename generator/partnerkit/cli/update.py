"""The commands that bring a workspace up to date with the library that it builds on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnerkit.cli.change import ROOT, edited, layers_at, lock_at
from partnerkit.terminal import example, finish, world_at, write_files

if TYPE_CHECKING:
    from partnerkit.replicate.apply import Decision, Switch
    from partnerkit.replicate.plan import Plan, Step
    from partnerkit.world import World

_FILE = click.Path(dir_okay=False, path_type=Path)
_CHOICES = ("keep", "take", "edit")


@click.command(epilog=example("partnerkit status"))
@ROOT
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for programs.")
def status(root: Path, as_json: bool) -> None:
    """Say whether the library below has changed since you last looked, and which of your changes that touches."""
    from partnerkit.replicate import report

    plan = _plan(root)
    if as_json:
        click.echo(report.as_json(plan))
    elif plan.before is None:
        click.echo(f"{report.layers_line(plan)}\nNobody has looked through it yet: run 'partnerkit update --apply'.")
    elif not plan.is_new and not plan.open:
        click.echo(f"{report.layers_line(plan)}\nEverything is as it was when you last looked.")
    else:
        click.echo(report.as_text(plan))
        click.echo("'partnerkit update' shows what to do.")


@click.command(epilog=example("partnerkit update --apply --resolve school-vision#values[respect].text keep"))
@ROOT
@click.option(
    "--to", "parent", default="", help="Build on this instead, as seen from the workspace: ../x, or x-2.2.zip."
)
@click.option("--apply", "apply_it", is_flag=True, help="Do what is safe, and note that you have looked.")
@click.option(
    "--resolve", "resolved", type=(str, click.Choice(_CHOICES)), multiple=True, metavar="PATH CHOICE",
    help="Decide on one of your changes, and apply: keep yours, take the library's words, or edit.",
)  # fmt: skip
@click.option("--text", help="The words for the one change that is to be edited.  [default: your editor asks]")
@click.option("--markdown", type=_FILE, help="Also write the plan as Markdown.")
@click.option("--html", type=_FILE, help="Also write the plan as a web page.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON, for programs.")
def update(
    root: Path,
    parent: str,
    apply_it: bool,
    resolved: tuple[tuple[str, str], ...],
    text: str | None,
    markdown: Path | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """Show what has become of the library below, and what that means for each of your changes.

    Nothing is changed without --apply or --resolve, and your words stand until you decide.
    """
    from partnerkit.execute.cache import write_atomically
    from partnerkit.replicate import report
    from partnerkit.replicate.apply import applied

    world = world_at(root, library=False)
    plan = _plan(root, parent)
    decisions = _decisions(plan, resolved, text)
    if markdown:
        write_atomically(markdown, report.as_markdown(plan).encode())
    if html:
        write_atomically(html, report.as_html(plan, world.templates).encode())
    click.echo(report.as_json(plan) if as_json else report.as_text(plan))
    if not apply_it and not decisions:
        return
    switch = _switch(world, plan, parent) if parent else None
    made = edited(lambda: applied(plan, decisions, switch))
    if made.diagnostics:
        finish(made.diagnostics, as_json=False, done="")
        return
    write_files(world, made.value or {})
    if not made.value and not as_json:
        click.echo("There was nothing to apply.")


def _plan(root: Path, parent: str = "") -> Plan:
    from partnerkit.replicate.plan import plan_of

    world = world_at(root, library=False)
    return plan_of(layers_at(world, parent), lock_at(world)).value


def _switch(world: World, plan: Plan, parent: str) -> Switch:
    """The settings that name another library, beside what there was before."""
    from partnerkit.load import settings_of
    from partnerkit.replicate.apply import Switch
    from partnerkit.replicate.share import with_parent

    settings = settings_of(plan.layers[-1].definitions)
    return Switch(layers_at(world), {one.source.path: with_parent(one, parent) for one in settings})


def _decisions(plan: Plan, resolved: tuple[tuple[str, str], ...], text: str | None) -> dict[str, Decision]:
    """What was decided on the command line; ends the command where that cannot be carried out."""
    from partnerkit.diagnostics import nearest
    from partnerkit.replicate.apply import Decision, undecided

    steps = {step.named: step for step in plan.steps}
    decisions: dict[str, Decision] = {}
    for path, choice in resolved:
        if path not in steps:
            raise click.BadParameter(
                f"'{path}' is none of your changes. {nearest(path, steps)}", param_hint="--resolve"
            )
        words = _words(steps[path], text) if choice == "edit" else ""
        decisions[path] = Decision(choice, words)  # type: ignore[arg-type]  # click has checked it
        if problem := undecided(steps[path], decisions[path]):
            raise click.BadParameter(f"'{path}': {problem}.", param_hint="--resolve")
    return decisions


def _words(step: Step, text: str | None) -> str:
    """What somebody writes in the place of a text, beside what it was and what the library says."""
    if text is not None or not isinstance(step.yours, str):
        return text or ""
    sides = {"was": step.base, "library": step.theirs}
    said = {label: words for label, words in sides.items() if isinstance(words, str)}
    notes = [f"# {label}: {line}" for label, words in said.items() for line in words.split("\n")]
    written = click.edit("\n".join([step.yours, "", *notes, "# Lines that begin with # are left out."]))
    if written is None:
        raise click.UsageError("Nothing was written, so nothing is changed.")
    return "\n".join(line for line in written.split("\n") if not line.startswith("#")).strip()
