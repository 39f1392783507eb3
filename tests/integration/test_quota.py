"""What a member may spend."""

import pytest

from tests.integration.cards import text_of
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH

DAY = 24 * 3600


@pytest.mark.settings(quota_credits=3)
async def test_a_job_more_expensive_than_what_is_left_is_refused_with_the_time_it_can_be_afforded(
    studio: Studio,
) -> None:
    start = studio.time.now()
    await studio.finished(count=2)
    refusal = await studio.imagine(count=2)
    assert refusal.ephemeral
    text = text_of(the_card(refusal).components)
    assert ENGLISH("refusal-quota", n=1, needed=2, limit=3) in text
    assert f"<t:{start + DAY:.0f}:R>" in text
    assert len(studio.submits) == 1


@pytest.mark.settings(quota_credits=3)
async def test_a_job_that_nobody_could_ever_afford_says_so(studio: Studio) -> None:
    refusal = await studio.imagine(count=4)
    assert "The limit here is 3 credits. " in text_of(the_card(refusal).components)


@pytest.mark.settings(quota_credits=1)
async def test_credits_come_back_when_the_window_has_passed(studio: Studio) -> None:
    await studio.finished()
    assert (await studio.imagine()).ephemeral
    await studio.time.advance(DAY)
    assert len((await studio.finished()).attachments) == 1


@pytest.mark.settings(quota_credits=1)
async def test_every_member_has_credits_of_their_own(studio: Studio) -> None:
    await studio.imagine()
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    result = await bob.slash(studio.channel, "imagine", prompt="a red fox")
    assert not result.ephemeral


@pytest.mark.settings(quota_max_running=2)
async def test_a_member_can_have_only_so_many_jobs_running(studio: Studio) -> None:
    await studio.imagine()
    await studio.imagine()
    refusal = await studio.imagine()
    assert refusal.ephemeral
    assert ENGLISH("refusal-running", n=2) in text_of(the_card(refusal).components)
    await studio.time.advance(40)
    assert not (await studio.imagine()).ephemeral


@pytest.mark.settings(max_open_jobs=1)
async def test_a_bot_that_is_full_refuses_politely(studio: Studio) -> None:
    await studio.imagine()
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    refusal = await bob.slash(studio.channel, "imagine", prompt="a red fox")
    assert refusal.ephemeral
    assert ENGLISH("refusal-busy") in text_of(the_card(refusal).components)


@pytest.mark.settings(allowed_guilds="123456789012345678")
async def test_quota_says_that_the_credits_can_not_be_used_in_a_server_that_is_not_allowed(studio: Studio) -> None:
    text = text_of(the_card(await studio.alice.slash(studio.channel, "quota")).components)
    assert f"⚠️ {ENGLISH('refusal-server-not-allowed')}" in text
    assert ENGLISH("quota-all") in text
    direct = the_card(await studio.alice.user.slash("quota"))
    assert "⚠️" not in text_of(direct.components)
