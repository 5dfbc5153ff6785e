"""Custom properties of a stylesheet that have one value everywhere, written out where they are used.

WeasyPrint works out ``var()`` for every element anew, which is a twenty-fifth of the time that a document takes to set.
What has another value in some places, by language or by kind, stays as it is; so does what has another form than ours.
"""

from __future__ import annotations

import re
from functools import lru_cache

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_EVERYWHERE = re.compile(r"^:root \{([^{}]*)\}", re.MULTILINE)
"""A rule for the whole document that no other rule is around."""
_DECLARED = re.compile(r"(?<![\w-])(--[\w-]+)\s*:\s*([^;{}]+);?")
_USED = re.compile(r"var\((--[\w-]+)\)")


@lru_cache(maxsize=32)
def settled(css: str) -> str:
    """A stylesheet that looks the same, with fewer custom properties in it."""
    css = _COMMENT.sub("", css)
    everywhere = _EVERYWHERE.findall(css)
    values = {name: value.strip() for rule in everywhere for name, value in _DECLARED.findall(rule)}
    elsewhere = {name for name, _ in _DECLARED.findall(_EVERYWHERE.sub("", css))}
    fixed = {name: value for name, value in values.items() if name not in elsewhere and "!" not in value}

    def written_out(use: re.Match[str]) -> str:
        return fixed.get(use[1]) or str(use[0])

    for _ in fixed:  # a value may name another property, which may name another one
        css, before = _USED.sub(written_out, css), css
        if css == before:
            break
    return _EVERYWHERE.sub(lambda rule: _without(rule, fixed), css)


def _without(rule: re.Match[str], names: dict[str, str]) -> str:
    """A rule without the properties that nobody asks for any more."""
    kept = _DECLARED.sub(lambda one: "" if one[1] in names else str(one[0]), rule[1])
    return f":root {{{kept}}}"
