"""The picker of one of a job's pictures: its view, and the store of open pickers."""

from collections.abc import Sequence
from typing import Any

import discord
from cachetools import LRUCache
from discord import ui

from bot.jobs.job import Job
from cogs.cards.custom_ids import Action, pick_id
from cogs.cards.elements import BLURPLE, container
from cogs.cards.jump_urls import job_url
from cogs.cards.pictures import alt_text
from cogs.cards.urls import well_formed
from cogs.i18n.translator import Translator

CAPACITY = 500
"""Pickers kept at once; the one opened longest ago is dropped first."""

_TITLES = {Action.VARY: "title-vary", Action.REDRAW: "title-redraw"}


class OpenPickers:
    """The interactions that opened pickers, by their ids. A dropped one still works, but gets no link."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._opened = LRUCache[int, discord.Interaction[Any]](capacity)

    def add(self, interaction: discord.Interaction[Any]) -> None:
        self._opened[interaction.id] = interaction

    def pop(self, picker: int) -> discord.Interaction[Any] | None:
        """Remove and return the interaction that opened ``picker``; None if it is not stored."""
        return self._opened.pop(picker, None)


def pick_view(job: Job, t: Translator, action: Action, price: int, urls: Sequence[str], picker: int) -> ui.LayoutView:
    """The pictures at ``urls``, and a select of one of them, which costs ``price`` credits."""
    options = [
        discord.SelectOption(label=t("pick-picture", picture=number), value=str(number))
        for number in range(1, len(urls) + 1)
    ]
    shown = [
        discord.MediaGalleryItem(address, description=alt_text(job, number, t), spoiler=job.card.spoiler)
        for number, url in enumerate(urls, 1)
        if (address := well_formed(url))
    ]
    select = ui.Select[ui.LayoutView](
        custom_id=pick_id(action, job.id, picker), placeholder=t("pick-one", n=price), options=options
    )
    gallery = [ui.MediaGallery[ui.LayoutView](*shown)] if shown else []
    return container(BLURPLE, ui.TextDisplay(f"### {t(_TITLES[action])}"), *gallery, ui.ActionRow(select))


def picked_view(made: Job, t: Translator) -> ui.LayoutView:
    """Replaces a picker that has made a job: a link to the card of that job."""
    text = ui.TextDisplay[ui.LayoutView](t("pick-done"))
    if not (url := job_url(made)):
        return container(BLURPLE, text)
    return container(BLURPLE, text, ui.ActionRow(ui.Button(label=t("button-jump"), url=url)))
