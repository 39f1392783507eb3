"""Imagine bot: the product, free of Discord."""

__version__ = "1.0.0"
"""Also ``newTag`` in ``deploy/kubernetes/kustomization.yaml``, and the newest heading of ``CHANGELOG.md``."""
