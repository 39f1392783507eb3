"""Every way in which a manager can use the panel of ``/server settings``."""

from collections.abc import Awaitable, Callable
from functools import partial

import simcord

from bot.servers.rules import Tier
from cogs.cards.custom_ids import PanelAction
from cogs.panel.parts import PanelPage
from tests.integration.desk import Desk, a_desk
from tests.integration.studio import Studio

Act = Callable[[], Awaitable[simcord.InteractionResult]]
"""One interaction: what an entry is about."""

Entry = Callable[[Studio], Awaitable[Act]]
"""Does what has to be done before, and returns the interaction itself."""


def _on_the_panel(page: str, use: Callable[[Desk], Act]) -> Entry:
    """What a manager does on a page of the panel; there is a log channel, and two roles have limits."""

    async def prepare(studio: Studio) -> Act:
        roles = [studio.guild.create_role(name).id for name in ("One", "Two")]
        tiers = tuple(Tier(role=role, count=1) for role in roles)
        await studio.bot.services.servers.rules.change(
            studio.guild.id, 7, lambda rules: rules.changed(tiers=tiers, log_channel=studio.channel.id)
        )
        desk = await a_desk(studio)
        await desk.page(page)
        if page == PanelPage.MEMBERS:
            await desk.choose(PanelAction.PAGE, "tiers", str(roles[0]))
        return use(desk)

    return prepare


def _move(desk: Desk) -> Act:
    return partial(desk.press, PanelAction.MOVE, "down")


async def _filled_in(studio: Studio) -> Act:
    desk = await a_desk(studio)
    opened = await desk.press(PanelAction.FORM, "server_budget")
    return partial(desk.submit, opened, credits="500")


PANEL_ENTRIES: dict[str, Entry] = {
    "panel page": _on_the_panel("budget", lambda desk: partial(desk.page, "members")),
    "panel form": _on_the_panel("budget", lambda desk: partial(desk.press, PanelAction.FORM, "time_zone")),
    "panel set": _on_the_panel("pictures", lambda desk: partial(desk.choose, PanelAction.SET, "references", "anyone")),
    "panel reset": _on_the_panel("moderation", lambda desk: partial(desk.press, PanelAction.RESET, "log_channel")),
    "panel move": _on_the_panel("members", _move),
    "form server-form": _filled_in,
}
