"""Kit booklets: the finished PDFs of documents bound into one tagged file. The only module that imports pikepdf.

Setting a document takes thirty times as long as binding it, so a booklet is never set as a whole. WeasyPrint makes
its front matter, which holds an empty sheet for every page of every document: that way the contents know their page
numbers, and heads and feet are those of the booklet. Here each sheet gives way to the page of the document, whose own
heads and feet are taken away, and everything that speaks of pages is joined: structure tree, outline, destinations.
Where the front matter is archival (PDF/A-3a), so is the booklet: it then carries the sources of all documents.

What a document must bring (``pdf_repairs`` sees to it): heads and feet marked as pagination, ids that differ from those
of every other document, and notes of the places where it names other documents.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from partnerkit.render.pdf import TOP, in_booklet

_PAGINATION = re.compile(rb"/Artifact\s<</Type /Pagination>>\sBDC\s.*?\sEMC\s", re.DOTALL)
_NO_SHIFT = 0.01
"""Points."""
_PRINTED = 4
"""The flag of an annotation that archival files want (ISO 19005-3 6.3.2)."""


def bound(front: bytes, documents: Sequence[tuple[str, bytes]]) -> tuple[bytes, int]:
    """Bind documents into their front matter.

    Args:
        front: a PDF in which an ``article`` stands for each page of each document, in order.
        documents: the id and the PDF of each.

    Returns:
        The booklet, and how many pages it has.

    Raises:
        ValueError: when the front matter was made for other documents, or is archival and one of them is not.
    """
    with ExitStack() as open_files:
        book = _Book(open_files.enter_context(pikepdf.open(io.BytesIO(front))))
        for name, data in documents:
            # Open until the end: what is copied from a file is read only when the booklet is written.
            book.bind(name, open_files.enter_context(pikepdf.open(io.BytesIO(data))))
        return book.finished(), len(book.pdf.pages)


Object = Any
"""An object of a PDF; pikepdf cannot say more of its type."""


class _Book:
    """A booklet while documents are bound into it."""

    def __init__(self, front: Pdf) -> None:
        self.pdf = front
        self.tree = front.Root.StructTreeRoot
        self.top = self.tree.K[0]
        self.parents = dict(_pairs(self.tree.ParentTree.Nums))
        self.key = max(int(key) for key in self.parents) + 1
        self.ids = dict(_named(self.tree.get("/IDTree")))
        self.names = dict(_named(front.Root.Names.Dests))
        self.numbers = {page.objgen: number for number, page in enumerate(front.pages)}
        self.sheets = [kid for kid in self.top.K if str(kid.S) == "/Art"]
        self.kids: dict[tuple[int, int], list[Object]] = {}
        self.placed: dict[tuple[int, int], Object] = {}
        self.stamps: dict[tuple[int, int], Object] = {}
        self.titles: dict[str, str] = {}
        self.outlines: list[list[pikepdf.OutlineItem]] = []
        self.pictures: dict[tuple[bytes, bytes], Object] = {}
        self.references: list[tuple[str, Object, Object, Object]] = []
        self.archival = _is_archival(front)
        self.attached = dict(_named(front.Root.Names.get("/EmbeddedFiles"))) if self.archival else {}

    def bind(self, name: str, source: Pdf) -> None:
        """Put a document in the place of the next sheets."""
        sheets, self.sheets = self.sheets[: len(source.pages)], self.sheets[len(source.pages) :]
        if len(sheets) != len(source.pages):
            raise ValueError(f"the front matter has no room for {name}")
        if self.archival:
            self._take_sources(name, source)
        shift = self._shift(name, source)
        pages = [
            self._place(sheet, page, shift * (-1) ** number)
            for number, (sheet, page) in enumerate(zip(sheets, source.pages, strict=True))
        ]
        self._graft(sheets, source)
        self._take_names(name, source, pages)
        self.titles[name] = str(source.docinfo[Name.Title])
        self.outlines.append(_outline_below_title(source, pages))
        for note in _notes(source):
            element = self.pdf.copy_foreign(note.Element)
            self.references.append((str(note.Document), element, pages[int(note.Page)], Array(note.Rect)))

    def _shift(self, name: str, source: Pdf) -> float:
        """How much further to the right a document's first page begins in its own file than here, in points.

        Inner margins are wider than outer ones, so it is not zero where a right page has become a left one.
        """
        own = dict(_named(source.Root.Names.Dests))[TOP]
        return float(own[2]) - float(self.names[in_booklet(name)][2])

    def _take_sources(self, name: str, source: Pdf) -> None:
        """What a document is made from (ISO 19005-3 6.8); only what is archival itself may be in an archival file."""
        if not _is_archival(source):
            raise ValueError(f"the front matter is archival, and {name} is not")
        self.attached |= {key: self.pdf.copy_foreign(file) for key, file in _named(source.Root.Names.EmbeddedFiles)}

    # -- pages ---------------------------------------------------------------------------------------------------------

    def _place(self, sheet: Object, page: pikepdf.Page, shift: float) -> Object:
        """A page of a document in the place of a sheet, with the sheet's heads and feet.

        The page itself stays where it is, with all its links; where it must move, the paper moves under it.
        """
        blank = self.pdf.pages[self.numbers[sheet.Pg.objgen]].obj
        self.pdf.pages[self.numbers[sheet.Pg.objgen]] = page
        placed: Object = self.pdf.pages[self.numbers[sheet.Pg.objgen]].obj
        stamp = self._stamp(blank)
        text = _PAGINATION.sub(b"", page.Contents.read_bytes())
        across = shift if abs(shift) > _NO_SHIFT else 0
        drawn = b"q\n%s\nQ\nq\n1 0 0 1 %.4f 0 cm\n/Sheet Do\nQ\n" % (text, across)
        placed.Contents = self.pdf.make_stream(drawn)
        # All pages of a file share one dictionary of resources, and have a sheet each.
        placed.Resources = Dictionary(placed.Resources)
        placed.Resources.XObject = Dictionary(placed.Resources.XObject)
        self._share_pictures(placed.Resources.XObject)
        placed.Resources.XObject.Sheet = stamp
        # Every file brings the same colour spaces, an archival one with their profile.
        placed.Resources.ColorSpace = blank.Resources.ColorSpace
        for box in (Name.MediaBox, Name.TrimBox, Name.BleedBox):
            left, bottom, right, top = placed[box]
            placed[box] = Array([float(left) + across, bottom, float(right) + across, top])
        placed.StructParents = int(placed.StructParents) + self.key
        for annotation in placed.get("/Annots", ()):
            annotation.StructParent = int(annotation.StructParent) + self.key
        self.placed[blank.objgen] = placed
        self.stamps[blank.objgen] = stamp
        return placed

    def _share_pictures(self, drawn: Object) -> None:
        """A picture that many documents show, such as a logo, is kept once."""
        for name, item in drawn.items():
            if item.get("/Subtype") == "/Image":
                mask = item.get("/SMask")
                key = item.read_raw_bytes(), mask.read_raw_bytes() if mask is not None else b""
                drawn[name] = self.pictures.setdefault(key, item)

    def _stamp(self, blank: Object) -> Object:
        """What is printed on a sheet: its heads and feet, and the name of the part that begins there."""
        stamp = self.pdf.make_stream(
            blank.Contents.read_bytes(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=blank.MediaBox,
            Resources=blank.Resources,
        )
        if len(self.parents[int(blank.StructParents)]):
            stamp.StructParents = blank.StructParents
        else:
            del self.parents[int(blank.StructParents)]
        return stamp

    # -- structure -----------------------------------------------------------------------------------------------------

    def _graft(self, sheets: Sequence[Object], source: Pdf) -> None:
        """A document's structure in the place of the sheet that it begins on; its elements say their language."""
        tree = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        kids = list(tree.K[0].K)
        for kid in kids:
            kid.P = self.top
        for sheet in sheets:
            self.kids[sheet.objgen] = []
        self.kids[sheets[0].objgen] = kids
        entries = dict(_pairs(tree.ParentTree.Nums))
        self.parents |= {int(key) + self.key: value for key, value in entries.items()}
        self.key += max(int(key) for key in entries) + 1
        self.ids |= dict(_named(tree.get("/IDTree")))

    def _read_from_stamp(self, element: Object) -> None:
        """Let the structure of a part's title find its words, which are no longer in the page itself."""
        blank = element.Pg.objgen
        element.Pg = self.placed[blank]
        kids = list(element.K)
        for number, kid in enumerate(kids):
            if isinstance(kid, int):
                kids[number] = Dictionary(Type=Name.MCR, Pg=element.Pg, Stm=self.stamps[blank], MCID=kid)
            else:
                self._read_from_stamp(kid)
        element.K = Array(kids)

    # -- ways around ---------------------------------------------------------------------------------------------------

    def _take_names(self, name: str, source: Pdf, pages: Sequence[Object]) -> None:
        here = {page.objgen: placed for page, placed in zip(source.pages, pages, strict=True)}
        for own, target in _named(source.Root.Names.Dests):
            self.names[in_booklet(name, own)] = Array([here[target[0].objgen], *list(target)[1:]])
        for page in pages:
            for annotation in page.get("/Annots", ()):
                if Name.Dest in annotation:
                    annotation.Dest = String(in_booklet(name, str(annotation.Dest)))

    def _link(self, target: str, element: Object, page: Object, place: Object) -> None:
        """Make a place where a document names another one a link (ISO 14289-1 7.18.5)."""
        annotation = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=place,
                BS=Dictionary(W=0),
                F=_PRINTED,
                Contents=String(self.titles[target]),
                Dest=String(in_booklet(target)),
                StructParent=self.key,
            )
        )
        page.Annots = Array([*page.get("/Annots", ()), annotation])
        reference = Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)
        element.S = Name.Link
        element.K = Array([reference, *element.K])
        self.parents[self.key] = element
        self.key += 1

    def _join_outlines(self) -> None:
        with self.pdf.open_outline() as outline:
            titles = [title for part in outline.root for title in part.children]
            for title, below in zip(titles, self.outlines, strict=True):
                title.children.extend(below)
            for item in (*outline.root, *titles):
                target = item.destination
                if isinstance(target, Array) and target[0].objgen in self.placed:
                    item.destination = Array([self.placed[target[0].objgen], *list(target)[1:]])

    # -- the end -------------------------------------------------------------------------------------------------------

    def finished(self) -> bytes:
        """The booklet as a file.

        Raises:
            ValueError: when sheets are left that no document has filled.
        """
        if self.sheets:
            raise ValueError(f"{len(self.sheets)} sheets of the front matter have stayed empty")
        for target, element, page, place in self.references:
            if target in self.titles:
                self._link(target, element, page, place)
        self._join_outlines()
        for kid in self.top.K:
            if kid.objgen not in self.kids and kid.Pg.objgen in self.placed:
                self._read_from_stamp(kid)
        self.top.K = Array([new for kid in self.top.K for new in self.kids.get(kid.objgen, [kid])])
        for target in self.names.values():
            if target[0].objgen in self.placed:
                target[0] = self.placed[target[0].objgen]
        self.pdf.Root.Names.Dests = self._name_tree(self.names)
        if self.attached:
            self.pdf.Root.Names.EmbeddedFiles = self._name_tree(self.attached)
            self.pdf.Root.AF = Array([file for _, file in sorted(self.attached.items())])
        self.tree.ParentTree.Nums = Array([part for key in sorted(self.parents) for part in (key, self.parents[key])])
        self.tree.ParentTreeNextKey = self.key
        if self.ids:
            self.tree.IDTree = self._name_tree(self.ids)
        written = io.BytesIO()
        self.pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return written.getvalue()

    def _name_tree(self, named: dict[str, Object]) -> Object:
        """A name tree of one node; its keys are sorted (ISO 32000-1 7.9.6), and ids of ours are ASCII."""
        pairs = sorted((bytes(String(name)), value) for name, value in named.items())
        return self.pdf.make_indirect(
            Dictionary(Names=Array([p for key, value in pairs for p in (String(key), value)]))
        )


