"""The two sides of the comparison with what people use today: our build, and MkDocs with mkdocs-to-pdf.

Both start from the library in English, with the one kit that holds everything. We make the site, a file of each
document and the booklet of all of them, tagged and checked; the other side makes a site of the same page files and one
file of all of them, untagged. It has no menu, since it would leave out what is not in it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from bench import site
from bench.library import copy_library


def prepare(folder: Path) -> None:
    """The library for us, and its page files for the other side."""
    root = copy_library(folder / "ours", ["en"], editions=False)
    # The pages that lead in name the other kits.
    for path in (*(root / "kits").glob("*.yaml"), *(root / "content/page").glob("for-*.yaml")):
        if path.stem != "everything":
            path.unlink()
    (folder / "pages").mkdir()
    site.prepare_pages(root, folder / "pages")
    path = folder / "pages/plain/mkdocs.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config |= {"theme": {"name": "material"}, "plugins": ["search", {"to-pdf": {}}]}
    del config["nav"]
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def main(side: str, place: str) -> None:
    """The other side, or what comes before both."""
    folder = Path(place)
    if side == "prepare":
        prepare(folder)
    else:
        config = str(folder / "pages/plain/mkdocs.yml")
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", config], check=True)
