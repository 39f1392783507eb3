"""Over real sockets: what a server's managers set at Discord holds for buttons at once."""

import pytest

from tests.standin import Message, User
from tests.support.locales import ENGLISH
from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def _is_denied(stage: Stage, member: User, card: Message) -> bool:
    pressed = await stage.press(member, card, ENGLISH("button-reroll"))
    assert pressed.message
    return ENGLISH("refusal-command-denied") in pressed.message.text


async def test_who_may_not_use_the_command_may_not_press_its_buttons_from_then_on(stage: Stage) -> None:
    discord, alice = stage.discord, stage.member()
    guild = stage.channel.guild
    assert guild
    card = await (await stage.accepted(user=alice)).delivered()
    assert not await _is_denied(stage, alice, card)
    denied = [{"id": alice.id, "type": 2, "permission": False}]
    try:
        await discord.overwrite(guild, denied, "imagine")
        assert await _is_denied(stage, alice, card)
        assert not await _is_denied(stage, stage.member(), card)
        await discord.overwrite(guild, [], "imagine")
        await discord.overwrite(guild, [{"id": str(int(guild.id) - 1), "type": 3, "permission": False}])
        assert await _is_denied(stage, alice, card)
    finally:
        for command in ("imagine", None):
            await discord.overwrite(guild, [], command)
    assert discord.violations == []
