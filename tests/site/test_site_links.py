"""Nothing on the site points into the void, and nothing makes a reader's browser talk to anybody else."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
import web

import tools

_UNLINKED = (
    "404.html",  # the web server hands it out
    "*/404.html",
    "downloads.json",  # for programs
    "downloads/*/kits/*.json",  # for programs
    "schemas/*.json",  # for programs
    "pagefind/*",  # fetched by the search dialog, which asks pagefind.js
    "assets/fonts/OFL-*.txt",  # the licence that travels with the fonts
)
"""Files that no page names, with the reason."""


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id(built: tools.Built):
    ids = {page.name: set(page.ids) for page in web.pages(built.site)}
    broken = []
    for page in web.pages(built.site):
        for _, address in page.links():
            found = web.target(page.name, address)
            if found is None:
                continue
            name, fragment = found
            if not (built.site / name).is_file():
                broken.append(f"{page.name}: {address} (no file {name})")
            elif fragment and fragment not in ids.get(name, set()):
                broken.append(f"{page.name}: {address} (no id {fragment!r} in {name})")
    assert broken == []


def test_every_address_in_a_style_sheet_leads_to_a_file(built: tools.Built):
    broken = []
    for sheet in built.site.rglob("*.css"):
        name = sheet.relative_to(built.site).as_posix()
        for address in web.css_addresses(sheet.read_text(encoding="utf-8")):
            found = web.target(name, address)
            if found and not (built.site / found[0]).is_file():
                broken.append(f"{name}: {address}")
    assert broken == []


def test_every_reference_inside_a_page_names_an_id_of_that_page(built: tools.Built):
    names = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "form")
    broken = [
        f"{page.name}: {name}={reference}"
        for page in web.pages(built.site)
        for name in names
        for value in page.tree.xpath(f"//@{name}")
        for reference in str(value).split()
        if reference not in page.ids
    ]
    assert broken == []


def test_ids_are_unique_in_every_page(built: tools.Built):
    twice = {
        page.name: sorted({name for name in page.ids if page.ids.count(name) > 1}) for page in web.pages(built.site)
    }
    assert {name: ids for name, ids in twice.items() if ids} == {}


def test_pages_fetch_nothing_from_outside(built: tools.Built):
    outside = [
        f"{page.name}: {address}"
        for page in web.pages(built.site)
        for address in page.resources()
        if web.is_outside(address)
    ]
    assert outside == []


def test_style_sheets_fetch_nothing_from_outside(built: tools.Built):
    outside = [
        f"{sheet.relative_to(built.site)}: {address}"
        for sheet in built.site.rglob("*.css")
        for address in web.css_addresses(sheet.read_text(encoding="utf-8"))
        if web.is_outside(address)
    ]
    assert outside == []


_NAMED_ONLY = {
    "https://example.com": "pagefind.js reads relative addresses against it and never asks for it",
}
"""Outside addresses that scripts may name, with the reason."""


def test_scripts_name_no_outside_address(built: tools.Built):
    outside = [
        f"{script.relative_to(built.site)}: {address}"
        for script in built.site.rglob("*.js")
        for address in web.script_addresses(script.read_text(encoding="utf-8"))
        if not address.startswith(tuple(_NAMED_ONLY))
    ]
    assert outside == []


@pytest.mark.parametrize(
    "text",
    [
        'import("https://example.org/a.js")',
        "import x from '//example.org/a.js'",
        "fetch(`https://example.org/`)",
        's.src="https://example.org/a.js"',
    ],
)
def test_a_script_that_names_an_outside_address_is_noticed(text: str):
    assert list(web.script_addresses(text))


@pytest.mark.parametrize(
    "sheet",
    [
        "@import 'https://example.org/a.css';",
        "@import url(https://example.org/a.css);",
        "@font-face { src: url('https://example.org/a.woff2') format('woff2') }",
        "a { background: url(https://example.org/a.png) }",
        "@media print { a { background: image-set('https://example.org/a.png' 1x) } }",
    ],
)
def test_a_style_sheet_that_reaches_out_is_noticed(sheet: str):
    assert [address for address in web.css_addresses(sheet) if web.is_outside(address)]


def test_no_file_is_published_that_no_page_uses(built: tools.Built):
    """What nobody uses is still uploaded, mirrored and copied to memory sticks."""
    used = {page.name for page in web.pages(built.site)}
    for page in web.pages(built.site):
        used |= {found[0] for _, address in page.links() if (found := web.target(page.name, address))}
    for sheet in (name for name in set(used) if name.endswith(".css") and (built.site / name).is_file()):
        text = (built.site / sheet).read_text(encoding="utf-8")
        used |= {found[0] for address in web.css_addresses(text) if (found := web.target(sheet, address))}
    unused = [
        name
        for path in sorted(built.site.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(built.site).as_posix()) not in used
        and not any(fnmatch(name, pattern) for pattern in _UNLINKED)
    ]
    assert unused == []


def test_nothing_of_the_machine_that_built_it_is_in_the_site(built: tools.Built, checkout: Path):
    """A path of the builder's home folder is private, and makes two builds differ."""
    private = [str(built.site.parent).encode(), str(checkout).encode(), str(Path.home()).encode() + b"/"]
    telling = [
        f"{path.relative_to(built.site)}: {word.decode()}"
        for path in built.site.rglob("*")
        if path.is_file()
        for word in private
        if word in path.read_bytes()
    ]
    assert telling == []


def test_links_are_relative_so_that_the_site_works_from_a_subfolder(built: tools.Built):
    absolute = [
        f"{page.name}: {address}"
        for page in web.pages(built.site)
        if not page.name.endswith("404.html")
        for _, address in page.links()
        if re.match(r"/(?!/)", address)
    ]
    assert absolute == []
