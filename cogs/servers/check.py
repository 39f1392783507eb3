"""``/server check``: which permissions the bot lacks in the server and in its channels, and how to give them.

Source: https://discord.com/developers/docs/topics/permissions
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import discord
from discord import ChannelType, app_commands, ui

from bot.servers.store import ServerStore
from cogs.cards.elements import BLURPLE, RED, container
from cogs.gate.entrance import server_of
from cogs.i18n import keys
from cogs.i18n.command_names import localized
from cogs.i18n.markdown import Markup, joined
from cogs.i18n.permission_names import permission_names
from cogs.i18n.translator import Translator
from cogs.interactions.responses import InitialResponses
from cogs.panel.places import Places, missing

NEEDED: Final = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "attach_files",
    "embed_links",
    "read_message_history",
)
"""What the invitation asks for, by discord.py's names."""

_WITH_SENDING: Final = {"attach_files", "embed_links"}
"""What Discord allows only together with Send Messages (its implicit permissions), so that it comes back with that."""

SHOWN = 10
"""Channels that are named for each permission."""

_TYPES = {
    ChannelType.text,
    ChannelType.news,
    ChannelType.forum,
    ChannelType.media,
    ChannelType.voice,
    ChannelType.stage_voice,
}


class CheckCommand:
    """Compares what the bot may do with what it needs."""

    def __init__(self, rules: ServerStore, responses: InitialResponses) -> None:
        self._rules = rules
        self._responses = responses

    def add_to(self, group: app_commands.Group) -> None:
        """Add the command to ``/server``."""
        told = localized("See which permissions the bot is missing here, and how to grant them", "command-server-check")
        group.add_command(app_commands.Command(name="check", description=told, callback=self.check))

    async def check(self, interaction: discord.Interaction[Any]) -> None:
        """Show the manager what is wrong, and what mends it. Raises StorageUnavailable."""
        t = self._responses.translator(interaction)
        log = (await self._rules.get(server_of(interaction))).rules.log_channel
        view = check_view(Places.of(interaction, t), interaction.application_id, log)
        await self._responses.to(interaction).show(view, private=True)


def check_view(places: Places, application_id: int, log_channel: int | None) -> ui.LayoutView:
    """What is wrong, a line each, and one line about what is right."""
    guild, t = places.guild, places.t
    if guild is None:
        return container(None, ui.TextDisplay(f"### {t('check-title')}\n{t('check-unknown')}"))
    granted = guild.me.guild_permissions
    lacking = [name for name in NEEDED if not getattr(granted, name)]
    channels = sorted((channel for channel in guild.channels if channel.type in _TYPES), key=_place)
    fine = [name for name in NEEDED if name not in lacking]
    everywhere = [
        t("check-everywhere", permission=permission_names([name], t), effect=t(keys.CHECK[name])) for name in lacking
    ]
    in_channels = [*_in_channels(channels, fine, t)]
    lines = [*everywhere, *in_channels, *_log(places, log_channel)]
    right = t("check-right", permissions=permission_names(fine, t)) if fine else t("check-nothing-right")
    title = ui.TextDisplay[ui.LayoutView]("\n".join([f"### {t('check-title')}", *(lines or [t("check-all-right")])]))
    small = joined(right, t("check-fix") if in_channels else "")
    items: list[ui.Item[ui.LayoutView]] = [title, ui.TextDisplay(f"-# {small}")]
    if lacking:
        items.append(ui.ActionRow(ui.Button(label=t("check-invite"), url=_invitation(guild, application_id))))
    return container(RED if lines else BLURPLE, *items)


def _in_channels(channels: Sequence[discord.abc.GuildChannel], granted: list[str], t: Translator) -> Iterator[Markup]:
    """What the channels take away of what is ``granted`` in the server."""
    hidden = [channel for channel in channels if missing(channel, ["view_channel"])]
    if hidden and "view_channel" in granted:
        yield t("check-unseen", channels=_named(hidden, t))
    seen = [channel for channel in channels if channel not in hidden]
    for name in granted:
        # Discord allows nothing at all in a channel that can't be seen.
        if found := [channel for channel in seen if missing(channel, [name]) and not _follows(channel, name)]:
            permission, effect = permission_names([name], t), t(keys.CHECK[name])
            yield t("check-channels", permission=permission, channels=_named(found, t), effect=effect)


def _follows(channel: discord.abc.GuildChannel, permission: str) -> bool:
    """Whether a permission is missing there because Send Messages is."""
    return permission in _WITH_SENDING and bool(missing(channel, ["send_messages"]))


def _log(places: Places, channel_id: int | None) -> Iterator[Markup]:
    if channel_id is None:
        return
    if places.is_deleted(channel_id):
        yield places.t("check-log-deleted")
    elif lacking := places.missing(channel_id):
        channel = Markup(f"<#{channel_id}>")
        yield places.t("check-log", channel=channel, permissions=permission_names(lacking, places.t))


def _named(channels: Sequence[discord.abc.GuildChannel], t: Translator) -> Markup:
    shown = t.listed(channel.mention for channel in channels[:SHOWN])
    more = len(channels) - SHOWN
    return t("check-more", n=more, channels=shown) if more > 0 else shown


def _place(channel: discord.abc.GuildChannel) -> tuple[int, int, int]:
    """The order in which Discord lists channels."""
    category = channel.category.position if channel.category else -1
    return category, channel.position, channel.id


def _invitation(guild: discord.Guild, application_id: int) -> str:
    """The address at which a manager gives the bot's role what it needs; nothing else changes."""
    permissions = discord.Permissions(**dict.fromkeys(NEEDED, True))
    return discord.utils.oauth_url(
        application_id,
        permissions=permissions,
        guild=guild,
        scopes=("bot", "applications.commands"),
        disable_guild_select=True,
    )
