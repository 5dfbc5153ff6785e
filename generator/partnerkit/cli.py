"""The command line: the only place that prints, and that turns diagnostics into text, JSON and exit codes.

Exit codes: 0 done, 1 something in the workspace needs attention, 2 wrong use of the command, 3 this machine lacks
something. Everything heavy is imported inside a command, so that ``--help`` and an unchanged build answer at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from partnerkit.diagnostics import Diagnostic, Severity, Span, errors_in, in_order
from partnerkit.execute.progress import Timeline
from partnerkit.world import World, packaged_library

if TYPE_CHECKING:
    from partnerkit.pipeline import Reading

F = TypeVar("F", bound=Callable[..., Any])

EXIT_ATTENTION, EXIT_MACHINE = 1, 3


def _example(text: str) -> str:
    return f"\b\nExample:\n  {text}"


class _Edge(click.Group):
    """Turns what the system refuses (no permission, no space, a file where a folder should be) into a diagnostic."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except OSError as error:
            place = str(error.filename or "")
            what = f"the system refused: {error.strerror or error}"
            hint = "Check that the file or folder is there, is yours, and that the disk is not full."
            _finish([Diagnostic("unreadable", Span(place), what, hint)], as_json=False, done="")


@click.group(
    cls=_Edge,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 something needs attention, 2 wrong use, 3 this machine lacks something.",
)
@click.version_option(package_name="partnerkit")
def main() -> None:
    """School–family partnership documents, from YAML to a multilingual website and printable kits.

    \b
    Example:
      partnerkit check      look for mistakes
      partnerkit build      make the site in site/
    """  # noqa: D301 -- click wants the character, not the two letters


def _workspace_options(command: F) -> F:
    """The options that every command over a workspace has."""
    for option in (
        click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace."),
        click.option("--library", is_flag=True, help="Use the library that comes with Partnerkit as the workspace."),
        click.option("--json", "as_json", is_flag=True, help="Print diagnostics as JSON, for programs."),
        click.option("--strict", is_flag=True, help="Count warnings as errors."),
    ):
        command = option(command)
    return command


def _world(root: Path, library: bool, site: Path | None = None, workers: int | None = None) -> World:
    if library:
        here = Path.cwd()
        world = World.at(packaged_library(), site=site or here / "site", work=here / ".partnerkit")
    else:
        world = World.at(root.resolve(), site=site.resolve() if site else None)
    if workers:
        world = World(world.root, world.templates, world.site, world.work, workers, world.site_url)
    return world


@main.command(epilog=_example("partnerkit build --timings"))
@_workspace_options
@click.option("--site", type=click.Path(file_okay=False, path_type=Path), help="Where to publish.  [default: site/]")
@click.option("--workers", type=click.IntRange(1, 64), help="How many processes to use.  [default: every core]")
@click.option("--timings", is_flag=True, help="Say what each stage did and how long it took.")
@click.option("--force", is_flag=True, help="Build even when nothing has changed.")
def build(
    root: Path,
    library: bool,
    as_json: bool,
    strict: bool,
    site: Path | None,
    workers: int | None,
    timings: bool,
    force: bool,
) -> None:
    """Make the website and every download, and publish them in one step."""
    from partnerkit.execute.unchanged import Fingerprint

    world = _world(root, library, site, workers)
    fingerprint = Fingerprint.of(world)
    if not force and not strict and fingerprint.is_current():
        _finish([], as_json, f"Nothing has changed: {_shown(world.site)} is up to date.")
        return
    _need_system_libraries(as_json)
    from partnerkit.pipeline import build as run
    from partnerkit.site.engine import mkdocs_engine

    config = world.root / "mkdocs.yml"
    engine = mkdocs_engine(config if config.is_file() else packaged_library() / "mkdocs.yml")
    timeline = Timeline(None if as_json else _progress())
    result = run(world, engine, timeline, strict=strict)
    _clear_progress()
    diagnostics = _graded(result.diagnostics, strict)
    if result.value is not None:
        fingerprint.remember()
    if timings:
        _print_timings(timeline)
    done = ""
    if result.value is not None:
        count = len(result.value.artifacts)
        done = f"Published {_shown(world.site)}: {len(result.value.source.languages)} languages, {count} downloads."
    _finish(diagnostics, as_json, done)


@main.command(epilog=_example("partnerkit check --json"))
@_workspace_options
@click.option("--coverage", is_flag=True, help="List every practice with the documents that put it to work.")
def check(root: Path, library: bool, as_json: bool, strict: bool, coverage: bool) -> None:
    """Look for mistakes in every definition, kit and translation, and say what to do about each."""
    from partnerkit.pipeline import read

    world = _world(root, library)
    result = read(world, Timeline())
    done = ""
    if result.value is not None:
        documents = len(next(iter(result.value.documents.values())))
        warnings = len(in_order(result.diagnostics))
        rest = "nothing needs attention" if not warnings else f"{warnings} to look at"
        done = f"{documents} documents in {len(result.value.languages)} languages: {rest}."
        if coverage and not as_json:
            _print_coverage(result.value)
    _finish(_graded(result.diagnostics, strict), as_json, done)


@main.command(epilog=_example("partnerkit serve --port 8001"))
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on.")
def serve(root: Path, port: int) -> None:
    """Show the site at http://127.0.0.1:8000 and make it again whenever a file is saved."""
    _need_system_libraries(as_json=False)
    from partnerkit.site.serve import serve as run

    config = root.resolve() / "mkdocs.yml"
    if not config.is_file():
        raise click.UsageError(f"There is no mkdocs.yml in {root.resolve()}.")
    run(config, port)


