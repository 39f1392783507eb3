"""Rights are those in the job's own channel, and they are asked at every step of an action."""

from typing import Any

import discord
import pytest
import simcord

from bot.admission.estimates import PendingEstimates
from tests.integration.cards import status_of, text_of, title_of
from tests.integration.conftest import Host, Restart, remembering
from tests.integration.modals import submit
from tests.integration.people import another_member, press
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH


def _moderator_of(studio: Studio, name: str) -> tuple[simcord.MemberActor, simcord.ChannelHandle]:
    """A member who manages messages in one new channel, and nowhere else."""
    role = studio.guild.create_role("Hosts")
    rights = discord.PermissionOverwrite(manage_messages=True)
    channel = studio.guild.create_text_channel(name, overwrites={role: rights})
    return studio.guild.add_member(studio.env.create_user("host"), roles=[role]), channel


async def _latest(studio: Studio) -> str:
    """The id of Alice's newest job."""
    return (await studio.job()).id


async def _asked(studio: Studio, who: simcord.MemberActor, where: simcord.ChannelHandle) -> simcord.ResponseMessage:
    """The answer to ``/task`` about Alice's newest job."""
    return the_card(await who.slash(where, "task", id=await _latest(studio)))


async def test_who_moderates_one_channel_sees_no_job_of_another(studio: Studio) -> None:
    moderator, own = _moderator_of(studio, "own")
    await studio.finished("a staff fox")
    for where in (own, studio.channel):
        refusal = await _asked(studio, moderator, where)
        assert ENGLISH("refusal-unknown-task") in text_of(refusal.components)


async def test_who_moderates_a_channel_sees_its_jobs_from_everywhere_in_the_server(studio: Studio) -> None:
    moderator, own = _moderator_of(studio, "own")
    await studio.alice.slash(own, "imagine", prompt="a public fox")
    await studio.time.advance(JOB_SECONDS)
    for where in (own, studio.channel):
        report = await _asked(studio, moderator, where)
        assert status_of(report.components) == ENGLISH("state-delivered")
        assert "a public fox" in text_of(report.components)


@pytest.mark.parametrize(("action", "count"), [("vary", 6), ("redraw", 2)])
async def test_what_is_kept_for_the_requester_is_kept_in_a_picker_that_was_opened_before(
    studio: Studio, restart: Restart, action: str, count: int
) -> None:
    card = await studio.finished(count=count)
    bob = another_member(studio)
    question = the_card(await press(card, action, bob))
    await restart(buttons_for="requester")
    refused = await bob.select(question, ["2"])
    assert ENGLISH("refusal-not-requester") in text_of(the_card(refused).components)
    assert len(studio.submits) == 1


async def test_what_is_kept_for_the_requester_is_kept_in_a_form_that_was_opened_before(
    studio: Studio, restart: Restart
) -> None:
    card = await studio.finished()
    bob = another_member(studio)
    opened = await bob.click(card, label=ENGLISH("button-edit"))
    await restart(buttons_for="requester")
    refused = await submit(bob, opened, prompt="a wolf")
    assert ENGLISH("refusal-not-requester") in text_of(the_card(refused).components)
    assert len(studio.submits) == 1
    await submit(studio.alice, await studio.alice.click(card, label=ENGLISH("button-edit")), prompt="a wolf")
    assert len(studio.submits) == 2


@pytest.mark.settings(confirm_credits=0)
async def test_what_is_kept_for_the_requester_is_kept_in_an_estimate_that_was_shown_before(
    studio: Studio, host: Host
) -> None:
    waiting = {"load": remembering(estimates=PendingEstimates[discord.Interaction[Any]](studio.time.clock))}
    await studio.env.restart_bot(await host.compose(waiting))
    own = the_card(await studio.imagine())
    await studio.alice.click(own, label=ENGLISH("button-go"))
    await studio.time.advance(JOB_SECONDS)
    card = next(message for message in studio.channel.history() if message.attachments)
    bob = another_member(studio)
    estimate = the_card(await bob.click(card, label=ENGLISH("button-reroll")))
    assert title_of(estimate.components) == ENGLISH("title-estimate", n=1)
    await studio.env.restart_bot(await host.compose(waiting, buttons_for="requester"))
    refused = the_card(await bob.click(estimate, label=ENGLISH("button-go")))
    assert ENGLISH("refusal-not-requester") in text_of(refused.components)
    assert len(studio.submits) == 1
