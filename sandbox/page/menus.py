"""The context menus of a message. SimCord plays them for members, but neither on its page nor in direct messages.

SimCord can't be extended, so this file uses its private names.
"""

import simcord
from simcord import actors
from simcord.backend.serializers import message_payload
from simcord.enums import AppCommandType, InteractionType

from sandbox.discord.views import View


def offered(env: simcord.Env, view: View, locale: str) -> dict[str, str]:
    """What Discord offers the viewer there: by name, as shown in ``locale``."""
    found = env.backend.visible_commands(user_id=view.who.id, channel_id=view.channel.id, type=AppCommandType.MESSAGE)
    return {menu["name"]: (menu.get("name_localizations") or {}).get(locale, menu["name"]) for menu in found}


async def use(env: simcord.Env, view: View, name: str, message_id: int) -> simcord.InteractionResult:
    """Pick a menu; raises SetupError if the viewer is not offered it, or can't see the message."""
    message = simcord.ResponseMessage(env, env.backend.get_message(view.channel.id, message_id))
    stored = actors._visible_message(view.who, message)  # noqa: SLF001 - as the module says, here and below
    root = actors._resolve_visible_command(view.who, view.channel.id, name, AppCommandType.MESSAGE)  # noqa: SLF001
    data = {
        "id": root["id"],
        "name": root["name"],
        "type": AppCommandType.MESSAGE,
        "target_id": str(message_id),
        "resolved": {"messages": {str(message_id): dict(message_payload(env.backend, stored))}},
    }
    return await actors._dispatch_actor_interaction(  # noqa: SLF001
        view.who, InteractionType.APPLICATION_COMMAND, view.channel, data
    )
