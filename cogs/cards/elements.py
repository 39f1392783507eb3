"""Building blocks of cards and lists: header, footer, progress bar."""

from collections.abc import Iterable

from discord import ui

from bot.budgets.caps import Cap, Spending, tightest
from bot.credits.quota import Balance
from bot.jobs.card import OUTSIDE
from bot.jobs.job import Job, Made
from bot.jobs.recent import JobSummary
from bot.jobs.state import JobState
from bot.requests.request import RequestSettings
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, code, headline, in_one_line, joined, moment
from cogs.i18n.translator import Translator

TITLE_SHOWN = 75
"""Width of a prompt as the title of a card, in Latin characters: three lines on a phone. Details shows the rest."""

PROMPT_SHOWN = 600
"""Characters of a prompt in Details and in an estimate; beyond that, Details has a file."""

TASK_ID_SHOWN = 100
"""Characters of a task ID on a card, and in the option of `/task` that accepts it."""

BAR_WIDTH = 12
BLURPLE, RED = 0x5865F2, 0xED4245
"""The accents: red is for failures and for what can't be undone. What is neither good nor bad has no accent."""


def mention(user_id: int) -> Markup:
    """A mention of the member, which pings only in a message that allows it."""
    return Markup(f"<@{user_id}>")


def bar(fraction: float, width: int = BAR_WIDTH) -> Markup:
    """A progress bar; ``fraction`` counts from 0 to 1, ``width`` is in characters. The least beginning shows."""
    filled = max(int(width * min(fraction, 1.0)), fraction > 0)
    return Markup(f"`{'█' * filled}{'░' * (width - filled)}`")


def container(colour: int | None, *items: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    """A message of one container, with an accent or without."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=colour))
    # Presses are dispatched by custom_id alone; discord.py would keep a view that is not stopped in memory for ever.
    view.stop()
    return view


def header(job: Job, t: Translator, *, hidden: bool = False) -> ui.TextDisplay[ui.LayoutView]:
    """The top of every card: the prompt, unless it is ``hidden`` or blocked, and the small print."""
    if hidden or job.card.plain:
        why = t("card-prompt-hidden" if hidden else "card-blocked")
        return ui.TextDisplay(f"### {t('title-prompt-hidden')}\n-# {why}\n{small_print(job, t)}")
    return ui.TextDisplay(f"### {headline(job.request.prompt, TITLE_SHOWN)}\n{small_print(job, t)}")


def small_print(job: Job, t: Translator) -> Markup:
    """Who requested the job, its settings and cost; below, what it was made from and whose pictures it uses."""
    lineage = " · ".join(filter(None, [_making(job, t), _credit(job, t)]))
    return Markup("\n".join(f"-# {line}" for line in filter(None, [_facts(job, t), lineage, _why_private(job, t)])))


def state_label(job: Job | JobSummary, t: Translator) -> Markup:
    if job.removals:
        return t("state-removed")
    return t(keys.STATE[job.state])


def _facts(job: Job, t: Translator) -> str:
    facts = [t("card-by", user=mention(job.user_id)), *settings(job.request, t)]
    # That nothing was charged is said in words, below.
    if credits := job.cost if job.state.is_active else job.charged:
        facts.append(t("card-credits", n=credits))
    return in_one_line(facts)


def _making(job: Job, t: Translator) -> str:
    """How the job was made, with a link to what it was made from where everybody who sees the card can follow it."""
    if job.made is None and job.parent is None:
        return ""
    made = _made(job.made, job.parent or "", t)
    return f"[{made}]({job.parent_url})" if _is_linked(job) else made


def _why_private(job: Job, t: Translator) -> str:
    """Why a card is private although its member did not ask for that, and how to show its pictures, if it has any."""
    if not (job.card.private and job.parent) or _is_linked(job):
        return ""
    has_pictures = job.state.is_active or job.state is JobState.DELIVERED
    return joined(t("card-parent-private"), t("card-parent-share") if has_pictures else "")


def _is_linked(job: Job) -> bool:
    # A copy of the card may be in another channel.
    return bool(job.parent_url) and f"/{job.card.channel_id}/" in job.parent_url


def _made(made: Made | None, parent: str, t: Translator) -> Markup:
    if made is None:
        return t("card-parent", parent=code(parent))
    if made.picture and made.by in keys.MADE_OF_PICTURE:
        return t(keys.MADE_OF_PICTURE[made.by], picture=made.picture)
    return t(keys.MADE[made.by])


def _credit(job: Job, t: Translator) -> str:
    """The others whose pictures it uses, unless somebody who sees the card might not see where they come from."""
    channel_id, guild_id = job.card.channel_id, job.card.guild_id
    known = (source.user_id for source in job.reference_sources if source.is_known_in(channel_id, guild_id))
    credited = [user_id for user_id in known if user_id is not None and user_id != job.user_id]
    if not credited:
        return ""
    authors = t.listed(map(mention, dict.fromkeys(credited)))
    return t("card-credit", n=len(credited), authors=authors)


def settings(request: RequestSettings, t: Translator) -> list[str]:
    """The requested settings, each as a member reads it; of several pictures, their number."""
    parts = [request.aspect_ratio, request.resolution, t(keys.QUALITY[request.quality])]
    if request.num > 1:
        parts.append(t("card-pictures", n=request.num))
    if request.images:
        parts.append(t("card-references", n=len(request.images)))
    return parts


def footer(job: Job, t: Translator) -> ui.TextDisplay[ui.LayoutView]:
    """The host's line of the time when the card was new, and the id. A plain card has the id alone."""
    line = "" if job.card.plain else job.card.announcement
    above = f"{t('card-announcement', text=line)}\n" if line else ""
    return ui.TextDisplay(f"{above}-# {id_of(job.id, job.task_id, t)}")


def id_of(job_id: str, task_id: str | None, t: Translator) -> Markup:
    """The id by which `/task` and the bot's owner find a job: imini's, or the bot's own while there is none."""
    if task_id:
        return t("card-task", task=code(task_id, TASK_ID_SHOWN))
    return t("card-job", job=code(job_id))


def budget_left(spending: Spending, t: Translator) -> Markup:
    """What a cap leaves, and when it renews."""
    cap = spending.cap
    credits = t("card-credits", n=cap.limit)
    return t(_budget_key(cap), n=spending.left, limit=cap.limit, credits=credits, when=moment(cap.span.ends, "f"))


def credits_return(balance: Balance, t: Translator) -> Markup:
    """When a member's next credits return; none do where their roles give them none."""
    if not balance.limit:
        return t("refusal-quota-none")
    return t("quota-back", when=moment(balance.next_at)) if balance.next_at else t("quota-all")


def budgets_left(spendings: Iterable[Spending], t: Translator) -> list[Markup]:
    """What each cap leaves. Members read of one budget of the server, so of its two the tightest is shown."""
    tight: dict[str, Spending] = {}
    for spending in spendings:
        key = _budget_key(spending.cap)
        tight[key] = tightest([tight.get(key, spending), spending])
    return [budget_left(spending, t) for spending in tight.values()]


def _budget_key(cap: Cap) -> str:
    return "quota-budget-outside" if cap.server_id == OUTSIDE else keys.BUDGET_LEFT[cap.level]
