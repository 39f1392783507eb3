"""Roles and channels as managers read them, also those that are deleted or that the bot can't see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import discord

from cogs.i18n.markdown import Markup, code
from cogs.i18n.translator import Translator

NAME_SHOWN = 60
"""Characters of a name in an option of a select, which holds 100."""

LOG_PERMISSIONS = ("view_channel", "send_messages")
"""What the bot needs to write the log."""


@dataclass(frozen=True, slots=True)
class Places:
    """The roles and channels of a server. Without ``guild``, as during an outage, nothing is called deleted."""

    guild: discord.Guild | None
    t: Translator

    @classmethod
    def of(cls, interaction: discord.Interaction[Any], t: Translator) -> "Places":
        """Those of the server in which a member acts."""
        guild = interaction.guild
        return cls(None if guild is None or guild.unavailable else guild, t)

    def role(self, role_id: int) -> Markup:
        """A mention, which pings nobody."""
        if self.guild and role_id == self.guild.id:
            return Markup("@everyone")
        if self.guild and self.guild.get_role(role_id) is None:
            return self.t("place-deleted-role", id=code(str(role_id)))
        return Markup(f"<@&{role_id}>")

    def role_name(self, role_id: int) -> str:
        """The name as plain text, for a select."""
        if self.guild is None:
            return f"@{role_id}"
        role = self.guild.get_role(role_id)
        return (
            f"@{role.name[:NAME_SHOWN].removeprefix('@')}"
            if role
            else self.t("place-deleted-role", id=Markup(str(role_id)))
        )

    def channel(self, channel_id: int) -> Markup:
        """A mention, with what is wrong with the channel."""
        if self.is_deleted(channel_id):
            return self.t("place-deleted-channel", id=code(str(channel_id)))
        mention = Markup(f"<#{channel_id}>")
        return self.t("place-unseen", channel=mention) if self._is_unseen(channel_id) else mention

    def channel_name(self, channel_id: int) -> str:
        """The name as plain text, for a select."""
        if self.guild is None:
            return f"#{channel_id}"
        channel = self.guild.get_channel(channel_id)
        if not channel:
            return self.t("place-deleted-channel", id=Markup(str(channel_id)))
        name = Markup(f"#{channel.name[:NAME_SHOWN]}")
        return self.t("place-unseen", channel=name) if self._is_unseen(channel_id) else name

    def is_deleted(self, channel_id: int) -> bool:
        return self.guild is not None and self.guild.get_channel(channel_id) is None

    def missing(self, channel_id: int, wanted: Iterable[str] = LOG_PERMISSIONS) -> list[str]:
        """Those permissions, by discord.py's names, that the bot does not have in a channel, as far as is known."""
        channel = self.guild and self.guild.get_channel(channel_id)
        return missing(channel, wanted) if channel else []

    def _is_unseen(self, channel_id: int) -> bool:
        return bool(self.missing(channel_id, ["view_channel"]))


def missing(channel: discord.abc.GuildChannel, wanted: Iterable[str]) -> list[str]:
    """Those of the ``wanted`` permissions that the bot does not have in a channel."""
    rights = channel.permissions_for(channel.guild.me)
    return [name for name in wanted if not getattr(rights, name)]
