"""``partnerkit serve``: MkDocs' live server over the same configuration."""

from __future__ import annotations

from pathlib import Path

import yaml
from mkdocs.commands.serve import serve as mkdocs_serve

from partnerkit.execute.cache import write_atomically
from partnerkit.site.plugin import WORKSPACE
from partnerkit.world import World, packaged_library


def serve(root: Path, port: int) -> None:
    """Serve a workspace until interrupted; definitions, templates and kits are watched by the plugin."""
    mkdocs_serve(str(_configuration(root)), dev_addr=f"127.0.0.1:{port}", livereload=True)


def _configuration(root: Path) -> Path:
    """The workspace's own configuration, or one in its work folder that is like the one of the package."""
    own = root / "mkdocs.yml"
    if own.is_file():
        return own
    world, packaged = World.at(root), packaged_library()
    (world.work / "docs").mkdir(parents=True, exist_ok=True)
    settings = {
        "INHERIT": str(packaged / "mkdocs.yml"),
        "docs_dir": "docs",
        "site_dir": str(world.site),
        "theme": {"custom_dir": str(world.templates / "site")},
        "extra": {WORKSPACE: str(root)},
    }
    write_atomically(world.work / "mkdocs.yml", yaml.safe_dump(settings).encode())
    return world.work / "mkdocs.yml"
