"""What others allow. Discord's figures are those that it publishes; imini publishes none."""

from typing import Final

GLOBAL_REQUESTS: Final = 50
"""Requests a second with the bot's token. Routes of an interaction's token don't count:
https://docs.discord.com/developers/topics/rate-limits#global-rate-limit"""

ANSWER_WITHIN: Final = 3.0
"""Seconds from an interaction to its first answer, after which Discord drops it:
https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback"""

SESSION_STARTS: Final = 1000
"""IDENTIFYs a day: https://docs.discord.com/developers/events/gateway#rate-limiting"""

MANY_SERVERS: Final = 150_000
"""With more, Discord sets the number of shards:
https://docs.discord.com/developers/events/gateway#sharding-for-large-bots"""

SESSION_STARTS_OF_MANY: Final = (2000, 5)
"""With so many servers: at least the first a day, or the second for each thousand servers."""

CONNECTING: Final = 5.5
"""Seconds that a shard takes, where Discord lets one start at a time: measured, docs/growth.md."""


def session_starts(servers: float) -> int:
    """IDENTIFYs a day."""
    least, for_each_thousand = SESSION_STARTS_OF_MANY
    return SESSION_STARTS if servers <= MANY_SERVERS else max(least, round(servers / 1000 * for_each_thousand))
