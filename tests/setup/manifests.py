"""The files that start the container: those of Compose and of Kubernetes."""

from typing import Any

from ruamel.yaml import YAML

from bot.settings import Settings
from tests.meta import sources

SETTINGS = {name.upper() for name in Settings.model_fields}


def load(name: str) -> dict[str, Any]:
    """The one document of the file ``name``."""
    document: dict[str, Any] = YAML(typ="safe").load((sources.ROOT / name).read_text("utf-8"))
    return document
