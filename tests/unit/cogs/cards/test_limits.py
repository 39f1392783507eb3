"""The table of Discord's limits has to find what it is there to find."""

from typing import Any

import pytest
from discord import SelectOption, ui

from tests.support.limits import (
    BUTTON,
    FILE,
    GALLERY,
    LABEL,
    SECTION,
    SELECT,
    TEXT,
    TEXT_INPUT,
    THUMBNAIL,
    faults,
    violations,
)

ROW, CONTAINER = 1, 17


def _text(content: str) -> dict[str, Any]:
    return {"type": TEXT, "content": content}


def _button(**fields: Any) -> dict[str, Any]:
    return {"type": BUTTON, "style": 2, "label": "Go", **fields}


def _row(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": ROW, "components": list(children)}


def _picture(url: str = "https://a.example/1.png", **fields: Any) -> dict[str, Any]:
    return {"media": {"url": url}, **fields}


FINE: list[dict[str, Any]] = [
    {
        "type": CONTAINER,
        "components": [
            _text("a" * 3998),
            {
                "type": SECTION,
                "components": [_text("b")],
                "accessory": {"type": THUMBNAIL, **_picture(description="c" * 1024)},
            },
            {"type": GALLERY, "items": [_picture("attachment://1.png")] * 10},
            {"type": FILE, "file": {"url": "attachment://prompt.txt"}},
            _row(*(_button(custom_id=f"{number}" * 100) for number in range(5))),
        ],
    }
]

BROKEN = {
    "components": [_text("a")] * 41,
    "text": [_text("a" * 2000), _text("b" * 2001)],
    "empty text": [_text("")],
    "twice": [_row(_button(custom_id="a"), _button(custom_id="a"))],
    "six buttons": [_row(*(_button(custom_id=str(number)) for number in range(6)))],
    "no button": [_row()],
    "custom_id": [_row(_button(custom_id="a" * 101))],
    "label": [_row(_button(custom_id="a", label="a" * 81))],
    "address of a button": [_row(_button(url="https://a.example/" + "a" * 512))],
    "options": [_row({"type": SELECT, "custom_id": "a", "options": [{"label": "a", "value": "a"}] * 26})],
    "option": [_row({"type": SELECT, "custom_id": "a", "options": [{"label": "a" * 101, "value": "a"}]})],
    "items": [{"type": GALLERY, "items": [_picture()] * 11}],
    "item": [{"type": GALLERY, "items": [_picture(description="a" * 1025)]}],
    "nested": [{"type": SECTION, "components": [_text("a")], "accessory": {"type": THUMBNAIL, **_picture("a")}}],
    "address": [{"type": GALLERY, "items": [_picture("https://a.example/" + "a" * 2048)]}],
    "space in an address": [{"type": GALLERY, "items": [_picture("https://a.example/a b.png")]}],
    "scheme": [{"type": FILE, "file": {"url": "file:///etc/passwd"}}],
    "form label": [{"type": LABEL, "label": "a" * 46, "component": _text("a")}],
    "filled in": [{"type": TEXT_INPUT, "custom_id": "a", "value": "aaa", "max_length": 2}],
    "type": [{"type": 99}],
}


def test_what_keeps_every_limit_is_fine() -> None:
    assert list(violations(FINE)) == []


@pytest.mark.parametrize("components", BROKEN.values(), ids=BROKEN)
def test_what_breaks_one_limit_is_found(components: list[dict[str, Any]]) -> None:
    assert len(list(violations(components))) == 1


def test_a_view_is_looked_at_as_it_goes_over_the_wire() -> None:
    select = ui.Select[ui.LayoutView](custom_id="a", options=[SelectOption(label="a", value="b" * 101)])
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.ActionRow(select))
    assert faults(view) == ["value of an option: 101, but 1 to 100 are allowed"]
