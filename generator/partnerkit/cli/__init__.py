"""The command line: one module for each group of commands, over the road and what stands beside it."""

from partnerkit.cli.program import main

__all__ = ["main"]
