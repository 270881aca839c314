"""capplan: bed and workforce capacity planning for health and social care, with a proof behind every answer."""

from importlib.metadata import version

__version__ = version("capplan")
__all__ = ["__version__"]
