"""How often Python looks for garbage: seldom, since nearly everything that a build makes is kept until its end.

A document is some ten thousand little objects that refer to each other. Looking through all of them whenever seven
hundred more are there took a sixth of the time of setting it; this takes two percent, and a few megabytes more.
"""

from __future__ import annotations

import ctypes
import gc

_THRESHOLDS = (50_000, 20, 50)


def collect_seldom() -> None:
    """Look for garbage only when there may be much of it."""
    gc.set_threshold(*_THRESHOLDS)


def keep_for_good() -> None:
    """Never look again at what is there by now, such as the program itself."""
    gc.freeze()


def give_back() -> None:
    """Return to the system what has been freed; glibc keeps much of it otherwise, others know no such call."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        return
