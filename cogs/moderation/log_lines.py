"""One line of a server's log: a job that has ended, or an act. The log never quotes a prompt."""

from bot.jobs.job import Job
from bot.servers.acts import Act
from cogs.cards.elements import mention, settings, state_label
from cogs.cards.jump_urls import job_url
from cogs.i18n.markdown import Markup
from cogs.i18n.translator import Translator
from cogs.servers.act_list import act_text


def job_line(job: Job, t: Translator) -> Markup:
    """Who, where, the settings, what it cost and how it ended; a link to the card if others can see that."""
    facts = " · ".join([*settings(job.request, t), t("card-credits", n=job.charged), state_label(job, t)])
    line = t(
        "log-job",
        user=mention(job.user_id),
        channel=Markup(f"<#{job.card.channel_id}>"),
        facts=Markup(facts),
    )
    url = job_url(job)
    return Markup(f"{line} [{t('log-card')}]({url})") if url else line


def act_line(act: Act, t: Translator) -> Markup:
    """Who did what."""
    return Markup(f"**{act_text(act, t)}**")
