"""One request to the stand-in: what came in, what goes out, and what is remembered of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from .errors import ApiError, Refusal
from .files import Upload
from .reply import Payload, Reply


@dataclass(frozen=True, slots=True)
class Call:
    """A parsed request. `files` maps `files[n]` to `n`'s upload, `params` holds the parts of the path."""

    method: str
    path: str
    query: Mapping[str, str]
    json: Any
    files: Mapping[str, Upload]
    authorization: str | None
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> Payload:
        """The JSON body of a route that takes an object."""
        if isinstance(self.json, dict):
            return self.json
        raise ApiError(Refusal.INVALID_FORM)

    def flag(self, name: str) -> bool:
        """https://discord.com/developers/docs/reference#boolean-query-strings"""
        return self.query.get(name, "").lower() in {"1", "true"}


@dataclass(frozen=True, slots=True)
class Request:
    """What a test may ask about afterwards. `status` is None where the connection was dropped unanswered."""

    method: str
    path: str
    query: Mapping[str, str]
    json: Any
    files: Mapping[str, int]
    status: int | None
    code: int | None
    at: float

    @classmethod
    def of(cls, call: Call, reply: Reply | None, at: float) -> "Request":
        status, code = (reply.status, reply.code) if reply else (None, None)
        sizes = {name: len(upload.data) for name, upload in call.files.items()}
        return cls(call.method, call.path, call.query, call.json, sizes, status, code, at)


async def parse(request: web.Request, path: str) -> Call:
    """Reads the whole body, JSON or multipart; raises ApiError where it is neither.

    https://discord.com/developers/docs/reference#uploading-files
    """
    document, files = "", dict[str, Upload]()
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename is not None:
                files[part.name or ""] = Upload(part.filename, bytes(await part.read()))
            elif isinstance(part, BodyPartReader) and part.name == "payload_json":
                document = await part.text()
    else:
        document = await request.text()
    return Call(
        request.method, path, dict(request.query), _decoded(document), files, request.headers.get("Authorization")
    )


def _decoded(document: str) -> Any:  # noqa: ANN401 - JSON may be anything
    try:
        return json.loads(document) if document else None
    except ValueError:
        raise ApiError(Refusal.INVALID_JSON) from None
