"""Files in messages: uploaded, shown by components, kept by edits. https://discord.com/developers/docs/reference"""

import pytest

from .plainbot import V2
from .scene import Scene, gallery


async def test_an_edit_keeps_what_it_does_not_name_and_the_history_keeps_the_rest(scene: Scene) -> None:
    interaction = await scene.deferred()
    path, message = scene.bot.webhook(interaction), interaction.message
    files = {"files": {"a.png": b"1", "b.png": b"2"}}
    body = {"flags": V2, "components": gallery("a.png", "b.png"), "attachments": [{"id": 0}, {"id": 1}]}
    assert (await scene.bot.call("PATCH", path, body, **files))[0] == 200
    assert message
    assert [picture.attachment and picture.attachment.data for picture in message.pictures] == [b"1", b"2"]
    assert (await scene.bot.call("PATCH", path, {"components": [{"type": 10, "content": "done"}]}))[0] == 200
    assert (message.text, len(message.attachments), len(message.history)) == ("done", 2, 2)
    assert not message.loading
    assert scene.discord.messages.created == len(scene.discord.messages) == 1


async def test_files_that_components_show_are_described_there_and_listed_nowhere_else(scene: Scene) -> None:
    interaction = await scene.deferred()
    body = {"flags": V2, "components": gallery("a.png"), "attachments": [{"id": 0}, {"id": 1}]}
    files = {"a.png": b"1", "b.png": b"2"}
    _, shown = await scene.bot.call("PATCH", scene.bot.webhook(interaction), body, files=files)
    assert [file["filename"] for file in shown["attachments"]] == ["b.png"]
    media = shown["components"][0]["items"][0]["media"]
    assert media["url"].partition("?")[0].endswith("/a.png")
    assert interaction.message
    assert media["attachment_id"] == interaction.message.attachments[0].id


async def test_a_kept_file_can_be_shown_again_only_by_an_edit_that_says_its_name_too(scene: Scene) -> None:
    interaction = await scene.deferred()
    path = scene.bot.webhook(interaction)
    body = {"flags": V2, "components": gallery("a.png"), "attachments": [{"id": 0}]}
    await scene.bot.call("PATCH", path, body, files={"a.png": b"1"})
    assert interaction.message
    (kept,) = interaction.message.attachments
    for named, status in (({}, 400), ({"filename": "a.png"}, 200)):
        again = {"components": gallery("a.png"), "attachments": [{"id": kept.id, **named}]}
        assert (await scene.bot.call("PATCH", path, again))[0] == status
    assert interaction.message.attachments == (kept,)


@pytest.mark.parametrize(
    "url", ["https://a.example/a b.png", "https://a.example/ä", "https:///a.png", f"https://a.example/{'x' * 2048}"]
)
async def test_an_address_that_is_none_is_refused(scene: Scene, url: str) -> None:
    interaction = await scene.deferred()
    shown = [{"type": 12, "items": [{"media": {"url": url}}]}]
    body = {"flags": V2, "components": shown}
    assert (await scene.bot.call("PATCH", scene.bot.webhook(interaction), body))[0] == 400
