"""A page of a member's history: jobs below each other, what can be done to each, and the way to other pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import discord
from discord import ui

from bot.jobs.job import Job
from cogs.cards.custom_ids import Action, PageAction, page_id
from cogs.cards.elements import BLURPLE, button, container, settings, state_label
from cogs.cards.jump_urls import job_url
from cogs.cards.pictures import alt_text
from cogs.i18n.markdown import Markup, escape, moment
from cogs.i18n.translator import Translator
from cogs.jobs.report import showable

JOBS = 5
"""Jobs on a page: each takes six components (seven with the line above it), and a message holds 40."""

PROMPT_IN_ENTRY = 150
"""Characters of a prompt in the list."""

TEXT_LIMIT = 60
"""Characters of the text by which a history is searched; they stand in the custom_ids of its buttons."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Which jobs are shown: page ``number`` (from 0) of those whose prompt contains ``text``."""

    number: int = 0
    text: str = ""

    @classmethod
    def first(cls, text: str) -> "HistoryPage":
        """The first page of the jobs that match ``text``, of which no more counts than there is room for."""
        return cls(text=text.strip()[:TEXT_LIMIT])

    @classmethod
    def read(cls, state: str) -> "HistoryPage":
        """The page in the state of a button; the first one if it is none that this bot ever made."""
        match = re.fullmatch(r"(\d{1,6}):(.*)", state, re.DOTALL | re.ASCII)
        return cls(int(match[1]), match[2][:TEXT_LIMIT]) if match else cls()

    def state(self, step: int = 0) -> str:
        """The page ``step`` pages on, as the state of a button."""
        return f"{self.number + step}:{self.text}"


def album(
    jobs: Sequence[Job], page: HistoryPage, t: Translator, guild_id: int | None = None, *, plain: bool = False
) -> ui.LayoutView:
    """The page that shows ``jobs`` in the server ``guild_id``; there is a further one if they are more than fit.

    A ``plain`` one shows nothing that the member wrote, not even on cards elsewhere that did.
    """
    jobs = [job.on_card(replace(job.card, plain=plain)) for job in jobs]
    title = t("history-matching", text=page.text) if page.text and not plain else t("history-title")
    items: list[ui.Item[ui.LayoutView]] = [ui.TextDisplay(f"### {title}")]
    if not jobs:
        items.append(ui.TextDisplay(t("history-empty")))
    for job in jobs[:JOBS]:
        items += _entry(job, page, t, guild_id)
    if page.number or len(jobs) > JOBS:
        items.append(_turning(page, t, last=len(jobs) <= JOBS))
    return container(BLURPLE, *items)


def _entry(job: Job, page: HistoryPage, t: Translator, guild_id: int | None) -> Iterator[ui.Item[ui.LayoutView]]:
    yield ui.Separator()
    yield _portrait(job, t, guild_id)
    forget = page_id(PageAction.FORGET, f"{job.id}:{page.state()}")
    yield ui.ActionRow(button(Action.AGAIN, job, t), ui.Button(label=t("button-forget"), custom_id=forget))


def _portrait(job: Job, t: Translator, guild_id: int | None) -> ui.Item[ui.LayoutView]:
    """The job in words, and its first picture beside them where Discord can show it."""
    prompt = t("card-blocked") if job.card.plain else f"**{escape(job.request.prompt, PROMPT_IN_ENTRY)}**"
    text = f"{prompt}\n{_facts(job, t)}"
    first = next(showable(job, guild_id), None)
    if first is None:
        return ui.TextDisplay(text)
    number, url = first
    thumbnail = ui.Thumbnail[ui.LayoutView](url, description=alt_text(job, number, t), spoiler=job.card.spoiler)
    return ui.Section(text, accessory=thumbnail)


def _facts(job: Job, t: Translator) -> str:
    stands = state_label(job, t)
    url = job_url(job)
    where = Markup(f"[{stands}]({url})") if url else stands
    return " · ".join([where, moment(job.created_at), *settings(job.request, t)])


def _turning(page: HistoryPage, t: Translator, *, last: bool) -> ui.ActionRow[ui.LayoutView]:
    return ui.ActionRow(
        ui.Button(
            label=t("button-newer"),
            style=discord.ButtonStyle.primary,
            custom_id=page_id(PageAction.PAGE, page.state(-1)),
            disabled=page.number == 0,
        ),
        ui.Button(
            label=t("button-older"),
            style=discord.ButtonStyle.primary,
            custom_id=page_id(PageAction.PAGE, page.state(+1)),
            disabled=last,
        ),
    )
