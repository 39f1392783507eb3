"""A bot that reaches Discord and imini through a proxy alone."""

from pathlib import Path
from typing import Any

import pytest
from yarl import URL

from tests.support.proxy import Proxy
from tests.support.stage import a_stage


@pytest.mark.parametrize("excepted", [False, True])
async def test_discord_and_imini_are_reached_through_the_proxy(tmp_path: Path, excepted: bool) -> None:
    no: dict[str, Any] = dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1" if excepted else "")
    async with Proxy() as proxy, a_stage(tmp_path, HTTP_PROXY=proxy.url, **no) as stage:
        await (await stage.accepted()).delivered()
        discord = stage.discord
        ports = {URL(url).port for url in (discord.api_url, discord.gateway.url, stage.imini.origin)}
        assert (ports & {url.port for _, url in proxy.asked}) == (set() if excepted else ports)
