"""The button Cancel of a card: it ends the job once, says what that costs, and says it on the card whatever happens."""

import pytest

from cogs.cards.custom_ids import Action, custom_id
from tests.standin import Interaction, Message
from tests.support.locales import ENGLISH
from tests.support.stage import ImagineCall, Stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="package")

HIDDEN = ENGLISH("ended-hidden", n=1)


async def _drawing(stage: Stage) -> ImagineCall:
    asked = await stage.accepted("sandbox:forever")
    await stage.discord.until(lambda: "`task_" in asked.card.text)
    return asked


def _job(asked: ImagineCall) -> str:
    return str(asked.card.buttons[0]["custom_id"]).rpartition(":")[2]


async def _question(stage: Stage, asked: ImagineCall) -> Message:
    """Cancel: the bot asks first, as it is paid either way."""
    cancel = await stage.discord.click(asked.interaction.user, asked.card, custom_id(Action.CANCEL, _job(asked)))
    question = (await cancel.acknowledged()).message
    assert question
    return question


async def _press(stage: Stage, asked: ImagineCall) -> Interaction:
    """Cancel, and answer the question with yes."""
    question = await _question(stage, asked)
    return await stage.discord.click(asked.interaction.user, question, custom_id(Action.STOP, _job(asked)))


async def test_a_cancelled_job_ends_on_its_card_and_what_imini_has_taken_stays_spent(stage: Stage) -> None:
    asked = await _drawing(stage)
    await (await _press(stage, asked)).acknowledged()
    await stage.discord.until(lambda: HIDDEN in asked.card.text)
    assert asked.messages == [asked.card]
    user = asked.interaction.user
    assert (await stage.accepted(user=user, resolution="4K", quality="high")).refused
    await (await stage.accepted(user=user, count=9)).delivered()


async def test_of_two_presses_at_once_one_is_told_that_it_came_too_late(stage: Stage) -> None:
    asked = await _drawing(stage)
    stop, questions = custom_id(Action.STOP, _job(asked)), [await _question(stage, asked) for _ in range(2)]
    presses = [await stage.discord.click(asked.interaction.user, question, stop) for question in questions]
    await stage.discord.until(lambda: HIDDEN in asked.card.text)
    await eventually(lambda: any(press.followups for press in presses))
    told = [message.text for press in presses for message in press.followups]
    assert told == [f"### {ENGLISH('title-refused')}\n{ENGLISH('refusal-not-now')}"]


async def test_a_card_that_can_not_be_edited_at_first_tells_it_later(stage: Stage) -> None:
    asked = await _drawing(stage)
    with stage.discord.faults.drop("PATCH", f".*{asked.interaction.token}.*", times=3):
        await (await _press(stage, asked)).acknowledged()
        await stage.discord.until(lambda: HIDDEN in asked.card.text)
