"""The website by MkDocs, Material and static-i18n: one process for each language, page files in, pages out.

A language that is alone is made in this process. Each language has a folder of its own in the work folder that stays
between builds, so that only pages whose page file has changed are made again (MkDocs' dirty build); a change of the
shell makes all of them again.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from jinja2 import TemplateSyntaxError

from partnerkit.diagnostics import Diagnostic, Span
from partnerkit.execute.cache import write_atomically
from partnerkit.execute.pool import Crew, run_all
from partnerkit.model.site import SiteSource


@dataclass(frozen=True)
class _LanguageJob:
    source: SiteSource
    code: str
    config_file: str
    only_changed: bool


def mkdocs_engine(config_file: Path, crew: Crew | None = None) -> _MkDocs:
    """An engine for ``pipeline.build`` that follows a ``mkdocs.yml``.

    Args:
        config_file: the configuration.
        crew: processes that stay from one build to the next; without them each build starts its own.
    """
    return _MkDocs(config_file, crew)


@dataclass(frozen=True)
class _MkDocs:
    config_file: Path
    crew: Crew | None

    def __call__(self, source: SiteSource, workers: int) -> tuple[Diagnostic, ...]:
        mark = self._mark(source)
        stamp = source.out / "shell.json"
        same = stamp.is_file() and stamp.read_bytes() == mark.encode()
        if not same:
            shutil.rmtree(source.out, ignore_errors=True)
        for page in self._menu_pages(source):
            # MkDocs reads the title of a page only when it makes the page, and every page shows the titles of these.
            page.touch()
        stamp.unlink(missing_ok=True)
        jobs = [_LanguageJob(source, spoken.code, str(self.config_file), same) for spoken in source.languages]
        found = []
        for job, result in self._made(jobs, workers):
            if isinstance(result, BaseException) or result:
                what = f"MkDocs could not make the pages in {job.code}: {result}"
                found.append(Diagnostic("site-failed", Span(self.config_file.name), what, "See the lines above."))
        if found:
            stamp.unlink(missing_ok=True)
        else:
            write_atomically(stamp, mark.encode())
        return tuple(found)

    def _made(self, jobs: list[_LanguageJob], workers: int) -> Iterable[tuple[_LanguageJob, str | BaseException]]:
        """The pages of every language, each with what went wrong."""
        if len(jobs) == 1:
            return _made_here(jobs)
        # A process that died may have left half a page, which MkDocs would take for a whole one: nobody tries again.
        if self.crew:
            return self.crew.run(_build_language, jobs, tries=1)
        return run_all(_build_language, jobs, workers, tries=1)

    def _menu_pages(self, source: SiteSource) -> list[Path]:
        """The page files of the menu in every language."""
        suffixes = ["", *(f".{spoken.code}" for spoken in source.languages[1:])]
        return [source.docs / f"{item.removesuffix('.md')}{suffix}.md" for item in source.menu for suffix in suffixes]

    def _mark(self, source: SiteSource) -> str:
        """A checksum over everything that every page shows: the shell, its strings, its menu."""
        digest = hashlib.sha256(self.config_file.read_bytes())
        for path in sorted((source.templates / "site").rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(source.templates).as_posix().encode() + b"\0" + path.read_bytes())
        menus = [page.read_text(encoding="utf-8").split("\n", 2)[1] for page in self._menu_pages(source)]
        codes = [spoken.code for spoken in source.languages]
        shown: list[object] = [source.name, source.url, source.menu, menus, source.strings, codes, source.brand]
        shown.append([version(name) for name in ("mkdocs", "mkdocs-material", "mkdocs-static-i18n", "partnerkit")])
        digest.update(json.dumps(shown, sort_keys=True, default=str).encode())
        return digest.hexdigest()


def _made_here(jobs: Iterable[_LanguageJob]) -> Iterator[tuple[_LanguageJob, str | BaseException]]:
    for job in jobs:
        try:
            yield job, _build_language(job)
        except TemplateSyntaxError as error:
            # It names its file only where a traceback does not.
            yield job, f"{error.message} ({Path(error.filename or '').name}, line {error.lineno})"
        except Exception as error:  # as it would come from another process
            yield job, error


def _build_language(job: _LanguageJob) -> str:
    """Make the pages of one language; returns what went wrong, or nothing. Runs in a process of its own, too."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    from partnerkit.site.plugin import PartnerkitPlugin

    complaints = _Complaints()
    logging.getLogger("mkdocs").handlers = [complaints]
    logging.getLogger("mkdocs").propagate = False
    out = job.source.out / job.code
    try:
        config = load_config(job.config_file, site_dir=str(out))
        shell = str(job.source.templates / "site")
        if shell not in config.theme.dirs:
            # A workspace may have templates of its own and still use the configuration that comes with the package.
            config.theme.dirs.insert(0, shell)
        plugin = config.plugins.get("partnerkit")
        if not isinstance(plugin, PartnerkitPlugin):
            return "the plugin 'partnerkit' is not in the configuration"
        plugin.hand_over(job.source, only_language=job.code)
        build(config, dirty=job.only_changed and out.is_dir())
        # MkDocs keeps the last plugins, and these keep all pages; the next language should not be made beside them.
        plugin.forget(config)
        gc.collect()
    except (Abort, ConfigurationError) as error:
        return "; ".join(complaints.lines) or str(error)
    _remove_gone(job.source, job.code, out)
    return "; ".join(complaints.lines)


class _Complaints(logging.Handler):
    """MkDocs' warnings: a site that is published has none."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if "A 'dirty' build is being performed" not in text:
            self.lines.append(text)


def _remove_gone(source: SiteSource, code: str, out: Path) -> None:
    """A page whose page file is gone goes too; MkDocs' dirty build would leave it."""
    first = code == source.languages[0].code
    suffix = ".md" if first else f".{code}.md"
    pages = out if first else out / code
    for html in list(pages.rglob("index.html")):
        address = html.parent.relative_to(pages).as_posix()
        names = ["index"] if address == "." else [address, f"{address}/index"]
        if not any((source.docs / f"{name}{suffix}").is_file() for name in names):
            shutil.rmtree(html.parent)
