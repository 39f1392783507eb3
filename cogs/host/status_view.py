"""What ``/bot status`` shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from discord import ui

from bot.budgets.caps import Spending
from bot.credits.money import CreditPrice
from bot.host.decisions import Pause
from bot.host.reports import Report
from cogs.cards.elements import BLURPLE, RED, container
from cogs.i18n.markdown import Markup, code, joined, moment
from cogs.i18n.translator import Translator

PROCESSES_SHOWN = 12
"""Processes in one message, which holds 4,000 characters."""

GB = 1 << 30


@dataclass(frozen=True, slots=True)
class Spent:
    """Credits of today and of this month, and of ``BUDGET`` (None without one)."""

    today: int
    month: int
    budget: Spending | None


@dataclass(frozen=True, slots=True)
class BotStatus:
    """All of it ``at`` epoch seconds. ``spent`` is None if the database does not say."""

    reports: Sequence[Report]
    pause: Pause | None
    announcement: str
    spent: Spent | None
    at: float


def status_view(status: BotStatus, price: CreditPrice | None, t: Translator) -> ui.LayoutView:
    reports = status.reports
    lines = [f"### {t('title-status')}", *_summary(status, price, t)]
    parts: list[ui.Item[ui.LayoutView]] = [ui.TextDisplay("\n".join(lines)), ui.Separator()]
    shown = [_process(report, t, is_alone=len(reports) == 1) for report in reports[:PROCESSES_SHOWN]]
    if (more := len(reports) - PROCESSES_SHOWN) > 0:
        shown.append(t("status-more", n=more))
    parts.append(ui.TextDisplay("\n".join(shown)))
    is_well = not status.pause and not any(report.account_refused or report.vacant for report in reports)
    return container(BLURPLE if is_well else RED, *parts)


def _summary(status: BotStatus, price: CreditPrice | None, t: Translator) -> Iterator[Markup]:
    reports = status.reports
    if pause := status.pause:
        end = t("pause-until", when=moment(pause.until, "f")) if pause.until else t("pause-open")
        yield joined(t("status-paused"), end, t("blocked-reason", reason=pause.reason) if pause.reason else "")
    if any(report.account_refused for report in reports):
        yield t("status-account-paused")
    if vacant := max(report.vacant for report in reports):
        yield t("status-vacant", n=vacant)
    yield t("status-servers", n=sum(report.servers for report in reports))
    oldest = min((report.oldest_job_at for report in reports if report.oldest_job_at is not None), default=None)
    jobs = t("status-jobs", n=sum(report.open_jobs for report in reports))
    yield Markup(f"{jobs} · {t('status-oldest', when=moment(oldest))}") if oldest is not None else jobs
    yield _spending(status.spent, price, t)
    if status.spent and (budget := status.spent.budget):
        yield t("status-budget", spent=budget.spent, limit=budget.cap.limit, when=moment(budget.cap.span.ends, "f"))
    if status.announcement:
        yield t("status-announcement", text=status.announcement)


def _spending(spent: Spent | None, price: CreditPrice | None, t: Translator) -> Markup:
    if spent is None:
        return t("status-spent-unknown")
    credits = t("card-credits", n=spent.today)
    if price is None:
        return t("status-spent", credits=credits, month=spent.month)
    money, month_money = (t.money(price.of(spends), price.currency) for spends in (spent.today, spent.month))
    return t("status-spent-money", credits=credits, money=money, month=spent.month, month_money=month_money)


def _process(report: Report, t: Translator, *, is_alone: bool) -> Markup:
    """One process; its run has no name unless there are several."""
    name = "" if is_alone else code(report.run[:6])
    facts = [
        t("process-version", version=report.version, when=moment(report.started_at)),
        _connection(report, t),
        "" if is_alone else t("status-jobs", n=report.open_jobs),
        t("process-disk", free=f"{report.disk_free / GB:.1f}"),
    ]
    return Markup(" · ".join(filter(None, (name, *facts))))


def _connection(report: Report, t: Translator) -> Markup:
    """How it is connected; empty while the shards are not known, and in the sandbox, which has none."""
    if report.standby:
        return t("process-standby")
    if not report.shards:
        return Markup("")
    return t("process-shards", connected=report.connected, shards=report.shards, seconds=round(report.silence))
