"""What members may do by their roles: of all roles that have a tier, the best counts, field by field.

A tier names a role and nothing else, so that tiers can't refer to each other, and their order changes nothing of what a
member may do. A role with two tiers has the best of both. A role that was deleted is nobody's.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.credits.quota import QuotaTiers, RoleQuota
from bot.requests.request import MAX_COUNT, Quality, RequestSettings, Resolution, SettingsFields
from bot.servers.rules import Tier

OFFERS = 3
"""How many roles a refusal names at most."""

Ladder = TypeVar("Ladder", Quality, Resolution)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a member may request at once, and what each of their roles says about their quota."""

    resolution: Resolution = Resolution.FOUR_K
    quality: Quality = Quality.HIGH
    count: int = MAX_COUNT
    quota: QuotaTiers = ()

    @property
    def are_set(self) -> bool:
        """Whether they are less than what the bot itself allows in one request."""
        return (self.resolution, self.quality, self.count) != (Resolution.FOUR_K, Quality.HIGH, MAX_COUNT)

    def allow(self, settings: RequestSettings) -> bool:
        return (
            _rank(settings.resolution) <= _rank(self.resolution)
            and _rank(settings.quality) <= _rank(self.quality)
            and settings.num <= self.count
        )

    def within(self, defaults: SettingsFields) -> SettingsFields:
        """Valid settings that nobody chose for this request, lowered as far as the limits demand."""
        settings, lowered = RequestSettings.parse(**defaults), defaults.copy()
        if _rank(settings.resolution) > _rank(self.resolution):
            lowered["resolution"] = self.resolution
        if _rank(settings.quality) > _rank(self.quality):
            lowered["quality"] = self.quality
        return lowered


def limits_of(tiers: Iterable[Tier], role_ids: Collection[int], guild_id: int | None) -> Limits:
    """The limits of a member with these roles. The tier of @everyone is for those whose roles have none."""
    tiers = list(tiers)
    held = [tier for tier in tiers if tier.role in role_ids and tier.role != guild_id]
    held = held or [tier for tier in tiers if tier.role == guild_id]
    if not held:
        return NO_LIMITS
    return Limits(
        _best(Resolution.FOUR_K, [tier.resolution for tier in held]),
        _best(Quality.HIGH, [tier.quality for tier in held]),
        max(MAX_COUNT if tier.count is None else tier.count for tier in held),
        tuple(RoleQuota(tier.credits, tier.running) for tier in held),
    )


def offers(
    tiers: Sequence[Tier], role_ids: Collection[int], guild_id: int | None, settings: RequestSettings
) -> dict[int, Limits]:
    """The first roles of the list with which the member could make a request, and what each would allow."""
    lacking = dict.fromkeys(tier.role for tier in tiers if tier.role not in {*role_ids, guild_id})
    with_role = {role: limits_of(tiers, {*role_ids, role}, guild_id) for role in lacking}
    allowing = [(role, limits) for role, limits in with_role.items() if limits.allow(settings)]
    return dict(allowing[:OFFERS])


def _rank(value: Ladder) -> int:
    return list(type(value)).index(value)


def _best(highest: Ladder, values: Iterable[Ladder | None]) -> Ladder:
    return max((highest if value is None else value for value in values), key=_rank)


NO_LIMITS = Limits()
