"""However long the name of a school is, it stays on the paper and off the page number, in every head and foot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import printing
import pytest

import tools
from partnerkit.execute.pool import run_all
from partnerkit.execute.progress import Timeline
from partnerkit.model.locales import language
from partnerkit.reading import Reading, read
from partnerkit.render.pdf import PDF_VARIANT, PdfJob, start_worker
from partnerkit.render.print_html import Printer
from partnerkit.world import World

NAMES = {
    "words": "The Very Reverend Maple Street Academy of Arts, Sciences and Letters " * 3,
    "one word": "M" * 200,
    "from right to left": "مدرسة شارع القيقب للفنون والعلوم والآداب " * 5,
}


@dataclass(frozen=True)
class Line:
    """A line of words outside the text, in CSS pixels from the corner of its page, and how wide that is."""

    box: str
    words: str
    left: float
    right: float
    top: float
    bottom: float
    page: tuple[float, float]


def lines_outside_the_text(job: PdfJob) -> list[list[Line]]:
    """The lines of the heads and feet of each page. Runs in a prepared process."""
    import weasyprint

    document = weasyprint.HTML(string=job.html).render(
        stylesheets=[weasyprint.CSS(string=job.css)], pdf_variant=PDF_VARIANT
    )
    return [list(_lines(page._page_box)) for page in document.pages]


def _lines(page: Any) -> Iterator[Line]:
    for box in page.children:
        if type(box).__name__ != "MarginBox":
            continue
        for line in box.descendants():
            if type(line).__name__ == "LineBox" and line.children:
                first, last = line.children[0], line.children[-1]
                words = "".join(getattr(part, "text", "") for part in line.descendants())
                right = last.position_x + last.width
                size = page.margin_width(), page.margin_height()
                top = line.position_y
                yield Line(box.at_keyword, words, first.position_x, right, top, top + line.height, size)


@pytest.fixture(scope="module", params=NAMES)
def reading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    root = tools.small_library(tmp_path_factory.mktemp("names") / "library", languages="[en, es, ar]")
    with (root / "partnership.yaml").open("a", encoding="utf-8") as file:
        file.write(f"values: {{school.name: '{NAMES[request.param][:200].strip()}'}}\n")
    read_in = read(replace(World.at(root), workers=1), Timeline())
    assert read_in.value is not None, read_in.diagnostics
    return read_in.value


def _jobs(reading: Reading, root: Path) -> Iterator[PdfJob]:
    for code, library in reading.libraries.items():
        printer = Printer(library, language(code), root)
        document = reading.documents[code]["first-policy"]
        long = replace(document, body=document.body.holding(*document.body.children, *document.body.children[1:] * 6))
        yield printer.document(long)
        yield printer.front_matter(library.kits["small"], reading.documents[code], dict.fromkeys(tools.POLICIES, 2))
        if code != "en":
            yield printer.bilingual(reading.documents["en"]["first-policy"], document)


def test_heads_and_feet_stay_on_the_page_and_apart(reading: Reading):
    jobs = list(_jobs(reading, printing.TEMPLATES))
    conf = str(printing.TEMPLATES / "fonts" / "fonts.conf")
    numbers = 0
    for job, pages in run_all(lines_outside_the_text, jobs, 1, start_worker, (conf,)):
        assert not isinstance(pages, BaseException), pages
        for lines in pages:
            for line in lines:
                assert line.left >= 0, (job.name, line)
                assert line.right <= line.page[0], (job.name, line)
                assert line.bottom <= line.page[1], (job.name, line)
            for one, other in combinations(lines, 2):
                beside = one.right <= other.left + 0.01 or other.right <= one.left + 0.01
                above = one.bottom <= other.top + 0.01 or other.bottom <= one.top + 0.01
                assert beside or above, (job.name, one, other)
        numbers += _page_numbers(job, pages)
    assert numbers


def _page_numbers(job: PdfJob, pages: list[list[Line]]) -> int:
    """How many pages have their number in one line; each that has a number has it so."""
    found = 0
    for number, lines in enumerate(pages, start=1):
        feet = [line for line in lines if line.box == ("@bottom-right" if _right(job, number) else "@bottom-left")]
        if feet:
            assert len(feet) == 1, (job.name, feet)
            found += 1
    return found


def _right(job: PdfJob, number: int) -> bool:
    """Whether a page is a right one: the first is, but from right to left."""
    return (number % 2 == 1) == ('<html lang="ar"' not in job.html)
