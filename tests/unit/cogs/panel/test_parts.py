"""The parts of the rules that are changed one by one."""

import pytest

from bot.errors import UserError
from bot.servers.errors import ChangedMeanwhile, OutdatedPanel, TooManyRules, TooManyWords
from bot.servers.rules import NO_RULES, Budget, ChannelRules, ServerRules, Tier
from cogs.i18n import keys
from cogs.panel.parts import PAGE_OF, PanelPage, Part, location, moved, seen
from tests.unit.cogs.panel.fullest import FULLEST, ID

TIERS = NO_RULES.changed(tiers=tuple(Tier(role=role, count=1) for role in (1, 2, 3)))


def test_every_field_of_the_rules_is_on_a_page_and_has_a_name() -> None:
    assert set(PAGE_OF) == set(keys.RULES) == set(ServerRules.model_fields)


@pytest.mark.parametrize("part", [Part("time_zone"), Part("tiers"), Part("tiers", ID), Part("channels", 7)])
def test_a_part_is_read_as_it_was_written(part: Part) -> None:
    assert Part.parse(str(part)) == part


@pytest.mark.parametrize(
    "text", ["", "colour", "tiers.x", "channels", "time_zone.7", "tiers.1.2", "Tiers", f"tiers.{'9' * 21}"]
)
def test_a_part_of_another_version_is_refused(text: str) -> None:
    with pytest.raises(OutdatedPanel):
        Part.parse(text)
    with pytest.raises(OutdatedPanel):
        location(text)


def test_a_location_is_a_page_or_an_entry() -> None:
    assert location("members") is PanelPage.MEMBERS
    assert location("tiers.7") == Part("tiers", 7)
    assert location("tiers") is PanelPage.MEMBERS


def test_a_stamp_is_that_of_the_value_and_of_nothing_else() -> None:
    part, other = Part("server_budget"), NO_RULES.changed(time_zone="Asia/Tokyo")
    changed = NO_RULES.changed(server_budget=Budget(credits=1))
    assert part.stamp(NO_RULES) == part.stamp(other) != part.stamp(changed)
    tier = Part("tiers", 2)
    assert tier.stamp(TIERS) == tier.stamp(moved(tier, 1)(TIERS)) != tier.stamp(NO_RULES)


def test_who_saw_another_value_changes_nothing() -> None:
    part = Part("min_account_days")
    stamp = part.stamp(NO_RULES)
    change = seen(part, stamp, lambda rules: part.put(rules, 9))
    assert change(NO_RULES).min_account_days == 9
    with pytest.raises(ChangedMeanwhile):
        change(NO_RULES.changed(min_account_days=1))


@pytest.mark.parametrize(
    ("role", "step", "order"), [(1, 1, [2, 1, 3]), (3, -1, [1, 3, 2]), (1, -1, [1, 2, 3]), (3, 1, [1, 2, 3])]
)
def test_a_tier_moves_by_one_place_and_not_past_the_ends(role: int, step: int, order: list[int]) -> None:
    assert [tier.role for tier in moved(Part("tiers", role), step)(TIERS).tiers] == order


def test_an_entry_is_put_in_its_place_or_behind_the_others_and_removed() -> None:
    second = Part("tiers", 2).put(TIERS, Tier(role=2, count=9))
    assert [(tier.role, tier.count) for tier in second.tiers] == [(1, 1), (2, 9), (3, 1)]
    fourth = Part("tiers", 4).put(TIERS, Tier(role=4))
    assert [tier.role for tier in fourth.tiers] == [1, 2, 3, 4]
    assert [tier.role for tier in Part("tiers", 2).reset(TIERS).tiers] == [1, 3]
    assert Part("channels", 7).reset(Part("channels", 7).put(NO_RULES, ChannelRules())) == NO_RULES


@pytest.mark.parametrize("field", [field for field in PAGE_OF if field not in {"tiers", "channels"}])
def test_every_field_goes_back_to_its_default(field: str) -> None:
    part = Part(field)
    assert not part.is_default(FULLEST)
    assert part.is_default(part.reset(FULLEST))


@pytest.mark.parametrize(
    ("part", "value", "refusal"),
    [
        (Part("tiers", 7), Tier(role=7), TooManyRules),
        (Part("channels", 7), ChannelRules(), TooManyRules),
        (Part("banned_words"), ("x",) * 201, TooManyWords),
        (Part("banned_words"), ("x" * 51,), TooManyWords),
    ],
)
def test_more_than_can_be_kept_is_refused(part: Part, value: object, refusal: type[UserError]) -> None:
    with pytest.raises(refusal):
        part.put(FULLEST, value)
