"""Binding documents into a booklet: pages, heads and feet, structure, links, outline; and what cannot be bound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import page
import pikepdf
import printing
import pypdfium2 as pdfium
import pytest
import structure

import tools
from partnerkit.execute.pool import run_all
from partnerkit.execute.progress import Timeline
from partnerkit.model.locales import language
from partnerkit.reading import read
from partnerkit.render.pdf import Booklet, Pdf, PdfJob, bind_booklet
from partnerkit.render.print_html import Printer
from partnerkit.world import World

CSS = printing.CSS.replace("}", "; margin: 0 }") + (
    "h1, h2 { margin: 0 } article, .page { break-before: page } h2 + article { break-before: avoid }"
    "@page { margin: 20mm; @bottom-center { content: 'sheet ' counter(page) ' of ' counter(pages) } }"
    "@page :right { margin-left: 35mm; margin-right: 10mm } @page :left { margin-left: 10mm; margin-right: 35mm }"
    ".kit article { bookmark-level: 2; bookmark-label: attr(data-title) } .kit h2 { bookmark-level: 1; height: 5mm;"
    "break-before: page; margin-top: -5mm; font-size: 4mm; line-height: 1 }"
)
Sizes = Sequence[tuple[str, int]]


def _html(title: str, body: str, code: str, kind: str) -> str:
    direction = "rtl" if code == "ar" else "ltr"
    return (
        f'<!DOCTYPE html><html lang="{code}" dir="{direction}"><head><meta charset="utf-8"><title>{title}</title>'
        f'</head><body class="{kind}">{body}</body></html>'
    )


def _document(name: str, code: str = "en", *, pages: int = 2, see: str = "") -> PdfJob:
    """A document with a table, a link to a part of itself, a name of another document, and a part of its own."""
    body = (
        f'<h1 id="top">Title {name}</h1><p>See <a href="#part">the part</a>'
        + (f', or <a data-document="{see}">the other one</a>' if see else "")
        + '.</p><table><tr><th scope="col">Head</th></tr><tr><td>Cell</td></tr></table>'
        + "".join(f'<div class="page"><p>Words of {name} on {number}.</p></div>' for number in range(2, pages + 1))
        + f'<h2 id="part">Part of {name}</h2><h3>Below it</h3>'
    )
    return PdfJob(f"{code}/{name}", _html(f"Title {name}", body, code, "single"), CSS)


def _front(sizes: Sizes, code: str = "en") -> PdfJob:
    """A front matter: contents, then a part for each document."""
    lines = "".join(f'<li><a href="#{name}--top">{name}</a></li>' for name, _ in sizes)
    parts = "".join(
        f'<h2 id="part-{name}">Part with {name}</h2><article id="{name}--top" data-title="Title {name}"></article>'
        + "<article></article>" * (pages - 1)
        for name, pages in sizes
    )
    body = f'<h1 id="kit">Kit</h1><ul>{lines}</ul>{parts}<p class="page">The back.</p>'
    return PdfJob("kit", _html("Kit", body, code, "kit"), CSS)


def _bound(front: Pdf, documents: dict[str, Pdf]) -> Pdf:
    return bind_booklet(Booklet("kit", front.data, tuple((name, made.data) for name, made in documents.items()), ()))


def _made(*documents: PdfJob, code: str = "en") -> tuple[Pdf, dict[str, Pdf]]:
    """The front matter of some documents, and these."""
    made = dict(zip((job.name.split("/")[1] for job in documents), printing.printed(*documents), strict=True))
    (front,) = printing.printed(_front([(name, each.pages) for name, each in made.items()], code))
    return front, made


@pytest.fixture(scope="module")
def parts() -> tuple[Pdf, dict[str, Pdf]]:
    """Of three documents, the first on an odd number of pages; each names the next, the last one no known one."""
    return _made(_document("a", pages=3, see="b"), _document("b", see="c"), _document("c", pages=1, see="elsewhere"))


@pytest.fixture(scope="module")
def booklet(parts: tuple[Pdf, dict[str, Pdf]]) -> Pdf:
    """These three bound."""
    return _bound(*parts)


@pytest.fixture(scope="module")
def arabic() -> Pdf:
    """An Arabic booklet of two documents, one of them in English."""
    return _bound(*_made(_document("a", "ar", see="b"), _document("b", "en"), code="ar"))


@pytest.fixture(params=["booklet", "arabic"])
def either(request: pytest.FixtureRequest) -> bytes:
    """The bytes of each of both booklets."""
    made: Pdf = request.getfixturevalue(request.param)
    return made.data


# -- pages -------------------------------------------------------------------------------------------------------------


def test_every_document_takes_the_place_of_its_sheets_and_the_booklet_numbers_them(booklet: Pdf):
    with structure.opened(booklet.data) as pdf:
        assert booklet.pages == len(pdf.pages) == 8
    words = structure.pages(booklet.data)
    for number, text in enumerate(words, start=1):
        assert f"sheet {number} of 8" in text
        assert text.count("sheet ") == 1, "the document's own foot is still there"
    assert [text.split("sheet")[0].strip() for text in words[2:4]] == [
        "Words of a on 2.",
        "Words of a on 3. Part of a Below it",
    ]
    assert "Title b" in words[4]
    assert "The back." in words[7]


def test_the_inner_margin_stays_inside(booklet: Pdf):
    """A right page that has become a left one moves, with what is on it; its heads and feet are made for its side."""
    with structure.opened(booklet.data) as pdf:
        named = structure.destinations(pdf)
        numbers = {sheet.objgen: number for number, sheet in enumerate(pdf.pages, start=1)}
        for name in "abc":
            where = named[f"{name}--top"]
            margin = float(where[2]) - float(where[0].MediaBox[0])
            inner, outer = 35 / 25.4 * 72, 10 / 25.4 * 72
            assert margin == pytest.approx(inner if numbers[where[0].objgen] % 2 else outer, abs=0.1), name
        for sheet in pdf.pages:
            assert float(sheet.MediaBox[2]) - float(sheet.MediaBox[0]) == pytest.approx(595.28, abs=0.1)


def test_a_sheet_lies_on_the_paper_wherever_the_page_has_moved_to(booklet: Pdf):
    with structure.opened(booklet.data) as pdf:
        for sheet in list(pdf.pages)[1:-1]:
            (shift,) = [
                float(operands[4])
                for operands, operator in pikepdf.parse_content_stream(sheet)[-4:]
                if str(operator) == "cm"
            ]
            assert shift == pytest.approx(float(sheet.MediaBox[0]), abs=0.001)


# -- structure ---------------------------------------------------------------------------------------------------------


def _contents(stream: object) -> Iterator[int]:
    """The numbers of all marked content of a page or a form."""
    for operands, operator in pikepdf.parse_content_stream(stream):  # type: ignore[arg-type]
        if str(operator) == "BDC" and "/MCID" in operands[1]:
            yield int(operands[1].MCID)


def _marked(pdf: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    """All marked content: the key of its page or form in the parent tree, and its number there."""
    for sheet in pdf.pages:
        for holder in (sheet.obj, *sheet.obj.Resources.XObject.values()):
            numbers = list(_contents(holder))
            assert "/StructParents" in holder or not numbers
            yield from ((int(holder.StructParents), number) for number in numbers)


def _claimed(element: pikepdf.Object) -> Iterator[tuple[int, int, pikepdf.Object]]:
    """All marked content that structure elements hold, in the same terms, with the element."""
    for kid in element.K:
        if isinstance(kid, int):
            yield int(element.Pg.StructParents), kid, element
        elif str(kid.get("/Type")) == "/MCR":
            yield int(kid.Stm.StructParents), int(kid.MCID), element
        elif "/S" in kid:
            assert kid.P.objgen == element.objgen
            yield from _claimed(kid)


def test_the_structure_holds_all_marked_content_once_and_the_parent_tree_knows_where(either: bytes):
    with structure.opened(either) as pdf:
        tree = pdf.Root.StructTreeRoot
        entries = list(tree.ParentTree.Nums)
        parents = {int(key): value for key, value in zip(entries[::2], entries[1::2], strict=True)}
        assert list(parents) == sorted(parents)
        assert int(tree.ParentTreeNextKey) > max(parents)
        marked = Counter(_marked(pdf))
        claimed = list(_claimed(tree.K[0]))
        assert set(marked.values()) == {1}
        assert Counter((key, number) for key, number, _ in claimed) == marked
        for key, number, element in claimed:
            assert parents[key][number].objgen == element.objgen
        assert sum(len(value) for value in parents.values() if isinstance(value, pikepdf.Array)) == len(claimed)


def test_every_link_is_in_the_structure(either: bytes):
    with structure.opened(either) as pdf:
        entries = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        parents = {int(key): value for key, value in zip(entries[::2], entries[1::2], strict=True)}
        links = [link for sheet in pdf.pages for link in sheet.get("/Annots", ())]
        assert links
        for link in links:
            element = parents[int(link.StructParent)]
            assert str(element.S) == "/Link"
            assert [kid.Obj.objgen for kid in element.K if not isinstance(kid, int) and "/Obj" in kid] == [link.objgen]


def test_cells_name_their_own_headers_by_ids_that_nobody_else_has(booklet: Pdf):
    with structure.opened(booklet.data) as pdf:
        entries = list(pdf.Root.StructTreeRoot.IDTree.Names)
        known = {str(key): value for key, value in zip(entries[::2], entries[1::2], strict=True)}
        cells = [item for item in structure.everything(pdf) if str(item.get("/S")) in ("/TH", "/TD")]
        headers = [cell for cell in cells if "/ID" in cell]
        assert len(known) == len({str(cell.ID) for cell in headers}) == len(headers) == 3
        for cell in cells:
            for name in cell.A.get("/Headers", ()):
                assert known[str(name)].P.P.objgen == cell.P.P.objgen, "a header of another table"


def test_a_document_of_another_language_says_so(arabic: Pdf):
    nodes = structure.tree(arabic.data).children[0].children
    titles = [number for number, node in enumerate(nodes) if node.tag == "H1"]
    assert [nodes[number].lang for number in titles] == ["ar", "ar", "en"]
    assert {node.lang for node in nodes[titles[2] : titles[2] + 3]} == {"en"}
    with structure.opened(arabic.data) as pdf:
        assert str(pdf.Root.Lang) == "ar"


def test_a_booklet_conforms_to_pdf_ua_and_has_its_own_title_and_language(either: bytes):
    assert [str(failure.rule_id) for failure in page.validate_pdf_bytes(either, profile="ua1").failures] == []
    with structure.opened(either) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Kit"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "/PieceInfo" not in pdf.Root
    assert all(structure.fonts(either).values())


# -- ways around -------------------------------------------------------------------------------------------------------


def _links(data: bytes) -> list[tuple[int, str, int]]:
    """Every link: the page it is on, the name of its destination, and the page that it leads to."""
    with structure.opened(data) as pdf:
        named = structure.destinations(pdf)
        numbers = {sheet.objgen: number for number, sheet in enumerate(pdf.pages, start=1)}
        return [
            (number, str(link.Dest), numbers[named[str(link.Dest)][0].objgen])
            for number, sheet in enumerate(pdf.pages, start=1)
            for link in sheet.get("/Annots", ())
        ]


def test_links_lead_to_other_documents_and_to_the_own_part_of_several_that_have_one(booklet: Pdf):
    assert _links(booklet.data) == [
        (1, "a--top", 2),
        (1, "b--top", 5),
        (1, "c--top", 7),
        (2, "a--part", 4),
        (2, "b--top", 5),
        (5, "b--part", 6),
        (5, "c--top", 7),
        (7, "c--part", 7),
    ]


def test_a_link_to_another_document_is_where_its_words_are(booklet: Pdf):
    with structure.opened(booklet.data) as pdf:
        own, other = pdf.pages[1].Annots
        assert str(other.Contents) == "Title b"
        (left, bottom, right, top), beside = (float(side) for side in other.Rect), [float(side) for side in own.Rect]
        assert beside[2] < left < right
        assert (bottom, top) == pytest.approx(tuple(sorted((beside[1], beside[3]))))


def test_in_its_own_file_a_name_of_another_document_is_no_link(parts: tuple[Pdf, dict[str, Pdf]]):
    data = parts[1]["a"].data
    assert _links(data) == [(1, "part", 3)]
    assert [node.tag for node in structure.tree(data).iter()].count("Link") == 1


def test_the_outline_goes_down_to_the_sections(booklet: Pdf):
    with structure.opened(booklet.data) as pdf, pdf.open_outline() as outline:
        numbers = {sheet.objgen: number for number, sheet in enumerate(pdf.pages, start=1)}

        def lines(items: Sequence[pikepdf.OutlineItem], depth: int = 0) -> Iterator[tuple[int, str, int]]:
            for item in items:
                yield depth, item.title, numbers[item.destination[0].objgen]  # type: ignore[index]
                yield from lines(item.children, depth + 1)

        found = list(lines(outline.root))
    wanted = [(0, "Kit", 1)]
    for name, first, last in (("a", 2, 4), ("b", 5, 6), ("c", 7, 7)):
        wanted += [(0, f"Part with {name}", first), (1, f"Title {name}", first), (2, f"Part of {name}", last)]
    assert found == wanted


# -- as the library prints it ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Pdf:
    """The kit of the small library in Arabic, with the templates of the library; its first document is a long one."""
    root = tools.small_library(tmp_path_factory.mktemp("small"), languages="[en, ar]")
    long = tools.policy("first-policy", "We answer every family within a week. " * 150)
    (root / "content/policy/first-policy.yaml").write_text(long, encoding="utf-8")
    reading = read(World.at(root), Timeline()).value
    assert reading is not None
    printer = Printer(reading.libraries["ar"], language("ar"), printing.TEMPLATES, site_url="https://school.example/")
    return printing.booklet(printer, reading.libraries["ar"].kits["small"], reading.documents["ar"])


def test_the_kit_of_a_library_says_on_which_page_each_document_begins(small: Pdf):
    assert small.warnings == ()
    assert [str(failure.rule_id) for failure in page.validate_pdf_bytes(small.data, profile="ua1").failures] == []
    with structure.opened(small.data) as pdf:
        numbers = {sheet.objgen: number for number, sheet in enumerate(pdf.pages, start=1)}
        named = structure.destinations(pdf)
        begins = [numbers[named[f"{name}--top"][0].objgen] for name in ("first-policy", "second-policy")]
    assert begins[1] - begins[0] >= 2
    contents = next(text for text in structure.pages(small.data) if "...." in text)
    for title, number in zip(("First policy", "Second policy"), begins, strict=True):
        assert re.search(rf"{title} ?\.+ ?{number}\b|\b{number} ?\.+ ?{title}", contents), contents


def test_the_code_that_leads_to_the_living_page_is_small_on_the_last_page_and_its_place_is_told(small: Pdf):
    with structure.opened(small.data) as pdf:
        (figure,) = [item for item in structure.everything(pdf) if item.get("/S") == pikepdf.Name.Figure]
        assert figure.Pg.objgen == pdf.pages[-1].objgen
        left, bottom, right, top = map(float, figure.A.BBox)
    millimetres = [side * 25.4 / 72 for side in (right - left, top - bottom)]
    assert millimetres == pytest.approx([27, 27], abs=0.1)
    with pdfium.PdfDocument(small.data) as pdf:
        drawn = [item.get_bounds() for item in pdf[len(pdf) - 1].get_objects([pdfium.raw.FPDF_PAGEOBJ_PATH])]
        inside = [box for box in drawn if left < box[0] and bottom < box[1] and box[2] < right and box[3] < top]
        assert [box for box in inside if box[2] - box[0] > 50]


def test_the_name_of_a_part_is_read_out_before_its_first_document(small: Pdf):
    tags = [node.tag for node in structure.tree(small.data).iter() if node.tag in ("H1", "H2", "H3")]
    assert tags[:5] == ["H1", "H2", "H2", "H3", "H2"]
    assert tags[5] == "H1"


# -- the same again, and not at all ------------------------------------------------------------------------------------


def test_the_same_parts_make_the_same_bytes_in_any_process(parts: tuple[Pdf, dict[str, Pdf]], booklet: Pdf):
    front, documents = parts
    job = Booklet("kit", front.data, tuple((name, made.data) for name, made in documents.items()), ())
    assert bind_booklet(job).data == booklet.data
    ((_, elsewhere),) = run_all(bind_booklet, [job], 1)
    assert isinstance(elsewhere, Pdf)
    assert elsewhere.data == booklet.data


def test_the_name_in_the_cache_depends_on_all_parts_and_their_order():
    def key(*parts: str) -> str:
        return Booklet("kit", b"", tuple((part, b"") for part in parts), ("front", *parts)).key()

    assert len({key("a", "b"), key("b", "a"), key("a"), key("a", "c")}) == 4


def test_a_booklet_that_lacks_a_document_is_not_made(parts: tuple[Pdf, dict[str, Pdf]]):
    front, documents = parts
    with pytest.raises(ValueError, match="1 sheets of the front matter have stayed empty"):
        _bound(front, {name: documents[name] for name in ("a", "b")})


def test_a_document_that_has_become_longer_does_not_fit(parts: tuple[Pdf, dict[str, Pdf]]):
    front, documents = parts
    with pytest.raises(ValueError, match="no room for c"):
        _bound(front, documents | {"c": documents["a"]})
