"""Word files as people and programs change them: what the tests of reading back have in common."""

from __future__ import annotations

import copy
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from lxml import etree

import tools
from partnerkit.importing.office import open_word
from partnerkit.importing.ours import read_back
from partnerkit.importing.proposing import Proposal, proposed
from partnerkit.model.library import texts_of
from partnerkit.model.locales import language
from partnerkit.render.docx import Typist, render_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN = "word/document.xml"


@cache
def paper(name: str, code: str = "en") -> bytes:
    """A document of the core library as a Word file."""
    library = tools.reading().libraries[code]
    return render_docx(Typist(library, language(code)).document(tools.reading().documents[code][name]))


def plan(data: bytes, name: str, code: str = "en") -> Proposal:
    """What a file means for the core library."""
    reading = tools.reading()
    definition = reading.source.documents[name]
    blocks = frozenset(text.key for text in texts_of(definition) if text.block)
    return proposed(read_back(open_word(data), blocks), "file.docx", reading.source, reading.libraries[code])


def changed(data: bytes, change: Callable[[etree._Element], object], part: str = MAIN) -> bytes:
    """A file with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as before:
        files = {name: before.read(name) for name in before.namelist()}
    root = etree.fromstring(files[part])
    change(root)
    return zipped({**files, part: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)})


def with_files(data: bytes, **files: bytes) -> bytes:
    """A file with other parts; two low lines in a name stand for a slash, and one for a dot."""
    with zipfile.ZipFile(io.BytesIO(data)) as before:
        there = {name: before.read(name) for name in before.namelist()}
    return zipped({**there, **{name.replace("__", "/").replace("_", "."): part for name, part in files.items()}})


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return made.getvalue()


# -- what people do ----------------------------------------------------------------------------------------------------


def words(paragraph: etree._Element) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{W}t"))


def paragraph(root: etree._Element, start: str) -> etree._Element:
    """The last paragraph that begins so; the first may be in the table of contents."""
    return [one for one in root.iter(f"{W}p") if words(one).strip().startswith(start)][-1]


def write_over(root: etree._Element, before: str, after: str) -> None:
    """Other words, wherever the first ones stand within one run."""
    for one in root.iter(f"{W}t"):
        if before in (one.text or ""):
            one.text = (one.text or "").replace(before, after)
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def take_out(element: etree._Element) -> None:
    around = element.getparent()
    assert around is not None
    around.remove(element)


def add_below(paragraph: etree._Element, text: str) -> etree._Element:
    """A new paragraph of the same style below another one."""
    new = copy.deepcopy(paragraph)
    for one in [*new]:
        if one.tag != f"{W}pPr":
            new.remove(one)
    run = etree.SubElement(new, f"{W}r")
    etree.SubElement(run, f"{W}t").text = text
    paragraph.addnext(new)
    return new


def controls(root: etree._Element, tag: str) -> list[etree._Element]:
    """The controls of a tag, or of a tag with a form behind it."""
    found = []
    for one in root.iter(f"{W}sdt"):
        mark = one.find(f"{W}sdtPr/{W}tag")
        name = "" if mark is None else mark.get(f"{W}val", "")
        if name == tag or name.startswith(f"{tag}:"):
            found.append(one)
    return found


def type_into(root: etree._Element, tag: str, text: str) -> None:
    """Type into every control of a tag, as Word does: the placeholder goes."""
    for one in controls(root, tag):
        shown = one.find(f"{W}sdtPr/{W}showingPlcHdr")
        if shown is not None:
            take_out(shown)
        first, *rest = one.iter(f"{W}t")
        first.text = text
        for other in rest:
            other.text = ""


def torn(root: etree._Element, at: int = 3) -> None:
    """Every run torn in two, with marks of a spelling checker between, as Word leaves them."""
    for run in [*root.iter(f"{W}r")]:
        text = run.find(f"{W}t")
        if text is None or len(text.text or "") <= at:
            continue
        second = copy.deepcopy(run)
        tail = second.find(f"{W}t")
        assert tail is not None
        text.text, tail.text = (text.text or "")[:at], (text.text or "")[at:]
        for one in (text, tail):
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.addnext(second)
        mark = etree.Element(f"{W}proofErr")
        mark.set(f"{W}type", "spellStart")
        run.addnext(mark)


# -- LibreOffice -------------------------------------------------------------------------------------------------------


def office() -> str:
    """The path of LibreOffice."""
    return shutil.which("soffice") or tools.missing("LibreOffice is not there: apt-get install libreoffice-writer")


def resaved(data: bytes, folder: Path) -> bytes:
    """A file as LibreOffice saves it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "in.docx").write_bytes(data)
    subprocess.run(
        [office(), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "docx",
         "--outdir", str(folder / "out"), str(folder / "in.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / "out" / "in.docx").read_bytes()


def parts(data: bytes) -> dict[str, bytes]:
    """Every part by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}
