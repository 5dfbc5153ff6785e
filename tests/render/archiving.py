"""Whether a PDF keeps the rules of PDF/A-3a, by somebody else's check, and what is attached to it."""

from __future__ import annotations

import re

import page
import pikepdf
import structure

_STREAM = re.compile(rb"/Length (\d+)(?! \d+ R)(?:(?!endobj|/Length).)*?>>\s*stream\r?\n", re.DOTALL)
_LENGTH = "PDFA3A-STREAM-LENGTH-001"


def failures(data: bytes) -> list[str]:
    """The rules of PDF/A-3a that a file breaks.

    The checker takes the last byte of a stream for a part of the line's end where it happens to be a carriage return;
    so where it complains of a length, the lengths are measured here.
    """
    found = {str(failure.rule_id) for failure in page.validate_pdf_bytes(data, profile="3a").failures}
    return sorted(found - {_LENGTH} if lengths_are_right(data) else found)


def lengths_are_right(data: bytes) -> bool:
    """Whether every stream ends where its length says, with a line's end of its own (ISO 19005-3 6.1.7.1)."""
    ends = [match.end() + int(match.group(1)) for match in _STREAM.finditer(data)]
    return len(ends) == len(re.findall(rb"\sstream\r?\n", data)) and all(
        data.startswith(b"\nendstream", end) for end in ends
    )


def attached(data: bytes) -> dict[str, bytes]:
    """Every attachment by its name."""
    with structure.opened(data) as pdf:
        return {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}


def files(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """Every file specification in the tree of names."""
    entries = list(pdf.Root.Names.EmbeddedFiles.Names)
    return {str(key): value for key, value in zip(entries[::2], entries[1::2], strict=True)}
