"""Pictures that a school brings along, as they are shown: checked, small, and with nothing inside but colours."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG picture.

    Attributes:
        data: the file.
        format: ``png`` or ``jpg``.
        width: in pixels.
        height: in pixels.
        transparent: whether what is behind it shows through.
    """

    data: bytes
    format: str
    width: int
    height: int
    transparent: bool

    @property
    def name(self) -> str:
        """A name that no other picture has: a checksum over its bytes."""
        return f"{hashlib.sha256(self.data).hexdigest()[:16]}.{self.format}"


@dataclass(frozen=True, slots=True)
class Logo:
    """The logo of a school in the sizes that it is shown in.

    Attributes:
        large: for the cover of a booklet.
        small: for the head of a document and of a web page.
    """

    large: Picture
    small: Picture
