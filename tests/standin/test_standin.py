"""What the stand-in promises of Discord. Each is documented at https://discord.com/developers/docs."""

import pytest

from .errors import Refusal
from .files import Upload
from .options import Unsendable
from .places import ALL, MIB, Permission
from .plainbot import V2
from .reply import Payload
from .scene import DEFERRED, MESSAGE, MODAL, Scene, gallery


async def test_a_second_answer_is_refused(scene: Scene) -> None:
    interaction = await scene.deferred()
    status, body = await scene.bot.respond(interaction, DEFERRED)
    assert (status, body["code"]) == (400, 40060)
    assert interaction.message
    assert interaction.message.loading
    assert interaction.ack_latency is not None


async def test_an_answer_after_three_seconds_finds_no_interaction(scene: Scene) -> None:
    interaction = await scene.imagine()
    scene.discord.clock.advance(3.1)
    status, body = await scene.bot.respond(interaction, DEFERRED)
    assert (status, body["code"]) == (404, 10062)
    with pytest.raises(TimeoutError, match="callback -> 404"):
        await interaction.acknowledged(within=0)


@pytest.mark.parametrize(
    ("dead_token", "answer"), [(Refusal.INVALID_WEBHOOK_TOKEN, (401, 50027)), (Refusal.UNKNOWN_WEBHOOK, (404, 10015))]
)
async def test_a_token_dies_after_fifteen_minutes(scene: Scene, dead_token: Refusal, answer: tuple[int, int]) -> None:
    interaction = await scene.deferred()
    scene.discord.interactions.dead_token = dead_token
    scene.discord.clock.advance(15 * 60 + 1)
    status, body = await scene.bot.call("PATCH", scene.bot.webhook(interaction), {"content": "late"})
    assert (status, body["code"]) == answer


async def test_a_token_is_no_use_before_the_answer(scene: Scene) -> None:
    interaction = await scene.imagine()
    status, body = await scene.bot.call("POST", scene.bot.webhook(interaction, ""), {"content": "early"})
    assert (status, body["code"]) == (404, 10015)


async def test_a_file_over_the_limit_of_its_server_is_too_large(scene: Scene) -> None:
    interaction = await scene.deferred()
    assert interaction.payload["attachment_size_limit"] == MIB
    status, body = await scene.bot.call("PATCH", scene.bot.webhook(interaction), {}, {"a.png": bytes(MIB + 1)})
    assert (status, body["code"]) == (413, 40005)
    assert (await scene.bot.call("PATCH", scene.bot.webhook(interaction), {}, {"a.png": bytes(MIB)}))[0] == 200


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"content": "x", "components": [{"type": 10, "content": "y"}]}, ["content"]),
        ({"components": gallery("missing.png")}, ["components", "0", "items", "0", "media", "url"]),
        ({"components": gallery(*["a.png"] * 11)}, ["components", "0", "items"]),
        ({"components": [{"type": 10, "content": "y"}] * 41}, ["components"]),
        ({"components": [{"type": 10, "content": "y" * 2001}] * 2}, ["components"]),
        (
            {
                "components": [
                    {"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "x" * 101, "label": "x"}]}
                ]
            },
            ["components", "0", "components", "0", "custom_id"],
        ),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "x", "label": "x" * 81}]}]},
            ["components", "0", "components", "0", "label"],
        ),
    ],
)
async def test_a_broken_rule_of_components_is_named_and_changes_nothing(
    scene: Scene, broken: Payload, where: list[str]
) -> None:
    interaction = await scene.imagine()
    status, body = await scene.bot.respond(interaction, MESSAGE, {"flags": V2, **broken})
    assert (status, body["code"]) == (400, 50035)
    errors = body["errors"]
    for key in where:
        errors = errors[key]
    assert errors["_errors"]
    assert interaction.response is None
    assert not scene.discord.messages.created


