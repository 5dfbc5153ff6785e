"""Stage 1, load: read a workspace and what it builds on. The only stage that reads the workspace."""

from partnerkit.load.bundles import ABOUT, Contents, check_bundle, is_licence, read_bundle
from partnerkit.load.layer import (
    LOCALES,
    MAX_PICTURE_BYTES,
    catalog_files,
    overlay_files,
    read_picture,
    settings_files,
    settings_of,
    text_at,
    workspace_files,
)
from partnerkit.load.layers import (
    LIBRARY,
    MAX_LAYERS,
    Layer,
    chain_from,
    layers_in,
    layers_of,
    load,
    load_layers,
    no_parent,
)
from partnerkit.load.tree import MAX_BYTES, MAX_DEPTH, load_file, read_tree
from partnerkit.load.unpacking import Bounds, RefusedError, same_file, unpack

__all__ = [
    "ABOUT",
    "LIBRARY",
    "LOCALES",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_LAYERS",
    "MAX_PICTURE_BYTES",
    "Bounds",
    "Contents",
    "Layer",
    "RefusedError",
    "catalog_files",
    "chain_from",
    "check_bundle",
    "is_licence",
    "layers_in",
    "layers_of",
    "load",
    "load_file",
    "load_layers",
    "no_parent",
    "overlay_files",
    "read_bundle",
    "read_picture",
    "read_tree",
    "same_file",
    "settings_files",
    "settings_of",
    "text_at",
    "unpack",
    "workspace_files",
]
