"""What programs read: the list of every file of a site, and the catalogue of a kit.

Both have a version. What is added keeps it; it is raised when something goes or comes to mean something else.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from partnerkit.model.artifacts import Artifact, Format
from partnerkit.model.results import ResultRow

MANIFEST_VERSION: Literal[1] = 1
CATALOGUE_VERSION: Literal[1] = 1

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class FlawRecord(_Record):
    """A rule of the standard that a file breaks."""

    rule: str
    message: str


class VerdictRecord(_Record):
    """Whether a PDF is accessible, by the word of a checker."""

    standard: str
    checker: str
    passed: bool
    broken: tuple[FlawRecord, ...]


class FileRecord(_Record):
    """A file of the site: about one document, one kit, or the library."""

    path: str = Field(description="Where it stands below the site.")
    document: str | None = Field(default=None, description="The id of the document that it is about.")
    kit: str | None = Field(default=None, description="The id of the kit that it is about.")
    library: str | None = Field(default=None, description="The id of the library that it is about.")
    language: str = Field(description="BCP 47 code of its words.")
    format: Format = Field(description="What its name ends in.")
    variant: str = Field(
        description=(
            "The edition of a print, or the paper it is made for where that is all; of a calendar, the readers whose "
            "dates it holds, 'all' or 'reviews'; the tool of an online form, such as 'xlsform'; 'word', "
            "'workbook', 'text', 'catalogue', 'schema'; 'source' for a definition."
        )
    )
    title: str = Field(description="In its language.")
    pages: Count = Field(description="How many pages it has; 0 where that means nothing.")
    dates: Count = Field(default=0, description="How many dates it holds, where it is a calendar.")
    accessibility: VerdictRecord | None = Field(description="Of a PDF only.")
    bytes: Count
    sha256: Sha256
    behind: bool = Field(
        default=False, description="Whether it is older than its source, because a newer one could not be made."
    )

    @classmethod
    def of(cls, artifact: Artifact) -> FileRecord:
        """What is said of a file."""
        return cls.model_validate(
            {
                "path": artifact.path,
                artifact.subject: artifact.id,
                "language": artifact.language,
                "format": artifact.format,
                "variant": artifact.variant,
                "title": artifact.title,
                "pages": artifact.pages,
                **({"dates": artifact.dates} if artifact.format == "ics" else {}),
                "accessibility": artifact.verdict.as_json() if artifact.verdict else None,
                "bytes": len(artifact.data),
                "sha256": artifact.sha256,
                **({"behind": True} if artifact.behind else {}),
            }
        )


class Downloads(_Record):
    """``downloads.json``: every file to take away."""

    version: Literal[1]
    files: tuple[FileRecord, ...]


class PlacedFile(FileRecord):
    """A file of a kit, with its place in the folder that the kit is given away as."""

    folder: str = Field(description="Where it stands in the kit's ZIP folder.")


class SlotRecord(_Record):
    """A place that a school fills."""

    id: str
    label: str
    help: str
    type: str
    example: str
    choices: tuple[str, ...] = Field(default=(), description="The values that it may have, where those are listed.")
    value: str | None = Field(default=None, description="As it is stored; left out while it is not filled.")
    shown: str | None = Field(default=None, description="As this language writes it.")


class ConditionRecord(_Record):
    """A part that is shown only under a condition, or where a school has switched it on."""

    key: str = Field(description="The id path of the part.")
    label: str = Field(description="Its first words.")
    note: str | None = Field(default=None, description="When a school would want it.")
    optional: bool = Field(description="Whether a school may switch it on or off.")
    choice: bool | None = Field(default=None, description="What the school has decided; left out while it has not.")
    when: dict[str, Any] | None = Field(default=None, description="One of var, not, all, any, eq over slots and parts.")


class ReviewRecord(_Record):
    """When a document is looked at again."""

    every: str = Field(description="An ISO 8601 duration.")
    next: date
    last: date | None = None


class DocumentRecord(_Record):
    """A document of a kit."""

    id: str
    title: str
    title_language: str = Field(description="The language that the title is really in.")
    summary: str
    kind: str
    version: str
    status: str
    owner: str = Field(description="The role that looks after it.")
    review: ReviewRecord
    audience: tuple[str, ...]
    pillars: tuple[str, ...]
    written_in: str
    languages: tuple[str, ...] = Field(description="The languages in which it has files of its own.")
    slots: tuple[str, ...] = Field(description="The ids of the slots in it.")
    conditions: tuple[ConditionRecord, ...]


class PartRecord(_Record):
    """Documents of a kit that belong together."""

    id: str
    title: str
    text: str
    documents: tuple[str, ...]


class KitCatalogue(_Record):
    """``kit.json``: a kit in one language, for programs."""

    schema_: str | None = Field(default=None, alias="$schema", description="Where its schema is.")
    version: Literal[1]
    kit: str
    library: str = Field(description="The id of the library.")
    language: str
    title: str
    purpose: str
    audience: tuple[str, ...]
    time_needed: str
    steps: tuple[str, ...]
    parts: tuple[PartRecord, ...]
    documents: tuple[DocumentRecord, ...]
    slots: tuple[SlotRecord, ...]
    files: tuple[PlacedFile, ...] = Field(description="All but this catalogue and the folder that it is in.")


RECORDS: dict[str, TypeAdapter[Any]] = {
    "downloads": TypeAdapter(Downloads),
    "kit-catalogue": TypeAdapter(KitCatalogue),
    "survey-results": TypeAdapter(ResultRow),
}
"""What programs read, by the name of its schema."""


def as_bytes(record: BaseModel) -> bytes:
    """A record as a JSON file; what nobody has said is left out."""
    return f"{record.model_dump_json(indent=1, by_alias=True, exclude_unset=True)}\n".encode()
