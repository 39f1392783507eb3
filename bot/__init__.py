"""Imagine bot: the product, free of Discord."""

__version__ = "0.1.0"
"""Also ``newTag`` in ``deploy/kubernetes/kustomization.yaml``."""
