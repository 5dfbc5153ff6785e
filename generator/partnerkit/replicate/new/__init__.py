"""A new workspace: a library becomes the library of the next school.

A school, a district or a mentor starts with a small folder of its own that builds on a library. What they answer is
read by the same stages as any workspace, before anything is written.
"""

from partnerkit.replicate.new.answers import (
    KINDS,
    Kind,
    Parent,
    default_languages,
    default_name,
    open_parent,
    read_answers,
    settings_from,
    slots_to_ask,
)
from partnerkit.replicate.new.files import WORKSPACE, workspace_files
from partnerkit.replicate.new.writing import refusal, write_workspace

__all__ = [
    "KINDS",
    "WORKSPACE",
    "Kind",
    "Parent",
    "default_languages",
    "default_name",
    "open_parent",
    "read_answers",
    "refusal",
    "settings_from",
    "slots_to_ask",
    "workspace_files",
    "write_workspace",
]