@main.command(epilog=_example("partnerkit doctor"))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for programs.")
def doctor(as_json: bool) -> None:
    """Check that this machine has everything, and say exactly how to mend what it lacks."""
    from partnerkit.doctor import examine

    findings = examine()
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], indent=1))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'MISS'}  {finding.what}")
            if not finding.ok:
                click.echo(f"      {finding.fix}")
    if not all(finding.ok for finding in findings):
        sys.exit(EXIT_MACHINE)


@main.command(epilog=_example("partnerkit schema --out schemas"))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("schemas"), show_default=True,
    help="The folder to write to.",
)  # fmt: skip
@click.option("--kind", help="Print the schema of one kind instead of writing files.")
def schema(out: Path, kind: str | None) -> None:
    """Write a JSON Schema for every kind, so that an editor can complete and check definitions."""
    from partnerkit.diagnostics import nearest
    from partnerkit.schema import schemas

    every = schemas()
    if kind is not None:
        if kind not in every:
            raise click.BadParameter(f"'{kind}' is not a kind. {nearest(kind, every)}", param_hint="--kind")
        click.echo(every[kind].decode(), nl=False)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, text in every.items():
        (out / f"{name}.json").write_bytes(text)
    click.echo(f"Wrote {len(every)} schemas to {out}/.")


@main.group()
def translate() -> None:
    """Work on translations."""


@translate.command(epilog=_example("partnerkit translate extract --language es"))
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option("--language", "code", required=True, help="The language to translate into, such as es.")
@click.option("--document", "areas", multiple=True, help="Only this document, kit or page; may be given again.")
def extract(root: Path, code: str, areas: tuple[str, ...]) -> None:
    """Bring a language's catalogs up to date: new texts are added, changed ones marked, nothing is lost."""
    from partnerkit.diagnostics import nearest
    from partnerkit.execute.cache import write_atomically
    from partnerkit.load import load
    from partnerkit.model.library import INTERFACE
    from partnerkit.model.locales import language
    from partnerkit.translate import read_catalogs, updated_catalog
    from partnerkit.validate import validate

    world = _world(root, library=False)
    try:
        spoken = language(code)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--language") from None
    sources = load(world.root, world.templates)
    checked = validate(sources.value)
    catalogs = read_catalogs(sources.value.catalogs.get(code, ()))
    found = [*sources.diagnostics, *checked.diagnostics, *catalogs.diagnostics]
    if errors_in(found):
        _finish(found, as_json=False, done="")
    texts: dict[str, list[Any]] = {}
    for area, text in checked.value.texts():
        texts.setdefault(area, []).append(text)
    for area in areas:
        if area not in texts:
            raise click.BadParameter(f"there is no '{area}'. {nearest(area, texts)}", param_hint="--document")
    own_templates = world.templates.is_relative_to(world.root)
    for area in areas or [area for area in texts if area != INTERFACE or own_templates]:
        folder = world.templates if area == INTERFACE else world.root / "content"
        path = folder / "locale" / code / f"{area}.po"
        before = path.read_text(encoding="utf-8") if path.is_file() else None
        after = updated_catalog(texts[area], before, spoken, checked.value.workspace.name)
        if after != before:
            write_atomically(path, after.encode())
            click.echo(_shown(path))


# -- the edge ----------------------------------------------------------------------------------------------------------


def _graded(diagnostics: Iterable[Diagnostic], strict: bool) -> list[Diagnostic]:
    if not strict:
        return in_order(diagnostics)
    return in_order(Diagnostic(d.code, d.span, d.message, d.hint, Severity.ERROR) for d in diagnostics)


def _finish(diagnostics: Iterable[Diagnostic], as_json: bool, done: str) -> None:
    """Print what was found and what was done, and leave with the exit code that says so."""
    found = in_order(diagnostics)
    wrong = errors_in(found)
    if as_json:
        click.echo(json.dumps([diagnostic.as_json() for diagnostic in found], ensure_ascii=False, indent=1))
    else:
        for diagnostic in found:
            click.echo(str(diagnostic), err=True)
        if wrong:
            others = len(found) - len(wrong)
            tail = f", {others} warnings" if others else ""
            click.echo(f"{len(wrong)} {'error' if len(wrong) == 1 else 'errors'}{tail}.", err=True)
        elif done:
            click.echo(done)
    if wrong:
        sys.exit(EXIT_ATTENTION)


def _need_system_libraries(as_json: bool) -> None:
    """Stop early, with one line that says what to run, where WeasyPrint could not start."""
    from partnerkit.doctor import libraries

    finding = libraries()
    if not finding.ok:
        if as_json:
            click.echo(json.dumps([finding.as_json()], indent=1))
        click.echo(f"{finding.what} {finding.fix}", err=True)
        sys.exit(EXIT_MACHINE)


def _progress() -> Callable[[str, int, int], None] | None:
    """One line that says what is going on, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(stage: str, done: int, total: int) -> None:
        figures = f" {done}/{total}" if total else ""
        click.echo(f"\r\033[K{stage}{figures} …", nl=False, err=True)

    return show


def _clear_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)


def _print_coverage(reading: Reading) -> None:
    """Every practice with its documents, one line each."""
    from partnerkit.model.relations import Relations

    relations = Relations(next(iter(reading.libraries.values())))
    for practice in relations.library.practices.values():
        documents = ", ".join(document.id for document in relations.realising(practice))
        click.echo(f"{practice.id}  {practice.title}: {documents or '-'}")


def _print_timings(timeline: Timeline) -> None:
    totals: dict[str, tuple[float, str]] = {}
    for name, seconds, summary in timeline.stages:
        before, said = totals.get(name, (0.0, ""))
        totals[name] = (before + seconds, summary or said)
    for name, (seconds, summary) in totals.items():
        click.echo(f"{name:10} {seconds:7.2f} s  {summary}", err=True)


def _shown(path: Path) -> str:
    """A path as a person would write it from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
