"""Discord answering badly, late or not at all: a delivery may be late, but it comes, and it comes once."""

import pytest

from tests.standin import Refusal, Upload
from tests.support.stage import ImagineCall, Stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="package")

API = r"(?!/cdn/).*"
EDITS = r"/(webhooks|channels)/.+/messages/.+"
"""Edits of a card: when one way fails, the bot takes the other."""
CALLBACKS = r"/interactions/.*"


async def _arrives_once(asked: ImagineCall) -> None:
    card = await asked.delivered()
    assert card is asked.card
    assert asked.messages == [card]
    assert len(asked.submits) == 1


def _answers(stage: Stage, asked: ImagineCall) -> list[int | None]:
    """What came of each try to answer; None where the line broke."""
    path = f"/interactions/{asked.interaction.id}/"
    return [request.status for request in stage.discord.requests if request.path.startswith(path)]


async def test_a_server_error_is_waited_out(stage: Stage) -> None:
    with stage.discord.faults.answer("PATCH", EDITS, 502) as fault:
        await _arrives_once(await stage.accepted())
    assert fault.hits == 1


async def test_a_rate_limit_is_obeyed(stage: Stage) -> None:
    with stage.discord.faults.rate_limit("PATCH", EDITS, retry_after=0.3, times=2) as fault:
        await _arrives_once(await stage.accepted())
    assert fault.hits == 2


async def test_a_ban_by_the_proxy_is_waited_out(stage: Stage) -> None:
    with stage.discord.faults.answer("PATCH", EDITS, 429, times=3) as fault:
        await _arrives_once(await stage.accepted())
    assert fault.hits == 3


async def test_edits_whose_connection_breaks_are_made_again(stage: Stage) -> None:
    with stage.discord.faults.drop("PATCH", EDITS, times=2) as fault:
        await _arrives_once(await stage.accepted())
    assert fault.hits == 2


async def test_an_edit_whose_answer_is_lost_is_made_again_without_a_second_card(stage: Stage) -> None:
    with stage.discord.faults.drop("PATCH", EDITS, times=3, after=True) as fault:
        await _arrives_once(await stage.accepted())
    assert fault.hits == 3


async def test_an_edit_that_discord_accepted_stands_whatever_it_says_of_it(stage: Stage) -> None:
    with stage.discord.faults.answer("PATCH", EDITS, 200, {"a new": "shape"}, times=None, after=True):
        asked = await stage.accepted()
        await _arrives_once(asked)
        # While another one is drawn, the first would be shown again.
        await _arrives_once(await stage.accepted())
    uploads = [request for request in stage.discord.requests if request.files and asked.prompt in str(request.json)]
    assert len(uploads) == 1


async def test_a_server_error_at_the_first_answer_still_leaves_time_for_another(stage: Stage) -> None:
    with stage.discord.faults.answer("POST", CALLBACKS, 500):
        await _arrives_once(await stage.accepted())


async def test_where_discord_accepts_no_card_a_long_prompt_comes_back_and_nothing_is_drawn(stage: Stage) -> None:
    with stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "POST", CALLBACKS, times=1):
        asked = await stage.accepted("a red fox " * 30)
        (note,) = await stage.discord.until(lambda: asked.interaction.followups)
    assert note.ephemeral
    assert [file.data.decode() for file in note.attachments] == [asked.prompt]
    assert asked.submits == []


async def test_a_first_answer_whose_connection_breaks_is_given_once_more(stage: Stage) -> None:
    with stage.discord.faults.drop("POST", CALLBACKS) as fault:
        asked = await stage.accepted()
        await _arrives_once(asked)
    assert fault.hits == 1
    assert _answers(stage, asked) == [None, 200]


async def test_a_first_answer_that_was_taken_although_the_line_broke_is_gone_on_with(stage: Stage) -> None:
    with stage.discord.faults.drop("POST", CALLBACKS, after=True):
        asked = await stage.accepted()
        await _arrives_once(asked)
    assert _answers(stage, asked) == [None, 400]


async def test_a_first_answer_that_was_taken_although_discord_said_500_is_gone_on_with(stage: Stage) -> None:
    with stage.discord.faults.answer("POST", CALLBACKS, 500, after=True):
        await _arrives_once(await stage.accepted())


async def test_a_first_answer_that_discord_took_without_saying_anything_readable_is_gone_on_with(stage: Stage) -> None:
    with stage.discord.faults.answer("POST", CALLBACKS, 200, after=True) as fault:
        await _arrives_once(await stage.accepted())
    assert fault.hits == 1


async def test_a_first_answer_that_nobody_can_be_sure_of_is_gone_on_with(stage: Stage) -> None:
    faults = stage.discord.faults
    with faults.drop("POST", CALLBACKS, after=True), faults.drop("GET", EDITS, times=3) as unsure:
        await _arrives_once(await stage.accepted())
    assert unsure.hits == 3


async def test_a_command_whose_first_answer_never_arrives_costs_nothing(stage: Stage) -> None:
    user = stage.member()
    with stage.discord.faults.drop("POST", CALLBACKS, times=2) as fault:
        lost = await stage.ask(user=user, resolution="4K", quality="high")
        await eventually(lambda: fault.hits)
        await eventually(lambda: f"{lost.interaction.id}" in stage.bot.log)
    assert not lost.submits
    await (await stage.accepted(user=user, resolution="4K", quality="high")).delivered()


async def test_a_discord_that_is_down_for_a_minute_delays_the_pictures(stage: Stage) -> None:
    asked = await stage.accepted()
    stage.discord.gateway.refusing = True
    await stage.discord.drop_gateway()
    with stage.discord.faults.drop("*", API, times=None) as outage:
        # A sign of progress that gets lost, and tries with pauses of 1, 2, 4, 8, 16 and 32 seconds between them.
        await eventually(lambda: outage.hits >= 8)
        assert not asked.shown
    stage.discord.gateway.refusing = False
    await _arrives_once(asked)
    await stage.discord.connected()


async def test_a_token_that_dies_while_discord_is_down_is_not_insisted_on(stage: Stage) -> None:
    asked = await stage.accepted()
    with stage.discord.faults.answer("*", API, 503, times=None) as fault:
        await eventually(lambda: fault.hits >= 2)
        stage.discord.clock.advance(15 * 60 + 1)
    await _arrives_once(asked)


async def test_a_card_that_cannot_be_edited_after_reading_a_file_does_not_hold_its_job_up(stage: Stage) -> None:
    file = Upload("prompt.txt", b"a blue owl")
    with stage.discord.faults.drop("PATCH", EDITS) as fault:
        interaction = await stage.discord.slash(stage.member(), stage.channel, "imagine", {}, {"prompt_file": file})
        card = (await interaction.acknowledged()).message
        assert card
        await stage.discord.until(lambda: card.pictures)
    assert fault.hits == 1
