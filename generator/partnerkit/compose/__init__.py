"""Stage 5, compose: a localized definition and the template of its kind become a ``Document``.

The template writes kit HTML, a small closed vocabulary; it is parsed once and checked once here, and every renderer
walks the tree that comes out. A document that would not be accessible in print or on the web does not get further.
"""

from __future__ import annotations

from pathlib import Path

from partnerkit.compose.check import check
from partnerkit.compose.known import Known, Seen, Watched
from partnerkit.compose.parse import MalformedError, parse
from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.execute.memo import Memo
from partnerkit.model.definition import Definition
from partnerkit.model.document import Document, Facts
from partnerkit.model.element import Element
from partnerkit.model.library import Library, Translation
from partnerkit.model.locales import Language, language
from partnerkit.model.policy import Policy
from partnerkit.model.relations import Relations
from partnerkit.wording import BrokenTemplateError, Words, environment, rendered
from partnerkit.wording.direction import isolate


class Composer:
    """Composes the documents of one localized library; reads each template once.

    With a memo, what has been composed for another library is taken from there where it is the same; see ``known``.
    """

    def __init__(self, library: Library, spoken: Language, templates: Path, memo: Memo | None = None) -> None:
        self.library = library
        self.language = spoken
        self.words = Words(library, spoken)
        self.sandbox = environment(templates / "documents", self.words)
        self.relations = Relations(library)
        self.known = Known(library, spoken.code, templates, memo or Memo())

    def compose(self, definition: Definition) -> Result[Document | None]:
        """Compose one definition.

        Returns:
            The document, or None with diagnostics where its template or its composition is not sound.
        """
        if known := self.known.get(definition):
            return known
        seen = Seen()
        self.sandbox.globals.update(library=Watched(self.library, seen), relations=Watched(self.relations, seen))
        return self.known.keep(definition, seen, self._compose(definition))

    def _compose(self, definition: Definition) -> Result[Document | None]:
        span = definition.origin.span if definition.origin else Span(definition.id)
        status = Translation.of(definition, self.language)
        try:
            markup = rendered(self.sandbox, f"{definition.kind}.html.j2", definition=definition, status=status)
            body = isolate(parse(markup), self.language)
        except (BrokenTemplateError, MalformedError) as error:
            what = f"this definition cannot be composed in {self.language.code}: {error}"
            hint = f"See templates/documents/{definition.kind}.html.j2."
            return Result(None, (Diagnostic("bad-template", span, what, hint),))
        found = tuple(Diagnostic("bad-document", span, what, hint) for what, hint in check(body))
        document = Document(
            id=definition.id,
            language=self.language,
            title=self.words.words(definition.title),
            title_language=language(definition.title.lang),
            body=body,
            facts=self._facts(definition),
            written_in=language(definition.language),
            translation=status,
        )
        return Result(document, found)

    def _facts(self, definition: Definition) -> Facts:
        ui = self.words.ui
        source = self.library.sources.get(definition.id)
        return Facts(
            kind=definition.kind,
            kind_label=ui(f"kind-{definition.kind}"),
            code=definition.code if isinstance(definition, Policy) else "",
            version=definition.version,
            status=str(definition.status),
            status_label=ui(f"status-{definition.status}"),
            owner=self.words.role(definition.owner).striptags(),
            review=self.words.date(definition.review.next, "month"),
            adaptation=definition.adaptation,
            summary=self._summary(definition),
            pillars=tuple(str(pillar) for pillar in definition.pillars),
            audience=tuple(str(reader) for reader in definition.audience),
            source=source.path if source else "",
        )

    def _summary(self, definition: Definition) -> Element:
        return parse(f"<span>{self.words.line(definition.summary)}</span>")


__all__ = ["Composer"]
