"""The page **Accessibility of our files**: every PDF of the site with its verdict, those that fail first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from partnerkit.model.artifacts import Artifact, BrokenRule
from partnerkit.model.document import Document
from partnerkit.model.editions import EDITION_LABELS
from partnerkit.model.kinds import DOCUMENT_KINDS
from partnerkit.model.locales import Language, language
from partnerkit.render.addresses import Place, document_page, kit_page
from partnerkit.render.cards import Shelf
from partnerkit.render.pdf_check import UNREAD
from partnerkit.wording import Words

_AREAS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("unread", "", lambda rule: rule == UNREAD),
    ("language", "7.2", lambda rule: "LANGUAGE" in rule),
    ("headings", "7.4", lambda rule: rule.startswith("HEADING-")),
    ("tables", "7.5", lambda rule: rule.startswith(("TABLE-", "TBODY-", "TD-", "TFOOT-", "TH-", "THEAD-", "TR-"))),
    ("lists", "7.6", lambda rule: rule.startswith(("L-", "LBODY-", "LI-", "TOC-", "TOCI-"))),
    ("pictures", "7.3", lambda rule: rule.startswith(("FIGURE-", "FORMULA-"))),
    ("fields", "7.18.4", lambda rule: rule.startswith(("FORM-", "WIDGET-", "DYNAMIC-"))),
    ("links", "7.18", lambda rule: rule.startswith(("ANNOTATION-", "LINK-", "MEDIA-", "PAGE-TABS-", "TRAPNET-"))),
    ("letters", "7.21", lambda rule: rule.startswith(("CID", "CMAP-", "FONT-", "NOTDEF-", "TRUETYPE-", "TYPE0-"))),
    ("title", "7.1", lambda rule: rule.startswith(("HEADER-", "ID-", "METADATA-", "VIEWER-"))),
    ("marks", "7.1", lambda rule: rule.startswith(("ARTIFACT-", "CONTENT-", "STRUCT-", "SUSPECTS-", "TAGGED-"))),
    ("other", "", lambda _: True),
)
"""Areas of ISO 14289-1 with their clause, and which rules of the checker belong there; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A rule that a file breaks, in plain words, with where it stands in the standard and what the checker says."""

    plain: str
    clause: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class FileLink:
    """One file: ``name`` is the name of its language, in this language."""

    name: str
    lang: str
    dir: str
    href: str
    flaws: list[Flaw]


@dataclass(frozen=True, slots=True)
class FileSet:
    """The files of a row that are made in one way, in all their languages; ``label`` is empty for the usual way."""

    label: str
    files: list[FileLink]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A document or a kit with all its files; ``title`` may be in another language than the page."""

    title: str
    lang: str
    dir: str
    href: str
    passed: int
    total: int
    sets: list[FileSet]


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """The rows of one kind."""

    id: str
    title: str
    rows: list[LedgerRow]

    @property
    def total(self) -> int:
        """How many files it has."""
        return sum(row.total for row in self.rows)

    @property
    def passed(self) -> int:
        """How many of them pass."""
        return sum(row.passed for row in self.rows)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that the page shows; ``checkers`` is one program, or two where a version has changed meanwhile."""

    groups: list[LedgerGroup]
    checkers: list[str]

    @property
    def total(self) -> int:
        """How many files there are."""
        return sum(group.total for group in self.groups)

    @property
    def passed(self) -> int:
        """How many of them pass."""
        return sum(group.passed for group in self.groups)

    @property
    def failing(self) -> list[tuple[LedgerRow, FileSet, FileLink]]:
        """Every file that does not pass."""
        return [
            (row, made, file)
            for group in self.groups
            for row in group.rows
            for made in row.sets
            for file in made.files
            if file.flaws
        ]


def ledger(words: Words, place: Place, shelf: Shelf, documents: Mapping[str, Document]) -> Ledger:
    """The page in one language."""
    found: dict[str, list[Artifact]] = {}
    for artifact in shelf.artifacts:
        if artifact.verdict:
            found.setdefault(artifact.id, []).append(artifact)
    groups = [LedgerGroup("kits", words.ui("kits-title"), list(_kits(words, place, shelf, found)))]
    for kind in DOCUMENT_KINDS:
        here = [documents[one.id] for one in words.library.of_kind(kind) if one.id in documents]
        groups.append(LedgerGroup(kind, words.ui(f"kinds-{kind}"), list(_documents(words, place, shelf, found, here))))
    checkers = {artifact.verdict.checker for artifact in shelf.artifacts if artifact.verdict}
    return Ledger([group for group in groups if group.rows], sorted(checkers))


def _kits(words: Words, place: Place, shelf: Shelf, found: Mapping[str, list[Artifact]]) -> Iterator[LedgerRow]:
    for kit in words.library.kits.values():
        if files := found.get(kit.id):
            spoken = language(kit.title.lang)
            yield _row(words, place, shelf, files, (words.words(kit.title), spoken, kit_page(kit.id)))


def _documents(
    words: Words, place: Place, shelf: Shelf, found: Mapping[str, list[Artifact]], documents: Iterable[Document]
) -> Iterator[LedgerRow]:
    for document in documents:
        if files := found.get(document.id):
            about = document.title, document.title_language, document_page(document.id)
            yield _row(words, place, shelf, files, about)


def _row(
    words: Words, place: Place, shelf: Shelf, files: list[Artifact], about: tuple[str, Language, str]
) -> LedgerRow:
    title, spoken, address = about
    order = {one.code: number for number, one in enumerate(shelf.languages)}
    usual = shelf.source.workspace.paper
    ways = [usual, *EDITION_LABELS]
    files = sorted(files, key=lambda file: (ways.index(file.variant), order[file.language]))
    sets = [
        FileSet(words.ui(EDITION_LABELS[way]) if way != usual else "", [_link(words, place, file) for file in made])
        for way, made in groupby(files, key=lambda file: file.variant)
    ]
    passed = sum(file.verdict is not None and file.verdict.passed for file in files)
    return LedgerRow(title, spoken.code, spoken.dir, place.to_page(address), passed, len(files), sets)


def _link(words: Words, place: Place, file: Artifact) -> FileLink:
    spoken = language(file.language)
    broken = file.verdict.broken if file.verdict else ()
    flaws = [_flaw(words, one) for one in broken]
    return FileLink(spoken.name, spoken.code, spoken.dir, place.to_file(file.path), flaws)


def _flaw(words: Words, broken: BrokenRule) -> Flaw:
    name = broken.rule.removeprefix("PDFUA1-")
    area, clause = next((area, clause) for area, clause, fits in _AREAS if fits(name))
    return Flaw(words.ui(f"flaw-{area}"), clause, broken.rule, broken.message)
