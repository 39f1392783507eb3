"""A manager at the panel of ``/server settings``."""

from dataclasses import dataclass
from typing import Any

import simcord
from simcord.components import walk_components

from bot.servers.rules import ServerRules
from cogs.cards.custom_ids import PanelAction, panel_id
from tests.integration.cards import text_of
from tests.integration.modals import filled_in
from tests.integration.people import a_manager
from tests.integration.studio import Studio, the_card


@dataclass
class Desk:
    """A manager, and the panel as they see it last."""

    studio: Studio
    manager: simcord.MemberActor
    panel: simcord.ResponseMessage

    @property
    def text(self) -> str:
        """What the panel says."""
        return text_of(self.panel.components)

    def control(self, action: PanelAction, state: str = "") -> str:
        """The custom_id of the control of the panel that does this, whatever the manager saw."""
        wanted = panel_id(action, state)
        ids: list[str] = [part["custom_id"] for part in walk_components(self.panel.components) if "custom_id" in part]
        (found,) = {
            custom_id for custom_id in ids if custom_id == wanted or custom_id.startswith((f"{wanted}:", f"{wanted}."))
        }
        return found

    async def page(self, page: str) -> simcord.InteractionResult:
        """Turn to a page."""
        return await self.choose(PanelAction.PAGE, "", page)

    async def choose(self, action: PanelAction, state: str, *values: Any) -> simcord.InteractionResult:
        """Choose in a select."""
        return await self.manager.select(self.panel, values, custom_id=self.control(action, state))

    async def press(self, action: PanelAction, state: str) -> simcord.InteractionResult:
        """Press a button."""
        return await self.manager.click(self.panel, custom_id=self.control(action, state))

    async def fill_in(self, state: str, **answers: Any) -> simcord.InteractionResult:
        """Open a form, change some of its fields, and submit it."""
        return await self.submit(await self.press(PanelAction.FORM, state), **answers)

    async def submit(self, opened: simcord.InteractionResult, **answers: Any) -> simcord.InteractionResult:
        """Change some fields of a form, and submit it."""
        return await self.manager.submit_modal(opened, filled_in(opened) | answers)

    async def rules(self) -> ServerRules:
        """The stored rules."""
        stored = await self.studio.bot.services.servers.rules.get(self.studio.guild.id)
        return stored.rules


async def a_desk(studio: Studio, manager: simcord.MemberActor | None = None) -> Desk:
    """A manager who has just opened the panel."""
    manager = manager or a_manager(studio)
    return Desk(studio, manager, the_card(await manager.slash(studio.channel, "server settings")))
