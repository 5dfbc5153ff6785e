"""The reference document: every style that a Word file of ours uses, in the colours and fonts of a brand.

Made by this script and never stored, so that a brand and a language change it. A district that has its own house style
puts a ``templates/reference.docx`` into its workspace; what it must have is listed in ``NEEDED``.
"""

from __future__ import annotations

from collections.abc import Iterator

from partnerkit.model.locales import Language
from partnerkit.model.workspace import Brand
from partnerkit.render.docx.markup import part, w
from partnerkit.render.docx.styles import styles_part
from partnerkit.render.office import is_east_asian, tag_of, zipped

NEEDED = (
    "Normal",
    "Title",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "Heading 4",
    "List Bullet",
    "List Number",
    "Table",
    "Caption",
    "TOC 1",
    "TOC 2",
    "Header",
    "Footer",
    "Callout",
    "Signature",
)
"""Styles that a reference document of a district must have, by the names that Word shows; we add what else we use."""


_ROOT = "http://schemas.openxmlformats.org"
_OFFICE = f"{_ROOT}/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


_INSTEAD = {
    "Atkinson Hyperlegible Next": ("Verdana", "swiss"),
    "Fraunces": ("Georgia", "roman"),
    "Noto Sans": ("Segoe UI", "swiss"),
    "Noto Sans SC": ("Microsoft YaHei", "swiss"),
    "Noto Sans TC": ("Microsoft JhengHei", "swiss"),
    "Noto Sans KR": ("Malgun Gothic", "swiss"),
    "Noto Naskh Arabic": ("Arial", "roman"),
    "Noto Sans Devanagari": ("Nirmala UI", "swiss"),
    "Segoe UI Symbol": ("MS Gothic", "swiss"),
}
"""What every Word has in the place of a font that is not installed, and its family."""


def reference_document(brand: Brand, spoken: Language) -> bytes:
    """An empty Word file with every style."""
    styles = styles_part(brand, spoken)
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations(
            {"styles": "styles.xml", "settings": "settings.xml", "fontTable": "fontTable.xml"}
        ),
        "word/document.xml": part("document", w("body", w("p"), w("sectPr"))),
        "word/fontTable.xml": part("fonts", *map(_font, sorted(_INSTEAD))),
        "word/settings.xml": part("settings", *_settings(spoken)),
        "word/styles.xml": styles,
    }
    return zipped(files)


def _content_types() -> bytes:
    parts = {"document.main": "document", "styles": "styles", "settings": "settings", "fontTable": "fontTable"}
    inside = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>' for kind, name in parts.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Types xmlns="{_ROOT}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inside}</Types>'
    ).encode()


def _relations(targets: dict[str, str]) -> bytes:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Relationships xmlns="{_ROOT}/package/2006/relationships">{inside}</Relationships>'.encode()


def _font(name: str) -> str:
    instead, family = _INSTEAD[name]
    return w("font", w("altName", val=instead), w("family", val=family), w("pitch", val="variable"), name=name)


def _settings(spoken: Language) -> Iterator[str]:
    yield w("zoom", percent=100)
    yield w("defaultTabStop", val=567)
    yield w("characterSpacingControl", val="doNotCompress")
    # Word 2013 and later: without it a file opens in compatibility mode, in which check boxes cannot be ticked.
    uri = "http://schemas.microsoft.com/office/word"
    modern = (
        ("compatibilityMode", 15),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
        ("differentiateMultirowTableHeaders", 1),
    )
    yield w("compat", *(w("compatSetting", name=name, uri=uri, val=value) for name, value in modern))
    name = tag_of(spoken)
    yield w(
        "themeFontLang",
        val="en-US" if spoken.dir == "rtl" else name,
        eastAsia=name if is_east_asian(spoken) else None,
        bidi=name if spoken.dir == "rtl" else None,
    )
    yield w("decimalSymbol", val=".")
    yield w("listSeparator", val=",")
