"""Advice that can be followed: a refusal or a failure recommends nothing that would change nothing."""

import pytest

from bot.budgets.caps import Cap, Level, Spending
from bot.budgets.errors import BudgetExceeded
from bot.budgets.spans import Span
from bot.credits.errors import QuotaExceeded
from bot.errors import FailureKind
from bot.jobs.job import Failure
from bot.jobs.state import JobState
from bot.requests.request import ImagineRequest, Resolution
from cogs.i18n.error_messages import end_message, error_message
from cogs.i18n.markdown import moment
from tests.support.jobs import a_job, a_request
from tests.support.locales import CATALOGS, LOCALES

SOON = 1_700_000_000.0
every_locale = pytest.mark.parametrize("locale", LOCALES)


@every_locale
def test_who_has_no_credits_left_is_not_told_to_request_less(locale: str) -> None:
    t = CATALOGS(locale)
    some, none = (error_message(QuotaExceeded(9, left, 450, SOON), t) for left in (8, 0))
    assert t("quota-next", when=moment(SOON)) in some
    assert none.endswith(t("quota-next-only", when=moment(SOON)))


@every_locale
@pytest.mark.parametrize("spent", [0, 1, 2])
def test_who_has_nothing_left_of_a_budget_reads_when_it_renews_whatever_they_request(spent: int, locale: str) -> None:
    t = CATALOGS(locale)
    text = error_message(BudgetExceeded(3, Spending(Cap(Level.MEMBER, 30, 10, 2, Span(0, SOON)), spent)), t)
    assert (t("budget-next", when=moment(SOON, "f")) in text) is (spent == 2)
    assert text.endswith(t("budget-never", credits=t("card-credits", n=2)))


@every_locale
@pytest.mark.parametrize(
    ("request_", "may_be_faster"),
    [
        (a_request(), False),
        (a_request(num=2), True),
        (a_request(resolution=Resolution.TWO_K), True),
    ],
)
def test_one_picture_of_the_lowest_resolution_can_be_no_faster(
    request_: ImagineRequest, may_be_faster: bool, locale: str
) -> None:
    t = CATALOGS(locale)
    job = a_job(state=JobState.FAILED, failure=Failure(FailureKind.TIMED_OUT), request=request_)
    assert (t("ended-faster") in end_message(job, t)) is may_be_faster
