"""``/server block``: who is blocked, what the blocked are told, and when it ends."""

import pytest

from bot.servers.acts import EVERYWHERE
from tests.integration.cards import text_of
from tests.integration.conftest import Restart
from tests.integration.people import a_manager
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH

DAY = 86_400


async def test_a_blocked_member_is_told_privately_why_and_until_when(studio: Studio) -> None:
    manager, now = a_manager(studio), studio.time.now()
    done = await manager.slash(studio.channel, "server block", user=studio.alice, duration="7d", reason="spam *again*")
    assert the_card(done).ephemeral
    assert f"<@{studio.alice.id}>" in text_of(the_card(done).components)
    refused = await studio.imagine()
    told = text_of(the_card(refused).components)
    assert the_card(refused).ephemeral
    assert ENGLISH("refusal-member-blocked") in told
    assert f"<t:{now + 7 * DAY:.0f}:R>" in told
    assert r"spam \*again\*" in told
    assert studio.submits == []


async def test_quota_tells_a_blocked_member_what_a_request_would(studio: Studio) -> None:
    async def told() -> str:
        answer = the_card(await studio.alice.slash(studio.channel, "quota"))
        assert answer.ephemeral
        return text_of(answer.components)

    assert ENGLISH("refusal-member-blocked") not in await told()
    await a_manager(studio).slash(studio.channel, "server block", user=studio.alice, duration="7d", reason="spam")
    text = await told()
    assert f"{ENGLISH('refusal-member-blocked')} The block ends <t:{studio.time.now() + 7 * DAY:.0f}:R>." in text
    assert "Reason: spam" in text
    assert ENGLISH("quota-all") in text
    await studio.bot.services.servers.blocks.block(EVERYWHERE, studio.alice.id, 7, None, "")
    assert ENGLISH("refusal-blocked-everywhere") in await told()


async def test_a_block_outlives_a_restart_and_ends_by_itself(studio: Studio, restart: Restart) -> None:
    await a_manager(studio).slash(studio.channel, "server block", user=studio.alice, duration="30m")
    await restart()
    assert ENGLISH("refusal-member-blocked") in text_of(the_card(await studio.imagine()).components)
    await studio.time.advance(1801)
    await studio.imagine()
    assert len(await studio.jobs()) == 1


async def test_a_block_holds_in_its_server_alone_and_everywhere_if_the_host_says_so(studio: Studio) -> None:
    blocks, elsewhere = studio.bot.services.servers.blocks, studio.env.create_guild("Elsewhere")
    user = studio.env.create_user("bob")
    studio.guild.add_member(user)
    there, bob = elsewhere.create_text_channel("art"), elsewhere.add_member(user)
    await blocks.block(studio.guild.id, bob.id, 7, None, "")
    await bob.slash(there, "imagine", prompt="a red fox")
    assert len(await studio.repository.of_user(bob.id)) == 1
    await blocks.block(EVERYWHERE, bob.id, 7, None, "")
    refused = the_card(await bob.slash(there, "imagine", prompt="a red fox"))
    assert ENGLISH("refusal-blocked-everywhere") in text_of(refused.components)


async def test_the_list_names_who_is_blocked_until_they_are_not(studio: Studio) -> None:
    manager = a_manager(studio)

    async def listed() -> str:
        return text_of(the_card(await manager.slash(studio.channel, "server blocks")).components)

    assert ENGLISH("blocks-none") in await listed()
    await manager.slash(studio.channel, "server block", user=studio.alice, reason="spam")
    assert f"<@{studio.alice.id}>: {ENGLISH('block-for-good')}" in await listed()
    assert "> spam" in await listed()
    await manager.slash(studio.channel, "server unblock", user=studio.alice)
    assert ENGLISH("blocks-none") in await listed()
    again = await manager.slash(studio.channel, "server unblock", user=studio.alice)
    assert ENGLISH("refusal-not-blocked") in text_of(the_card(again).components)
    await studio.imagine()
    assert len(await studio.jobs()) == 1


async def test_managers_and_bots_can_not_be_blocked(studio: Studio) -> None:
    manager, other = a_manager(studio), a_manager(studio)
    bot = studio.guild.add_member(studio.env.create_user("robot", bot=True))
    for target in (manager, other, bot):
        refused = await manager.slash(studio.channel, "server block", user=target)
        assert ENGLISH("refusal-cannot-block") in text_of(the_card(refused).components)
    assert await studio.bot.services.servers.blocks.of_server(studio.guild.id) == {}


@pytest.mark.parametrize("duration", ["soon", "0d"])
async def test_a_duration_that_is_none_blocks_nobody(studio: Studio, duration: str) -> None:
    refused = await a_manager(studio).slash(studio.channel, "server block", user=studio.alice, duration=duration)
    assert ENGLISH("refusal-duration") in text_of(the_card(refused).components)
    assert await studio.bot.services.servers.blocks.of_server(studio.guild.id) == {}


async def test_each_block_and_unblock_is_on_record(studio: Studio) -> None:
    manager = a_manager(studio)
    await manager.slash(studio.channel, "server block", user=studio.alice, reason="spam")
    await manager.slash(studio.channel, "server unblock", user=studio.alice)
    acts = await studio.bot.services.servers.acts.newest(studio.guild.id, 9)
    assert {(act.kind, act.actor, act.user_id) for act in acts} == {
        (kind, manager.id, studio.alice.id) for kind in ("block", "unblock")
    }
