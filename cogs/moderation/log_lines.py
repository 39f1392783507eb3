"""One line of a server's log: a job that has ended, an act, or a budget. The log never quotes a prompt."""

from bot.budgets.warnings import NEARLY, BudgetWarning
from bot.jobs.job import Job
from bot.servers.acts import Act
from cogs.cards.elements import mention, settings, state_label
from cogs.cards.jump_urls import job_url
from cogs.i18n.markdown import Markup, in_one_line, moment
from cogs.i18n.translator import Translator
from cogs.servers.act_list import act_text

Told = Job | Act | BudgetWarning


def line(told: Told, t: Translator) -> Markup:
    """What the log says of it."""
    match told:
        case Job():
            return job_line(told, t)
        case Act():
            return act_line(told, t)
        case BudgetWarning():
            return budget_line(told, t)


def job_line(job: Job, t: Translator) -> Markup:
    """Who, where, the settings, what it cost and how it ended; a link to the card if others can see that."""
    facts = in_one_line([*settings(job.request, t), t("card-credits", n=job.charged), state_label(job, t)])
    line = t(
        "log-job",
        user=mention(job.user_id),
        channel=Markup(f"<#{job.card.channel_id}>"),
        facts=facts,
    )
    url = job_url(job)
    return Markup(f"{line} [{t('log-card')}]({url})") if url else line


def act_line(act: Act, t: Translator) -> Markup:
    """Who did what."""
    return Markup(f"**{act_text(act, t)}**")


def budget_line(warning: BudgetWarning, t: Translator) -> Markup:
    """How much of the server's budget is spent, and when it renews."""
    spending, cap = warning.spending, warning.spending.cap
    key = "log-budget-nearly"
    if warning.percent > NEARLY:
        key = "log-budget-short" if spending.left else "log-budget-used-up"
    told = t(key, spent=spending.spent, limit=cap.limit, when=moment(cap.span.ends, "f"))
    return Markup(f"**{told}**")
