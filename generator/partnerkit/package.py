"""Stage 8, package: kits as folders to take away, and the list of every file with its checksum.

Archives are deterministic: entries in a fixed order, with a fixed date and without compression, whose result depends
on the version of zlib (nearly all of the bytes are PDF, compressed already).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping

from partnerkit.model.artifacts import Artifact, download_path
from partnerkit.model.library import Library
from partnerkit.model.locales import Language
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import SOURCE_LANGUAGE
from partnerkit.model.vocabulary import Kit
from partnerkit.wording import Words

MANIFEST_VERSION = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)


def kit_folder(
    kit: Kit, library: Library, spoken: Language, artifacts: Mapping[str, Artifact], catalogs: Iterable[SourceFile]
) -> Artifact | None:
    """A kit as one zip: booklet, documents in order, sources, a start page, checksums. None where a file is missing.

    Args:
        kit: the kit.
        library: the localized library.
        spoken: the language of the kit.
        artifacts: the files made so far, by path.
        catalogs: the PO files of the language.
    """
    words = Words(library, spoken, library.workspace.values)
    booklet = artifacts.get(download_path("kit", kit.id, spoken.code, "pdf"))
    documents = _documents(kit, spoken, artifacts)
    if booklet is None or documents.keys() != set(kit.documents):
        return None
    entries: dict[str, bytes] = {f"{kit.id}.pdf": booklet.data}
    for number, (document_id, document) in enumerate(documents.items(), start=1):
        entries[f"documents/{number:02}-{document_id}.pdf"] = document.data
        if source := library.sources.get(document_id):
            entries[f"source/{source.path}"] = source.data
    if source := library.sources.get(kit.id):
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
        data=_zip(entries, folder=kit.id),
        behind=any(artifact.behind for artifact in (booklet, *documents.values())),
    )


def _documents(kit: Kit, spoken: Language, artifacts: Mapping[str, Artifact]) -> dict[str, Artifact]:
    """The PDFs of a kit's documents, in order; one that is not there in this language comes in the source language."""
    found: dict[str, Artifact] = {}
    for document_id in kit.documents:
        paths = [download_path("document", document_id, code, "pdf") for code in (spoken.code, SOURCE_LANGUAGE)]
        if own := next((artifacts[path] for path in paths if path in artifacts), None):
            found[document_id] = own
    return found


def _start_page(kit: Kit, words: Words, entries: Mapping[str, bytes]) -> str:
    """What to read first, as plain text that opens anywhere."""
    lines = [words.words(kit.title), "=" * len(words.words(kit.title)), "", words.words(kit.purpose), ""]
    lines += [words.ui("how-to-use-this-kit"), ""]
    lines += [f"{number}. {words.words(step.text)}" for number, step in enumerate(kit.steps, start=1)]
    lines += ["", words.ui("contents"), "", *sorted(entries), "", words.ui("licence-line"), ""]
    return "\r\n".join(lines)


def _zip(entries: Mapping[str, bytes], folder: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(entries.items()):
            info = zipfile.ZipInfo(f"{folder}/{name}", _EPOCH)
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
            data=library.sources[document_id].data,
        )
        for document_id, document in library.documents.items()
        for source_language in (document.title.lang,)
    ]


def manifest(artifacts: Iterable[Artifact]) -> bytes:
    """``downloads.json``: every file with what it is, its size and its checksum."""
    files = [
        {
            "path": artifact.path,
            artifact.subject: artifact.id,
            "language": artifact.language,
            "format": artifact.format,
            "variant": artifact.variant,
            "title": artifact.title,
            "pages": artifact.pages,
            "accessibility": artifact.verdict.as_json() if artifact.verdict else None,
            "bytes": len(artifact.data),
            "sha256": artifact.sha256,
            **({"behind": True} if artifact.behind else {}),
        }
        for artifact in sorted(artifacts, key=lambda artifact: artifact.path)
    ]
    return (json.dumps({"version": MANIFEST_VERSION, "files": files}, ensure_ascii=False, indent=1) + "\n").encode()
