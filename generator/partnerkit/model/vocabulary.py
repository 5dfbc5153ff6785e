"""What stands around the documents: slots and roles that they refer to, kits that bundle them, pages that lead in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import PRACTICE, Addressed, Authored, DocumentRef, Id, KitRef, Model, Named, SlotId
from partnerkit.model.definition import Audience, Item
from partnerkit.model.editions import Edition, Handout
from partnerkit.model.text import Line, Prose

PracticeId = Annotated[str, StringConstraints(pattern=PRACTICE)]

SlotType = Literal[
    "text", "name", "email", "phone", "url", "date", "month", "number", "percent", "money", "choice", "flag"
]


class SlotChoice(Named):
    """One allowed value of a choice slot."""

    label: Line


class SlotGroup(Named):
    """Slots that are asked for together."""

    title: Line


class Slot(Addressed):
    """A place that a school fills, declared once for the whole library."""

    id: SlotId
    type: SlotType
    label: Line = Field(description="Shown in the blank until it is filled, so keep it short.")
    help: Line
    example: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    group: Id
    choices: tuple[SlotChoice, ...] = ()

    @model_validator(mode="after")
    def _choices_where_needed(self) -> Self:
        if (self.type == "choice") != bool(self.choices):
            raise PydanticCustomError("rule", "choices belong to a slot of type 'choice', and only there")
        return self


class Slots(Addressed):
    """Every slot of a library."""

    kind: Literal["slots"]
    id: Id
    groups: tuple[SlotGroup, ...] = Field(min_length=1)
    slots: tuple[Slot, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _groups_exist(self) -> Self:
        groups = {group.id for group in self.groups}
        for index, slot in enumerate(self.slots):
            if slot.group not in groups:
                raise PydanticCustomError(
                    "rule",
                    "the slot '{slot}' is in the group '{group}', which is not declared",
                    {"slot": slot.id, "group": slot.group, "at": f"slots.{index}.group"},
                )
        return self


class Role(Named):
    """A person or body that documents name."""

    title: Line


class Roles(Addressed):
    """Every role and body of a library, so that each has one name and one translation."""

    kind: Literal["roles"]
    id: Id
    roles: tuple[Role, ...] = Field(min_length=1)


class Practice(Named):
    """A structure, instrument or practice that the library carries."""

    id: PracticeId
    title: Line


class Practices(Addressed):
    """Every practice that a library promises; each is put to work by at least one document (``realises``)."""

    kind: Literal["practices"]
    id: Id
    practices: tuple[Practice, ...] = Field(min_length=1)


class GlossaryTerm(Named):
    """A word of the library, what it means, and the words that we do not use for the same thing."""

    term: Line
    text: Line
    avoid: tuple[Annotated[str, StringConstraints(min_length=3, max_length=60)], ...] = ()


class Glossary(Addressed):
    """The words of a library."""

    kind: Literal["glossary"]
    id: Id
    terms: tuple[GlossaryTerm, ...] = Field(min_length=1)


EnglishForm = Annotated[str, StringConstraints(min_length=2, max_length=60)]


class Term(Named):
    """A key term of the library, which is translated by the same words wherever it stands.

    What those words are is said where everything else of a language is: in ``content/locale/<language>/terms.po``. The
    translation of ``term`` is not a sentence but the list of forms that are accepted, with ``|`` between them, as in
    ``comité directivo | comités directivos``. The first is the preferred one, written whole: a role or an entry of the
    glossary of that name has to be called so. In the others a ``*`` stands for any letters, for languages that inflect,
    as in ``рабочая группа | рабоч* групп*``; alone it is any one word, or a slot.
    """

    term: Line = Field(description="The term in English, in small letters. Its plural in -s is understood.")
    also: tuple[EnglishForm, ...] = Field(
        default=(), description="Other English words for the same, such as an irregular plural."
    )
    note: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(
        default="", description="What a translator has to know. It is shown in the catalogs, in English."
    )

    @property
    def english(self) -> tuple[str, ...]:
        """Every English form that is written down."""
        return (str(self.term), *self.also)


class Terms(Addressed):
    """The term base: the words that a reader must meet under one name, whatever the language.

    ``partnerkit check`` compares every translation with it. A term without a translation is not looked for.
    """

    kind: Literal["terms"]
    id: Id
    terms: tuple[Term, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        meant: dict[str, str] = {}
        for index, term in enumerate(self.terms):
            for form in term.english:
                first = meant.setdefault(form.casefold(), term.id)
                if first != term.id:
                    raise PydanticCustomError(
                        "rule",
                        "'{form}' is already the term '{first}'",
                        {"form": form, "first": first, "at": f"terms.{index}"},
                    )
        return self


Vocabulary = Slots | Roles | Practices | Glossary | Terms
"""What documents share."""


def declared(vocabulary: Iterable[Vocabulary]) -> tuple[dict[str, Slot], dict[str, Role]]:
    """Every slot and every role that is declared, by id."""
    slots: dict[str, Slot] = {}
    roles: dict[str, Role] = {}
    for shared in vocabulary:
        if isinstance(shared, Slots):
            slots |= {slot.id: slot for slot in shared.slots}
        elif isinstance(shared, Roles):
            roles |= {role.id: role for role in shared.roles}
    return slots, roles


class KitPart(Named):
    """Some documents of a kit that belong together."""

    title: Line
    text: Prose
    documents: tuple[DocumentRef, ...] = Field(min_length=1)


class KitHandout(Model):
    """A page to give away, drawn from a document."""

    document: DocumentRef
    style: Handout


class Kit(Authored):
    """Which documents, in what order, for whom, and how long it takes."""

    kind: Literal["kit"]
    id: Id
    title: Line
    purpose: Prose
    audience: tuple[Audience, ...] = Field(min_length=1)
    time_needed: Line
    order: int = Field(default=100, ge=0, le=1000, description="Where the kit stands among the others.")
    makes: tuple[Edition, ...] = Field(
        default=("fillable",), description="Editions of its documents besides the usual one; most have a booklet too."
    )
    handouts: tuple[KitHandout, ...] = Field(default=(), description="Single pages to give away.")
    steps: tuple[Item, ...] = Field(min_length=1, description="How to use the kit, in order.")
    parts: tuple[KitPart, ...] = Field(min_length=1)

    @property
    def documents(self) -> tuple[str, ...]:
        """Document ids in reading order."""
        return tuple(document for part in self.parts for document in part.documents)

    @model_validator(mode="after")
    def _no_repeats(self) -> Self:
        seen: set[str] = set()
        for part_index, part in enumerate(self.parts):
            for index, document in enumerate(part.documents):
                if document in seen:
                    at = f"parts.{part_index}.documents.{index}"
                    raise PydanticCustomError("rule", "the kit holds '{id}' twice", {"id": document, "at": at})
                seen.add(document)
        return self


class PagePart(Named):
    """A step of a landing page: some words, and the documents and kits that go with them."""

    heading: Line
    text: Prose
    documents: tuple[DocumentRef, ...] = ()
    kits: tuple[KitRef, ...] = ()


class Page(Authored):
    """A page of the site that leads one kind of reader to what is needed today."""

    kind: Literal["page"]
    id: Id
    title: Line
    lead: Prose
    order: int = Field(default=100, ge=0, le=1000, description="Where the page stands in the menu.")
    menu: bool = Field(default=False, description="Whether the page has a place in the top menu.")
    parts: tuple[PagePart, ...] = Field(min_length=1)

    def leading_to(self, documents: Collection[str], kits: Collection[str]) -> Page:
        """The page where only some documents and kits are offered."""

        def some(part: PagePart) -> PagePart:
            held = tuple(one for one in part.documents if one in documents)
            return part.model_copy(update={"documents": held, "kits": tuple(one for one in part.kits if one in kits)})

        return self.model_copy(update={"parts": tuple(map(some, self.parts))})
