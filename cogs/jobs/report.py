"""All about one job, as ``/task`` shows it to whoever may see it."""

from collections.abc import Iterator

import discord
from discord import ui

from bot.jobs.job import Job
from bot.jobs.recent import Glimpse
from bot.jobs.state import JobState
from cogs.cards.custom_ids import Action
from cogs.cards.elements import BLURPLE, GREEN, RED, YELLOW, alternative, button, foot, head, mention, panel, state
from cogs.cards.jump_urls import job_url
from cogs.cards.urls import well_formed
from cogs.discord_numbers import CHOICE_LIMIT
from cogs.i18n.error_messages import ending
from cogs.i18n.markdown import Markup, moment, shorten
from cogs.i18n.translator import Words

PROMPT_IN_LINE = 60
"""Characters of a prompt in a choice, which has to say more."""

_COLOURS = {JobState.DELIVERED: GREEN, JobState.FAILED: RED, JobState.UNKNOWN: YELLOW, JobState.CANCELLED: YELLOW}
_WITHOUT_PICTURES = {JobState.UNDELIVERED, JobState.FAILED, JobState.UNKNOWN, JobState.CANCELLED}


def report(job: Job, words: Words, guild_id: int | None, news: str = "") -> ui.LayoutView:
    """A job's state, settings, cost, times and pictures, as far as the server ``guild_id`` may see them; ``news`` is
    what was found out just now.
    """
    items: list[ui.Item[ui.LayoutView]] = [*head(state(job, words), job, words)]
    if pictures := list(_pictures(job, words, guild_id)):
        items.append(ui.MediaGallery(*pictures))
    items.append(ui.TextDisplay("\n".join([*_story(job, words), *filter(None, [news])])))
    if buttons := list(_buttons(job, words, guild_id)):
        items.append(ui.ActionRow(*buttons))
    return panel(_COLOURS.get(job.state, BLURPLE), *items, foot(job, words))


def line(glimpse: Glimpse, words: Words, now: float) -> str:
    """A job as a choice in a list: plain text, in which nothing has to be escaped."""
    prompt = shorten(glimpse.prompt, PROMPT_IN_LINE)
    return " · ".join([prompt, state(glimpse, words), words.ago(now - glimpse.at)])[:CHOICE_LIMIT]


def showable(job: Job, guild_id: int | None) -> Iterator[tuple[int, str]]:
    """The pictures that may be seen in the server ``guild_id``, and that Discord can show from where imini keeps them:
    their numbers (from 1) and addresses.
    """
    shown = job.images if job.paid and not job.banned_from(guild_id) else ()
    for number, image in enumerate(shown, 1):
        if url := well_formed(image.url):
            yield number, url


def _pictures(job: Job, words: Words, guild_id: int | None) -> Iterator[discord.MediaGalleryItem]:
    for number, url in showable(job, guild_id):
        yield discord.MediaGalleryItem(url, description=alternative(job, number, words), spoiler=job.card.spoiler)


def _story(job: Job, words: Words) -> Iterator[Markup]:
    yield words("details-created", when=moment(job.created_at, "f"))
    if job.drawn_in:
        yield words("details-drawn", n=round(job.drawn_in))
    if job.finished_at:
        yield words("task-ended", when=moment(job.finished_at, "f"))
    if job.state in _WITHOUT_PICTURES:
        yield ending(job, words)
    for removal in job.removals:
        yield words("task-removed", user=mention(removal.user_id), when=moment(removal.at, "f"))
    if job.recoverable:
        yield words("task-recoverable", n=job.cost)


def _buttons(job: Job, words: Words, guild_id: int | None) -> Iterator[ui.Button[ui.LayoutView]]:
    if url := job_url(job):
        yield ui.Button(label=words("button-jump"), url=url)
    if next(showable(job, guild_id), None):
        yield button(Action.REPOST, job, words)
        yield button(Action.DETAILS, job, words)
    if job.recoverable and not job.banned_from(guild_id):
        yield button(Action.RECOVER, job, words)
    if not job.state.running:
        yield button(Action.AGAIN, job, words)
