"""From an error to the sentence that a member reads."""

from collections.abc import Sequence

from bot.budgets.caps import Spending
from bot.budgets.errors import BudgetExceeded
from bot.credits.errors import QuotaExceeded, TooManyDeclined, TooManyRunning
from bot.errors import DatabaseAway, DatabaseUnreachable, FailureKind, UserError
from bot.imini.errors import IntakePaused
from bot.jobs.card import OUTSIDE
from bot.jobs.errors import AlreadyPicked, MissingPermission, TooSoon
from bot.jobs.job import Failure, Job
from bot.jobs.state import JobState
from bot.requests.errors import BadAttachment, BadOption, BadParameters, FileProblem, ParameterProblem
from bot.requests.prompt import PROMPT_LIMIT
from bot.requests.request import MAX_COUNT, MAX_REFERENCES, Resolution
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, bold, code, joined, moment
from cogs.i18n.permission_names import permission_names
from cogs.i18n.server_refusals import server_refusal
from cogs.i18n.translator import Translator

PARAMETER_SHOWN = 40
"""Characters of a parameter that is refused."""

_OPTION_KEYS = {
    ("prompt", "string_too_short"): "refusal-prompt-empty",
    ("prompt", "missing"): "refusal-prompt-empty",
    ("prompt", "both"): "refusal-prompt-twice",
    ("prompt", "string_too_long"): "refusal-prompt-long",
    ("num", "greater_than_equal"): "refusal-count",
    ("num", "less_than_equal"): "refusal-count",
    ("num", "several"): "refusal-counts",
    ("images", "too_long"): "refusal-images",
    ("resolution", "model"): "refusal-model",
    ("aspect_ratio", "model"): "refusal-model",
}


def error_message(error: UserError, t: Translator) -> Markup:  # noqa: C901, PLR0911, PLR0912 - one case an error
    """Why a request was not accepted, and what to do about it."""
    if isinstance(error.__cause__, DatabaseAway):
        error = DatabaseUnreachable()  # whatever could not be read or saved: its owner need not be told, it comes back
    match error:
        case BadOption(field, rule):
            key = _OPTION_KEYS.get((field, rule), error.code)
            limits = {"prompt_limit": PROMPT_LIMIT, "count": MAX_COUNT, "references": MAX_REFERENCES}
            return t(key, field=field, **{name: error.limit or limit for name, limit in limits.items()})
        case BadAttachment():
            return _file(error.file, t)
        case BadParameters(problems):
            return _parameters(problems, t)
        case QuotaExceeded():
            return _quota(error, t)
        case BudgetExceeded(needed, spending):
            return _budget(needed, spending, t)
        case TooManyDeclined(limit, until):
            return t(error.code, n=limit, when=moment(until))
        case AlreadyPicked(url):
            return joined(t(error.code), url)
        case TooSoon(at):
            return t(error.code, when=moment(at))
        case TooManyRunning(limit):
            return t(error.code, n=limit)
        case IntakePaused(reason, until):
            when = t("paused-until", when=moment(until)) if until else t("paused-restart")
            return joined(t(keys.PAUSED[reason]) if reason else "", when)
        case MissingPermission(permissions):
            return t(error.code, permissions=permission_names(permissions, t))
        case _:
            return server_refusal(error, t)


def _parameters(problems: Sequence[ParameterProblem], t: Translator) -> Markup:
    lines = [
        t(keys.UNMEANT[problem.reason], parameter=code(problem.spelled, PARAMETER_SHOWN), nearest=problem.nearest)
        for problem in problems
    ]
    return Markup("\n".join([*lines, t("refusal-parameters", n=len(problems))]))


def _quota(error: QuotaExceeded, t: Translator) -> Markup:
    if not error.limit:
        return t("refusal-quota-none")
    return joined(t(error.code, n=error.left, needed=error.needed, limit=error.limit), _quota_way_out(error, t))


def _quota_way_out(error: QuotaExceeded, t: Translator) -> Markup:
    """When there are enough credits, and that less would cost less, unless there is none left at all."""
    if not error.next_at:
        return _never("quota-never", error.limit, t)
    return t("quota-next" if error.left else "quota-next-only", when=moment(error.next_at))


def _budget(needed: int, spending: Spending, t: Translator) -> Markup:
    cap = spending.cap
    key = "refusal-budget-outside" if cap.server_id == OUTSIDE else keys.BUDGET[cap.level]
    return joined(t(key, n=spending.left, needed=needed), _way_out(needed, spending, t))


def _way_out(needed: int, spending: Spending, t: Translator) -> Markup:
    """When there is enough of a budget again, and what would be within it."""
    cap = spending.cap
    if not cap.limit:
        return t("budget-zero")
    renews = t("budget-next", when=moment(cap.span.ends, "f"))
    if needed <= cap.limit:
        return renews
    # With nothing left, less costs too much as well until then.
    return joined("" if spending.left else renews, _never("budget-never", cap.limit, t))


def _never(key: str, limit: int, t: Translator) -> Markup:
    """That a request costs more than there ever is."""
    return t(key, credits=t("card-credits", n=limit))


def _file(problem: FileProblem, t: Translator) -> Markup:
    name = problem.filename[:100]
    return t(keys.ATTACHMENT[problem.problem], option=code(problem.option), file=name, limit=problem.limit)


def _kind_only(failure: Failure | None) -> Failure | None:
    """The failure without the name of the member's file."""
    return failure and Failure(failure.kind)


def outcome_message(job: Job, t: Translator) -> Markup:
    """How a job ended without pictures on its card, in a word, and ``end_message``."""
    is_cancelled = job.hidden and job.state is not JobState.FAILED
    outcome = keys.OUTCOME[JobState.CANCELLED if is_cancelled else job.state]
    return joined(bold(t(outcome, n=job.request.num)), end_message(job, t))


def _undelivered_key(job: Job) -> str:
    deleted = job.failure and job.failure.kind is FailureKind.CARD_DELETED
    return "ended-card_deleted" if deleted else "ended-unshown"


def end_message(job: Job, t: Translator) -> Markup:
    """Why a job ended without pictures on its card, what it cost, and what the member can do next.

    What imini says, in its codes and words, is in Details.
    """
    if job.hidden and job.state is not JobState.FAILED:
        return t("ended-hidden", n=job.cost if job.state.is_active else job.charged)
    if job.state is JobState.UNKNOWN:
        return t("ended-unknown")
    if job.state is JobState.UNDELIVERED:
        return joined(t(_undelivered_key(job)), t("ended-charged", n=job.charged))
    refund = t("ended-credits", n=job.cost) if job.cost else t("ended-free")
    if job.state is JobState.CANCELLED:
        return joined(t("ended-cancelled"), refund)
    return joined(_why_failed(job, t), refund)


def _why_failed(job: Job, t: Translator) -> Markup:
    failure = _kind_only(job.failure) if job.card.plain else job.failure
    if failure and failure.file:
        return _file(failure.file, t)
    kind = failure.kind if failure else FailureKind.BUG
    is_smallest = job.request.num == 1 and job.request.resolution is Resolution.ONE_K
    advice = "" if is_smallest or kind is not FailureKind.TIMED_OUT else t("ended-faster")
    return joined(t(keys.FAILED[kind]), advice)
