"""Stage 8, package: kits as folders to take away, and the list of every file with its checksum.

Archives are deterministic: entries in a fixed order, with a fixed date and without compression, whose result depends
on the version of zlib (nearly all of the bytes are PDF, compressed already).
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from itertools import groupby

from partnerkit.model.artifacts import REVIEWS, Artifact, Format, download_path
from partnerkit.model.catalogue import MANIFEST_VERSION, Downloads, FileRecord, as_bytes
from partnerkit.model.definition import Audience, Definition
from partnerkit.model.editions import EDITION_LABELS, ONLINE, WHOLE, WORD, edition_of
from partnerkit.model.library import Library
from partnerkit.model.locales import Language
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import SOURCE_LANGUAGE
from partnerkit.model.vocabulary import Kit
from partnerkit.wording import Words

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DOCUMENTS = "documents"
_HANDOUTS = "handouts"
_WORD = "word"
_TEXT = "text"
_CALENDARS = "calendars"
_SURVEYS = "surveys"
_WORKBOOKS = "workbooks"
_LABELS = {
    **EDITION_LABELS,
    _DOCUMENTS: "documents",
    _WORD: "word-file",
    _WORKBOOKS: "workbook-file",
    _TEXT: "plain-text",
    _CALENDARS: "calendar-files",
    _SURVEYS: "survey-files",
}
"""What the folders of a kit are called on its start page, by the id of an interface string."""


def kit_folder(
    kit: Kit, library: Library, spoken: Language, artifacts: Mapping[str, Artifact], catalogs: Iterable[SourceFile]
) -> Artifact | None:
    """A kit as one zip: booklets, documents in order and in each edition, handouts, Word files, workbooks, texts,
    calendars, online forms, its catalogue, sources, a start page, checksums.

    None where the booklet or a document is missing.

    Args:
        kit: the kit.
        library: the localized library.
        spoken: the language of the kit.
        artifacts: the files made so far, by path.
        catalogs: the PO files of the language.
    """
    words = Words(library, spoken, library.workspace.values)
    files = kit_files(kit, spoken, artifacts)
    if f"{kit.id}.pdf" not in files or not all(_place(kit, name) in files for name in kit.documents):
        return None
    entries = {name: file.data for name, file in files.items()}
    if catalogue := artifacts.get(download_path("kit", kit.id, spoken.code, "json")):
        entries["kit.json"] = catalogue.data
    for name in (kit.id, *kit.documents):
        if source := library.sources.get(name):
            entries[f"source/{source.path}"] = source.data
    wanted = {kit.id, *kit.documents}
    for catalog in catalogs:
        if catalog.path.rsplit("/", 1)[-1].removesuffix(".po") in wanted:
            entries[f"source/{catalog.path}"] = catalog.data
    entries["README.txt"] = _start_page(kit, words, entries).encode()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(entries.items()))
    entries["SHA256SUMS"] = sums.encode()
    return Artifact(
        path=download_path("kit", kit.id, spoken.code, "zip"),
        subject="kit",
        id=kit.id,
        language=spoken.code,
        format="zip",
        variant=library.workspace.paper,
        title=words.words(kit.title),
        data=zipped({f"{kit.id}/{name}": data for name, data in entries.items()}),
        behind=any(file.behind for file in files.values()),
    )


def kit_files(kit: Kit, spoken: Language, artifacts: Mapping[str, Artifact]) -> dict[str, Artifact]:
    """The files of a kit by their names in its folder: booklets, documents in each edition, handouts, Word files,
    workbooks, texts, calendars, online forms.

    A document that has no file in this language comes in the source language.
    """

    def booklet(edition: str, format_: Format = "pdf") -> Artifact | None:
        return artifacts.get(download_path("kit", kit.id, spoken.code, format_, edition))

    def file(document_id: str, edition: str = "", format_: Format = "pdf") -> Artifact | None:
        codes = (spoken.code, SOURCE_LANGUAGE)
        paths = [download_path("document", document_id, code, format_, edition) for code in codes]
        return next((artifacts[path] for path in paths if path in artifacts), None)

    found: dict[str, Artifact | None] = {}
    for edition in ("", *(edition for edition in kit.makes if edition in WHOLE)):
        found[f"{edition_of(kit.id, edition)}.pdf"] = booklet(edition)
    for edition in ("", *(edition for edition in kit.makes if edition != WORD)):
        found |= {_place(kit, name, edition): file(name, edition) for name in kit.documents}
    for handout in kit.handouts:
        name = edition_of(handout.document, handout.style)
        found[f"{_HANDOUTS}/{name}.pdf"] = file(handout.document, handout.style)
    found[f"{kit.id}.docx"] = booklet("", "docx")
    found[f"{kit.id}.epub"] = booklet("", "epub")
    found[f"{_TEXT}/{kit.id}.txt"] = booklet("", "txt")
    for name in kit.documents:
        found[_place(kit, name, _WORD, "docx")] = file(name, format_="docx")
        found[_place(kit, name, _WORKBOOKS, "xlsx")] = file(name, format_="xlsx")
        found[_place(kit, name, _TEXT, "txt")] = file(name, format_="txt")
        for tool, suffix in ONLINE.items():
            found[_place(kit, name, _SURVEYS, suffix, tool)] = file(name, tool, suffix)
        for edition in ("", *Audience):
            found[f"{_CALENDARS}/{edition_of(name, edition)}.ics"] = file(name, edition, "ics")
    found[f"{_CALENDARS}/{edition_of(kit.id, REVIEWS)}.ics"] = booklet(REVIEWS, "ics")
    return {name: artifact for name, artifact in found.items() if artifact}


def _place(kit: Kit, document_id: str, folder: str = "", format_: Format = "pdf", edition: str = "") -> str:
    """Where a document's file is in the folder of a kit."""
    name = edition_of(document_id, edition)
    return f"{folder or _DOCUMENTS}/{kit.documents.index(document_id) + 1:02}-{name}.{format_}"


