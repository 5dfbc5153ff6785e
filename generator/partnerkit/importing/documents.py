"""A school's own document: from the bytes of a file to a draft definition as YAML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pydantic import ValidationError

from partnerkit.importing.drafting import About, draft
from partnerkit.importing.flow import Flow
from partnerkit.importing.guessing import guessed
from partnerkit.importing.kinds import DRAFTERS
from partnerkit.importing.office import open_word, open_writer, styles_of_writer
from partnerkit.importing.page import decoded, flow_of_html, flow_of_markdown
from partnerkit.importing.word import flow_of_word
from partnerkit.importing.writer import flow_of_writer
from partnerkit.load import RefusedError
from partnerkit.model.kinds import KINDS
from partnerkit.model.sources import Tree
from partnerkit.replicate.edit import as_yaml

_NOT_YAML = re.compile("[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Drafted:
    """A draft.

    Attributes:
        data: the definition.
        yaml: the same as a file.
        words: how many words the document has.
        leftover: how many of these are left over.
        notes: how many notes there are.
    """

    data: Mapping[str, Tree]
    yaml: str
    words: int
    leftover: int
    notes: int


def _word(data: bytes) -> tuple[Flow, bool]:
    return flow_of_word(open_word(data))


def _writer(data: bytes) -> tuple[Flow, bool]:
    return flow_of_writer(open_writer(data), styles_of_writer(data))


def _markdown(data: bytes) -> tuple[Flow, bool]:
    return flow_of_markdown(decoded(data)), False


def _html(data: bytes) -> tuple[Flow, bool]:
    return flow_of_html(decoded(data)), False


READERS: Mapping[str, Callable[[bytes], tuple[Flow, bool]]] = {
    ".docx": _word,
    ".odt": _writer,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
}
"""What reads a file, by the end of its name."""


def flow_of(data: bytes, name: str) -> tuple[Flow, bool]:
    """A file as a flow, with what was guessed about it, and whether changes in it are tracked.

    Raises:
        RefusedError: with the one reason why it is not read.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in READERS:
        what = f"files that end with '{suffix}' cannot be imported" if suffix else "this file has no ending in its name"
        raise RefusedError(what, f"Save it as one of these: {', '.join(READERS)}.")
    flow, tracked = READERS[suffix](data)
    if not flow:
        raise RefusedError(
            "there are no words in this file", "A scan holds pictures of words: have it read by OCR first."
        )
    return guessed(flow), tracked


def drafted(flow: Flow, about: About) -> Drafted:
    """A draft definition out of a flow."""
    data = _clean(draft(flow, about, DRAFTERS[about.kind]))
    assert isinstance(data, dict)  # noqa: S101 -- a definition is a mapping
    _prove(data)
    left = data.get("leftover")
    notes = data.get("to_review")
    head = f"# A draft, made from {_in_a_line(about.file)} by 'partnerkit import'. Look at every note in to_review.\n"
    return Drafted(
        data,
        head + as_yaml(data),
        sum(len(piece.words.split()) for piece in flow),
        sum(len(str(words).split()) for words in left) if isinstance(left, list) else 0,
        len(notes) if isinstance(notes, list) else 0,
    )


def _prove(data: dict[str, Tree]) -> None:
    """A draft is sound by its model, or it is a defect of this program, which must not look like one of the file."""
    try:
        KINDS[str(data["kind"])].validate_python(data)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_url=False)[:3])
        raise RefusedError(
            f"no sound draft could be made of this document ({places})", "Please report this."
        ) from error


def id_of(name: str) -> str:
    """An id by the name of a file."""
    stem = unicodedata.normalize("NFKD", PurePosixPath(name).stem).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", stem))[:60].strip("-") or "imported"


def _clean(tree: Tree) -> Tree:
    """Plain data without characters that YAML cannot hold."""
    if isinstance(tree, dict):
        return {key: _clean(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_clean(value) for value in tree]
    return _NOT_YAML.sub("", tree) if tree is not None else None


def _in_a_line(name: str) -> str:
    return re.sub(r"[^\w .()-]", "", name)


__all__ = ["DRAFTERS", "READERS", "Drafted", "drafted", "flow_of", "id_of"]
