"""A Word file as plain values: its parts, paragraphs, controls, and what its schema says of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SCHEMAS = Path(__file__).parent / "wml"


def parts(data: bytes) -> dict[str, bytes]:
    """Every part by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def tree(data: bytes, name: str = "word/document.xml") -> etree._Element:
    """One part."""
    return etree.fromstring(parts(data)[name])


@dataclass(frozen=True)
class Control:
    """A content control."""

    tag: str
    alias: str
    text: str
    path: str
    store: str
    placeholder: bool
    parent: str


def controls(root: etree._Element) -> list[Control]:
    """Every content control in reading order."""
    return [_control(one) for one in root.iter(f"{W}sdt")]


def _control(element: etree._Element) -> Control:
    said, binding = element.find(f"{W}sdtPr"), element.find(f"{W}sdtPr/{W}dataBinding")
    assert said is not None
    return Control(
        tag=value(said.find(f"{W}tag")),
        alias=value(said.find(f"{W}alias")),
        text="".join(one.text or "" for one in element.iter(f"{W}t")),
        path="" if binding is None else str(binding.get(f"{W}xpath")),
        store="" if binding is None else str(binding.get(f"{W}storeItemID")),
        placeholder=said.find(f"{W}showingPlcHdr") is not None,
        parent=etree.QName(element.getparent()).localname,
    )


def value(element: etree._Element | None) -> str:
    """The ``w:val`` of an element; nothing where there is none."""
    return "" if element is None else str(element.get(f"{W}val", ""))


def style(paragraph: etree._Element) -> str:
    """The style of a paragraph."""
    return value(paragraph.find(f"{W}pPr/{W}pStyle"))


def text(element: etree._Element) -> str:
    """The words of an element; a tab and the end of a line are a space."""
    return " ".join("".join(_words(element)).replace("\u200e", "").split())


def _words(element: etree._Element) -> Iterator[str]:
    for one in element.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}p"):
        yield (one.text or "") if one.tag == f"{W}t" else " "


def without_contents(root: etree._Element) -> etree._Element:
    """A body without its table of contents."""
    for one in [*root.iter(f"{W}sdt")]:
        if value(one.find(f"{W}sdtPr/{W}tag")) == "contents":
            one.getparent().remove(one)
    return root


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / name))


def broken_rules(data: bytes) -> list[str]:
    """What the schemas say against a file."""
    found = []
    for name, content in parts(data).items():
        schema = _schema_of(name)
        if schema is None:
            continue
        root = etree.fromstring(content)
        for one in [*root.iter(f"{W14}*")]:
            parent = one.getparent()
            if parent is not None and not parent.tag.startswith(W14):
                parent.remove(one)
        root.attrib.pop(f"{MC}Ignorable", None)
        if not schema.validate(root):
            found += [f"{name}:{error.line}: {error.message}" for error in schema.error_log]
    return found


def _schema_of(name: str) -> etree.XMLSchema | None:
    if name == "[Content_Types].xml":
        return _schema("opc-contentTypes.xsd")
    if name.endswith(".rels"):
        return _schema("opc-relationships.xsd")
    if name.startswith("customXml/itemProps"):
        return _schema("shared-customXmlDataProperties.xsd")
    return _schema("wml.xsd") if name.startswith("word/") else None
