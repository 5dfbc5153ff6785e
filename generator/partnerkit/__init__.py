"""Partnerkit: school–family partnership documents from YAML to a multilingual website and printable kits."""

from importlib.metadata import version

__version__ = version("partnerkit")

__all__ = ["__version__"]
