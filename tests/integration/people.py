"""Members who press buttons: the requester, another member, a moderator."""

from collections.abc import Callable

import discord
import simcord

from tests.integration.studio import Studio
from tests.support.locales import ENGLISH

HOST = "host"
"""The name of the application's owner."""

Who = Callable[[Studio], simcord.MemberActor]


def the_requester(studio: Studio) -> simcord.MemberActor:
    """The member who requested the pictures."""
    return studio.alice


def another_member(studio: Studio) -> simcord.MemberActor:
    """A member of the same server."""
    return studio.guild.add_member(studio.env.create_user("bob"))


def a_moderator(studio: Studio) -> simcord.MemberActor:
    """A member who may manage messages everywhere in the server."""
    role = studio.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    return studio.guild.add_member(studio.env.create_user("mod"), roles=[role])


def a_manager(studio: Studio) -> simcord.MemberActor:
    """A member who may manage the server."""
    role = studio.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    return studio.guild.add_member(studio.env.create_user("manager"), roles=[role])


def the_host(studio: Studio) -> simcord.UserHandle:
    """The owner of the application, in a direct message with the bot."""
    (host,) = (user for user in studio.env.backend.users.values() if user.name == HOST)
    return simcord.UserHandle(studio.env, host)


async def press(card: object, action: str, who: simcord.MemberActor) -> simcord.InteractionResult:
    return await who.click(card, label=ENGLISH(f"button-{action}"))  # type: ignore[arg-type]  # a message of any kind
