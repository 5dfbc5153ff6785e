"""The table of a translator as XLIFF 2.0, for tools of the trade; one file for each area.

Source of the format: https://docs.oasis-open.org/xliff/xliff-core/v2.0/xliff-core-v2.0.html. Slots stay plain text, as
translators see them everywhere else. What a tool has to hand back stands in the metadata module; where a tool drops it,
the merge is only more careful.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import quote

from lxml import etree

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.model.locales import Language
from partnerkit.model.text import SOURCE_LANGUAGE
from partnerkit.translate.exchange import ForeignFileError, Row, State, Table, digest, tidy

MAX_BYTES = 8 * 1024 * 1024

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_META = "urn:oasis:names:tc:xliff:metadata:2.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_OURS = "partnerkit"
_STATES = {
    State.MISSING: "initial",
    State.BEHIND: "initial",
    State.DRAFTED: "translated",
    State.REVIEWED: "final",
}
_ANNOTATIONS = tuple(f"{{{_CORE}}}{name}" for name in ("mrk", "sm", "em"))
"""What a tool may add to words without changing them."""


# -- writing -----------------------------------------------------------------------------------------------------------


def write(area: str, rows: tuple[Row, ...], spoken: Language, written_in: str = SOURCE_LANGUAGE) -> bytes:
    """One area as an XLIFF file."""
    names: Any = {None: _CORE, "mda": _META}  # the type stubs do not know the default namespace
    root = etree.Element(_core("xliff"), nsmap=names)
    for name, value in (("version", "2.0"), ("srcLang", written_in), ("trgLang", spoken.code)):
        root.set(name, value)
    file = etree.SubElement(root, _core("file"), id=_token(area), original=area, canResegment="no")
    file.set("trgDir", spoken.dir)
    file.set(_SPACE, "preserve")
    for row in rows:
        _unit(file, row)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _unit(file: etree._Element, row: Row) -> None:
    unit = etree.SubElement(file, _core("unit"), id=_token(row.key), name=row.key)
    group = etree.SubElement(etree.SubElement(unit, _meta("metadata")), _meta("metaGroup"), category=_OURS)
    for name, value in (("source", row.of_source), ("target", row.of_target)):
        etree.SubElement(group, _meta("meta"), type=name).text = value
    if row.notes or row.previous:
        notes = etree.SubElement(unit, _core("notes"))
        for note in row.notes:
            etree.SubElement(notes, _core("note"), category="instructions").text = note
        if row.previous:
            etree.SubElement(notes, _core("note"), category="previous-source").text = row.previous
    segment = etree.SubElement(unit, _core("segment"), state=_STATES[row.state])
    etree.SubElement(segment, _core("source")).text = row.source
    if row.target:
        etree.SubElement(segment, _core("target")).text = row.target


def _core(name: str) -> str:
    return f"{{{_CORE}}}{name}"


def _meta(name: str) -> str:
    return f"{{{_META}}}{name}"


def _token(key: str) -> str:
    """An id path as an NMTOKEN (https://www.w3.org/TR/xml/#NT-Nmtoken), different for different paths."""
    return quote(key, safe="").replace("%", ":").replace("~", ":7E")


# -- reading -----------------------------------------------------------------------------------------------------------


def read(data: bytes, name: str) -> Result[Table | None]:
    """The table of an XLIFF file; units that cannot be understood are left out, each with a diagnostic."""
    hint = "Import the file that 'partnerkit translate export --format xliff' made, saved as XLIFF 2.0."
    try:
        root = _root(data)
        language = root.get("trgLang", "")
        found: list[Diagnostic] = []
        areas = {
            str(file.get("original") or file.get("id", "")): tuple(_rows(file, name, found))
            for file in root.iterchildren(_core("file"))
        }
    except ForeignFileError as error:
        return Result(None, (Diagnostic("bad-exchange", Span(name, error.line), str(error), hint),))
    except etree.XMLSyntaxError as error:
        what = f"this file is not well-formed XML: {error.msg or 'it is damaged'}"
        return Result(None, (Diagnostic("bad-exchange", Span(name, error.lineno or 1, 1), what, hint),))
    return Result(Table(language, areas), tuple(found))


def _root(data: bytes) -> etree._Element:
    """The root of an XLIFF 2 file, read without entities, network or external files.

    Raises:
        ForeignFileError: when it is something else.
    """
    if len(data) > MAX_BYTES:
        raise ForeignFileError(f"this file has {len(data):,} bytes; {MAX_BYTES:,} is the most")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise ForeignFileError("this file declares a document type, which XLIFF has no use for")
    if root.tag != _core("xliff"):
        other = ", an earlier version" if ":xliff:document:1" in str(root.tag) else ""
        raise ForeignFileError(f"this is not XLIFF 2.0{other}")
    return root


def _rows(file: etree._Element, name: str, found: list[Diagnostic]) -> Iterator[Row]:
    for unit in file.iter(_core("unit")):
        try:
            yield _row(unit, name)
        except ForeignFileError as error:
            hint = "It is not taken. Mend it in your tool, and import the file again."
            what = f"the translation of '{unit.get('name', '')}' {error}"
            found.append(Diagnostic("bad-exchange", Span(name, error.line, 1), what, hint))


def _row(unit: etree._Element, name: str) -> Row:
    source, target = "", ""
    states: set[str] = set()
    translated: set[bool] = set()
    line = _line(unit)
    for part in unit.iterchildren(_core("segment"), _core("ignorable")):
        before, after = part.find(_core("source")), part.find(_core("target"))
        source += _words(before) if before is not None else ""
        if part.tag == _core("segment"):
            states.add(part.get("state", "initial"))
            translated.add(after is not None)
        elif after is None:
            after = before  # the space between segments, which a tool need not repeat
        target += _words(after) if after is not None else ""
    if len(translated) > 1:
        raise ForeignFileError("leaves out a part of its text", line)
    remembered = {
        meta.get("type"): tidy(meta.text or "")
        for group in unit.iter(_meta("metaGroup"))
        if group.get("category") == _OURS
        for meta in group.iterchildren(_meta("meta"))
    }
    return Row(
        key=unit.get("name", ""),
        source=tidy(source),
        target=tidy(target),
        state=_state(states, target),
        of_source=remembered.get("source") or digest(source),
        of_target=remembered.get("target", ""),
        span=Span(name, line, 1),
    )


def _state(states: set[str], target: str) -> State:
    """The state of a unit is that of its least finished part."""
    if not target.strip():
        return State.MISSING
    if "initial" in states or not states:
        return State.BEHIND
    return State.DRAFTED if "translated" in states else State.REVIEWED


def _line(element: etree._Element) -> int:
    """The line of an element in its file."""
    return int(cast("int", element.sourceline))


def _words(element: etree._Element) -> str:
    """The words of a source or target.

    Raises:
        ForeignFileError: when a code stands among them; the files that we make hold none.
    """
    parts = [element.text or ""]
    for child in element:
        if child.tag not in _ANNOTATIONS:
            raise ForeignFileError("holds a code that the exported file did not have", _line(child))
        parts += [_words(child), child.tail or ""]
    return "".join(parts)
