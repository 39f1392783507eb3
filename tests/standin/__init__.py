"""A stand-in for Discord on loopback, for tests that start the real bot."""

from . import which
from .clock import Clock
from .errors import Refusal
from .files import Attachment, Upload
from .interactions import Interaction
from .message import Message, Picture
from .options import Unsendable
from .places import ALL, MIB, Channel, Guild, Permission, User
from .server import DiscordStandIn

__all__ = [
    "ALL",
    "MIB",
    "Attachment",
    "Channel",
    "Clock",
    "DiscordStandIn",
    "Guild",
    "Interaction",
    "Message",
    "Permission",
    "Picture",
    "Refusal",
    "Unsendable",
    "Upload",
    "User",
    "which",
]
