"""Building blocks of cards and lists: header, footer, buttons, progress bar."""

from collections.abc import Iterable

import discord
from discord import ui

from bot.budgets.caps import Spending
from bot.jobs.card import OUTSIDE
from bot.jobs.job import Job
from bot.jobs.recent import JobSummary
from bot.requests.request import RequestSettings
from cogs.cards.custom_ids import Action, Target, custom_id
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, code, escape, moment
from cogs.i18n.translator import Translator

PROMPT_SHOWN = 600
"""Characters of a prompt on a card; Details shows the rest."""

TASK_ID_SHOWN = 100
"""Characters of a task ID on a card, and in the option of `/task` that accepts it."""

BAR_WIDTH = 12
BLURPLE, GREEN, YELLOW, RED = 0x5865F2, 0x57F287, 0xFEE75C, 0xED4245

_LABELS = {
    Action.AGAIN: "button-again",
    Action.EDIT: "button-edit",
    Action.VARY: "button-vary",
    Action.SHARPER: "button-sharper",
    Action.DETAILS: "button-details",
    Action.ORIGINAL: "button-original",
    Action.SHARE: "button-share",
    Action.DESCRIBE: "button-describe",
    Action.DELETE: "button-delete",
    Action.CANCEL: "button-cancel",
    Action.REPOST: "button-repost",
    Action.RECOVER: "button-recover",
}
_DANGEROUS = {Action.DELETE, Action.CANCEL}


def mention(user_id: int) -> Markup:
    """A mention of the member, which pings only in a message that allows it."""
    return Markup(f"<@{user_id}>")


def bar(fraction: float) -> Markup:
    """A progress bar; ``fraction`` counts from 0 to 1."""
    filled = int(BAR_WIDTH * min(fraction, 1.0))
    return Markup(f"`{'█' * filled}{'░' * (BAR_WIDTH - filled)}`")


def buttons(job: Job, t: Translator, rows: Iterable[Iterable[Action]]) -> list[ui.ActionRow[ui.LayoutView]]:
    return [ui.ActionRow(*(button(action, job, t) for action in row)) for row in rows]


def button(action: Action, job: Job, t: Translator) -> ui.Button[ui.LayoutView]:
    style = discord.ButtonStyle.danger if action in _DANGEROUS else discord.ButtonStyle.secondary
    # Delete must work when the job is no longer stored, so its button names the requester.
    target = str(Target(job.id, job.user_id)) if action is Action.DELETE else job.id
    return ui.Button(label=t(_LABELS[action]), style=style, custom_id=custom_id(action, target))


def container(colour: int, *items: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    """A message of one coloured container."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=colour))
    # Presses are dispatched by custom_id alone; discord.py would keep a view that is not stopped in memory for ever.
    view.stop()
    return view


def header(title: str, job: Job, t: Translator, *, hidden: bool = False) -> tuple[ui.Item[ui.LayoutView], ...]:
    """The top of every card: title, prompt (unless ``hidden`` or blocked), settings, cost, requester, origin."""
    prompt = t("card-prompt-hidden") if hidden else escape(job.request.prompt, PROMPT_SHOWN)
    shown = t("card-blocked") if job.card.plain and not hidden else f"> {prompt}"
    return (
        ui.TextDisplay(f"### {title}\n{shown}"),
        ui.TextDisplay(_facts(job, t) + _lineage(job, t) + _credit(job, t)),
    )


def state_label(job: Job | JobSummary, t: Translator) -> Markup:
    if job.removals:
        return t("state-removed")
    return t(keys.STATE[job.state])


def _facts(job: Job, t: Translator) -> str:
    credits = job.cost if job.state.is_active else job.charged
    return " · ".join([*settings(job.request, t), t("card-credits", n=credits), mention(job.user_id)])


def _lineage(job: Job, t: Translator) -> str:
    if job.parent is None:
        return ""
    parent = code(job.parent)
    if job.card.private:
        return "\n" + t("card-parent-private", parent=parent)
    return "\n" + t("card-parent", parent=Markup(f"[{parent}]({job.parent_url})") if job.parent_url else parent)


def _credit(job: Job, t: Translator) -> str:
    """The others whose pictures it uses, unless somebody who sees the card might not see where they come from."""
    channel_id, guild_id = job.card.channel_id, job.card.guild_id
    known = (source.user_id for source in job.reference_sources if source.is_known_in(channel_id, guild_id))
    credited = [user_id for user_id in known if user_id is not None and user_id != job.user_id]
    if not credited:
        return ""
    authors = Markup(", ".join(map(mention, dict.fromkeys(credited))))
    return "\n" + t("card-credit", n=len(credited), authors=authors)


def settings(request: RequestSettings, t: Translator) -> list[str]:
    """The requested settings, each as a member reads it."""
    parts = [request.aspect_ratio, request.resolution, t(keys.QUALITY[request.quality])]
    parts.append(t("card-pictures", n=request.num))
    if request.images:
        parts.append(t("card-references", n=len(request.images)))
    return parts


def footer(job: Job, t: Translator) -> ui.TextDisplay[ui.LayoutView]:
    """The host's line of the time when the card was new, and the ids. A plain card has the ids alone."""
    line = "" if job.card.plain else job.card.announcement
    return ids(job.id, job.task_id, t, announcement=line)


def ids(job_id: str, task_id: str | None, t: Translator, *, announcement: str = "") -> ui.TextDisplay[ui.LayoutView]:
    """The ids of a job in small print, for `/task` and for the bot owner; above them the host's announcement."""
    above = f"{t('card-announcement', text=announcement)}\n" if announcement else ""
    if task_id:
        return ui.TextDisplay(f"{above}-# {t('card-task', task=code(task_id, TASK_ID_SHOWN), job=code(job_id))}")
    return ui.TextDisplay(f"{above}-# {t('card-job', job=code(job_id))}")


def budget_left(spending: Spending, t: Translator) -> Markup:
    """What a cap leaves, and when it renews."""
    cap = spending.cap
    key = "quota-budget-outside" if cap.server_id == OUTSIDE else keys.BUDGET_LEFT[cap.level]
    return t(key, n=spending.left, limit=cap.limit, when=moment(cap.span.ends, "f"))
