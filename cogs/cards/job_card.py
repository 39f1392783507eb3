"""The card of a job in each of its states: pure functions to Components V2, without I/O or decisions.

Source of the limits: https://discord.com/developers/docs/components/reference
"""

from discord import ui

from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import TaskStatus
from bot.timing.progress import Progress
from cogs.cards import card_buttons
from cogs.cards.custom_ids import Action
from cogs.cards.elements import (
    BLURPLE,
    RED,
    bar,
    container,
    footer,
    header,
    id_of,
    mention,
)
from cogs.cards.jump_urls import own_card_url
from cogs.cards.pictures import CardPictures, elsewhere, gallery, remarks
from cogs.i18n.error_messages import outcome_message
from cogs.i18n.markdown import Markup, joined, moment
from cogs.i18n.translator import Translator

_BAR_WIDTH = 8
"""Characters of the bar of a running job, beside which the time has to fit on a phone."""


def running(job: Job, t: Translator, progress: Progress | None) -> ui.LayoutView:
    """The card of an active job. ``progress`` is None while no duration has been learned."""
    status = ui.TextDisplay[ui.LayoutView](_status(job, t, progress))
    return container(BLURPLE, header(job, t), status, *card_buttons.running(job, t), footer(job, t))


def last_edit(job: Job, t: Translator) -> ui.LayoutView:
    """The card of an active job at its last edit: without Cancel, and saying where the result will come."""
    status = ui.TextDisplay[ui.LayoutView](t("status-last-edit", user=mention(job.user_id)))
    return container(BLURPLE, header(job, t), status, footer(job, t))


def finished(job: Job, t: Translator, results: CardPictures) -> ui.LayoutView:
    items: list[ui.Item[ui.LayoutView]] = [header(job, t)]
    if results.on_card:
        items.append(gallery(results.on_card, job, t))
    if text := remarks(job, t, results):
        items.append(ui.TextDisplay(text))
    rows = card_buttons.finished(job, t, results.fetched)
    return container(BLURPLE if results.fetched.arrived else RED, *items, *rows, footer(job, t))


def extra_message(job: Job, t: Translator, results: CardPictures) -> ui.LayoutView:
    """Pictures that the card has no room for, or only links to them. Its Delete button carries the job's id."""
    items: list[ui.Item[ui.LayoutView]] = []
    if results.on_card:
        items.append(gallery(results.on_card, job, t))
    if linked := "\n".join(elsewhere(results, t)):
        items.append(ui.TextDisplay(linked))
    return container(BLURPLE, *items, *card_buttons.extra_message(job, t), footer(job, t))


def ended(job: Job, t: Translator) -> ui.LayoutView:
    """The card of a job that ended without pictures, or that is hidden while imini still draws it."""
    failed = job.state is JobState.FAILED
    # A prompt that the content policy declined is shown to nobody but its requester.
    hidden = job.declined and not job.card.seen_by_requester_alone
    text = joined(outcome_message(job, t), t("card-lost", n=job.cost) if job.may_have_pictures else "")
    outcome, accent = ui.TextDisplay[ui.LayoutView](text), RED if failed else None
    return container(accent, header(job, t, hidden=hidden), outcome, *card_buttons.ended(job, t), footer(job, t))


def moved(t: Translator, old: Card, new: Card, user_id: int) -> ui.LayoutView:
    """What the card ``old`` says once ``new`` has taken its place: a link to it, or to look for a direct message."""
    title = ui.TextDisplay[ui.LayoutView](f"### {t('title-moved')}")
    # Only the requester could follow a link to a direct message.
    if new.guild_id is None and new.channel_id != old.channel_id:
        return container(None, title, ui.TextDisplay(t("moved-dm", user=mention(user_id))))
    link = ui.Button[ui.LayoutView](label=t("button-jump"), url=own_card_url(new))
    return container(None, title, ui.TextDisplay(t("moved-message")), ui.ActionRow(link))


def removed(job_id: str, task_id: str | None, t: Translator, user_id: int) -> ui.LayoutView:
    """What a message says once its pictures were removed. The job may no longer be stored, hence only its id."""
    text = f"{t('card-removed', user=mention(user_id))}\n-# {id_of(job_id, task_id, t)}"
    return container(None, ui.TextDisplay(text))


def removal_unsaved(job_id: str, state: str, t: Translator) -> ui.LayoutView:
    """What a message says whose pictures were removed while that can't be stored, with the Delete of ``state`` again.

    All else that shows the job is still there, and the job may bring the pictures back.
    """
    text = f"### {t('title-left')}\n{t('removal-unsaved')}"
    again = card_buttons.targeted(Action.DELETE, state, t)
    return container(RED, ui.TextDisplay(text), ui.ActionRow(again), ui.TextDisplay(f"-# {id_of(job_id, None, t)}"))


def _status(job: Job, t: Translator, progress: Progress | None) -> Markup:
    """One line: what happens now, and how long it still takes or since when it does."""
    match job.state:
        case JobState.READY:
            return t("status-fetching", n=job.request.num)
        case JobState.SUBMITTED if progress:
            return t("status-bar", bar=_bar(progress), left=_time_left(progress.seconds_left, t))
        case JobState.SUBMITTED:
            key = "status-queued" if job.status is TaskStatus.QUEUED else "status-drawing"
            return t(key, when=moment(job.submitted_at or job.created_at))
        case _:
            return t("status-submitting")


def _bar(progress: Progress) -> Markup:
    # A full bar would say that the pictures are there.
    return bar(min(progress.fraction, 1 - 1 / _BAR_WIDTH), _BAR_WIDTH)


def _time_left(seconds: float, t: Translator) -> Markup:
    """As exact as an estimate is: in steps of 5 s below a minute, of half a minute below five, then of a minute."""
    if not seconds:
        return t("status-any-moment")
    rounded = max(5, 5 * round(seconds / 5))
    if rounded < 60:
        return t("status-seconds-left", n=rounded)
    step = 30 if seconds < 5 * 60 else 60
    return t("status-minutes-left", minutes=step * round(seconds / step) / 60)
