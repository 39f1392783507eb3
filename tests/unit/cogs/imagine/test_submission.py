"""Orders that have no prompt: a bug could bring one, and nothing of it may be paid for."""

from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.admission.admission import Pipeline
from bot.admission.draft import Order
from bot.images.reference_loader import Inputs, Upload
from bot.jobs.service import JobService
from bot.members.selection import Trays
from bot.requests.request import RequestSettings
from bot.worker.pending import Errands
from bot.worker.runner import JobRunner
from cogs.imagine.estimate import Estimates
from cogs.imagine.submission import Intake
from cogs.interactions.responses import Answers
from tests.support.clock import FakeClock
from tests.support.jobs import a_card


@pytest.fixture
def pipeline() -> Mock:
    """A pipeline that would accept anything."""
    double: Mock = create_autospec(Pipeline, instance=True)
    return double


@pytest.fixture
def answers() -> Mock:
    """Answers that nobody waits for."""
    double: Mock = create_autospec(Answers, instance=True)
    return double


@pytest.fixture
def intake(pipeline: Mock, answers: Mock) -> Intake:
    """The door for orders, of which none is asked about."""
    estimates = create_autospec(Estimates, instance=True)
    estimates.needed.return_value = False
    return Intake(
        pipeline,
        create_autospec(JobService, instance=True),
        create_autospec(JobRunner, instance=True),
        create_autospec(Errands, instance=True),
        create_autospec(Inputs, instance=True),
        estimates,
        answers,
        create_autospec(Trays, instance=True),
        "anyone",
        FakeClock().clock,
    )


@pytest.fixture
def interaction() -> Mock:
    """A command in a server where the bot may do everything."""
    double: Mock = create_autospec(discord.Interaction, instance=True)
    return double


@pytest.mark.parametrize("confirmed", [False, True])
async def test_an_order_without_a_prompt_is_neither_answered_nor_accepted(
    intake: Intake, interaction: Mock, pipeline: Mock, answers: Mock, *, confirmed: bool
) -> None:
    with pytest.raises(ValueError, match="without a prompt"):
        await intake.take(interaction, Order(RequestSettings(), confirmed=confirmed))
    pipeline.admit.assert_not_called()
    answers.to.assert_not_called()


async def test_an_order_whose_prompt_file_was_not_read_is_not_accepted(
    intake: Intake, interaction: Mock, pipeline: Mock
) -> None:
    order = Order(RequestSettings(), prompt_file=Upload("prompt_file", "prompt.txt", "https://cdn.discordapp.com/1"))
    with pytest.raises(ValueError, match="without a prompt"):
        await intake._admit(interaction, order, a_card())  # noqa: SLF001 - the last step before credits are reserved
    pipeline.admit.assert_not_called()
