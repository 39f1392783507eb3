"""The server of the sandbox: in the language of its members, who are new."""

from datetime import UTC, datetime, timedelta

import pytest
from discord import Locale
from discord.utils import snowflake_time

from sandbox.discord.world import open_world


async def test_every_account_is_new_so_that_minimum_ages_can_be_tried() -> None:
    async with open_world(5, "en-US") as world:
        ages = [datetime.now(UTC) - snowflake_time(view.who.id) for view in world.views]
        assert [age for age in ages if age > timedelta(hours=1)] == []


async def test_the_server_has_the_language_of_its_members() -> None:
    async with open_world(5, "zh-CN") as world:
        assert [server.preferred_locale for server in world.bot.guilds] == [Locale.chinese]


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh-CN"), ("de", "en-US")])
async def test_alerts_are_in_that_language_if_the_bot_speaks_it(locale: str, language: str) -> None:
    async with open_world(5, locale) as world:
        assert world.bot.services.policy.alerts.locale == language
