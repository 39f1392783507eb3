"""Requests checked against Discord's published OpenAPI document, where one is at hand.

https://github.com/discord/discord-api-spec
"""

import functools
import json
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .calls import Call
from .reply import Payload

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

log = logging.getLogger(__name__)
VARIABLE = "DISCORD_OPENAPI"
# The document says "string" for ids; the documentation of attachments "snowflake or number", and Discord takes both:
# https://discord.com/developers/docs/resources/message#attachment-object-attachment-request-structure
LENIENT: Payload = {"SnowflakeType": {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0}}


@functools.cache
def load(path: str | None) -> "Spec | None":
    """The document in that file, read once; without one, a single line in the log says that nothing is checked."""
    if path:
        return Spec(json.loads(Path(path).read_text(encoding="utf-8")))
    log.warning("%s names no file: requests are not checked against Discord's OpenAPI document", VARIABLE)
    return None


class Spec:
    """Checks path, query and body of a request against the operation it means."""

    def __init__(self, document: Payload) -> None:
        self._document = document | {"components": _lenient(document["components"])}
        by_literalness = sorted(document["paths"].items(), key=lambda entry: entry[0].count("{"))
        self._paths = [(_pattern(template), entry) for template, entry in by_literalness]
        self._validators: dict[str, Draft202012Validator] = {}

    def check(self, call: Call) -> Iterator[str]:
        """One line for each thing that the document does not allow."""
        where = f"{call.method} {call.path}"
        for pattern, entry in self._paths:
            match, operation = pattern.fullmatch(call.path), entry.get(call.method.lower())
            if match and operation is not None:
                parameters = [*entry.get("parameters", ()), *operation.get("parameters", ())]
                yield from (
                    f"{where}: {fault}" for fault in self._parameters(parameters, match.groupdict(), call.query)
                )
                yield from (f"{where}: {fault}" for fault in self._body(operation, call))
                return
        yield f"{where}: no such operation in the OpenAPI document"

    def _parameters(
        self, parameters: list[Payload], path: Mapping[str, str], query: Mapping[str, str]
    ) -> Iterator[str]:
        declared = {parameter["name"]: parameter for parameter in parameters if parameter["in"] == "query"}
        yield from (f"unknown query parameter {name!r}" for name in query if name not in declared)
        for parameter in parameters:
            given = (path if parameter["in"] == "path" else query).get(parameter["name"])
            if given is not None:
                value = _typed(given, parameter["schema"])
                yield from (f"{parameter['name']}: {fault}" for fault in self._faults(parameter["schema"], value))
            elif parameter.get("required"):
                yield f"{parameter['name']}: missing"

    def _body(self, operation: Payload, call: Call) -> Iterator[str]:
        contents = operation.get("requestBody", {}).get("content", {})
        content = contents.get("multipart/form-data" if call.files else "application/json")
        if content is None and call.json is not None:
            yield "takes no such body"
        elif content and (call.json is not None or operation["requestBody"].get("required")):
            yield from self._faults(content["schema"], call.json)

    def _faults(self, schema: Payload, value: object) -> Iterator[str]:
        for error in self._validator(schema).iter_errors(value):
            cause = _cause(error)
            yield f"{cause.json_path}: {cause.message[:300]}"

    def _validator(self, schema: Payload) -> "Draft202012Validator":
        from jsonschema import Draft202012Validator  # noqa: PLC0415 - only needed where there is a document

        key = json.dumps(schema)
        if key not in self._validators:
            # References start at the root of the document, so the schema is checked as a part of it.
            self._validators[key] = Draft202012Validator({**schema, "components": self._document["components"]})
        return self._validators[key]


def _lenient(components: Payload) -> Payload:
    return components | {"schemas": components["schemas"] | LENIENT}


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template)))


def _cause(error: "ValidationError") -> "ValidationError":
    """Of a union that nothing fits, what is wrong in the branch that was meant: the one whose `type` is right."""
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = [errors for errors in branches.values() if not any(_of_another_type(inner) for inner in errors)]
    return _cause(meant[0][0]) if meant else error


def _of_another_type(error: "ValidationError") -> bool:
    where = list(error.relative_path)
    return where == ["type"] or (not where and error.validator == "type")


def _typed(text: str, schema: Payload) -> Any:  # noqa: ANN401 - JSON may be anything
    """https://discord.com/developers/docs/reference#boolean-query-strings"""
    match schema.get("type"):
        case "boolean" if text.lower() in {"0", "1", "true", "false"}:
            return text.lower() in {"1", "true"}
        case "integer" if text.lstrip("-").isdigit():
            return int(text)
        case _:
            return text
