"""``partnerkit serve``: MkDocs' live server over the same configuration."""

from __future__ import annotations

from pathlib import Path

from mkdocs.commands.serve import serve as mkdocs_serve


def serve(config_file: Path, port: int) -> None:
    """Serve until interrupted; definitions, templates and kits are watched by the plugin."""
    mkdocs_serve(str(config_file), dev_addr=f"127.0.0.1:{port}", livereload=True)
