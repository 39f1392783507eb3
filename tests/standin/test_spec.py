"""Requests are held against an OpenAPI document."""

import pytest

from .calls import Call
from .reply import Payload
from .spec import Spec, load

BUTTON: Payload = {
    "type": "object",
    "properties": {"type": {"enum": [2]}, "label": {"type": "string", "maxLength": 3}},
    "required": ["type", "label"],
}
DOCUMENT: Payload = {
    "paths": {
        "/things/{thing_id}": {
            "parameters": [
                {"name": "thing_id", "in": "path", "schema": {"$ref": "#/components/schemas/SnowflakeType"}}
            ],
            "post": {
                "parameters": [{"name": "wait", "in": "query", "schema": {"type": "boolean"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
            },
        },
        "/things/@mine": {"post": {}},
    },
    "components": {
        "schemas": {
            "SnowflakeType": {"type": "string"},
            "Text": {"type": "object", "properties": {"type": {"enum": [10]}}, "required": ["content"]},
            "Button": BUTTON,
            "Thing": {"oneOf": [{"$ref": "#/components/schemas/Text"}, {"$ref": "#/components/schemas/Button"}]},
        }
    },
}
FINE: Payload = {"type": 2, "label": "abc"}


@pytest.mark.parametrize(
    ("path", "query", "body", "faults"),
    [
        ("/things/12", {"wait": "1"}, FINE, []),
        ("/things/@mine", {}, None, []),
        ("/things/12", {}, {"type": 2, "label": "abcd"}, ["$.label: 'abcd' is too long"]),
        ("/things/12", {}, {"type": 2}, ["$: 'label' is a required property"]),
        ("/things/x", {}, FINE, ["thing_id: $: 'x' does not match '^(0|[1-9][0-9]*)$'"]),
        ("/things/12", {"wait": "soon"}, FINE, ["wait: $: 'soon' is not of type 'boolean'"]),
        ("/things/12", {"colour": "red"}, FINE, ["unknown query parameter 'colour'"]),
        ("/things/@mine", {}, FINE, ["takes no such body"]),
        ("/others/1", {}, None, ["no such operation in the OpenAPI document"]),
    ],
)
def test_a_breach_is_named_where_it_is(path: str, query: dict[str, str], body: object, faults: list[str]) -> None:
    call = Call("POST", path, query, body, {}, None)
    assert list(Spec(DOCUMENT).check(call)) == [f"POST {path}: {fault}" for fault in faults]


def test_without_a_document_the_log_says_once_that_nothing_is_checked(caplog: pytest.LogCaptureFixture) -> None:
    load.cache_clear()
    assert [load(None), load(None)] == [None, None]
    assert [record.message for record in caplog.records] == [
        "DISCORD_OPENAPI names no file: requests are not checked against Discord's OpenAPI document"
    ]
