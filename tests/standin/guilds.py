"""A server's own payload: everything a server can be and these are not.

https://discord.com/developers/docs/resources/guild#guild-object
"""

from .places import ALL, Guild, User
from .reply import Payload

# What GUILD_CREATE lists besides channels and members.
UNUSED = ("voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds")
ABSENT = (
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "widget_channel_id",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "public_updates_channel_id",
    "max_presences",
    "vanity_url_code",
    "incidents_data",
)
PLAIN: Payload = {
    "region": "deprecated",
    "features": [],
    "emojis": [],
    "stickers": [],
    "nsfw": False,
    "widget_enabled": False,
    "premium_progress_bar_enabled": False,
    "verification_level": 0,
    "default_message_notifications": 1,
    "explicit_content_filter": 0,
    "mfa_level": 0,
    "nsfw_level": 0,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "afk_timeout": 300,
    "system_channel_flags": 0,
    "max_members": 500_000,
    "max_video_channel_users": 25,
    "max_stage_video_channel_users": 50,
}
EVERYONE: Payload = {
    "name": "@everyone",
    "permissions": str(int(ALL)),
    "position": 0,
    "color": 0,
    "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    "hoist": False,
    "managed": False,
    "mentionable": False,
    "icon": None,
    "unicode_emoji": None,
    "flags": 0,
}


def described(guild: Guild, owner: User) -> Payload:
    """The role of everyone has the server's id."""
    own = {"id": guild.id, "name": guild.name, "owner_id": owner.id, "preferred_locale": guild.locale}
    return PLAIN | dict.fromkeys(ABSENT) | own | {"roles": [EVERYONE | {"id": guild.id}]}
