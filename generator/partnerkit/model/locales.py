"""Languages: their code, the name their speakers use, and the direction they are written in.

Names and directions come from CLDR; a language that CLDR does not know cannot be offered, because its dates and
plurals would be wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

from partnerkit.model import cldr

PSEUDO = {"en-XA": ("en", "English (accented)"), "ar-XB": ("ar", "English (mirrored)")}
"""Languages that nobody speaks, for trying out a site: whose rules each of them follows, and its name."""
_HERE = {"es": "es-US"}
"""Languages whose rules are others where these documents are made for: amounts and times of Spanish."""
_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a site.

    Attributes:
        code: BCP 47 code, as in ``lang="es"`` and in addresses.
        name: the name in the language itself.
        dir: ``ltr`` or ``rtl``.
    """

    code: str
    name: str
    dir: str

    @property
    def locale(self) -> Locale:
        """CLDR data for dates, numbers and plurals."""
        return cldr.locale(_rules_of(self.code))

    @property
    def pseudo(self) -> bool:
        """Whether nobody speaks it: it is for trying out a site, and never offered to search engines."""
        return self.code in PSEUDO

    def name_in(self, other: Language) -> str:
        """The name as speakers of another language use it."""
        known = "" if self.pseudo else cldr.locale(self.code).get_display_name(_plain(other.code).replace("-", "_"))
        return known or self.name


def _plain(code: str) -> str:
    return PSEUDO[code][0] if code in PSEUDO else code


def _rules_of(code: str) -> str:
    return _HERE.get(code, _plain(code))


@cache
def language(code: str) -> Language:
    """Look a language up.

    Raises:
        ValueError: when CLDR has no such language.
    """
    # A code is also the name of a folder and a part of addresses; Babel would take "es./../.." for Spanish.
    if not _CODE.fullmatch(code):
        raise ValueError(f"'{code}' is not a language code that can be used here")
    try:
        locale = cldr.locale(_rules_of(code))
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"'{code}' is not a language code that can be used here") from error
    name = PSEUDO[code][1] if code in PSEUDO else cldr.locale(code).get_display_name(code.replace("-", "_")) or code
    direction = "rtl" if locale.text_direction == "rtl" else "ltr"
    return Language(code, name[:1].upper() + name[1:], direction)
