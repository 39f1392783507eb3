"""What members may do by their roles: the best of each field, in any order of the list."""

from itertools import permutations

import pytest
from pydantic import ValidationError

from bot.credits.quota import RoleQuota
from bot.requests.request import Quality, RequestSettings, Resolution
from bot.servers.rules import MOST_TIERS, ServerRules, Tier
from bot.servers.tiers import NO_LIMITS, OFFERS, Limits, limits_of, offers

SERVER, ARTISTS, PATRONS, NEWCOMERS, DELETED = 1000, 1, 2, 3, 9

ONE_K, TWO_K, FOUR_K = Resolution
LOW, MEDIUM, HIGH = Quality

ARTIST = Tier(role=ARTISTS, credits=100, running=2, resolution=FOUR_K, quality=LOW, count=4)
PATRON = Tier(role=PATRONS, credits=50, running=5, resolution=TWO_K, quality=HIGH, count=2)
NEWCOMER = Tier(role=NEWCOMERS, credits=10, running=1, resolution=ONE_K, quality=LOW, count=1)
EVERYONE = Tier(role=SERVER, resolution=ONE_K, quality=MEDIUM, count=1)
ALL = [ARTIST, PATRON, NEWCOMER, EVERYONE]


@pytest.mark.parametrize("tiers", list(permutations(ALL)))
def test_of_several_roles_the_best_of_each_field_counts_in_any_order(tiers: tuple[Tier, ...]) -> None:
    limits = limits_of(tiers, {ARTISTS, PATRONS, NEWCOMERS}, SERVER)
    assert (limits.resolution, limits.quality, limits.count) == (FOUR_K, HIGH, 4)
    assert set(limits.quota) == {RoleQuota(100, 2), RoleQuota(50, 5), RoleQuota(10, 1)}


def test_what_a_tier_does_not_say_is_as_the_bot_says() -> None:
    assert limits_of([Tier(role=ARTISTS)], {ARTISTS}, SERVER) == Limits(quota=(RoleQuota(),))
    assert limits_of([NEWCOMER, Tier(role=ARTISTS, count=2)], {ARTISTS, NEWCOMERS}, SERVER) == Limits(
        FOUR_K, HIGH, 2, (RoleQuota(10, 1), RoleQuota())
    )


def test_the_tier_of_everyone_is_for_those_whose_roles_have_none() -> None:
    assert limits_of(ALL, {77}, SERVER) == limits_of(ALL, {SERVER}, SERVER) == Limits(ONE_K, MEDIUM, 1, (RoleQuota(),))
    assert limits_of(ALL, {NEWCOMERS, SERVER}, SERVER) == Limits(ONE_K, LOW, 1, (RoleQuota(10, 1),))


def test_who_has_no_role_with_a_tier_has_the_bots_limits() -> None:
    assert limits_of([ARTIST, PATRON], {77}, SERVER) == NO_LIMITS
    assert limits_of([], {ARTISTS}, SERVER) == limits_of((), (), None) == NO_LIMITS


def test_a_role_with_two_tiers_has_the_best_of_both() -> None:
    twice = [ARTIST, Tier(role=ARTISTS, credits=1, running=9, resolution=ONE_K, quality=MEDIUM, count=1)]
    assert limits_of(twice, {ARTISTS}, SERVER) == Limits(FOUR_K, MEDIUM, 4, (RoleQuota(100, 2), RoleQuota(1, 9)))


def test_the_tier_of_a_role_that_nobody_has_any_more_changes_nothing() -> None:
    tiers = [Tier(role=DELETED, resolution=ONE_K), NEWCOMER]
    assert limits_of(tiers, {77}, SERVER) == NO_LIMITS


@pytest.mark.parametrize(
    ("settings", "allowed"),
    [
        ({"resolution": "2K", "quality": "medium", "num": 3}, True),
        ({"resolution": "4K"}, False),
        ({"quality": "high"}, False),
        ({"num": 4}, False),
    ],
)
def test_a_request_must_be_within_each_limit(settings: dict[str, str], *, allowed: bool) -> None:
    assert Limits(TWO_K, MEDIUM, 3).allow(RequestSettings.parse(**settings)) is allowed


def test_what_nobody_chose_is_lowered_and_what_is_low_stays() -> None:
    limits = Limits(ONE_K, LOW, 1)
    assert limits.within({}) == {"quality": LOW}
    assert limits.within({"resolution": FOUR_K, "quality": HIGH}) == {"resolution": ONE_K, "quality": LOW}
    assert Limits(TWO_K, HIGH).within({"resolution": ONE_K, "quality": LOW}) == {"resolution": ONE_K, "quality": LOW}
    assert NO_LIMITS.within({"resolution": FOUR_K}) == {"resolution": FOUR_K}


def test_the_roles_that_would_allow_it_are_offered_in_the_order_of_the_list() -> None:
    wanted = RequestSettings(resolution=TWO_K, quality=LOW)
    assert list(offers([PATRON, ARTIST, NEWCOMER, EVERYONE], {SERVER}, SERVER, wanted)) == [PATRONS, ARTISTS]
    assert list(offers([PATRON, ARTIST], {NEWCOMERS}, SERVER, RequestSettings(num=10))) == []


def test_a_role_is_offered_for_what_it_allows_together_with_the_members_own() -> None:
    wanted = RequestSettings(resolution=FOUR_K, quality=HIGH)
    assert offers(ALL, {PATRONS}, SERVER, wanted) == {ARTISTS: limits_of(ALL, {PATRONS, ARTISTS}, SERVER)}
    assert offers(ALL, {NEWCOMERS}, SERVER, wanted) == {}


def test_no_refusal_lists_all_roles_of_a_large_server() -> None:
    tiers = [Tier(role=role) for role in range(1, MOST_TIERS + 1)]
    assert len(offers(tiers, {SERVER}, SERVER, RequestSettings())) == OFFERS


def test_more_tiers_than_a_manager_can_oversee_are_refused() -> None:
    with pytest.raises(ValidationError):
        ServerRules(tiers=tuple(Tier(role=role) for role in range(MOST_TIERS + 1)))