async def test_components_of_the_new_kind_need_their_flag(scene: Scene) -> None:
    interaction = await scene.imagine()
    components = [{"type": 10, "content": "hello"}]
    assert (await scene.bot.respond(interaction, MESSAGE, {"components": components}))[1]["code"] == 50035
    assert (await scene.bot.respond(interaction, MESSAGE, {"components": components, "flags": V2}))[0] == 204


async def test_what_a_moderator_deleted_is_unknown(scene: Scene) -> None:
    interaction = await scene.deferred()
    assert interaction.message
    await scene.discord.moderate(interaction.message)
    status, body = await scene.bot.call("PATCH", scene.bot.webhook(interaction), {"content": "x"})
    assert (status, body["code"]) == (404, 10008)


@pytest.mark.parametrize(
    ("lacking", "code"),
    [(Permission.VIEW_CHANNEL, 50001), (Permission.SEND_MESSAGES, 50013), (Permission.ATTACH_FILES, 50013)],
)
async def test_the_bot_token_needs_permissions(scene: Scene, lacking: Permission, code: int) -> None:
    channel = scene.discord.world.add_channel(scene.guild, "quiet", bot_permissions=ALL & ~lacking)
    status, body = await scene.bot.call("POST", f"/channels/{channel.id}/messages", {"content": "x"}, {"a.png": b""})
    assert (status, body["code"]) == (403, code)


async def test_the_bot_token_sees_no_ephemeral_message_and_no_place_it_is_not_in(scene: Scene) -> None:
    interaction = await scene.imagine()
    await scene.bot.respond(interaction, MESSAGE, {"content": "only you", "flags": 64})
    assert interaction.message
    assert interaction.message.ephemeral
    path = f"/channels/{scene.channel.id}/messages/{interaction.message.id}"
    assert (await scene.bot.call("GET", path))[1]["code"] == 10008
    elsewhere = scene.discord.world.add_private(scene.alice, scene.discord.world.add_user("bob"))
    assert (await scene.bot.call("GET", f"/channels/{elsewhere.id}"))[1]["code"] == 50001


async def test_a_nonce_that_is_enforced_makes_one_message_of_two_requests_for_some_minutes(scene: Scene) -> None:
    path, body = f"/channels/{scene.channel.id}/messages", {"content": "x", "nonce": "job-1", "enforce_nonce": True}
    first, second = [(await scene.bot.call("POST", path, body))[1]["id"] for _ in range(2)]
    assert first == second
    scene.discord.clock.advance(181)
    assert (await scene.bot.call("POST", path, body))[1]["id"] != first
    assert scene.discord.messages.created == 2


async def test_only_those_who_may_be_mentioned_are_pinged(scene: Scene) -> None:
    path, text = f"/channels/{scene.channel.id}/messages", f"@everyone <@{scene.alice.id}>"
    for allowed, pinged in (({"parse": []}, ()), ({"users": [scene.alice.id]}, (scene.alice.id,))):
        _, body = await scene.bot.call("POST", path, {"content": text, "allowed_mentions": allowed})
        assert scene.discord.messages[body["id"]].pinged == pinged


async def test_edits_of_a_message_older_than_an_hour_run_out(scene: Scene) -> None:
    path = f"/channels/{scene.channel.id}/messages"
    _, message = await scene.bot.call("POST", path, {"content": "old"})
    scene.discord.clock.advance(3601)
    answers = [await scene.bot.call("PATCH", f"{path}/{message['id']}", {"content": "x"}) for _ in range(4)]
    assert [status for status, _ in answers] == [200, 200, 200, 429]
    assert answers[-1][1]["code"] == 30046


async def test_a_direct_message_reaches_only_those_who_accept_them(scene: Scene) -> None:
    shy = scene.discord.world.add_user("shy", accepts_dms=False)
    for person, code in ((scene.alice, None), (shy, 50007)):
        _, dm = await scene.bot.call("POST", "/users/@me/channels", {"recipient_id": person.id})
        _, body = await scene.bot.call("POST", f"/channels/{dm['id']}/messages", {"content": "hi"})
        assert body.get("code") == code


