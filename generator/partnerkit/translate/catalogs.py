"""Catalogs: one PO file for each document and language, read and brought up to date without losing a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polib

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span
from partnerkit.execute.memo import Memo
from partnerkit.model.locales import Language, language
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import Text

STATUS = "X-Status"
"""The header that says how far the translations of a catalog are: ``drafted`` by a machine, or ``reviewed``."""
_STATUSES = ("drafted", "reviewed")
_REVIEWED_BY = re.compile(r"^reviewed: *\S", re.MULTILINE)
"""A translator's comment on a single entry: ``# reviewed: cultural liaison``."""
_FROM_MEMORY = "from memory: "
"""The comment on an entry that the memory filled in, with the id path of the entry that it took the words from."""
_DRAFTED = re.compile(rf"^(?:drafted$|{_FROM_MEMORY})", re.MULTILINE)
"""A comment on an entry that is newer than the review of its catalog."""
WRAP_WIDTH = 100
_OTHERWISE = re.compile(r"^term: *(\S+)", re.MULTILINE)
"""A translator's comment that a term is deliberately put otherwise in an entry: ``# term: steering-committee``."""
_KEPT_HEADERS = ("Last-Translator", "Language-Team", "Plural-Forms")


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated text and the source it was made from.

    Attributes:
        source: the source text that the catalog has now.
        target: the translation; empty where there is none yet.
        fuzzy: whether the translation is marked as behind its source.
        span: the place of the entry.
        reviewed: whether a person who speaks the language has reviewed it.
        previous: the source text that a fuzzy translation was made from, where the catalog says so.
        comment: what translators wrote above the entry.
        below: the entry of a layer below that this one takes the place of.
    """

    source: str
    target: str
    fuzzy: bool
    span: Span
    reviewed: bool = False
    previous: str = ""
    comment: str = ""
    below: Entry | None = None

    @property
    def otherwise(self) -> frozenset[str]:
        """The ids of the terms that are deliberately put otherwise here."""
        return frozenset(_OTHERWISE.findall(self.comment))


Catalog = Mapping[str, Entry]
"""Entries by id path."""


def read_catalogs(files: Iterable[SourceFile], memo: Memo | None = None) -> Result[Catalog]:
    """The entries of a language's PO files, by id path; those of a later layer count.

    Args:
        files: the PO files, those of the lowest layer first.
        memo: holds those of layers below that have been parsed already, and of the interface; or all of them.
    """
    memo = memo or Memo()
    entries: dict[str, Entry] = {}
    layers: dict[str, str] = {}
    found: list[Diagnostic] = []
    for file in files:
        try:
            shared = memo.own or file.base or not file.layer
            catalog = memo.once(("catalog", file), (), partial(_parsed, file)) if shared else _parsed(file)
        except UnicodeDecodeError as error:
            line = file.data.count(b"\n", 0, error.start) + 1
            hint = "Save it as UTF-8: in most editors this is under 'Save with encoding'."
            found.append(Diagnostic("bad-catalog", Span(file.shown, line, 1), "this catalog is not UTF-8 text", hint))
            continue
        except (OSError, ValueError, LookupError) as error:
            found.append(_broken(file, str(error)))
            continue
        status = catalog.metadata.get(STATUS, _STATUSES[0]).strip()
        if status not in _STATUSES:
            what = f"the status '{status}' of this catalog is not known"
            hint = f"Write one of these: {', '.join(_STATUSES)}."
            found.append(Diagnostic("bad-catalog", Span(file.shown, 1, 1), what, hint))
        for entry in catalog:
            if entry.obsolete:
                continue
            span = Span(file.shown, entry.linenum or 1, 1)
            if not entry.msgctxt:
                what = "this entry has no id path (msgctxt), so its text cannot be found"
                hint = "Let 'partnerkit translate update' write the entry, and put the translation there."
                found.append(Diagnostic("orphan-translation", span, what, hint, Severity.WARNING))
                continue
            if entry.msgctxt in entries and layers[entry.msgctxt] == file.layer:
                first = entries[entry.msgctxt].span
                hint = f"It is already in {first.file}, line {first.line}; keep one."
                found.append(Diagnostic("duplicate-key", span, f"'{entry.msgctxt}' is translated twice", hint))
                continue
            reviewed = is_reviewed(status, entry.tcomment)
            previous, comment = entry.previous_msgid or "", entry.tcomment
            layers[entry.msgctxt] = file.layer
            below = entries.get(entry.msgctxt)
            entries[entry.msgctxt] = Entry(
                entry.msgid, entry.msgstr, entry.fuzzy, span, reviewed, previous, comment, below
            )
    return Result(entries, tuple(found))


def joined_catalog(files: Sequence[SourceFile]) -> bytes:
    """The catalogs that several layers have for one document as one file; the entries of the last layer count.

    Args:
        files: sound catalogs, the lowest layer first; one alone stays as it is.
    """
    last = files[-1].data
    if len(files) == 1:
        return last
    joined = polib.pofile(last.decode("utf-8-sig") + "\n", wrapwidth=WRAP_WIDTH)
    for file in reversed(files[:-1]):
        known = {entry.msgctxt for entry in joined}
        below = polib.pofile(file.data.decode("utf-8-sig") + "\n")
        joined.extend(entry for entry in below if not entry.obsolete and entry.msgctxt not in known)
    return f"{joined}\n".encode()


def _parsed(file: SourceFile) -> polib.POFile:
    # With a line end, the words of a catalog can never be taken for the name of a file to read.
    return polib.pofile(file.data.decode("utf-8-sig") + "\n")


def is_reviewed(status: str, comment: str) -> bool:
    """Whether a person has reviewed an entry, from the status of its catalog and its translator's comment."""
    return bool(_REVIEWED_BY.search(comment)) or (status.strip() == "reviewed" and not _DRAFTED.search(comment))


