"""A page of a member's history: its jobs, their buttons, and the buttons to other pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import discord
from discord import ui

from bot.jobs.job import Job
from cogs.cards.card_buttons import button
from cogs.cards.custom_ids import Action, PageAction, page_id
from cogs.cards.elements import BLURPLE, container, settings, state_label
from cogs.cards.jump_urls import job_url
from cogs.cards.pictures import alt_text
from cogs.i18n.markdown import Markup, headline, in_one_line, moment
from cogs.i18n.translator import Translator
from cogs.jobs.report import showable

JOBS = 5
"""Jobs per page: each needs seven components, and a message holds 40."""

PROMPT_IN_ENTRY = 150
"""The width of a prompt in the list, in Latin characters."""

TEXT_LIMIT = 60
"""Characters of a search text, which is stored in the buttons' custom_ids (at most 100 characters)."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Which jobs are shown: page ``number`` (from 0) of those whose prompt contains ``text``."""

    number: int = 0
    text: str = ""

    @classmethod
    def first(cls, text: str) -> "HistoryPage":
        """First page for ``text``, truncated to what fits into a custom_id."""
        return cls(text=text.strip()[:TEXT_LIMIT])

    @classmethod
    def read(cls, state: str) -> "HistoryPage":
        """The page in a button's ``state``; the first one if no version of this bot made that state."""
        match = re.fullmatch(r"(\d{1,6}):(.*)", state, re.DOTALL | re.ASCII)
        return cls(int(match[1]), match[2][:TEXT_LIMIT]) if match else cls()

    def state(self, step: int = 0) -> str:
        """The page ``step`` pages further, as the state of a button."""
        return f"{self.number + step}:{self.text}"


def history_view(
    jobs: Sequence[Job],
    page: HistoryPage,
    t: Translator,
    guild_id: int | None = None,
    news: str = "",
    *,
    kept_days: int,
    plain: bool = False,
) -> ui.LayoutView:
    """The page as seen in the server ``guild_id``; one job more than fits means that there is a next page.

    ``news`` is a sentence about what was changed just now. A ``plain`` page shows nothing that the member wrote.
    ``kept_days`` are those after which a job is erased.
    """
    jobs = [job.on_card(replace(job.card, plain=plain)) for job in jobs]
    title = t("history-matching", text=page.text) if page.text and not plain else t("history-title")
    items: list[ui.Item[ui.LayoutView]] = [ui.TextDisplay(f"### {title}\n{news}".rstrip())]
    if not jobs:
        items.append(ui.TextDisplay(t("history-no-match") if page.text else t("history-empty", n=kept_days)))
    for job in jobs[:JOBS]:
        items += _entry(job, page, t, guild_id)
    if page.number or len(jobs) > JOBS:
        items.append(_paging(page, t, last=len(jobs) <= JOBS))
    return container(BLURPLE, *items)


def _entry(job: Job, page: HistoryPage, t: Translator, guild_id: int | None) -> Iterator[ui.Item[ui.LayoutView]]:
    yield ui.Separator()
    yield _summary(job, t, guild_id)
    forget = page_id(PageAction.FORGET, f"{job.id}:{page.state()}")
    yield ui.ActionRow(button(Action.REROLL, job, t), ui.Button(label=t("button-forget"), custom_id=forget))


def _summary(job: Job, t: Translator, guild_id: int | None) -> ui.Item[ui.LayoutView]:
    """The job as text, with its first picture beside it if Discord can show that."""
    prompt = t("card-blocked") if job.card.plain else f"**{headline(job.request.prompt, PROMPT_IN_ENTRY)}**"
    text = f"{prompt}\n{_facts(job, t)}"
    first = next(showable(job, guild_id), None)
    if first is None:
        return ui.TextDisplay(text)
    number, url = first
    thumbnail = ui.Thumbnail[ui.LayoutView](url, description=alt_text(job, number, t), spoiler=job.card.spoiler)
    return ui.Section(text, accessory=thumbnail)


def _facts(job: Job, t: Translator) -> str:
    label, url = state_label(job, t), job_url(job)
    link = Markup(f"[{label}]({url})") if url else label
    return in_one_line([link, moment(job.created_at), *settings(job.request, t)])


def _paging(page: HistoryPage, t: Translator, *, last: bool) -> ui.ActionRow[ui.LayoutView]:
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
