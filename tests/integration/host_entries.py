"""The ways in of the host, who shares a direct message with the bot."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import simcord

from bot.servers.acts import EVERYWHERE
from cogs.host.server_list import ServerPage
from tests.integration.people import the_host
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH

Act = Callable[[], Awaitable[simcord.InteractionResult]]
Entry = Callable[[Studio], Awaitable[Act]]
"""As in ``entries``."""


def _hosted(name: str, **options: Any) -> Entry:
    """A command of the host. Whoever is blocked or unblocked is Alice."""

    async def prepare(studio: Studio) -> Act:
        host, services = the_host(studio), studio.bot.services
        about = {"user": studio.alice} if name in {"bot block", "bot unblock"} else {}
        if name == "bot resume":
            await services.runtime.host.decisions.pause(host.id, None, "a test")
        if name == "bot leave":
            options["server"] = str(studio.env.create_guild("Elsewhere").id)
        if name == "bot unblock":
            await services.servers.blocks.block(EVERYWHERE, studio.alice.id, host.id, None, "spam")
        return partial(host.slash, name, **about, **options)

    return prepare


async def _servers_page(studio: Studio) -> Act:
    for number in range(ServerPage.SIZE):
        studio.env.create_guild(f"Server {number}")
    host = the_host(studio)
    page = the_card(await host.slash("bot servers"))
    return partial(host.click, page, label=ENGLISH("button-next"))


HOSTED: dict[str, Entry] = {
    "command bot status": _hosted("bot status"),
    "command bot pause": _hosted("bot pause", duration="2h", reason="repairs"),
    "command bot resume": _hosted("bot resume"),
    "command bot announce": _hosted("bot announce", text="New models on Monday", days=3),
    "command bot servers": _hosted("bot servers"),
    "command bot leave": _hosted("bot leave"),
    "command bot block": _hosted("bot block", duration="7d", reason="spam"),
    "command bot unblock": _hosted("bot unblock"),
    "command bot blocks": _hosted("bot blocks"),
    "command bot acts": _hosted("bot acts"),
    "own servers": _servers_page,
}
