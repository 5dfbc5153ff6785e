"""The MkDocs plugin: runs the road, points MkDocs at the page files, and adds downloads and search at the end.

``mkdocs build`` and ``mkdocs serve`` work with it in a fresh checkout; ``partnerkit build`` hands over what it has
prepared already and publishes by itself. What runs the road is imported only where this does: the processes that make
the pages of one language need none of it, and it takes a second to start.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files

from partnerkit.diagnostics import errors_in, in_order
from partnerkit.execute.progress import Timeline
from partnerkit.model.site import SiteSource
from partnerkit.model.text import SOURCE_LANGUAGE
from partnerkit.site.raw import RawBlocks
from partnerkit.world import World

if TYPE_CHECKING:
    from partnerkit.pipeline import Prepared

log = get_plugin_logger(__name__)


WORKSPACE = "workspace"
"""The key of ``extra`` that names the workspace, where the configuration is not in it."""


def _root(config: MkDocsConfig) -> Path:
    return Path(config.extra.get(WORKSPACE) or Path(config.config_file_path).parent)


def _i18n(config: MkDocsConfig) -> Any:
    """static-i18n's plugin, which has no types of its own."""
    return config.plugins["i18n"]


def _written_in(file: File, codes: Collection[str]) -> str:
    """The language of a page file, ``name.md`` or ``name.es.md``."""
    code = file.name.rpartition(".")[2]
    return code if code in codes and code != SOURCE_LANGUAGE else SOURCE_LANGUAGE


class PartnerkitConfig(Config):  # type: ignore[no-untyped-call]
    """The plugin has no options: everything is in ``partnership.yaml``."""


class PartnerkitPlugin(BasePlugin[PartnerkitConfig]):  # type: ignore[no-untyped-call]
    """See the module."""

    def __init__(self) -> None:
        self._given: SiteSource | None = None
        self._only_language = ""
        self._prepared: Prepared | None = None
        self._lacking = False
        self._serving = False

    def on_startup(self, *, command: str, dirty: bool) -> None:  # the signature is MkDocs'
        """A plugin with this hook stays the same object while serving, and so remembers the last good site."""
        self._serving = command == "serve"

    def hand_over(self, source: SiteSource, only_language: str) -> None:
        """Use page files that are ready, and make the pages of one language only."""
        self._given, self._only_language = source, only_language

    def forget(self, config: MkDocsConfig) -> None:
        """Let go of the pages that are made."""
        _i18n(config).i18n_files_per_language.clear()

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Point MkDocs and static-i18n at the page files, languages and menu of the library."""
        i18n = _i18n(config)
        if i18n.building:
            return config
        source = self._given or self._prepare(config).source
        config.docs_dir = str(source.docs)
        config.site_name = source.name
        config.site_url = source.url or config.site_url
        config.nav = list(source.menu)
        config.markdown_extensions.append(RawBlocks())  # type: ignore[arg-type]  # MkDocs passes objects on too
        config.extra["pseudo"] = [spoken.code for spoken in source.languages if spoken.pseudo]
        config.extra["brand"] = source.brand
        config.extra["ui"] = {code: dict(strings) for code, strings in source.strings.items()}
        i18n.load_config(
            {
                "docs_structure": "suffix",
                "reconfigure_search": False,
                "languages": [
                    {"locale": spoken.code, "name": spoken.name, "default": index == 0, "build": True}
                    for index, spoken in enumerate(source.languages)
                ],
            },
            config_file_path=config.config_file_path,
        )
        if self._only_language:
            # static-i18n builds the other languages after the first one, unless it thinks that it is doing so already.
            i18n.current_language, i18n.building = self._only_language, True
        return config

    def _prepare(self, config: MkDocsConfig) -> Prepared:
        from partnerkit.pipeline import prepare

        root = _root(config)
        result = prepare(World.at(root, site=Path(config.site_dir)), Timeline())
        for found in in_order(result.diagnostics):
            log.error(str(found)) if found in errors_in([found]) else log.info(str(found))
        if result.value is None and self._serving and self._prepared is not None:
            log.error("The site still shows what it was before.")
            return self._prepared
        if result.value is None:
            raise PluginError("The definitions need attention; see above. The site was not changed.")
        self._prepared, self._lacking = result.value, bool(errors_in(result.diagnostics))
        return result.value

    @event_priority(100)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Only the page files of the language that is being made.

        static-i18n would look through those of all languages for each of them, to find the translations of a page.
        Ours have the same address in every language, so the templates know them.
        """
        current = _i18n(config).current_language
        codes = set(config.extra["ui"])
        return Files([f for f in files if not f.is_documentation_page() or _written_in(f, codes) == current])

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Every language has a page for lost readers; MkDocs alone would let the last language win."""
        i18n = _i18n(config)
        if template_name != "404.html" or self._prepared is None or not i18n.building:
            return output_content
        path = Path(config.site_dir) / i18n.current_language / template_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(output_content, encoding="utf-8")
        return ""

    @event_priority(-200)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Add downloads and search, once every language is there."""
        if self._prepared is None or _i18n(config).building:
            return
        from partnerkit.package import manifest
        from partnerkit.publish import finish

        artifacts = self._prepared.artifacts
        site = Path(config.site_dir)
        found = finish(
            site, self._prepared.source.languages, artifacts, manifest(artifacts), config.site_url or ""
        ).diagnostics
        for problem in found:
            log.error(str(problem))
        if found or (self._lacking and not self._serving):
            raise Abort("The site is not complete.")

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Watch what people edit, not what the road writes."""
        from partnerkit.site.serve import watched

        server.unwatch(config.docs_dir)
        for path in watched(World.at(_root(config)), self._prepared.pictures if self._prepared else ()):
            server.watch(str(path))
        return server
