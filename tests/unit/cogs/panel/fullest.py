"""The longest list of rules that a server can have."""

from bot.requests.request import MAX_COUNT, Quality, Resolution
from bot.servers.rules import (
    LONGEST_WORD,
    MOST_CHANNELS,
    MOST_DAYS,
    MOST_TIERS,
    MOST_WORDS,
    Budget,
    ChannelRules,
    ReferenceRule,
    ServerRules,
    Tier,
)

ID = 10**18
"""The first of the ids, which have 19 digits."""

BOTH = ChannelRules(age_restricted_only=True, spoilers=True)

FULLEST = ServerRules(
    time_zone="America/Argentina/ComodRivadavia",
    references=ReferenceRule.OPTED_IN,
    server_budget=Budget(credits=10**9),
    member_budget=Budget(credits=10**9),
    tiers=tuple(
        Tier(
            role=ID + number,
            credits=10**9,
            running=1000,
            resolution=Resolution.FOUR_K,
            quality=Quality.MEDIUM,
            count=MAX_COUNT,
        )
        for number in range(MOST_TIERS)
    ),
    banned_words=tuple(f"{number:0{LONGEST_WORD}}" for number in range(min(MOST_WORDS, 4000 // (LONGEST_WORD + 1)))),
    everywhere=BOTH,
    channels={ID + number: BOTH for number in range(MOST_CHANNELS)},
    log_channel=ID,
    min_account_days=MOST_DAYS,
    min_membership_days=MOST_DAYS,
)
