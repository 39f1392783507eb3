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


Message = discord.Message | simcord.ResponseMessage


async def press(card: Message, action: str, who: simcord.MemberActor) -> simcord.InteractionResult:
    """Press a button of a card, or of the panel that More opens; if neither has it, the result is that of More."""
    label = ENGLISH(f"button-{action}")
    if label in labels_on(card):
        return await who.click(card, label=label)
    opened = await more(card, who)
    panel = next((panel for panel in opened.followups if label in labels_on(panel)), None)
    return await who.click(panel, label=label) if panel else opened


async def vary(card: Message, number: int, who: simcord.MemberActor) -> simcord.InteractionResult:
    """Press the button that varies picture ``number``."""
    return await who.click(card, label=ENGLISH("button-variation", picture=number))


async def more(card: Message, who: simcord.MemberActor) -> simcord.InteractionResult:
    """Press More; the panel is a followup."""
    return await who.click(card, label=ENGLISH("button-more"))


async def the_panel(card: Message, who: simcord.MemberActor) -> simcord.ResponseMessage:
    """What More shows to ``who``."""
    (panel,) = (await more(card, who)).followups
    return panel


def labels_on(message: Message) -> list[str]:
    """The labels of the buttons of a message, in order."""
    raw = [part if isinstance(part, dict) else dict(part.to_dict()) for part in message.components]
    return [part["label"] for part in simcord.components.walk_components(raw) if part.get("label")]
