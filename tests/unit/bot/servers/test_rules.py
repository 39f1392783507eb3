"""The rules of a server."""

from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.servers.rules import LONGEST_WORD, MOST_WORDS, NO_RULES, ChannelRules, ServerRules

CHANNEL, THREAD, OTHER = 5, 6, 7
SPOILERS, ADULTS = ChannelRules(spoilers=True), ChannelRules(age_restricted_only=True)


def test_without_rules_every_channel_is_as_discord_has_it() -> None:
    assert NO_RULES.in_channel(CHANNEL) == ChannelRules()
    assert ZoneInfo("UTC") == NO_RULES.zone


def test_a_channel_has_its_own_rules_or_else_those_of_all() -> None:
    rules = ServerRules(everywhere=ADULTS, channels={CHANNEL: SPOILERS})
    assert rules.in_channel(CHANNEL) == SPOILERS
    assert rules.in_channel(OTHER) == rules.in_channel(None) == ADULTS


def test_a_thread_has_the_rules_of_its_parent() -> None:
    rules = ServerRules(everywhere=ADULTS, channels={CHANNEL: SPOILERS, THREAD: ADULTS})
    assert rules.in_channel(THREAD, CHANNEL) == SPOILERS
    assert rules.in_channel(THREAD, OTHER) == ADULTS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Phobos"),
        ("time_zone", "../etc/passwd"),
        ("time_zone", ""),
        ("min_account_days", -1),
        ("min_membership_days", 10_000),
        ("server_budget", {"credits": -1}),
        ("member_budget", {"credits": 1, "period": "hour"}),
        ("tiers", [{"role": 1, "count": 11}]),
        ("tiers", [{"role": number} for number in range(26)]),
        ("banned_words", ["a" * (LONGEST_WORD + 1)]),
        ("banned_words", [""]),
        ("banned_words", ["a"] * (MOST_WORDS + 1)),
        ("references", "everyone"),
    ],
)
def test_a_value_that_makes_no_rule_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        NO_RULES.changed(**{field: value})


def test_a_change_says_which_rules_differ() -> None:
    changed = NO_RULES.changed(time_zone="Asia/Shanghai", channels={CHANNEL: SPOILERS})
    assert NO_RULES.differences(changed) == ["time_zone", "channels"]
    assert changed.differences(changed.changed(time_zone="Asia/Shanghai")) == []


def test_a_change_carries_nothing_that_was_worked_out_from_the_rules() -> None:
    rules = ServerRules()
    assert (str(rules.zone), rules.word_list.occurs_in("fox")) == ("UTC", False)
    assert rules.changed(time_zone="Asia/Tokyo") == ServerRules(time_zone="Asia/Tokyo")
