"""PDF files by WeasyPrint: the only module that imports it. Booklets are bound out of such files by ``pdf_merge``.

Runs in worker processes that keep one font configuration each: a new one for every document would cost a fifth more
time and leak memory. Nothing is fetched: a stylesheet or image that is not handed over does not exist.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import logging
import os
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

PDF_VARIANT = "pdf/ua-1"
ARCHIVAL_VARIANT = "pdf/a-3a"
"""For a file that carries what it was made from; ``pdf_archive`` makes it PDF/UA-1 as well."""
ASSET = "asset:"
"""How the address of a picture begins that is handed over with a page."""
_OWN_CODE = ("pdf.py", "pdf_archive.py", "pdf_repairs.py", "pdf_fields.py")
SYSTEM_LIBRARIES = {
    "libpango-1.0-0": ("pango-1.0", "libpango-1.0.so.0"),
    "libpangoft2-1.0-0": ("pangoft2-1.0", "libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": ("harfbuzz-subset", "libharfbuzz-subset.so.0"),
}
"""The Debian packages that WeasyPrint needs, with the library that each of them holds."""


@dataclass(frozen=True, slots=True)
class AttachedSource:
    """A text file that a PDF carries, for whoever wants to make it again or change it.

    Attributes:
        name: its file name, such as ``school-family-agreement.yaml``.
        about: what it is, for the list of attachments in a reader's program.
        data: its bytes.
    """

    name: str
    about: str
    data: bytes

    @property
    def mark(self) -> str:
        """It in short; two equal ones have equal marks."""
        return "\0".join((self.name, self.about, hashlib.sha256(self.data).hexdigest()))


@dataclass(frozen=True, slots=True)
class PdfJob:
    """Everything a PDF is made of; two equal jobs make equal bytes.

    Attributes:
        name: what to call it in messages, such as ``es/school-family-agreement``.
        html: a whole page with its title and language.
        css: the stylesheet.
        fillable: whether what can be filled in becomes a field.
        assets: its pictures, each by the name that follows ``asset:`` in the page, and its bytes.
        sources: what to attach; with it the file is PDF/A-3a and PDF/UA-1, without it PDF/UA-1 only, as a file with
            fields to fill in has to be.
    """

    name: str
    html: str
    css: str
    fillable: bool = False
    assets: tuple[tuple[str, bytes], ...] = ()
    sources: tuple[AttachedSource, ...] = ()

    @property
    def size(self) -> int:
        """How much work it is, by a measure of its own."""
        return len(self.html)

    def key(self, fonts: str, engine: str) -> str:
        """The name of this PDF in a cache."""
        pictures = (f"{name} {hashlib.sha256(data).hexdigest()}" for name, data in self.assets)
        marks = (*(source.mark for source in self.sources), *pictures, *(["fillable"] if self.fillable else []))
        parts = (self.html, self.css, fonts, engine, *marks)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Booklet:
    """Everything that a kit's booklet is bound out of.

    Attributes:
        name: what to call it in messages, such as ``es/kits/starter``.
        front: its front matter, with an empty sheet for each page of each document.
        documents: the id and the finished PDF of each document, in order.
        keys: the names of the front matter and of all documents in the cache.
    """

    name: str
    front: bytes
    documents: tuple[tuple[str, bytes], ...]
    keys: tuple[str, ...]

    @property
    def size(self) -> int:
        """How much work it is, by a measure of its own."""
        return sum(len(data) for _, data in self.documents)

    def key(self) -> str:
        """The name of this booklet in a cache."""
        own = hashlib.sha256((Path(__file__).parent / "pdf_merge.py").read_bytes()).hexdigest()
        parts = (*self.keys, *(name for name, _ in self.documents), f"pikepdf {version('pikepdf')}", own)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF with its number of pages, and what WeasyPrint complained about."""

    data: bytes
    pages: int
    warnings: tuple[str, ...] = ()


def start_worker(fonts_conf: str) -> None:
    """Prepare a worker process: fontconfig reads its file only once, before WeasyPrint is imported."""
    os.environ["FONTCONFIG_FILE"] = fonts_conf
    # WeasyPrint reads this for the dates of a file; the document's own are in its metadata.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    import weasyprint  # noqa: F401  # now, so that it is not among what each document leaves behind


def render_pdf(job: PdfJob) -> Pdf:
    """Make one PDF. Runs in a worker prepared by ``start_worker``."""
    import weasyprint

    from partnerkit.render.pdf_archive import archive
    from partnerkit.render.pdf_repairs import repaired

    variant = ARCHIVAL_VARIANT if job.sources else PDF_VARIANT
    complaints: list[str] = []
    with _listening(complaints), repaired(job.name) as finisher:
        fonts = _font_configuration()
        fetcher = _only(job.assets)
        stylesheet, found = _stylesheet(job.css)
        complaints += found
        page = weasyprint.HTML(string=job.html, url_fetcher=fetcher)
        document = page.render(stylesheets=[stylesheet], font_config=fonts, pdf_variant=variant, pdf_forms=job.fillable)

        def finish(document: Any, pdf: Any) -> None:
            finisher(document, pdf)
            if job.sources:
                archive(pdf)

        data = document.write_pdf(
            pdf_variant=variant,
            pdf_forms=job.fillable,
            pdf_identifier=job.name.encode(),
            attachments=_attachments(job.sources, document.metadata.modified),
            finisher=finish,
            custom_metadata=True,
        )
    return Pdf(data, len(document.pages), tuple(complaints))


