"""Interactions as they stand in the payload of a gateway event.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

from discord import ChannelType, InteractionType

from tests.integration.fuzz.interactions import Command, Form, Interaction, Place, Press, Sender
from tests.integration.fuzz.values import Data
from tests.integration.modals import SELECT

ACTION_ROW, BUTTON = 1, 2
PRIVATE = 2
"""The context of groups."""


def kind(interaction: Interaction) -> InteractionType:
    """Which of Discord's types of interactions it is."""
    match interaction:
        case Command(typing=True):
            return InteractionType.autocomplete
        case Command():
            return InteractionType.application_command
        case Press():
            return InteractionType.component
        case Form():
            return InteractionType.modal_submit


def data(interaction: Interaction) -> Data:
    """What was used, and with which values."""
    match interaction:
        case Command(command):
            return command
        case Press(custom_id, None):
            return {"custom_id": custom_id, "component_type": BUTTON}
        case Press(custom_id, values):
            return {"custom_id": custom_id, "component_type": SELECT, "values": values}
        case Form(custom_id, fields, uploads):
            return {
                "custom_id": custom_id,
                "components": fields,
                "resolved": {"attachments": {key: {**file, "id": key} for key, file in uploads.items()}},
            }


def components(press: Press) -> list[Data]:
    """Those of the message that the press is on."""
    used: Data = {"type": BUTTON, "id": 2, "style": 2, "label": "x", "custom_id": press.custom_id}
    if press.values is not None:
        used = {"type": SELECT, "id": 2, "custom_id": press.custom_id, "options": [{"label": "x", "value": "1"}]}
    return [{"type": ACTION_ROW, "id": 1, "components": [used]}]


def circumstances(sender: Sender, payload: Data, user_id: int) -> Data:
    """What Discord says of the sender, who has the ``user_id``, and of the place; ``payload`` is of a usual one."""
    said: Data = {"locale": sender.locale, "authorizing_integration_owners": {"0": payload.get("guild_id", "0")}}
    own = {"authorizing_integration_owners": {"1": str(user_id)}}
    if "member" in payload:
        said["member"] = {**payload["member"], "permissions": str(sender.permissions)}
        said["app_permissions"] = str(sender.app_permissions)
    match sender.place:
        case Place.SERVER | Place.THREAD | Place.DM:
            return said
        case Place.ELSEWHERE:
            guild = {"id": "77", "locale": "en-US", "features": []}
            return {**said, **own, "guild_id": "77", "guild": guild}
        case Place.GROUP:
            group = {"id": "88", "type": ChannelType.group.value, "name": None, "recipients": []}
            return {**said, **own, "channel": group, "context": PRIVATE}
        case Place.NEW:
            return {**said, "channel": {"id": "88", "type": 99}}
