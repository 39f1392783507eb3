"""Every error has a sentence in every language that says what to do."""

import re
from collections.abc import Iterator
from typing import TypeVar

import pytest

from bot.admission.errors import AccountTooNew, BeyondTier, MemberTooNew
from bot.budgets.caps import Cap, Level, Spending
from bot.budgets.errors import BudgetExceeded
from bot.budgets.spans import Span
from bot.credits.errors import QuotaExceeded, TooManyDeclined, TooManyRunning
from bot.errors import DatabaseAway, DatabaseUnreachable, FailureKind, SaveFailed, UserError
from bot.host.errors import BotPaused
from bot.imini.errors import IntakePaused
from bot.jobs.errors import AlreadyPicked, MissingPermission, TooSoon
from bot.jobs.job import Failure
from bot.jobs.state import JobState
from bot.requests.errors import (
    AttachmentProblem,
    BadAttachment,
    BadOption,
    BadParameters,
    FileProblem,
    ParameterProblem,
    Unmeant,
)
from bot.requests.request import ImagineRequest, Quality, Resolution
from bot.servers.errors import (
    AuthorForbids,
    BadNumber,
    BadTimeZone,
    BlockedEverywhere,
    MemberBlocked,
    SelectionRefused,
    TooManyRules,
    TooManyWords,
)
from bot.servers.tiers import Limits
from cogs.i18n import keys
from cogs.i18n.catalog import DEFAULT_LOCALE
from cogs.i18n.error_messages import end_message, error_message, outcome_message
from cogs.i18n.markdown import bold, joined
from cogs.i18n.translator import Translator
from tests.support.jobs import a_job, a_request
from tests.support.locales import CATALOGS, LOCALES

Error = TypeVar("Error", bound=UserError)
TOLD_WITH_VALUES = (
    BadOption("prompt", "string_too_short"),
    BadOption("prompt", "missing"),
    BadOption("prompt", "both"),
    BadOption("prompt", "string_too_long"),
    BadOption("num", "greater_than_equal"),
    BadOption("num", "less_than_equal"),
    BadOption("num", "several"),
    BadOption("images", "too_long"),
    BadOption("quality", "enum"),
    BadOption("resolution", "model"),
    *(BadAttachment("image1", "fox.png", problem, 20) for problem in AttachmentProblem),
    *(BadParameters((ParameterProblem("--v 6", reason, "16:9"),)) for reason in Unmeant),
    BadParameters((ParameterProblem("--v 6", Unmeant.MODEL), ParameterProblem("--no", Unmeant.WITHOUT))),
    QuotaExceeded(needed=8, left=1, limit=50, next_at=1_700_000_000.0),
    QuotaExceeded(needed=80, left=50, limit=50, next_at=None),
    QuotaExceeded(needed=8, left=0, limit=0, next_at=None),
    AlreadyPicked(url="https://discord.com/channels/1/2/3"),
    TooManyDeclined(limit=20, until=1_700_000_600.0),
    TooManyRunning(limit=3),
    TooSoon(at=1_700_000_000.0),
    *(IntakePaused(kind, until=1_700_000_000.0) for kind in (FailureKind.KEY_REFUSED, FailureKind.OUT_OF_CREDITS)),
    IntakePaused(None),
    MissingPermission(("attach_files", "send_messages")),
    *(MemberBlocked(until, reason) for until, reason in ((1_700_000_000.0, "spam"), (None, ""))),
    BlockedEverywhere(until=None, reason="spam"),
    *(BotPaused(until, reason) for until, reason in ((1_700_000_000.0, "moving house"), (None, ""))),
    AccountTooNew(days=7, at=1_700_000_000.0),
    MemberTooNew(days=1, at=1_700_000_000.0),
    *(
        BudgetExceeded(needed, Spending(Cap(level, 1, None, 100, Span(0, 1_700_000_000)), 95))
        for level in (Level.BOT, Level.SERVER, Level.MEMBER)
        for needed in (9, 900)
    ),
    BadTimeZone("Berlin", ("Europe/Berlin",)),
    BadNumber("panel-form-days", least=0, most=365),
    TooManyWords(limit=200, longest=50),
    SelectionRefused(AuthorForbids()),
    TooManyRules(limit=25),
    BeyondTier(Limits(Resolution.ONE_K, Quality.LOW, 1), {7: Limits(), 8: Limits(count=4)}),
)


