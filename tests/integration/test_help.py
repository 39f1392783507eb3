"""``/help``: one private card for everybody, at any time."""

import pytest

from bot.servers.acts import EVERYWHERE
from sandbox.discord.command_permissions import overwrite
from tests.integration.cards import text_of, title_of
from tests.integration.studio import Studio, the_card
from tests.support.databases import RecordingDatabase
from tests.support.locales import ENGLISH

MODERATOR = 7


async def _help(studio: Studio) -> str:
    answer = the_card(await studio.alice.slash(studio.channel, "help"))
    assert answer.ephemeral
    assert title_of(answer.components) == ENGLISH("title-help")
    return text_of(answer.components)


async def test_it_says_what_to_type_with_commands_that_can_be_clicked(studio: Studio) -> None:
    ids = {command.name: command.id for command in await studio.bot.tree.fetch_commands()}
    text = await _help(studio)
    assert f"</imagine:{ids['imagine']}>" in text
    assert f"</defaults set:{ids['defaults']}>" in text


async def test_it_names_the_buttons_as_they_are_called(studio: Studio) -> None:
    text = await _help(studio)
    for key in ("reroll", "edit", "vary", "more", "redraw", "download", "alt_text", "share", "delete"):
        assert f"**{ENGLISH(f'button-{key}')}**" in text


async def test_it_counts_the_credits_of_whoever_asks_and_tells_the_limits(studio: Studio) -> None:
    await studio.finished(count=3)
    text = await _help(studio)
    assert "47 of 50 left" in text
    assert "You get 50 credits in 24 hours, and 3 jobs at once." in text
    assert ENGLISH("help-prices", n=8, least=1) in text
    assert "This server has" in text
    assert (await studio.balance()).used == 3


@pytest.mark.settings(quota_cost_1k=(2, 2, 2), quota_cost_2k=(2, 2, 2), quota_cost_4k=(2, 2, 2))
async def test_one_price_for_everything_is_one_number(studio: Studio) -> None:
    text = await _help(studio)
    assert "A picture costs 2 credits." in text


async def test_in_a_server_its_moderators_are_named_and_elsewhere_the_owner(studio: Studio) -> None:
    assert ENGLISH("help-trouble-server") in await _help(studio)
    direct = the_card(await studio.alice.user.slash("help"))
    assert ENGLISH("help-trouble") in text_of(direct.components)


async def test_it_answers_while_the_bot_is_paused_and_who_is_blocked_and_says_so(studio: Studio) -> None:
    services = studio.bot.services
    await services.runtime.host.decisions.pause(MODERATOR, None, "moving house")
    text = await _help(studio)
    assert f"⚠️ {ENGLISH('refusal-bot-paused')}" in text
    assert "moving house" in text
    await services.servers.blocks.block(EVERYWHERE, studio.alice.id, MODERATOR, None, "spam")
    text = await _help(studio)
    assert f"⚠️ {ENGLISH('refusal-blocked-everywhere')}" in text
    assert "50 of 50 left" in text


async def test_it_says_that_no_jobs_are_accepted_while_imini_refuses_the_account(studio: Studio) -> None:
    await studio.imagine("sandbox:402")
    assert f"⚠️ {ENGLISH('refusal-paused-out_of_credits')}" in await _help(studio)
    await studio.time.advance(16)
    assert "⚠️" not in await _help(studio)


@pytest.mark.settings(allowed_guilds="123456789012345678")
async def test_it_says_that_the_bot_is_not_available_in_a_server_that_is_not_allowed(studio: Studio) -> None:
    assert f"⚠️ {ENGLISH('refusal-server-not-allowed')}" in await _help(studio)
    direct = the_card(await studio.alice.user.slash("help"))
    assert "⚠️" not in text_of(direct.components)


async def test_it_helps_without_the_credits_while_they_can_not_be_read(
    studio: Studio, databases: list[RecordingDatabase]
) -> None:
    (database,) = databases
    await database.fetch("DROP TABLE grants")
    text = await _help(studio)
    assert "</imagine:" in text
    assert "50 of 50" not in text


async def test_quota_and_help_tell_who_may_not_use_the_command(studio: Studio) -> None:
    overwrite(studio.env, studio.guild, {studio.channel: False}, "imagine")
    for command in ("quota", "help"):
        text = text_of(the_card(await studio.alice.slash(studio.channel, command)).components)
        assert f"⚠️ {ENGLISH('refusal-command-denied')}" in text
