"""Beside the road: files that come back from a word processor, and documents that a school has had all along.

Nothing that is read here is believed: sizes are bounded, XML knows no entities, and no word is dropped. What cannot be
put anywhere is shown as such.
"""