def _start_page(kit: Kit, words: Words, entries: Mapping[str, bytes]) -> str:
    """What to read first, as plain text that opens anywhere."""
    lines = [words.words(kit.title), "=" * len(words.words(kit.title)), "", words.words(kit.purpose), ""]
    lines += [words.ui("how-to-use-this-kit"), ""]
    lines += [f"{number}. {words.words(step.text)}" for number, step in enumerate(kit.steps, start=1)]
    lines += ["", words.ui("contents"), ""]
    for folder, names in groupby(sorted(entries), lambda name: name.partition("/")[0]):
        label = _LABELS.get(folder)
        lines += [*(["", words.ui(label)] if label else []), *names]
    lines += ["", words.ui("licence-line"), ""]
    return "\r\n".join(lines)


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """Files as an archive; the same files make the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(entries.items()):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, data)
    return buffer.getvalue()


def source_artifacts(library: Library) -> list[Artifact]:
    """The YAML file of every document, so that each page can offer its source."""
    return [
        Artifact(
            path=f"downloads/source/{document_id}.yaml",
            subject="document",
            id=document_id,
            language=source_language,
            format="yaml",
            variant="source",
            title=str(document.title),
            data=_for_readers(document, library.sources[document_id].data),
        )
        for document_id, document in library.documents.items()
        if document_id in library.offered
        for source_language in (document.title.lang,)
    ]


def _for_readers(document: Definition, data: bytes) -> bytes:
    """A definition as it is given away: without the notes that are for its author alone."""
    return _FOR_AUTHORS.sub(b"", data) if document.to_review or document.leftover else data


_FOR_AUTHORS = re.compile(rb"^(?:to_review|leftover):.*(?:\n(?:[ \t\-\]}].*)?(?=\n|\Z))*\n?", re.MULTILINE)
"""A key at the left edge, and the lines below it that are a part of it."""


def manifest(artifacts: Iterable[Artifact]) -> bytes:
    """``downloads.json``: every file with what it is, its size and its checksum."""
    files = tuple(FileRecord.of(artifact) for artifact in sorted(artifacts, key=lambda artifact: artifact.path))
    return as_bytes(Downloads(version=MANIFEST_VERSION, files=files))
