"""The house style of a workspace for its Word files: ``templates/reference.docx``, where it has one that will do.

What will not do is named with what it lacks, and our own styles take its place.
"""

from __future__ import annotations

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span
from partnerkit.render.docx import NEEDED, missing_styles
from partnerkit.world import MEGABYTE, World

_PLACE = "templates/reference.docx"
_LARGEST = 5 * MEGABYTE
_LISTED = ", ".join(NEEDED)


def house_style(world: World) -> Result[bytes | None]:
    """The reference document of a workspace; None where our own is to be used."""
    path = world.root / _PLACE
    if not path.is_file():
        return Result(None, ())
    if path.stat().st_size > _LARGEST:
        return _not("it is larger than 5 MB", "Take out its pictures and its text: only its styles are used.")
    data = path.read_bytes()
    try:
        missing = missing_styles(data)
    except ValueError:
        return _not("it is no Word file", "Save it with Word as a document (.docx), not as a template.")
    if missing:
        hint = f"Add them to the document under these names. It needs: {_LISTED}."
        return _not(f"it has no style called {', '.join(missing)}", hint)
    return Result(data, ())


def _not(why: str, hint: str) -> Result[bytes | None]:
    what = f"this reference document is not used: {why}"
    return Result(None, (Diagnostic("bad-reference", Span(_PLACE), what, hint, Severity.WARNING),))
