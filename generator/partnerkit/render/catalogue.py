"""A kit for programs: what is in it, what a school fills in and decides, and every file with its checksum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from partnerkit.execute.derived import Derived
from partnerkit.model.artifacts import Artifact
from partnerkit.model.base import Node
from partnerkit.model.catalogue import (
    CATALOGUE_VERSION,
    ConditionRecord,
    DocumentRecord,
    FileRecord,
    KitCatalogue,
    PartRecord,
    PlacedFile,
    ReviewRecord,
    SlotRecord,
    as_bytes,
)
from partnerkit.model.definition import Definition
from partnerkit.model.document import Document
from partnerkit.model.library import Library, nodes_of, texts_of
from partnerkit.model.locales import Language
from partnerkit.model.message import slots_of
from partnerkit.model.text import Text
from partnerkit.model.vocabulary import Kit
from partnerkit.wording import Fillings, Words

SCHEMA = "schemas/kit-catalogue.json"
"""Where its schema stands below a site."""


class Catalogue:
    """Writes the catalogues of one language.

    Args:
        library: the localized library.
        spoken: the language.
        documents: its filled documents.
        published: the documents and kits that each language has files of.
        site_url: the address that the site will have, or empty.
        derived: what has been worked out of the documents before.
    """

    def __init__(
        self,
        library: Library,
        spoken: Language,
        documents: Mapping[str, Document],
        published: Mapping[str, frozenset[str]],
        site_url: str = "",
        derived: Derived | None = None,
    ) -> None:
        self.library = library
        self.language = spoken
        self.documents = documents
        self.published = published
        self.site_url = site_url
        self.words = Words(library, spoken, library.workspace.values)
        self.derived = derived or Derived(library, spoken.code, documents)
        self._records: dict[str, DocumentRecord] = {}
        self.known = Fillings(library.slots, library.workspace.values, spoken)

    def kit(self, kit: Kit, files: Mapping[str, Artifact]) -> bytes:
        """The catalogue of a kit whose files are these, by their places in its folder."""
        records = tuple(self._document(name) for name in kit.documents)
        used = {slot for record in records for slot in record.slots}
        schema = {"$schema": f"{self.site_url.rstrip('/')}/{SCHEMA}"} if self.site_url else {}
        plain = self.words.plainly
        catalogue = KitCatalogue(
            **schema,
            version=CATALOGUE_VERSION,
            kit=kit.id,
            library=self.library.workspace.id,
            language=self.language.code,
            title=plain(kit.title),
            purpose=plain(kit.purpose),
            audience=tuple(kit.audience),
            time_needed=plain(kit.time_needed),
            steps=tuple(plain(step.text) for step in kit.steps),
            parts=tuple(
                PartRecord(id=part.id, title=plain(part.title), text=plain(part.text), documents=tuple(part.documents))
                for part in kit.parts
            ),
            documents=records,
            slots=tuple(self._slot(name) for name in self.library.slots if name in used),
            files=tuple(_placed(name, file) for name, file in sorted(files.items())),
        )
        return as_bytes(catalogue)

    def _document(self, name: str) -> DocumentRecord:
        """A document, which many kits may hold."""
        if name not in self._records:
            languages = tuple(code for code, offered in self.published.items() if name in offered)
            record = partial(self._recorded, name, languages)
            self._records[name] = self.derived.once(("record", languages), [self.documents[name]], record)
        return self._records[name]

    def _recorded(self, name: str, languages: tuple[str, ...]) -> DocumentRecord:
        definition, document = self.library.documents[name], self.documents[name]
        review = {"last": definition.review.last} if definition.review.last else {}
        return DocumentRecord(
            id=name,
            title=document.title,
            title_language=document.title_language.code,
            summary=document.facts.summary.text,
            kind=definition.kind,
            version=definition.version,
            status=definition.status,
            owner=definition.owner,
            review=ReviewRecord(every=definition.review.every, next=definition.review.next, **review),
            audience=tuple(definition.audience),
            pillars=tuple(definition.pillars),
            written_in=definition.language,
            languages=languages,
            slots=tuple(self._slots_in(definition)),
            conditions=tuple(self._conditions_in(definition)),
        )

    def _slots_in(self, definition: Definition) -> Iterator[str]:
        """The slots in the words and the conditions of a document, in the order in which they are declared."""
        named = {name for text in texts_of(definition) for name in slots_of(text.message)}
        for node in nodes_of(definition):
            if isinstance(node, Node) and node.when:
                named.update(node.when.names())
        return (name for name in self.library.slots if name in named)

    def _conditions_in(self, definition: Definition) -> Iterator[ConditionRecord]:
        choices = self.library.workspace.choices
        for node in nodes_of(definition):
            if not isinstance(node, Node) or not (node.optional or node.when):
                continue
            yield ConditionRecord.model_validate(
                {
                    "key": node.key,
                    "label": self._label(node),
                    "optional": node.optional,
                    **({"note": self.words.plainly(node.optional_note)} if node.optional_note else {}),
                    **({"choice": choices[node.key]} if node.key in choices else {}),
                    **({"when": node.when.as_json()} if node.when else {}),
                }
            )

    def _label(self, node: Node) -> str:
        """The words by which a part is known; its id where it has none."""
        found = (getattr(node, name, None) for name in ("heading", "title", "label", "text", "stem", "name"))
        text = next((text for text in found if isinstance(text, Text)), None)
        text = text or next(texts_of(node), None)
        return self.words.plainly(text) if text else node.id

    def _slot(self, name: str) -> SlotRecord:
        slot = self.library.slots[name]
        shown = self.known.shown(name)
        stored = {"value": self.library.workspace.values[name], "shown": shown} if shown is not None else {}
        choices = {"choices": tuple(choice.id for choice in slot.choices)} if slot.choices else {}
        return SlotRecord.model_validate(
            {
                "id": name,
                "label": slot.label.plain,
                "help": slot.help.plain,
                "type": slot.type,
                "example": slot.example,
                **choices,
                **stored,
            }
        )


def _placed(name: str, file: Artifact) -> PlacedFile:
    record = FileRecord.of(file)
    return PlacedFile.model_validate({**record.model_dump(exclude_unset=True), "folder": name})
