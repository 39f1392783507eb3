"""The report of one job, as ``/task`` shows it."""

from collections.abc import Iterator

import discord
from discord import ui

from bot.jobs.job import Job
from bot.jobs.recent import JobSummary
from bot.jobs.state import JobState
from cogs.cards.card_buttons import button
from cogs.cards.custom_ids import Action
from cogs.cards.elements import BLURPLE, RED, container, footer, header, mention, state_label
from cogs.cards.jump_urls import job_url
from cogs.cards.pictures import alt_text
from cogs.cards.urls import well_formed
from cogs.discord_numbers import CHOICE_LIMIT
from cogs.i18n.error_messages import end_message
from cogs.i18n.markdown import Markup, moment, shorten
from cogs.i18n.translator import Translator

PROMPT_IN_LINE = 60
"""Characters of a prompt in an autocomplete choice, which also shows state and age."""

_ACCENTS = {JobState.FAILED: RED, JobState.UNKNOWN: None, JobState.CANCELLED: None}
_WITHOUT_PICTURES = {JobState.UNDELIVERED, JobState.FAILED, JobState.UNKNOWN, JobState.CANCELLED}


def report(job: Job, t: Translator, guild_id: int | None) -> ui.LayoutView:
    """Prompt, settings, cost, state, times, buttons, and the pictures that may be seen in the server ``guild_id``."""
    items: list[ui.Item[ui.LayoutView]] = [header(job, t)]
    if pictures := list(_pictures(job, t, guild_id)):
        items.append(ui.MediaGallery(*pictures))
    items.append(ui.TextDisplay("\n".join(_timeline(job, t))))
    if buttons := list(_buttons(job, t, guild_id)):
        items.append(ui.ActionRow(*buttons))
    return container(_ACCENTS.get(job.state, BLURPLE), *items, footer(job, t))


def line(summary: JobSummary, t: Translator, now: float) -> str:
    """A job as an autocomplete choice: plain text, as Discord renders no markdown there."""
    prompt = shorten(summary.prompt, PROMPT_IN_LINE)
    return " · ".join([prompt, state_label(summary, t), t.ago(now - summary.at)])[:CHOICE_LIMIT]


def showable(job: Job, guild_id: int | None) -> Iterator[tuple[int, str]]:
    """Number (1-based) and URL of each picture that may be seen in the server ``guild_id`` and that Discord accepts."""
    shown = job.images if job.paid and not job.banned_from(guild_id) else ()
    for number, image in enumerate(shown, 1):
        if url := well_formed(image.url):
            yield number, url


def _pictures(job: Job, t: Translator, guild_id: int | None) -> Iterator[discord.MediaGalleryItem]:
    for number, url in showable(job, guild_id):
        yield discord.MediaGalleryItem(url, description=alt_text(job, number, t), spoiler=job.card.spoiler)


def _timeline(job: Job, t: Translator) -> Iterator[Markup]:
    yield Markup(f"**{state_label(job, t)}**")
    yield from _outcome(job, t)
    yield t("details-created", when=moment(job.created_at, "f"))
    if job.generation_seconds:
        yield t("details-drawn", n=round(job.generation_seconds))
    if job.finished_at:
        yield t("task-ended", when=moment(job.finished_at, "f"))
    for removal in job.removals:
        yield t("task-removed", user=mention(removal.user_id), when=moment(removal.at, "f"))
    if job.recoverable:
        yield t("card-lost", n=job.cost)


def _outcome(job: Job, t: Translator) -> Iterator[Markup]:
    """What became of it, and of its credits, where its facts don't say so."""
    if job.hidden and job.state.is_active:
        # Its card says that it is cancelled; here, it seemed to go on as if nobody had.
        yield t("task-hidden")
    if job.hidden and job.state is JobState.UNDELIVERED:
        # Its card says that its pictures will be here: by now, they are.
        yield t("task-stopped", n=job.charged)
    elif job.state in _WITHOUT_PICTURES:
        yield end_message(job, t)
    elif not job.state.is_active and (refunded := job.cost - job.charged):
        # Its facts name the pictures that were requested, and what those that came cost.
        yield t("ended-credits", n=refunded)


def _buttons(job: Job, t: Translator, guild_id: int | None) -> Iterator[ui.Button[ui.LayoutView]]:
    if url := job_url(job):
        yield ui.Button(label=t("button-jump"), url=url)
    if next(showable(job, guild_id), None):
        yield button(Action.REPOST, job, t)
        yield button(Action.DETAILS, job, t)
    if job.recoverable and not job.banned_from(guild_id):
        yield button(Action.FETCH, job, t)
    if not job.state.is_active:
        yield button(Action.REROLL, job, t)
