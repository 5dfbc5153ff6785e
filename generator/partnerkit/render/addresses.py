"""Addresses of pages and downloads, the same in every language and in every engine.

A page has one address below its language (``documents/family-engagement-policy/``); the source language stands at the
root, the others below their code. Links are relative, so a site works from a folder, a subfolder or a domain.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from partnerkit.model.text import SOURCE_LANGUAGE

HOME = ""
KITS = "kits/"
DOCUMENTS = "documents/"
BY_PILLAR = "documents/by-pillar/"
BY_AUDIENCE = "documents/by-audience/"
TRANSLATIONS = "translations/"
LEDGER = "accessibility/files/"
MANIFEST = "downloads.json"


def document_page(document_id: str) -> str:
    """The address of a document's page."""
    return f"documents/{document_id}/"


def kit_page(kit_id: str) -> str:
    """The address of a kit's page."""
    return f"kits/{kit_id}/"


def followed(site_url: str, path: str) -> str:
    """The address by which a program subscribes to a calendar, so that it has every later change."""
    return f"webcal://{site_url.partition('://')[2].rstrip('/')}/{path}"


@dataclass(frozen=True, slots=True)
class Place:
    """A page in one language.

    Attributes:
        address: the address below the language, empty for the home page, else ending in a slash.
        language: the language of the page.
    """

    address: str
    language: str

    @property
    def prefix(self) -> str:
        """The folder of the language below the site."""
        return "" if self.language == SOURCE_LANGUAGE else f"{self.language}/"

    @property
    def file(self) -> str:
        """The page file that mkdocs-static-i18n's suffix structure expects."""
        suffix = "" if self.language == SOURCE_LANGUAGE else f".{self.language}"
        if self.address in (HOME, KITS, DOCUMENTS):
            return f"{self.address}index{suffix}.md"
        return f"{self.address.rstrip('/')}{suffix}.md"

    def on(self, site_url: str) -> str:
        """The whole address of the page; empty where that of the site is not known."""
        return f"{site_url.rstrip('/')}/{self.prefix}{self.address}" if site_url else ""

    def to_page(self, address: str) -> str:
        """A relative link to another page of the same language, perhaps with a fragment."""
        page, mark, fragment = address.partition("#")
        return _relative(self.address, page) + mark + fragment

    def to_file(self, path: str) -> str:
        """A relative link to a file below the site."""
        return _relative(self.prefix + self.address, path)


def _relative(here: str, there: str) -> str:
    link = posixpath.relpath("/" + there, "/" + here)
    return f"{link}/" if there.endswith("/") or not there else link
