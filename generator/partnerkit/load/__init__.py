"""Stage 1, load: read a workspace and what it builds on. The only stage that reads the workspace."""

from partnerkit.load.layer import MAX_PICTURE_BYTES, read_picture, settings_of, text_at
from partnerkit.load.layers import LIBRARY, MAX_LAYERS, Layer, layer_folders, layers_of, load, load_layers, no_parent
from partnerkit.load.tree import MAX_BYTES, MAX_DEPTH, load_file, read_tree

__all__ = [
    "LIBRARY",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_LAYERS",
    "MAX_PICTURE_BYTES",
    "Layer",
    "layer_folders",
    "layers_of",
    "load",
    "load_file",
    "load_layers",
    "no_parent",
    "read_picture",
    "read_tree",
    "settings_of",
    "text_at",
]
