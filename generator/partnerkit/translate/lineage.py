"""What has been changed, in one language: both sides of a change in it, or else both in the original."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from partnerkit.model.library import Library
from partnerkit.model.lineage import Change, Lineage, Lock, Wording
from partnerkit.model.locales import Language
from partnerkit.model.text import Text
from partnerkit.translate.catalogs import Catalog
from partnerkit.translate.pseudo import pseudo
from partnerkit.translate.sound import problem_of


def spoken_lineage(library: Library, catalog: Catalog, language: Language) -> Mapping[str, Lineage]:
    """The lineage of every document with the words of a language, where it has them for the words of both sides.

    Args:
        library: the library in the languages that it was written in.
        catalog: its translations; what stood in a place before is translated in the catalogs of the layers below.
        language: the language.
    """
    speaker = _Speaker(library, catalog, language)
    return {name: speaker.lineage(lineage) for name, lineage in library.lineage.items()}


class _Speaker:
    def __init__(self, library: Library, catalog: Catalog, language: Language) -> None:
        self.library, self.catalog, self.language = library, catalog, language

    def lineage(self, lineage: Lineage) -> Lineage:
        changes, locks = map(self.change, lineage.changes), map(self.lock, lineage.locks)
        return replace(lineage, changes=tuple(changes), locks=tuple(locks))

    def change(self, change: Change) -> Change:
        return replace(change, wordings=tuple(map(self.wording, change.wordings)))

    def lock(self, lock: Lock) -> Lock:
        return replace(lock, why=(self.text(lock.why) or lock.why) if lock.why else None)

    def wording(self, wording: Wording) -> Wording:
        before, after = self.side(wording.before), self.side(wording.after)
        if (before is None) != (wording.before is None) or (after is None) != (wording.after is None):
            return wording
        return replace(wording, before=before, after=after)

    def side(self, said: Text | str | None) -> Text | str | None:
        return self.text(said) if isinstance(said, Text) else said

    def text(self, text: Text) -> Text | None:
        """A text in the language; None where no layer has translated these very words."""
        if text.lang == self.language.code:
            return text
        if self.language.pseudo:
            return pseudo(text, self.language)
        entry = self.catalog.get(text.key)
        while entry is not None:
            same = entry.source.strip() == text.source.strip() and not entry.fuzzy and entry.target.strip()
            if same and not problem_of(text, entry.target, self.library, self.language):
                return text.translated(entry.target.strip(), self.language.code, drafted=not entry.reviewed)
            entry = entry.below
        return None
