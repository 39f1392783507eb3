"""The card of a job in each of its states: pure functions to Components V2, without I/O or decisions.

Source of the limits: https://discord.com/developers/docs/components/reference
"""

from discord import ButtonStyle, ui

from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import TaskStatus
from bot.timing.progress import Progress
from cogs.cards.custom_ids import Action, custom_id
from cogs.cards.elements import (
    BLURPLE,
    GREEN,
    RED,
    YELLOW,
    bar,
    buttons,
    container,
    footer,
    header,
    ids,
    mention,
)
from cogs.cards.jump_urls import own_card_url
from cogs.cards.pictures import CardPictures, elsewhere, gallery, remarks
from cogs.i18n import keys
from cogs.i18n.error_messages import end_message
from cogs.i18n.markdown import Markup, moment
from cogs.i18n.translator import Translator

_RUNNING = ((Action.CANCEL,),)
_FINISHED = (
    (Action.AGAIN, Action.EDIT, Action.VARY, Action.SHARPER),
    (Action.DETAILS, Action.ORIGINAL, Action.DESCRIBE, Action.DELETE),
)
_FINISHED_PRIVATE = (*_FINISHED[:1], (Action.DETAILS, Action.ORIGINAL, Action.DESCRIBE, Action.SHARE, Action.DELETE))
_EXTRA = ((Action.ORIGINAL, Action.DELETE),)
_ENDED = ((Action.AGAIN, Action.EDIT, Action.DETAILS, Action.DELETE),)


def running(job: Job, t: Translator, progress: Progress | None) -> ui.LayoutView:
    """The card of an active job. ``progress`` is None while no duration has been learned."""
    title, status = _status(job, t, progress)
    items = [*header(title, job, t), ui.TextDisplay[ui.LayoutView](status)]
    return container(BLURPLE, *items, *buttons(job, t, _RUNNING), footer(job, t))


def last_edit(job: Job, t: Translator) -> ui.LayoutView:
    """The card of an active job at its last edit: without Cancel, and saying where the result will come."""
    title, _ = _status(job, t, None)
    status = t("status-last-edit", user=mention(job.user_id))
    return container(BLURPLE, *header(title, job, t), ui.TextDisplay(status), footer(job, t))


def finished(job: Job, t: Translator, results: CardPictures) -> ui.LayoutView:
    arrived = results.fetched.arrived
    title = t("title-done", n=arrived) if arrived else t("title-unloaded")
    items: list[ui.Item[ui.LayoutView]] = [*header(title, job, t)]
    if results.on_card:
        items.append(gallery(results.on_card, job, t))
    if text := remarks(job, t, results):
        items.append(ui.TextDisplay(text))
    rows = _FINISHED_PRIVATE if job.card.private else _FINISHED
    return container(GREEN if arrived else YELLOW, *items, *buttons(job, t, rows), footer(job, t))


def extra_message(job: Job, t: Translator, results: CardPictures) -> ui.LayoutView:
    """Pictures that the card has no room for, or only links to them. Its Delete button carries the job's id."""
    items: list[ui.Item[ui.LayoutView]] = []
    if results.on_card:
        items.append(gallery(results.on_card, job, t))
    if linked := "\n".join(elsewhere(results, t)):
        items.append(ui.TextDisplay(linked))
    return container(GREEN, *items, *buttons(job, t, _EXTRA), footer(job, t))


def ended(job: Job, t: Translator) -> ui.LayoutView:
    """The card of a job that ended without pictures, or that is hidden while imini still draws it."""
    failed = job.state is JobState.FAILED
    title = t("title-cancelled") if job.hidden and not failed else t(keys.ENDED_TITLE[job.state])
    # A prompt that the content policy declined is shown to nobody but its requester.
    hidden = job.declined and not job.card.private
    items = [*header(title, job, t, hidden=hidden), ui.TextDisplay[ui.LayoutView](end_message(job, t))]
    return container(RED if failed else YELLOW, *items, *buttons(job, t, _ENDED), footer(job, t))


def moved(t: Translator, old: Card, new: Card, user_id: int) -> ui.LayoutView:
    """What the card ``old`` says once ``new`` has taken its place: a link to it, or to look for a direct message."""
    title = ui.TextDisplay[ui.LayoutView](f"### {t('title-moved')}")
    # Only the requester could follow a link to a direct message.
    if new.guild_id is None and new.channel_id != old.channel_id:
        return container(YELLOW, title, ui.TextDisplay(t("moved-dm", user=mention(user_id))))
    link = ui.Button[ui.LayoutView](label=t("button-jump"), url=own_card_url(new))
    return container(YELLOW, title, ui.TextDisplay(t("moved-message")), ui.ActionRow(link))


def removed(job_id: str, task_id: str | None, t: Translator, user_id: int) -> ui.LayoutView:
    """What a message says once its pictures were removed. The job may no longer be stored, hence only ids."""
    return container(YELLOW, ui.TextDisplay(t("card-removed", user=mention(user_id))), ids(job_id, task_id, t))


def removal_unsaved(job_id: str, state: str, t: Translator) -> ui.LayoutView:
    """What a message says whose pictures were removed while that can't be stored, with the Delete of ``state`` again.

    All else that shows the job is still there, and the job may bring the pictures back.
    """
    text = f"### {t('title-left')}\n{t('removal-unsaved')}"
    again = ui.Button[ui.LayoutView](
        label=t("button-delete"), style=ButtonStyle.danger, custom_id=custom_id(Action.DELETE, state)
    )
    return container(YELLOW, ui.TextDisplay(text), ui.ActionRow(again), ids(job_id, None, t))


def _status(job: Job, t: Translator, progress: Progress | None) -> tuple[Markup, Markup]:
    match job.state:
        case JobState.READY:
            return t("title-fetching"), t("status-fetching")
        case JobState.SUBMITTED:
            waits = job.status is TaskStatus.QUEUED and progress is None
            title = t("title-queued" if waits else "title-drawing")
            return title, _time_left(job, t, progress)
        case _:
            return t("title-submitting"), t("status-submitting")


def _time_left(job: Job, t: Translator, progress: Progress | None) -> Markup:
    """A bar and a countdown; without an estimate, the time since the start."""
    if progress is None:
        return t("status-since", when=moment(job.submitted_at or job.created_at))
    return t("status-expected", bar=bar(progress.fraction), when=moment(progress.ends_at))
