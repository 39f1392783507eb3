"""The tables of keys: every value that a member can see has its sentence."""

from bot.errors import FailureKind
from bot.imini.result_lookup import LookupOutcome
from bot.jobs.job import MadeBy
from bot.jobs.state import JobState
from bot.requests.errors import AttachmentProblem
from bot.requests.request import Quality, ReferenceType
from cogs.i18n import keys
from cogs.servers.check import NEEDED


def test_every_value_has_a_sentence() -> None:
    assert set(keys.QUALITY) == set(Quality)
    assert set(keys.REFERENCE) == set(ReferenceType)
    assert set(keys.STATE) == set(JobState)
    assert set(keys.FAILED) == set(FailureKind)
    assert set(keys.ATTACHMENT) == set(AttachmentProblem)
    assert set(keys.MADE) == set(MadeBy)
    assert set(keys.LOOKED_UP) == set(LookupOutcome) - {LookupOutcome.FOUND}
    assert set(keys.CHECK) == set(keys.PERMISSION) == set(NEEDED)


def test_every_state_in_which_a_job_ends_without_pictures_on_its_card_has_an_outcome() -> None:
    assert set(keys.OUTCOME) == {state for state in JobState if not state.is_active} - {JobState.DELIVERED}


def test_no_two_values_share_a_sentence() -> None:
    tables = (
        keys.QUALITY,
        keys.REFERENCE,
        keys.STATE,
        keys.OUTCOME,
        keys.MADE,
        keys.FAILED,
        keys.PAUSED,
        keys.ATTACHMENT,
    )
    found = [key for table in (*tables, keys.MADE_OF_PICTURE, keys.LOOKED_UP) for key in table.values()]
    assert len(found) == len(set(found))
