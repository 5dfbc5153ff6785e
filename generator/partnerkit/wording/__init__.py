"""How words become output: Babel's formats, prose as kit HTML, and the sandbox that every template runs in.

Shared by composing, print and the site, so that a date, a slot or an interface string is written in one way only.
"""

from partnerkit.wording.environment import BrokenTemplateError, Words, environment, rendered
from partnerkit.wording.formats import format_value, plain
from partnerkit.wording.values import Fillings

__all__ = ["BrokenTemplateError", "Fillings", "Words", "environment", "format_value", "plain", "rendered"]
