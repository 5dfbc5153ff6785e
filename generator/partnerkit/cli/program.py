"""The command line: one function for each command, over the road and what stands beside it.

Exit codes: 0 done, 1 something in the workspace needs attention, 2 wrong use of the command, 3 this machine lacks
something. Everything heavy is imported inside a command, so that ``--help`` and an unchanged build answer at once.
"""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from partnerkit.cli.change import explain, fmt, override
from partnerkit.cli.exchange import export
from partnerkit.cli.exchange import import_ as import_translations
from partnerkit.cli.fleet import fleet, harvest
from partnerkit.cli.import_ import import_
from partnerkit.cli.new import new
from partnerkit.cli.print import print_document
from partnerkit.cli.results import results
from partnerkit.cli.share import receive, share
from partnerkit.cli.sheet import sheet
from partnerkit.cli.translate import translate
from partnerkit.cli.update import status, update
from partnerkit.cli.word import word
from partnerkit.diagnostics import Diagnostic, errors_in, in_order, refused
from partnerkit.execute.memory import collect_seldom
from partnerkit.execute.progress import Timeline
from partnerkit.terminal import (
    EXIT_MACHINE,
    clear_progress,
    example,
    finish,
    graded,
    need_system_libraries,
    print_timings,
    progress,
    shown,
    world_at,
)
from partnerkit.world import packaged_library

if TYPE_CHECKING:
    from partnerkit.reading import Reading

F = TypeVar("F", bound=Callable[..., Any])


class _Edge(click.Group):
    """Turns what the system refuses (no permission, no space, a file where a folder should be) into a diagnostic."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except OSError as error:
            finish([refused(error)], as_json=False, done="")


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
    collect_seldom()


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


@main.command(epilog=example("partnerkit build --timings"))
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
    """Make the website and every download, and publish them in one step.

    A file that cannot be made is named with the reason, its last good version stays, and the rest is published.
    """
    from partnerkit.execute.unchanged import Fingerprint
    from partnerkit.load import layers_of

    world = world_at(root, library, site, workers)
    below = layers_of(world.root, packaged_library(), world.work).value[1:]
    fingerprint = Fingerprint.of(world, [layer.folder for layer in below])
    if not force and not strict and fingerprint.is_current():
        finish([], as_json, f"Nothing has changed: {shown(world.site)} is up to date.")
        return
    need_system_libraries(as_json)
    from partnerkit.pipeline import build as run
    from partnerkit.site.engine import mkdocs_engine

    config = world.root / "mkdocs.yml"
    engine = mkdocs_engine(config if config.is_file() else packaged_library() / "mkdocs.yml")
    timeline = Timeline(None if as_json else progress())
    result = run(world, engine, timeline, strict=strict)
    clear_progress()
    diagnostics = graded(result.diagnostics, strict)
    if result.value is not None and not errors_in(diagnostics):
        fingerprint.remember(result.value.pictures)
    if timings:
        print_timings(timeline)
    done = but = ""
    if result.value is not None:
        count, failed = len(result.value.artifacts), len({found.span for found in errors_in(diagnostics)})
        done = f"Published {shown(world.site)}: {len(result.value.source.languages)} languages, {count} downloads."
        files = "1 file" if failed == 1 else f"{failed} files"
        but = f"Published {shown(world.site)}, but {files} could not be made. The next build tries again."
    finish(diagnostics, as_json, done, despite=but)


@main.command(epilog=example("partnerkit check --json"))
@_workspace_options
@click.option("--coverage", is_flag=True, help="List every practice with the documents that put it to work.")
def check(root: Path, library: bool, as_json: bool, strict: bool, coverage: bool) -> None:
    """Look for mistakes in every definition, kit and translation, and say what to do about each."""
    from partnerkit.reading import read

    world = world_at(root, library)
    result = read(world, Timeline())
    done = ""
    if result.value is not None:
        documents = len(next(iter(result.value.documents.values())))
        warnings = len(in_order(result.diagnostics))
        rest = "nothing needs attention" if not warnings else f"{warnings} to look at"
        done = f"{documents} documents in {len(result.value.languages)} languages: {rest}."
        if coverage and not as_json:
            _print_coverage(result.value)
    finish(graded(result.diagnostics, strict), as_json, done)


@main.command(epilog=example("partnerkit serve --port 8001"))
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The workspace.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on.")
def serve(root: Path, port: int) -> None:
    """Show the site at http://127.0.0.1:8000 and make it again whenever a file is saved."""
    need_system_libraries(as_json=False)
    from partnerkit.load import settings_files
    from partnerkit.site.serve import serve as run

    world = world_at(root, library=False)
    if not settings_files(world.root) and not (world.root / "content").is_dir():
        raise click.UsageError(f"There is no library in {world.root}.")

    def tell(found: tuple[Diagnostic, ...], made: bool, timeline: Timeline) -> None:
        clear_progress()
        for diagnostic in in_order(found):
            click.echo(str(diagnostic), err=True)
        seconds = sum(took for _, took, _ in timeline.stages)
        done = f"http://127.0.0.1:{port}/ shows it as it is now ({seconds:.1f} s)."
        click.echo(done if made else "The site stays as it was until that is mended.")

    try:
        run(world, port, tell, lambda: Timeline(progress()))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise click.BadParameter(f"another program has port {port}; choose one.", param_hint="--port") from error


@main.command(epilog=example("partnerkit doctor"))
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


@main.command(epilog=example("partnerkit schema --out schemas"))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("schemas"), show_default=True,
    help="The folder to write to.",
)  # fmt: skip
@click.option("--kind", help="Print the schema of one kind instead of writing files.")
def schema(out: Path, kind: str | None) -> None:
    """Write a JSON Schema for every kind, so that an editor can complete and check definitions.

    There are schemas of what programs read, too: downloads.json and the catalogue of a kit.
    """
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


def _print_coverage(reading: Reading) -> None:
    """Every practice with its documents, one line each."""
    from partnerkit.model.relations import Relations

    relations = Relations(next(iter(reading.libraries.values())))
    for practice in relations.library.practices.values():
        documents = ", ".join(document.id for document in relations.realising(practice))
        click.echo(f"{practice.id}  {practice.title}: {documents or '-'}")


for _command in (
    print_document,
    word,
    import_,
    sheet,
    results,
    new,
    explain,
    override,
    fmt,
    status,
    update,
    share,
    receive,
    fleet,
    harvest,
):
    main.add_command(_command)
translate.add_command(export)
translate.add_command(import_translations)
main.add_command(translate)