def _kinds(base: type[Error]) -> Iterator[type[Error]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


USER_ERRORS = (*TOLD_WITH_VALUES, *(kind() for kind in _kinds(UserError) if not hasattr(kind, "__match_args__")))
every_locale = pytest.mark.parametrize("locale", LOCALES)


@pytest.fixture
def t() -> Translator:
    """The English translator."""
    return CATALOGS("en-US")


def test_every_kind_of_user_error_is_among_those_tested() -> None:
    assert {type(error) for error in USER_ERRORS} == set(_kinds(UserError))


@every_locale
@pytest.mark.parametrize("error", USER_ERRORS, ids=repr)
def test_every_user_error_has_a_sentence_with_nothing_left_to_fill_in(error: UserError, locale: str) -> None:
    sentence = error_message(error, CATALOGS(locale))
    assert sentence.strip() == sentence != ""
    assert not re.search(r"[{}]|None", sentence)


@every_locale
@pytest.mark.parametrize("kind", FailureKind)
def test_every_failure_has_a_sentence_with_nothing_left_to_fill_in(kind: FailureKind, locale: str) -> None:
    sentence = end_message(a_job(state=JobState.FAILED, failure=Failure(kind)), CATALOGS(locale))
    assert not re.search(r"[{}]|None", sentence)
    assert len(sentence.splitlines()) == 1


def test_no_two_failures_and_no_two_user_errors_have_the_same_sentence(t: Translator) -> None:
    failures = {end_message(a_job(state=JobState.FAILED, failure=Failure(kind)), t) for kind in FailureKind}
    assert len(failures) == len(FailureKind)
    # Two rules of the prompt share a sentence, and so do two of the count.
    assert len({error_message(error, t) for error in USER_ERRORS}) == len(USER_ERRORS) - 2


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"prompt": " \n"}, "`prompt`"),
        ({"prompt": "x" * 32_001}, "32,000"),
        ({"prompt": "x", "num": 11}, "1 to 10"),
        ({"prompt": "x", "num": 0}, "1 to 10"),
        ({"prompt": "x", "images": [{"url": "https://a.example"}] * 4}, "3 reference images"),
        ({"prompt": "x", "quality": "best"}, "quality"),
        ({"prompt": "x", "aspect_ratio": "1:3"}, r"aspect\_ratio"),
    ],
)
def test_what_the_model_does_not_accept_is_named_with_its_limit(
    option: dict[str, object], said: str, t: Translator
) -> None:
    with pytest.raises(BadOption) as caught:
        ImagineRequest.parse(**option)
    assert said in error_message(caught.value, t)


def test_a_bad_attachment_is_named_by_option_file_and_limit(t: Translator) -> None:
    sentence = error_message(BadAttachment("image2", "my_*fox*.png", AttachmentProblem.TOO_LARGE, 20), t)
    assert "`image2`" in sentence
    assert r"my\_\*fox\*.png" in sentence
    assert "20 MB" in sentence


def test_a_file_name_of_any_length_is_shortened(t: Translator) -> None:
    assert len(error_message(BadAttachment("image1", "x" * 5000, AttachmentProblem.EMPTY), t)) < 300


def test_a_quota_that_comes_back_says_how_much_is_left_and_when(t: Translator) -> None:
    sentence = error_message(QuotaExceeded(needed=1200, left=1, limit=5000, next_at=1_700_000_000.0), t)
    assert "costs 1,200," in sentence
    assert "1 of 5,000" in sentence
    assert "<t:1700000000:R>" in sentence


def test_a_quota_that_can_never_be_enough_names_no_time(t: Translator) -> None:
    sentence = error_message(QuotaExceeded(needed=80, left=50, limit=50, next_at=None), t)
    assert "<t:" not in sentence
    assert "The limit here is 50 credits." in sentence


def test_a_pause_says_whose_fault_it_is_and_when_to_try_again(t: Translator) -> None:
    sentence = error_message(IntakePaused(FailureKind.OUT_OF_CREDITS, until=1_700_000_000.0), t)
    assert "not your fault" in sentence
    assert "<t:1700000000:R>" in sentence


def test_a_bot_that_stops_says_no_more_than_that(t: Translator) -> None:
    assert error_message(IntakePaused(None), t) == t("paused-restart")


def test_missing_permissions_are_listed(t: Translator) -> None:
    assert "`Attach Files`, `Send Messages`" in error_message(MissingPermission(("attach_files", "send_messages")), t)


def test_permissions_have_the_names_of_discords_settings_in_the_members_language() -> None:
    sentence = error_message(MissingPermission(("attach_files", "send_messages")), CATALOGS("zh-CN"))
    assert "`附加文件`、`发送消息`" in sentence


def test_a_bug_keeps_its_details_for_the_log(t: Translator) -> None:
    sentence = end_message(a_job(state=JobState.FAILED, failure=Failure(FailureKind.BUG, "C", "Traceback")), t)
    assert "Traceback" not in sentence


def test_a_failure_of_which_nothing_is_known_counts_as_a_bug(t: Translator) -> None:
    known = end_message(a_job(state=JobState.FAILED, failure=Failure(FailureKind.BUG)), t)
    assert end_message(a_job(state=JobState.FAILED), t) == known


