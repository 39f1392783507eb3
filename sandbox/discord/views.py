"""Through whom one looks: each person of the sandbox, in the server and in direct messages with the bot."""

from dataclasses import dataclass
from enum import StrEnum

import discord
import simcord


class Person(StrEnum):
    """Whom one can be."""

    HOST = "host"
    MEMBER = "member"
    MODERATOR = "moderator"


@dataclass(frozen=True, slots=True)
class View:
    """A channel as ``who`` sees it. A member sees the server, a bare user their direct messages with the bot."""

    person: Person
    who: simcord.MemberActor | simcord.UserHandle
    channel: simcord.ChannelHandle

    @property
    def direct(self) -> bool:
        """Whether these are direct messages."""
        return self.channel.guild is None


def open_views(
    env: simcord.Env, server: simcord.GuildHandle, channel: simcord.ChannelHandle, you: simcord.MemberActor
) -> tuple[View, ...]:
    """Those of ``you``, a second member and a moderator, who join: of ``channel``, then of their direct messages."""
    powers = discord.Permissions(manage_messages=True, manage_guild=True)
    people = {
        Person.HOST: you,
        Person.MEMBER: server.add_member(env.create_user("sam")),
        Person.MODERATOR: server.add_member(
            env.create_user("robin"), roles=[server.create_role("Moderators", permissions=powers)]
        ),
    }
    together = tuple(View(person, who, channel) for person, who in people.items())
    return together + tuple(View(person, who.user, who.user.dm_channel) for person, who in people.items())
