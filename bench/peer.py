"""The two sides of the comparison with what people use today: our build, and MkDocs with mkdocs-to-pdf.

Both start from the library in English, with the one kit that holds everything. We make the site, a file of each
document and the booklet of all of them, tagged and checked; the other side makes a site of the same page files and one
file of all of them, untagged. It has no menu, since it would leave out what is not in it. What we make besides, for
Word, spreadsheets and telephones, has no counterpart there: it is left out of one row, and is in all others.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import yaml

from bench import site
from bench.library import copy_library, edit_one
from partnerkit.cli import main as program
from partnerkit.execute.progress import Timeline
from partnerkit.exporting import FORMATS
from partnerkit.site.serve import Rebuilding
from partnerkit.world import World


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


def edit(root: Path, count: int) -> None:
    """Build, then build again after each of some edits, as ``partnerkit serve`` does at a save."""
    world = World.at(root)
    with Rebuilding(replace(world, site=world.work / "served")) as rebuilding:
        for number in range(count + 1):
            if number:
                edit_one(root, number)
            found, made = rebuilding.again(Timeline())
            if not made:
                raise SystemExit("\n".join(map(str, found)))


def main(side: str, place: str) -> None:
    """The other side, what comes before both, or edits on ours."""
    folder = Path(place)
    if side == "prepare":
        prepare(folder)
    elif side == "printed":
        FORMATS.clear()
        program(["build", "--root", str(folder / "ours"), "--site", str(folder / "printed"), "--force"])
    elif side.startswith("edits-"):
        edit(folder / "ours", int(side.removeprefix("edits-")))
    else:
        config = str(folder / "pages/plain/mkdocs.yml")
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", config], check=True)
