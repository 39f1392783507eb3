"""The gate: called once for every interaction but autocomplete, before its handler."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import app_commands

from bot.admission.draft import Draft
from bot.admission.entry import Entry, ServerState, ServerStates, Use, Way
from bot.admission.rules import Policy
from bot.errors import StorageUnavailable, UserError
from bot.requests.source import Source
from bot.runtime.clock import Clock
from bot.servers.consent import Consents
from bot.servers.tiers import Limits, limits_of
from cogs.gate.entrance import entry_of
from cogs.gate.entries import COMMANDS, FORMS, MENUS, STRICTEST
from cogs.gate.hosts import Hosts


@dataclass(frozen=True, slots=True)
class Admitted:
    """An entry that has passed, and what the rules knew of the server."""

    entry: Entry
    state: ServerState


class Gate:
    """Applies the policy to interactions."""

    def __init__(self, policy: Policy, states: ServerStates, consents: Consents, hosts: Hosts, clock: Clock) -> None:
        self._policy = policy
        self._states = states
        self._consents = consents
        self._hosts = hosts
        self._clock = clock

    async def check(self, interaction: discord.Interaction[Any], way: Way) -> None:
        """Raise UserError if a rule refuses the member this way in. Waits for nothing that is in memory."""
        await self._check(interaction, way, permissions=True)

    async def check_command(self, interaction: discord.Interaction[Any]) -> None:
        """Likewise for a command or menu. One that is not known passes: its call fails anyway."""
        match interaction.command:
            case app_commands.ContextMenu(name=name):
                way = MENUS.get(name, STRICTEST)
            case app_commands.Command(qualified_name=name):
                way = COMMANDS.get(name, STRICTEST)
            case _:
                return
        # Discord has checked the permissions of the command itself, but not those of another that count as well.
        await self._check(interaction, way, permissions=way.command != interaction.command.qualified_name.split(" ")[0])

    async def check_form(self, interaction: discord.Interaction[Any], custom_id: str) -> None:
        """Likewise for a submitted modal."""
        await self.check(interaction, FORMS.get(custom_id.partition(":")[0], STRICTEST))

    async def check_draft(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Raise UserError if a rule refuses what the member requests. Call it again once a prompt file is read."""
        admitted = await self._admitted(interaction, draft.sources)
        self._policy.check_draft(admitted.entry, admitted.state, draft)

    async def check_sources(self, interaction: discord.Interaction[Any], sources: Iterable[Source | None]) -> None:
        """Raise ReferenceRefused if the member may not use one of these pictures as a reference."""
        sources = list(sources)
        admitted = await self._admitted(interaction, sources)
        self._policy.check_sources(admitted.entry, admitted.state, sources)

    async def limits(self, interaction: discord.Interaction[Any]) -> Limits:
        """What the member's roles allow here. Raises StorageUnavailable."""
        admitted = await self._standing(interaction)
        entry = admitted.entry
        return limits_of(admitted.state.rules.tiers, entry.role_ids, entry.guild_id)

    async def refusal(self, interaction: discord.Interaction[Any]) -> UserError | None:
        """Why the member can't make pictures here now; None if nothing is known. Raises StorageUnavailable."""
        try:
            await self.check(interaction, COMMANDS["imagine"])
        except StorageUnavailable:
            raise
        except UserError as error:
            return error
        return None

    def check_text(self, interaction: discord.Interaction[Any], text: str) -> None:
        """Raise UserError if a rule refuses what the member wrote for others to read."""
        admitted: Admitted = interaction.extras[self]
        self._policy.check_text(admitted.state, text)

    def spoiler(self, interaction: discord.Interaction[Any], *, chosen: bool) -> bool:
        """Whether a card is a spoiler: because that was chosen, or must be there."""
        admitted: Admitted | None = interaction.extras.get(self)
        return chosen or (admitted is not None and self._policy.forces_spoiler(admitted.entry, admitted.state))

    async def _standing(self, interaction: discord.Interaction[Any]) -> Admitted:
        """The entry of an interaction and what the rules know of the server, whether they were applied or not."""
        admitted: Admitted | None = interaction.extras.get(self)
        if admitted is None:
            entry = entry_of(interaction, Way(Use.OWN), self._clock.now())
            admitted = Admitted(entry, await self._state(interaction, entry, permissions=False))
        return admitted

    async def _admitted(self, interaction: discord.Interaction[Any], sources: Iterable[Source | None]) -> Admitted:
        """The entry of an interaction, with the words of the others whose pictures are to be used."""
        admitted: Admitted = interaction.extras[self]
        authors = {source.user_id for source in sources if source and source.user_id is not None}
        if not (others := authors - {admitted.entry.user_id}):
            return admitted
        words = {user_id: await self._consents.of(user_id) for user_id in others}
        return replace(admitted, state=replace(admitted.state, words=words))

    def announcement(self, interaction: discord.Interaction[Any]) -> str:
        """The host's line under a new card; empty if there is none."""
        admitted: Admitted | None = interaction.extras.get(self)
        return self._policy.announcement(admitted.entry, admitted.state) if admitted else ""

    async def _check(self, interaction: discord.Interaction[Any], way: Way, *, permissions: bool) -> None:
        if way.use is Use.OWN:
            return
        entry = entry_of(interaction, way, self._clock.now())
        if way.use is Use.HOST:
            entry = replace(entry, is_host=await self._hosts.is_host(entry.user_id))
        state = await self._state(interaction, entry, permissions=permissions)
        self._policy.check(entry, state)
        # What follows is judged by the same state.
        interaction.extras[self] = Admitted(entry, state)

    async def _state(self, interaction: discord.Interaction[Any], entry: Entry, *, permissions: bool) -> ServerState:
        state = self._states.peek(entry.guild_id, permissions=permissions)
        if state is None:
            state = await self._states.get(entry.guild_id, permissions=permissions)
        return _without_deleted_roles(state, interaction.guild)


def _without_deleted_roles(state: ServerState, guild: discord.Guild | None) -> ServerState:
    """The state without the tiers of roles that the server no longer has: no refusal offers them."""
    tiers = state.rules.tiers
    if not tiers or guild is None or guild.unavailable:
        return state
    existing = tuple(tier for tier in tiers if guild.get_role(tier.role))
    return state if existing == tiers else replace(state, rules=state.rules.changed(tiers=existing))