_AT = re.compile(r"\(line (\d+)\)(?:: (.*))?")


def _broken(file: SourceFile, why: str) -> Diagnostic:
    place = _AT.search(why)
    line = int(place.group(1)) if place else 1
    reason = place.group(2) if place and place.group(2) else "a line is not as a catalog has it"
    hint = "Each line starts with msgctxt, msgid, msgstr, # or a quote, and ends with the same quote."
    return Diagnostic("bad-catalog", Span(file.shown, line, 1), f"this catalog cannot be read: {reason}", hint)


def misplaced(catalogs: Mapping[str, Sequence[SourceFile]]) -> Iterator[Diagnostic]:
    """Catalogs in a folder that is named after no language: nobody would ever see their words."""
    for code, files in catalogs.items():
        try:
            language(code)
        except ValueError as error:
            hint = "Name the folder with a code such as es or zh-Hans."
            yield Diagnostic("unknown-language", Span(files[0].path, 1, 1), str(error), hint, Severity.WARNING)


Recall = Callable[[str, str], tuple[str, str] | None]
"""From an id path and its words: the translation of the same words in the same kind of place, and where that stands."""


def updated_catalog(
    texts: Iterable[Text],
    existing: str | None,
    language: Language,
    project: str,
    recall: Recall = lambda *_: None,
    notes: Mapping[str, str] | None = None,
) -> str:
    """A PO file for some texts: what is translated stays, what has changed is fuzzy, what is gone is obsolete.

    Args:
        texts: the texts of one area, in reading order.
        existing: the PO file as it is now, or None.
        language: the language to translate into.
        project: written into the header.
        recall: a memory; what it gives back is marked, and counts as drafted until a person has looked at it.
        notes: what translators should know about a text, by its id path.
    """
    old = polib.pofile(existing) if existing else polib.POFile()
    new = _catalog(project, language)
    new.metadata |= {
        STATUS: old.metadata.get(STATUS, _STATUSES[0]),
        **{key: value for key, value in old.metadata.items() if key in _KEPT_HEADERS},
    }
    before: dict[str, polib.POEntry] = {}
    spare: list[polib.POEntry] = []
    for former in sorted(old, key=lambda entry: bool(entry.obsolete)):
        if before.setdefault(former.msgctxt, former) is not former:
            spare += [former]
    for text in texts:
        entry = polib.POEntry(msgctxt=text.key, msgid=text.source, comment=(notes or {}).get(text.key, ""))
        if kept := before.pop(text.key, None):
            entry.msgstr, entry.flags, entry.tcomment = kept.msgstr, list(kept.flags), kept.tcomment
            entry.previous_msgid = kept.previous_msgid
            if kept.msgid != text.source and kept.msgstr:
                # What the translation was made from, also when the source has changed more than once since.
                entry.previous_msgid = (kept.fuzzy and kept.previous_msgid) or kept.msgid
                entry.flags = [*(flag for flag in entry.flags if flag != "fuzzy"), "fuzzy"]
        if not entry.msgstr and (known := recall(text.key, text.source)):
            entry.msgstr = known[0]
            entry.tcomment = "\n".join(line for line in (entry.tcomment, f"{_FROM_MEMORY}{known[1]}") if line)
        new.append(entry)
    for gone in (*before.values(), *spare):
        if gone.msgstr:
            gone.obsolete = True
            new.append(gone)
    return str(new)


def catalog_template(texts: Iterable[Text], project: str) -> str:
    """A POT file: every text of one area with no translation, for programs that begin with one."""
    template = _catalog(project, None)
    for text in texts:
        template.append(polib.POEntry(msgctxt=text.key, msgid=text.source))
    return str(template)


def _catalog(project: str, language: Language | None) -> polib.POFile:
    catalog = polib.POFile(wrapwidth=WRAP_WIDTH)
    catalog.metadata = {
        "Project-Id-Version": project,
        **({"Language": language.code} if language else {}),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return catalog
