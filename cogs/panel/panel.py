"""``/server settings``: shows the panel, and changes the rules by what is pressed, chosen and filled in.

The panel is drawn from the stored rules each time and keeps nothing, so it works after a restart. Each control knows
what its manager saw, so that nobody overwrites what another manager has set meanwhile. The gate asks for Manage Server
at every press.
"""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands, ui

from bot.credits.money import CreditPrice
from bot.servers.act_log import ActLog
from bot.servers.errors import ChangedMeanwhile, OutdatedPanel
from bot.servers.rules import ServerRules
from bot.servers.store import ChangeRules, ServerStore
from cogs.cards import notices
from cogs.cards.custom_ids import PanelAction
from cogs.cards.elements import mention
from cogs.gate.entrance import server_of
from cogs.i18n.command_names import localized
from cogs.i18n.markdown import Markup
from cogs.interactions.dynamic_items import PanelHandler
from cogs.interactions.modals import GiveBack, Kept, ModalValues
from cogs.interactions.responses import InitialResponses
from cogs.panel.answers import chosen, filled_in, zone_named
from cogs.panel.budget_page import budget_items
from cogs.panel.forms import LONGEST_ZONE, TEXT, form
from cogs.panel.frame import PanelContext, framed
from cogs.panel.members_page import member_items, tier_items
from cogs.panel.moderation_page import moderation_items
from cogs.panel.parts import Location, PanelPage, Part, location, moved, seen
from cogs.panel.pictures_page import channel_items, picture_items
from cogs.panel.places import Places

ACTS_READ = 50
"""Acts that are looked through for who has changed a rule last."""

_ITEMS = {
    PanelPage.BUDGET: budget_items,
    PanelPage.MEMBERS: member_items,
    PanelPage.PICTURES: picture_items,
    PanelPage.MODERATION: moderation_items,
}
KEPT = Kept(TEXT, "panel-title", few=LONGEST_ZONE)
"""What a refused form gives back: words, not numbers and time zones."""

_STEPS = {"up": -1, "down": 1}


class SettingsPanel:
    """Shows and changes the rules of a server."""

    def __init__(
        self,
        rules: ServerStore,
        acts: ActLog,
        price: CreditPrice | None,
        responses: InitialResponses,
        give_back: GiveBack,
    ) -> None:
        self._rules = rules
        self._acts = acts
        self._price = price
        self._responses = responses
        self._give_back = give_back

    def add_to(self, group: app_commands.Group) -> None:
        """Add the command to ``/server``."""
        told = localized("See and change the rules of this server", "command-server-settings")
        group.add_command(app_commands.Command(name="settings", description=told, callback=self.open))

    @property
    def handlers(self) -> dict[PanelAction, PanelHandler]:
        """What the buttons and selects of the panel do."""
        return {
            PanelAction.PAGE: self.turn,
            PanelAction.FORM: self.open_form,
            PanelAction.SET: self.choose,
            PanelAction.RESET: self.reset,
            PanelAction.MOVE: self.move,
        }

    async def open(self, interaction: discord.Interaction[Any]) -> None:
        """Show the first page to the manager alone. Raises StorageUnavailable."""
        view = panel_view(PanelPage.BUDGET, await self._context(interaction))
        await self._responses.to(interaction).show(view, private=True)

    async def turn(self, interaction: discord.Interaction[Any], state: str, values: Sequence[str]) -> None:
        """Show what was chosen, of the kind ``state`` if that is given, or else what ``state`` names."""
        kind = state.removesuffix("-new")
        place = location(".".join(filter(None, [kind, *values[:1]])))
        await self._responses.to(interaction).update(panel_view(place, await self._context(interaction)))

    async def open_form(self, interaction: discord.Interaction[Any], state: str, _: Sequence[str]) -> None:
        """Open the form of a part."""
        modal = form(Part.parse(state), await self._context(interaction))
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).open_modal(modal, notices.modal_too_late(t))

    async def choose(self, interaction: discord.Interaction[Any], state: str, values: Sequence[str]) -> None:
        """Set a part to what was chosen."""
        part, stamp = _stamped(state)

        def change(rules: ServerRules) -> ServerRules:
            return part.put(rules, chosen(part, list(values), rules))

        await self._change(interaction, part, seen(part, stamp, change))

    async def reset(self, interaction: discord.Interaction[Any], state: str, _: Sequence[str]) -> None:
        """Set a part to its default, or remove it."""
        part, stamp = _stamped(state)
        await self._change(interaction, part, seen(part, stamp, part.reset), part.page)

    async def move(self, interaction: discord.Interaction[Any], state: str, _: Sequence[str]) -> None:
        """Move the tier of a role up or down."""
        step, _, role = state.partition(".")
        if step not in _STEPS:
            raise OutdatedPanel
        part = Part.parse(f"tiers.{role}")
        await self._change(interaction, part, moved(part, _STEPS[step]))

    async def on_submit(self, interaction: discord.Interaction[Any], match: re.Match[str], modal: ModalValues) -> None:
        """Set a part to what was filled in. Raises UserError."""
        opened, stamp = Part.parse(match["part"]), match["stamp"]
        guild = interaction.guild
        # Reads files, which must not happen while the change holds the database.
        zone = await asyncio.to_thread(zone_named, modal.value(TEXT)) if opened.field == "time_zone" else None

        def change(rules: ServerRules) -> ServerRules:
            part, value = (opened, zone) if zone else filled_in(opened, modal, rules, guild)
            return part.put(rules, value)

        if not await self._change(interaction, opened, seen(opened, stamp, change)):
            await self._give_back(interaction, modal, KEPT)

    async def _change(
        self, interaction: discord.Interaction[Any], part: Part, change: ChangeRules, then: Location | None = None
    ) -> bool:
        """Change the rules, and show them with what became of it: where the part is, or ``then``.

        Returns False, and changes nothing, if another manager was quicker.
        """
        t, guild_id = self._responses.translator(interaction), server_of(interaction)
        try:
            await self._rules.change(guild_id, interaction.user.id, change)
            note, is_done = t("panel-saved"), True
        except ChangedMeanwhile:
            is_done = False
            note = t("panel-changed-meanwhile", by=await self._last_to_change(guild_id, part, interaction))
        place = then or (part if part.key is not None else part.page)
        await self._responses.to(interaction).update(panel_view(place, await self._context(interaction), note))
        return is_done

    async def _context(self, interaction: discord.Interaction[Any]) -> PanelContext:
        t = self._responses.translator(interaction)
        stored = await self._rules.get(server_of(interaction))
        return PanelContext(stored.rules, Places.of(interaction, t), t, self._price)

    async def _last_to_change(self, guild_id: int, part: Part, interaction: discord.Interaction[Any]) -> Markup:
        """Who has changed the field of a part last, as far as it is on record."""
        for act in await self._acts.newest(guild_id, ACTS_READ):
            fields = act.details.get("fields")
            if act.kind == "rules" and isinstance(fields, list) and part.field in fields:
                return mention(act.actor)
        return self._responses.translator(interaction)("panel-another-manager")


def panel_view(place: Location, context: PanelContext, note: str = "") -> ui.LayoutView:
    """The panel at a page, or at one role or channel."""
    match place:
        case Part(field="tiers"):
            items = tier_items(context, place)
        case Part():
            items = channel_items(context, place)
        case _:
            items = _ITEMS[place](context)
    return framed(place.page if isinstance(place, Part) else place, items, context.t, note)


def _stamped(state: str) -> tuple[Part, str]:
    part, _, stamp = state.partition(":")
    return Part.parse(part), stamp
