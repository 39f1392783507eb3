"""The rules of a server, as its managers set them. Each field that is not set means: as without rules."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.requests.request import MAX_COUNT, Quality, Resolution
from bot.requests.word_list import WordList

MOST_TIERS = 25
MOST_CHANNELS = 100
MOST_WORDS = 200
LONGEST_WORD = 50
MOST_DAYS = 365

Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]
"""0: none are required."""


class ReferenceRule(StrEnum):
    """Whose pictures a member may use as references."""

    OWN = "own"
    """Their own and the bot's."""

    OPTED_IN = "opted_in"
    """Those of members who allow it, too."""

    ANYONE = "anyone"
    """Those of all members but of those who forbid it."""


class Period(StrEnum):
    """How long the credits of a budget must last: a day, a week from Monday, or a month of the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class _Rule(BaseModel):
    # What a newer version added is kept, though not obeyed: a rolling update must not lose it.
    model_config = ConfigDict(frozen=True, extra="allow")


class Budget(_Rule):
    """The most that may be spent, in ``credits`` per ``period`` of the server's time zone."""

    credits: Annotated[int, Field(ge=0)]
    period: Period = Period.MONTH


class Tier(_Rule):
    """What members with a role may do. None: as the bot's settings say.

    ``credits`` are those of a member's quota, per window; ``running`` are jobs at once; ``count`` are pictures of one
    request.
    """

    role: int
    credits: Annotated[int, Field(ge=0)] | None = None
    running: Annotated[int, Field(ge=1)] | None = None
    resolution: Resolution | None = None
    quality: Quality | None = None
    count: Annotated[int, Field(ge=1, le=MAX_COUNT)] | None = None


class ChannelRules(_Rule):
    """What holds in a channel and its threads.

    ``age_restricted_only``: pictures are made and shown there only while Discord restricts the channel to adults.
    ``spoilers``: every card is a spoiler, whatever its member chose.
    """

    age_restricted_only: bool = False
    spoilers: bool = False


def known_time_zone(name: str) -> str:
    """The name of a time zone. Raises ValueError if there is no such zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone of the IANA database, such as Europe/Berlin") from None
    return name


class ServerRules(_Rule):
    """The rules of one server. A role or channel that they name may have been deleted since, and then does nothing.

    ``everywhere`` holds in each channel that ``channels`` (by id) does not name. ``tiers`` are in the order in which
    managers see them. ``log_channel`` is the id of a channel.
    """

    time_zone: Annotated[str, AfterValidator(known_time_zone)] = "UTC"
    references: ReferenceRule = ReferenceRule.OWN
    server_budget: Budget | None = None
    member_budget: Budget | None = None
    tiers: Annotated[tuple[Tier, ...], Field(max_length=MOST_TIERS)] = ()
    banned_words: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=LONGEST_WORD)], ...], Field(max_length=MOST_WORDS)
    ] = ()
    everywhere: ChannelRules = ChannelRules()
    channels: Annotated[Mapping[int, ChannelRules], Field(max_length=MOST_CHANNELS)] = {}
    log_channel: int | None = None
    min_account_days: Days = 0
    min_membership_days: Days = 0

    def changed(self, **fields: object) -> Self:
        """The rules with other values. Raises ``pydantic.ValidationError``."""
        # Not ``dict(self)``, which has what is cached here as well.
        current = {name: getattr(self, name) for name in type(self).model_fields}
        return self.model_validate({**current, **(self.model_extra or {}), **fields})

    def differences(self, other: Self) -> list[str]:
        """The names of the fields that ``other`` has otherwise."""
        return [name for name in type(self).model_fields if getattr(self, name) != getattr(other, name)]

    def in_channel(self, channel_id: int | None, parent_id: int | None = None) -> ChannelRules:
        """What holds in a channel, or in a thread of ``parent_id``."""
        for place in (parent_id, channel_id):
            if place is not None and place in self.channels:
                return self.channels[place]
        return self.everywhere

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which days, weeks and months begin."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def word_list(self) -> WordList:
        """The banned words, ready to be looked for."""
        return WordList(self.banned_words)


NO_RULES = ServerRules()
"""The rules of a server whose managers have set none, and outside of servers."""
