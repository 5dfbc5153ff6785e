"""Raw HTML in page files goes through Markdown untouched, and unread.

Python-Markdown parses every block of HTML to find where it ends. In page files that is known: a block that begins with
a tag ends at the next blank line (see ``render.page``), and reading it costs more than all the rest of a page.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_AFTER_WHITESPACE_BEFORE_HTML = 25
"""Python-Markdown strips its own marks from the text at 30; MkDocs and Python-Markdown look for HTML at 21 and 20."""


class RawBlocks(Extension):
    """Blocks that begin with a tag are kept as they are."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name is Python-Markdown's
        """Put the blocks aside before anything looks at them."""
        md.preprocessors.register(_Stash(md), "partnerkit_raw", _AFTER_WHITESPACE_BEFORE_HTML)


class _Stash(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        blocks = _BLANK_LINES.split("\n".join(lines))
        kept = (self.md.htmlStash.store(block) if block.startswith("<") else block for block in blocks)
        return "\n\n".join(kept).split("\n")
