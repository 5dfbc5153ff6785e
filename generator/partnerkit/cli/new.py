"""The command that makes a new workspace, and the questions that it asks on a terminal."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partnerkit.diagnostics import Diagnostic, Span, errors_in, nearest
from partnerkit.execute.progress import Timeline
from partnerkit.load import LIBRARY
from partnerkit.terminal import clear_progress, example, finish, graded, progress, shown, world_at
from partnerkit.world import packaged_library

if TYPE_CHECKING:
    from partnerkit.model.sources import SourceTree, Tree
    from partnerkit.replicate.new import Kind, Parent

_NAMED = {
    "school": "What is your school called?",
    "district": "What is your district called?",
    "mentor": "What is your name, or that of your team?",
}


@click.command("new", epilog=example("partnerkit new school maple-street"))
@click.argument("kind", type=click.Choice(tuple(_NAMED)))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--values",
    "answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A YAML file that answers instead of you, with the keys of partnership.yaml: name, languages, values …",
)
@click.option("--extends", "below", help="What it builds on: partnerkit, or a folder.  [default: partnerkit]")
@click.option("--no-input", is_flag=True, help="Ask nothing, and take what is usual.")
@click.option("--json", "as_json", is_flag=True, help="Print diagnostics as JSON, for programs; asks nothing.")
def new(kind: str, folder: Path, answers: Path | None, below: str | None, no_input: bool, as_json: bool) -> None:
    """Make a workspace for a school, a district or a mentor in a new FOLDER.

    On a terminal it asks a few questions; Enter takes what is usual. Nothing that exists is changed.
    """
    from partnerkit.replicate.new import KINDS, read_answers, refusal

    target = folder.resolve()
    if refused := refusal(target, str(folder)):
        finish([refused], as_json, done="")
    given = read_answers(answers, shown(answers)) if answers else None
    if given and errors_in(given.diagnostics):
        finish(given.diagnostics, as_json, done="")
    tree = given.value if given else None
    asking = not (answers or no_input or as_json) and on_a_terminal()
    parent = _ask_for_parent(KINDS[kind], target) if asking and below is None else _parent(below, tree, target, as_json)
    if asking:
        tree = _ask(KINDS[kind], parent, target)
    _make(KINDS[kind], tree, parent, target, answers, as_json)


def on_a_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def _make(
    kind: Kind, tree: SourceTree | None, parent: Parent, target: Path, answers: Path | None, as_json: bool
) -> None:
    """Write the workspace, and say what to do next."""
    from partnerkit import __version__
    from partnerkit.reading import for_us, open_library
    from partnerkit.replicate.lock import LOCK, inherited, lock_of
    from partnerkit.replicate.new import settings_from, workspace_files, write_workspace

    settings = settings_from(kind, tree, parent, target, answers.parent if answers else None)
    if settings.value is None:
        finish(settings.diagnostics, as_json, done="")
        return
    files = workspace_files(kind, settings.value[0], parent, target, packaged_library() / "templates", __version__)
    files = {**files, LOCK: lock_of(parent.layers, inherited(parent.layers), {}).written()}

    def check(stage: Path) -> list[Diagnostic]:
        opened = open_library(world_at(stage, library=False), Timeline(None if as_json else progress()))
        clear_progress()
        bases = opened.value.sources.bases if opened.value else ()
        return graded(for_us(opened.diagnostics, bases), strict=True)

    found = write_workspace({**files, **settings.value[1]}, target, check)
    finish([*settings.diagnostics, *found], as_json, done="" if errors_in(found) else _next_steps(target))


def _next_steps(target: Path) -> str:
    place = shown(target)
    return "\n".join((
        f"Made {place}. What to do next:",
        f"  1. Read {place}/README.md: it leads through the first hour.",
        f"  2. Open {place}/partnership.yaml, and fill in what families ask for first.",
        f"  3. partnerkit build --root {shlex.quote(place)}",
    ))  # fmt: skip


def _parent(below: str | None, tree: SourceTree | None, target: Path, as_json: bool) -> Parent:
    """What is built on: as the option says, or the answers, or the library that comes with this program."""
    from partnerkit.load import text_at
    from partnerkit.replicate.new import open_parent

    if below is not None:
        named, span = _seen_from(target, below), Span("--extends")
    else:
        answered = text_at(tree.data, "extends") if tree else ""
        named, span = answered or LIBRARY, tree.at(("extends",)) if tree else Span("")
    opened = open_parent(named, target, span, below or "")
    if opened.value is None:
        finish(opened.diagnostics, as_json, done="")
        raise click.Abort
    return opened.value


def _seen_from(target: Path, folder: str) -> str:
    """A folder as seen from the workspace, where it was named as seen from here."""
    if folder == LIBRARY:
        return folder
    return Path(os.path.relpath(Path(folder).resolve(), target)).as_posix()


# -- questions ---------------------------------------------------------------------------------------------------------


def _ask_for_parent(kind: Kind, target: Path) -> Parent:
    """Ask what is built on, until it is something that can be."""
    from partnerkit.replicate.new import open_parent

    def read(folder: str) -> Parent:
        opened = open_parent(_seen_from(target, folder.strip()), target, Span(folder), folder)
        if opened.value is None:
            raise click.UsageError(
                "\n".join(_said(one) if one.span.file == folder else str(one) for one in opened.diagnostics)
            )
        return opened.value

    click.echo("A few questions. Enter takes what stands in brackets; all of it can be changed later.\n")
    whose = "your district" if kind.id == "school" else "another library"
    words = f"What do you build on? '{LIBRARY}' is the library of this program; or the folder of {whose}"
    parent: Parent = click.prompt(words, default=LIBRARY, value_proc=read)
    return parent


def _ask(kind: Kind, parent: Parent, target: Path) -> SourceTree:
    """Ask for what most documents need."""
    from partnerkit.model.locales import language
    from partnerkit.model.sources import SourceFile, SourceTree
    from partnerkit.model.text import SOURCE_LANGUAGE
    from partnerkit.replicate.new import default_languages, default_name, slots_to_ask
    from partnerkit.validate.links import value_problem

    name = click.prompt(_NAMED[kind.id], default=default_name(target), value_proc=_sound("name"))
    names = {code: language(code).name_in(language(SOURCE_LANGUAGE)) for code in parent.offered}
    click.echo(f"\nThe library speaks {', '.join(names.values())}.")
    usual = ", ".join(names[code] for code in default_languages(parent))
    words = "Which languages do your families read? English is always there"
    languages = click.prompt(words, default=usual, value_proc=lambda said: _languages(said, names))
    values: dict[str, Tree] = {}
    slots = slots_to_ask(kind, parent.library)
    if slots:
        click.echo("\nWhat most documents need. Enter leaves a blank to fill in by hand.")
    for slot in slots:

        def fits(said: str, slot: Any = slot) -> str:
            if said.strip() and (problem := value_problem(slot, said.strip())):
                raise click.UsageError(f"'{said}' is not {problem}. For example: {slot.example}")
            return _sound("values", slot.id)(said) if said.strip() else ""

        words = f"{slot.help.plain} For example: {slot.example}\n  {slot.label.plain}"
        if said := click.prompt(words, default="", show_default=False, value_proc=fits):
            values[slot.id] = said
    data: dict[str, Tree] = {"name": name, "languages": languages, **({"values": values} if values else {})}
    return SourceTree(SourceFile("partnership.yaml", b""), data)


def _said(found: Diagnostic) -> str:
    """What is wrong with an answer, to somebody who sees it above."""
    return f"{found.message}. {found.hint}".strip()


def _sound(*place: str) -> Callable[[str], str]:
    """Takes an answer that the settings can hold at a place, and says what is wrong with any other."""
    from partnerkit.model.sources import SourceFile, SourceTree
    from partnerkit.validate.shape import read_definition

    def check(said: str) -> str:
        value: Tree = said.strip()
        for key in reversed(place):
            value = {key: value}
        plain: dict[str, Tree] = {"kind": "workspace", "id": "new", "name": "-", "languages": ["en"]}
        answered = value if isinstance(value, dict) else {}
        found = read_definition(SourceTree(SourceFile("", b""), {**plain, **answered})).diagnostics
        if found:
            raise click.UsageError(_said(found[0]))
        return said.strip()

    return check


def _languages(said: str, names: Mapping[str, str]) -> list[Tree]:
    """The languages that somebody names, each by its name or its code; English first.

    Args:
        said: names or codes, with commas between.
        names: the names of the languages on offer, by code.
    """
    from partnerkit.model.locales import language
    from partnerkit.model.text import SOURCE_LANGUAGE

    by_name = {name.casefold(): code for code, name in names.items()} | {code.casefold(): code for code in names}
    codes = [SOURCE_LANGUAGE]
    for word in filter(None, (part.strip() for part in re.split(r"[,;]", said))):
        code = by_name.get(word.casefold(), word)
        try:
            codes.append(language(code).code)
        except ValueError:
            hint = nearest(word, names.values())
            raise click.UsageError(f"'{word}' is not a language that is known. {hint}") from None
    return list(dict.fromkeys(codes))