def _is_archival(pdf: Pdf) -> bool:
    return pdf.open_metadata().pdfa_status == "3A"


def _pairs(flat: Object) -> Iterator[tuple[int, Object]]:
    """The entries of a number tree of one node."""
    entries = list(flat)
    return zip((int(key) for key in entries[::2]), entries[1::2], strict=True)


def _named(tree: Object | None) -> Iterator[tuple[str, Object]]:
    """The entries of a name tree of one node."""
    entries = [] if tree is None else list(tree.Names)
    return zip((str(key) for key in entries[::2]), entries[1::2], strict=True)


def _notes(source: Pdf) -> list[Object]:
    """Where a document names other documents."""
    own = source.Root.get("/PieceInfo")
    return [] if own is None else list(own.Partnerkit.Private)


def _outline_below_title(source: Pdf, pages: Sequence[Object]) -> list[pikepdf.OutlineItem]:
    """The sections of a document, without what is below them."""
    here = {page.objgen: placed for page, placed in zip(source.pages, pages, strict=True)}
    items: list[Object] = []
    with source.open_outline() as outline:
        items += [item for title in outline.root for item in title.children]
    return [
        pikepdf.OutlineItem(item.title, Array([here[item.destination[0].objgen], *list(item.destination)[1:]]))
        for item in items
    ]
