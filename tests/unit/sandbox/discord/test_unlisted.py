"""The sandbox's Discord lists no file that a component shows."""

from typing import Any

from simcord.http import router

from sandbox.discord.unlisted import shown_files_unlisted, unlisted

FILES = [{"id": str(number), "filename": f"{number}.png"} for number in range(4)]
COMPONENTS: list[dict[str, Any]] = [
    {
        "type": 17,
        "components": [
            {"type": 12, "items": [{"media": {"url": "a", "attachment_id": "0"}}, {"media": {"url": "elsewhere"}}]},
            {"type": 9, "components": [], "accessory": {"type": 11, "media": {"url": "b", "attachment_id": "1"}}},
            {"type": 13, "file": {"url": "c", "attachment_id": "2"}},
        ],
    }
]


def test_only_files_that_no_component_shows_are_listed() -> None:
    message = {"id": "7", "attachments": FILES, "components": COMPONENTS}
    assert unlisted([{"message": message}]) == [{"message": {**message, "attachments": FILES[3:]}}]
    assert message["attachments"] is FILES


def test_a_message_without_components_lists_all_its_files() -> None:
    message = {"id": "7", "attachments": FILES, "components": []}
    assert unlisted(message) == message


def test_simcord_is_left_as_it_was() -> None:
    before = router.dispatch
    with shown_files_unlisted():
        assert router.dispatch is not before
    assert router.dispatch is before