def _attachments(sources: tuple[AttachedSource, ...], day: str | None) -> list[Any]:
    """Sources as WeasyPrint attaches them, in the order of their names, as of the day of the document."""
    import weasyprint

    when = datetime.fromisoformat(day or "1970-01-01")
    return [
        weasyprint.Attachment(
            string=source.data,
            url_fetcher=_only(()),
            name=source.name,
            description=source.about,
            created=when,
            modified=when,
            relationship="Source",
        )
        for source in sorted(sources, key=lambda source: source.name)
    ]


def bind_booklet(booklet: Booklet) -> Pdf:
    """Make the PDF of a kit out of finished PDFs. Needs no preparation of its process."""
    from partnerkit.render.pdf_merge import bound

    return Pdf(*bound(booklet.front, booklet.documents))


TOP = "top"
"""The id of the title of every document."""


def in_booklet(document: str, name: str = TOP) -> str:
    """What a place in a document is called in a booklet, where many documents have one of the same name."""
    return f"{document}--{name}"


def _only(assets: tuple[tuple[str, bytes], ...]) -> Any:
    """A fetcher of what is handed over, and of nothing else.

    It knows no protocol: WeasyPrint warns of every refusal, and a warning fails the build.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    held = {f"{ASSET}{name}": data for name, data in assets}

    class Held(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, held[url]) if url in held else super().fetch(url, headers)

    return Held(allowed_protocols=())


@cache
def _font_configuration() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=8)
def _stylesheet(css: str) -> tuple[CSS, tuple[str, ...]]:
    """A stylesheet with what WeasyPrint complains about in it.

    The documents of a language share one, and it takes as long to read as half a page takes to set.
    """
    import weasyprint

    complaints: list[str] = []
    with _listening(complaints):
        sheet = weasyprint.CSS(string=css, font_config=_font_configuration(), url_fetcher=_only(()))
    return sheet, tuple(complaints)


class _Listener(logging.Handler):
    def __init__(self, complaints: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.complaints = complaints

    def emit(self, record: logging.LogRecord) -> None:
        self.complaints.append(record.getMessage())


class _listening:
    """Collect WeasyPrint's warnings while one document is made."""

    def __init__(self, complaints: list[str]) -> None:
        self.handler = _Listener(complaints)
        self.logger = logging.getLogger("weasyprint")

    def __enter__(self) -> None:
        self.before = self.logger.handlers, self.logger.propagate, self.logger.level
        self.logger.handlers, self.logger.propagate = [self.handler], False
        self.logger.setLevel(logging.WARNING)

    def __exit__(self, *exc: object) -> None:
        self.logger.handlers, self.logger.propagate, level = self.before
        self.logger.setLevel(level)


def engine_version() -> str:
    """The versions of everything whose change could change a byte of a PDF."""
    libraries = (
        ("pango-1.0", "libpango-1.0.so.0", "pango_version_string"),
        ("harfbuzz", "libharfbuzz.so.0", "hb_version_string"),
    )
    native = [f"{name} {_native_version(name, file, call)}" for name, file, call in libraries]
    python = [f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools")]
    own = hashlib.sha256(b"".join((Path(__file__).parent / name).read_bytes() for name in _OWN_CODE)).hexdigest()[:16]
    return ", ".join([*python, *native, f"zlib {zlib.ZLIB_RUNTIME_VERSION}", f"partnerkit {own}"])


def _native_version(name: str, file: str, call: str) -> str:
    for candidate in (file, ctypes.util.find_library(name)):
        try:
            function = getattr(ctypes.CDLL(candidate), call) if candidate else None
        except (OSError, AttributeError):
            continue
        if function is not None:
            function.restype = ctypes.c_char_p
            return str(function().decode())
    return "unknown"


def missing_libraries() -> list[str]:
    """The Debian packages that are not installed and that WeasyPrint needs."""
    return [package for package, names in SYSTEM_LIBRARIES.items() if not _loads(*names)]


def _loads(name: str, file: str) -> bool:
    for candidate in (file, ctypes.util.find_library(name)):
        try:
            if candidate and ctypes.CDLL(candidate):
                return True
        except OSError:
            continue
    return False


def font_fingerprint(folder: Path) -> str:
    """A checksum over every font and the font configuration."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in (".ttf", ".conf"):
            digest.update(path.name.encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
