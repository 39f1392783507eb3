"""Drafts without a prompt: only a bug can submit one, and it must not cost anything."""

from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.admission.admission import AdmissionControl
from bot.admission.draft import Draft
from bot.admission.quotes import Quotes
from bot.images.reference_loader import AttachedFile, ReferenceLoader
from bot.jobs.service import JobService
from bot.members.selection import ReferenceSelections
from bot.requests.limits import AttachmentLimits
from bot.requests.request import RequestSettings
from bot.worker.runner import JobRunner
from cogs.delivery.placeholders import Placeholders
from cogs.gate.gate import Gate
from cogs.imagine.estimate import Estimates
from cogs.imagine.job_starter import JobStarter
from cogs.imagine.submission import Submission
from cogs.interactions.responses import InitialResponses
from cogs.references.origins import Origins
from cogs.references.selected import SelectedReferences
from tests.support.jobs import a_card


@pytest.fixture
def admission() -> Mock:
    """Accepts everything."""
    double: Mock = create_autospec(AdmissionControl, instance=True)
    return double


@pytest.fixture
def responses() -> Mock:
    """Responses that go nowhere."""
    double: Mock = create_autospec(InitialResponses, instance=True)
    return double


@pytest.fixture
def starter(admission: Mock, responses: Mock) -> JobStarter:
    """Starts jobs that ``admission`` accepts."""
    return JobStarter(
        admission,
        create_autospec(JobService, instance=True),
        create_autospec(JobRunner, instance=True),
        create_autospec(ReferenceLoader, instance=True),
        create_autospec(ReferenceSelections, instance=True),
        create_autospec(Placeholders, instance=True),
        responses,
        create_autospec(Gate, instance=True),
    )


@pytest.fixture
def submission(admission: Mock, starter: JobStarter) -> Submission:
    """Never asks for confirmation."""
    quotes, estimates = create_autospec(Quotes, instance=True), create_autospec(Estimates, instance=True)
    quotes.needs_confirmation.return_value = False
    limits = create_autospec(AttachmentLimits, instance=True)
    origins, gate = create_autospec(Origins, instance=True), create_autospec(Gate, instance=True)
    selected = create_autospec(SelectedReferences, instance=True)
    return Submission(admission, limits, origins, selected, quotes, estimates, starter, gate, "anyone")


@pytest.fixture
def interaction() -> Mock:
    """A command in a server where the bot may do everything."""
    double: Mock = create_autospec(discord.Interaction, instance=True)
    return double


@pytest.mark.parametrize("confirmed", [False, True])
async def test_a_draft_without_a_prompt_is_neither_answered_nor_accepted(
    submission: Submission, interaction: Mock, admission: Mock, responses: Mock, *, confirmed: bool
) -> None:
    with pytest.raises(ValueError, match="without a prompt"):
        await submission.submit(interaction, Draft(RequestSettings(), confirmed=confirmed))
    admission.admit.assert_not_called()
    responses.to.assert_not_called()


async def test_a_draft_whose_prompt_file_was_not_read_is_not_accepted(
    starter: JobStarter, interaction: Mock, admission: Mock
) -> None:
    draft = Draft(
        RequestSettings(), prompt_file=AttachedFile("prompt_file", "prompt.txt", "https://cdn.discordapp.com/1")
    )
    with pytest.raises(ValueError, match="without a prompt"):
        await starter._admit(interaction, draft, a_card())  # noqa: SLF001 - the last step before credits are reserved
    admission.admit.assert_not_called()
