"""Files that the road makes for readers to take away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from partnerkit.model.editions import edition_of


@dataclass(frozen=True)
class Artifact:
    """One downloadable file.

    Attributes:
        path: where it stands below the site, such as ``downloads/es/school-family-agreement.pdf``.
        subject: ``document`` or ``kit``.
        id: the id of the document or kit; the same in every language.
        language: the language of the file.
        format: ``pdf``, ``zip`` or ``yaml``.
        variant: its edition, or the paper it is made for where that is all; ``source`` for a definition.
        title: its title, in its language.
        data: the file itself.
        pages: how many pages it has; 0 where that means nothing.
        behind: whether it is older than its source, because a newer one could not be made.
    """

    path: str
    subject: Literal["document", "kit"]
    id: str
    language: str
    format: Literal["pdf", "zip", "yaml"]
    variant: str
    title: str
    data: bytes
    pages: int = 0
    behind: bool = False

    @cached_property
    def sha256(self) -> str:
        """The checksum of the file."""
        return hashlib.sha256(self.data).hexdigest()


def download_path(subject: str, artifact_id: str, language: str, format_: str, edition: str = "") -> str:
    """The stable address of a file below the site."""
    folder = "kits/" if subject == "kit" else ""
    return f"downloads/{language}/{folder}{edition_of(artifact_id, edition)}.{format_}"