@pytest.mark.parametrize(
    ("cost", "refund"),
    [(1, "1 credit refunded."), (1200, "1,200 credits refunded."), (0, "You weren't charged.")],
)
def test_a_failure_says_in_one_line_why_and_what_becomes_of_the_credits(cost: int, refund: str, t: Translator) -> None:
    sentence = end_message(a_job(state=JobState.FAILED, failure=Failure(FailureKind.BUSY), cost=cost), t)
    assert sentence == f"{t('ended-busy')} {refund}"


@every_locale
def test_what_imini_says_in_codes_and_words_is_not_among_the_reasons(locale: str) -> None:
    failure = Failure(FailureKind.UNFINISHED, "E_42", "no blue left", "req_7")
    told = outcome_message(a_job(state=JobState.FAILED, failure=failure), CATALOGS(locale))
    assert not any(said in told for said in ("E_42", "E\\_42", "blue", "req"))


@every_locale
@pytest.mark.parametrize(("state", "key"), keys.OUTCOME.items())
def test_a_card_says_first_how_its_job_ended(state: JobState, key: str, locale: str) -> None:
    t = CATALOGS(locale)
    job = a_job(state=state, request=a_request(num=3))
    assert outcome_message(job, t) == joined(bold(t(key, n=3)), end_message(job, t))


@every_locale
@pytest.mark.parametrize("state", [JobState.SUBMITTED, JobState.UNDELIVERED])
def test_a_job_that_goes_on_behind_its_card_is_called_cancelled(state: JobState, locale: str) -> None:
    t = CATALOGS(locale)
    assert outcome_message(a_job(state=state, hidden=True), t).startswith(bold(t("outcome-cancelled")))


@every_locale
@pytest.mark.parametrize(
    "error",
    [
        QuotaExceeded(8, 2, 50, 1_000),
        QuotaExceeded(80, 2, 50, None),
        AlreadyPicked("https://discord.com/channels/1/2/3"),
        IntakePaused(FailureKind.KEY_REFUSED, 1_000),
        IntakePaused(FailureKind.OUT_OF_CREDITS, None),
    ],
    ids=str,
)
def test_sentences_follow_each_other_as_the_language_writes_them(error: UserError, locale: str) -> None:
    sentence = error_message(error, CATALOGS(locale))
    assert "。 " not in sentence
    if locale == DEFAULT_LOCALE:
        assert ". " in sentence


def test_bold_text_of_a_card_ends_before_a_chinese_full_stop_and_no_space_follows_it() -> None:
    job = a_job(state=JobState.FAILED, failure=Failure(FailureKind.MODERATION))
    assert outcome_message(job, CATALOGS("zh-CN")).startswith("**没能画出图片**。被内容政策拦截。")
    assert outcome_message(job, CATALOGS("en-US")).startswith("**Couldn't make this picture.** Blocked")


def test_a_reference_that_could_not_be_read_is_named_on_the_card(t: Translator) -> None:
    file = FileProblem("image2", "image2", AttachmentProblem.UNREADABLE)
    sentence = end_message(a_job(state=JobState.FAILED, failure=Failure(FailureKind.BAD_INPUT, file=file)), t)
    assert "`image2`" in sentence


def test_an_unknown_outcome_is_called_so(t: Translator) -> None:
    sentence = end_message(a_job(state=JobState.UNKNOWN), t)
    assert "can't tell whether it went through" in sentence
    assert "You weren't charged, and we didn't retry." in sentence


@every_locale
@pytest.mark.parametrize("kind", [FailureKind.CARD_DELETED, FailureKind.UNDELIVERABLE])
def test_pictures_that_no_card_shows_are_named_as_charged_with_where_they_are(kind: FailureKind, locale: str) -> None:
    t = CATALOGS(locale)
    sentence = end_message(a_job(state=JobState.UNDELIVERED, failure=Failure(kind, message="HTTP 404"), charged=3), t)
    assert sentence.endswith(t("ended-charged", n=3))
    assert "/task" in sentence
    assert "404" not in sentence


@every_locale
def test_a_cancelled_job_says_that_its_credits_are_back_and_a_hidden_one_that_they_are_used(locale: str) -> None:
    t = CATALOGS(locale)
    assert end_message(a_job(state=JobState.CANCELLED), t).endswith(t("ended-credits", n=1))
    assert end_message(a_job(state=JobState.SUBMITTED, hidden=True, cost=2), t) == t("ended-hidden", n=2)
    assert end_message(a_job(state=JobState.UNDELIVERED, hidden=True, cost=2, charged=1), t) == t("ended-hidden", n=1)


def test_a_database_that_is_away_is_told_as_such_whatever_could_not_be_done() -> None:
    t = CATALOGS("en-US")
    refused = SaveFailed()
    refused.__cause__ = DatabaseAway("no answer")
    assert error_message(refused, t) == error_message(DatabaseUnreachable(), t)
    assert error_message(refused, t) != error_message(SaveFailed(), t)