async def test_an_attached_file_can_be_fetched_until_its_address_expires(scene: Scene) -> None:
    file = Upload("fox.png", b"not really", content_type="image/png", size=40 * MIB)
    interaction = await scene.discord.slash(
        scene.alice, scene.channel, "imagine", {"prompt": "fox"}, {"image1": file}, context=1, locale="zh-CN"
    )
    (attachment,) = interaction.payload["data"]["resolved"]["attachments"].values()
    assert (attachment["size"], attachment["content_type"]) == (40 * MIB, "image/png")
    assert (interaction.payload["context"], interaction.payload["locale"]) == (1, "zh-CN")
    async with scene.bot.http.get(attachment["url"]) as response:
        assert await response.read() == b"not really"
    async with scene.bot.http.get(attachment["url"].replace("hm=", "hm=0")) as response:
        assert response.status == 404
    scene.discord.clock.advance(25 * 3600)
    async with scene.bot.http.get(attachment["url"]) as response:
        assert response.status == 404


async def test_a_member_cannot_send_what_the_command_does_not_take(scene: Scene) -> None:
    for options in ({}, {"prompt": "x" * 11}, {"prompt": 3}, {"prompt": "x", "colour": "red"}):
        with pytest.raises(Unsendable):
            await scene.discord.slash(scene.alice, scene.channel, "imagine", options)
    with pytest.raises(LookupError, match="imagine"):
        await scene.discord.slash(scene.alice, scene.channel, "quota")
    await scene.discord.slash(scene.alice, scene.channel, "imagine", {"prompt": "x" * 11}, checked=False)


async def test_a_modal_is_filled_in_and_its_files_are_there(scene: Scene) -> None:
    interaction = await scene.imagine()
    text = {"type": 4, "custom_id": "prompt", "style": 1, "max_length": 5}
    labels = [{"type": 18, "label": "x", "component": part} for part in (text, {"type": 19, "custom_id": "images"})]
    await scene.bot.respond(interaction, MODAL, {"title": "Again", "custom_id": "again", "components": labels})
    answers = {"prompt": "owl", "images": [Upload("a.png", b"1")]}
    submitted = await scene.discord.submit_modal(scene.alice, interaction, answers)
    first, second = (part["component"] for part in submitted.payload["data"]["components"])
    assert first["value"] == "owl"
    assert second["values"] == list(submitted.payload["data"]["resolved"]["attachments"])
    with pytest.raises(Unsendable):
        await scene.discord.submit_modal(scene.alice, interaction, answers | {"prompt": "too long"})


async def test_a_button_answers_only_while_it_can_be_pressed(scene: Scene) -> None:
    interaction = await scene.imagine()
    button = {"type": 2, "style": 1, "label": "Again", "custom_id": "again"}
    row = {"components": [{"type": 1, "components": [button]}], "content": "x"}
    await scene.bot.respond(interaction, MESSAGE, row)
    assert interaction.message
    pressed = await scene.discord.click(scene.alice, interaction.message, "again")
    assert pressed.payload["message"]["id"] == interaction.message.id
    await scene.bot.respond(pressed, 7, {"components": [{"type": 1, "components": [button | {"disabled": True}]}]})
    with pytest.raises(Unsendable):
        await scene.discord.click(scene.alice, interaction.message, "again")


async def test_an_unknown_route_is_a_violation(scene: Scene) -> None:
    assert (await scene.bot.call("GET", "/guilds/1/bans"))[0] == 404
    assert scene.discord.violations == ["GET /guilds/1/bans: no such route here"]


async def test_a_wrong_token_is_unauthorized(scene: Scene) -> None:
    async with scene.bot.http.get(f"{scene.discord.api_url}/users/@me", headers={"Authorization": "Bot x"}) as response:
        assert response.status == 401
