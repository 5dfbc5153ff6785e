"""Stage 3, resolve: lay the layers of a library over each other, core first.

A definition of a later layer takes the place of the one with the same id, whole; each node keeps its ``origin``, so a
reader can always be told which layer, file and line a clause comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from partnerkit.diagnostics import Result
from partnerkit.model.library import Library


def resolve(layers: Sequence[Library]) -> Result[Library]:
    """One library out of its layers; the last one wins and its settings count.

    Raises:
        ValueError: when there is no layer at all.
    """
    if not layers:
        raise ValueError("resolve needs at least one layer")
    library = layers[0]
    for layer in layers[1:]:
        library = replace(
            layer,
            documents={**library.documents, **layer.documents},
            kits={**library.kits, **layer.kits},
            pages={**library.pages, **layer.pages},
            slots={**library.slots, **layer.slots},
            roles={**library.roles, **layer.roles},
            interface={**library.interface, **layer.interface},
            vocabulary=(*library.vocabulary, *layer.vocabulary),
            sources={**library.sources, **layer.sources},
        )
    return Result(library)
