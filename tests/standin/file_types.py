"""Which files Discord's client lets a member choose, by their names alone.

The published OpenAPI document does not have the field `file_types` yet:
https://discord.com/developers/docs/change-log (2026-08-05)
"""

import mimetypes
import re

from .files import Upload
from .reply import Payload

MOST = 10
GROUPS = {"image", "video", "audio"}
SUFFIX = re.compile(r"\.\w+")


def are_right(field: Payload) -> bool:
    """Whether the types of an option or a form's field, if it has any, are what Discord documents."""
    types = field.get("file_types")
    if types is None:
        return True
    return len(types) <= MOST and all(kind in GROUPS or SUFFIX.fullmatch(kind) for kind in types)


def offers(field: Payload, file: Upload) -> bool:
    """Whether a file can be chosen."""
    types = field.get("file_types")
    name = file.filename.lower()
    group = (mimetypes.guess_type(name)[0] or "").partition("/")[0]
    return not types or group in types or any(name.endswith(kind) for kind in types if kind not in GROUPS)
