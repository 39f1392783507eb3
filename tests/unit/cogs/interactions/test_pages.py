"""Pages that Discord rejects for a URL in them."""

from unittest.mock import create_autospec

import aiohttp
import discord
import pytest
from discord import ui

from cogs.discord_numbers import INVALID_FORM_BODY
from cogs.interactions.pages import show_page
from cogs.jobs.report import report
from cogs.members.history_page import HistoryPage, history_view
from tests.support.jobs import a_finished_job, a_job
from tests.support.limits import faults
from tests.support.locales import ENGLISH
from tests.support.views import labels_of, pictures_of, text_of

REJECTION = discord.HTTPException(
    create_autospec(aiohttp.ClientResponse, instance=True, status=400),
    {"code": INVALID_FORM_BODY, "message": "Invalid Form Body"},
)
PAGES = [
    report(a_finished_job(), ENGLISH, None),
    history_view([a_finished_job(), a_finished_job(id="f" * 10)], HistoryPage(), ENGLISH, kept_days=30),
]


async def _shown(page: ui.LayoutView, *replies: Exception | None) -> list[ui.LayoutView]:
    """The views that are sent one after the other, each with an error or with none."""
    sent, left = list[ui.LayoutView](), iter(replies)

    async def send(view: ui.LayoutView) -> None:
        sent.append(view)
        if error := next(left):
            raise error

    await show_page(send, page)
    return sent


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_that_discord_accepts_is_sent_once(page: ui.LayoutView) -> None:
    assert await _shown(page, None) == [page]


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_that_is_rejected_comes_without_its_pictures_and_with_all_else(page: ui.LayoutView) -> None:
    text, labels = text_of(page), labels_of(page)
    _, plain = await _shown(page, REJECTION, None)
    assert pictures_of(plain) == []
    assert (text_of(plain), labels_of(plain)) == (text, labels)
    assert faults(plain) == []


async def test_a_page_without_pictures_is_not_sent_again() -> None:
    with pytest.raises(discord.HTTPException):
        await _shown(report(a_job(), ENGLISH, None), REJECTION, None)


async def test_another_rejection_is_not_about_the_pictures() -> None:
    response = create_autospec(aiohttp.ClientResponse, instance=True, status=403)
    with pytest.raises(discord.HTTPException):
        await _shown(PAGES[0], discord.Forbidden(response, {"code": 50013, "message": "Missing Permissions"}), None)
