"""The parts of a server's rules that managers change one by one, each as a text in custom_ids."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import ValidationError

from bot.errors import UserError
from bot.servers.errors import ChangedMeanwhile, OutdatedPanel, TooManyRules, TooManyWords
from bot.servers.rules import LONGEST_WORD, MOST_CHANNELS, MOST_TIERS, MOST_WORDS, ServerRules
from bot.servers.store import ChangeRules


class PanelPage(StrEnum):
    """The pages of the panel, so that a phone shows each without much scrolling."""

    BUDGET = "budget"
    MEMBERS = "members"
    PICTURES = "pictures"
    MODERATION = "moderation"


PAGE_OF: Final[Mapping[str, PanelPage]] = {
    "time_zone": PanelPage.BUDGET,
    "server_budget": PanelPage.BUDGET,
    "member_budget": PanelPage.BUDGET,
    "tiers": PanelPage.MEMBERS,
    "min_account_days": PanelPage.MEMBERS,
    "min_membership_days": PanelPage.MEMBERS,
    "references": PanelPage.PICTURES,
    "everywhere": PanelPage.PICTURES,
    "channels": PanelPage.PICTURES,
    "banned_words": PanelPage.MODERATION,
    "log_channel": PanelPage.MODERATION,
}
"""The page of each field of ServerRules."""

_KEYED = {"tiers", "channels"}


@dataclass(frozen=True, slots=True)
class Part:
    """A field of ServerRules; of ``tiers`` and ``channels`` the entry of the role or channel ``key`` (None: a new one).

    Managers who change different parts at once don't disturb each other.
    """

    field: str
    key: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Part":
        """Read what ``str`` makes. Raises OutdatedPanel."""
        found = re.fullmatch(r"([a-z_]+)(?:\.([0-9]{1,20}))?", text, re.ASCII)
        if not found or found[1] not in PAGE_OF or (found[2] and found[1] not in _KEYED) or text == "channels":
            raise OutdatedPanel
        return cls(found[1], int(found[2]) if found[2] else None)

    def __str__(self) -> str:
        return self.field if self.key is None else f"{self.field}.{self.key}"

    @property
    def page(self) -> PanelPage:
        return PAGE_OF[self.field]

    def of(self, rules: ServerRules) -> object:
        """The value of the part; None for an entry that is not there."""
        match self.field:
            case "tiers":
                return next((tier for tier in rules.tiers if tier.role == self.key), None)
            case "channels":
                return None if self.key is None else rules.channels.get(self.key)
            case _:
                return getattr(rules, self.field)

    def stamp(self, rules: ServerRules) -> str:
        """Tells two values of the part apart."""
        return hashlib.sha256(repr(self.of(rules)).encode()).hexdigest()[:8]

    def is_default(self, rules: ServerRules) -> bool:
        return bool(self.of(rules) == self._default())

    def put(self, rules: ServerRules, value: object) -> ServerRules:
        """The rules with another value of the part; None removes an entry. Raises UserError for too large a one."""
        match self.field:
            case "tiers":
                value = _put_tier(rules, self.key, value)
            case "channels":
                value = _put_channel(rules, self.key, value)
            case _:
                pass
        try:
            return rules.changed(**{self.field: value})
        except ValidationError:
            raise _refusal(self.field) from None

    def reset(self, rules: ServerRules) -> ServerRules:
        """The rules with the default of the part, or without the entry."""
        return self.put(rules, self._default())

    def _default(self) -> object:
        return None if self.field in _KEYED else ServerRules.model_fields[self.field].default


Location = PanelPage | Part
"""What the panel shows: a page, or the entry of one role or channel."""


def location(text: str) -> Location:
    """Read what ``str`` makes of a location. Raises OutdatedPanel."""
    if text in set(PanelPage):
        return PanelPage(text)
    part = Part.parse(text)
    return part if part.key is not None else part.page


def seen(part: Part, stamp: str, change: ChangeRules) -> ChangeRules:
    """``change``, if the part still is what the manager saw. Raises ChangedMeanwhile where it is applied."""

    def apply(rules: ServerRules) -> ServerRules:
        if part.stamp(rules) != stamp:
            raise ChangedMeanwhile
        return change(rules)

    return apply


def moved(part: Part, step: int) -> ChangeRules:
    """Moves the tier of a role by ``step`` places. Raises ChangedMeanwhile where it is applied and the tier is gone."""

    def apply(rules: ServerRules) -> ServerRules:
        tiers = list(rules.tiers)
        place = next((number for number, tier in enumerate(tiers) if tier.role == part.key), None)
        if place is None:
            raise ChangedMeanwhile
        tiers.insert(max(0, place + step), tiers.pop(place))
        return rules.changed(tiers=tuple(tiers))

    return apply


def _put_tier(rules: ServerRules, role: int | None, value: object) -> tuple[object, ...]:
    """The tiers with one in its place, or without it, or with it behind the others."""
    if any(tier.role == role for tier in rules.tiers):
        tiers = [value if tier.role == role else tier for tier in rules.tiers]
    else:
        tiers = [*rules.tiers, value]
    return tuple(tier for tier in tiers if tier is not None)


def _put_channel(rules: ServerRules, channel: int | None, value: object) -> dict[int | None, object]:
    """The rules of single channels with those of one, or without them."""
    others: dict[int | None, object] = {key: kept for key, kept in rules.channels.items() if key != channel}
    return others if value is None else {**others, channel: value}


def _refusal(field: str) -> UserError:
    match field:
        case "tiers":
            return TooManyRules(MOST_TIERS)
        case "channels":
            return TooManyRules(MOST_CHANNELS)
        case "banned_words":
            return TooManyWords(MOST_WORDS, LONGEST_WORD)
        case _:
            return OutdatedPanel()
