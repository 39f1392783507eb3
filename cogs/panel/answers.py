"""What managers filled in or chose, as the value of a part of the rules."""

import re
from difflib import get_close_matches
from zoneinfo import available_timezones

import discord

from bot.requests.request import MAX_COUNT, Quality, Resolution
from bot.requests.word_list import can_occur
from bot.servers.errors import (
    BadNumber,
    BadTimeZone,
    OutdatedPanel,
    TierEmpty,
    TierExists,
    UnfitRole,
    WordsWithoutLetters,
)
from bot.servers.rules import MOST_DAYS, Budget, ChannelRules, Period, ReferenceRule, ServerRules, Tier, known_time_zone
from cogs.interactions.modals import ModalValues
from cogs.panel.forms import COUNT, CREDITS, PERIOD, ROLE, RUNNING, SIZE, TEXT, UNSET
from cogs.panel.parts import Part
from cogs.panel.pictures_page import AGE, SPOILERS

MOST_CREDITS = 1_000_000_000
MOST_RUNNING = 1000
EXAMPLES = ("Europe/Berlin", "America/New_York", "Asia/Shanghai")

# Chinese keyboards may write full-width digits and commas. int() reads these digits too.
_DIGIT = "[0-9\uff10-\uff19]"
_GROUPED = re.compile(rf"{_DIGIT}{{1,3}}(?:[,\uff0c.' \u00a0\u202f]{_DIGIT}{{3}})+|{_DIGIT}+")


def filled_in(part: Part, modal: ModalValues, rules: ServerRules, guild: discord.Guild | None) -> tuple[Part, object]:
    """The value in a submitted form, and the part that it is for: a form for a new tier names its role.

    A time zone is read by ``zone_named``. Raises UserError.
    """
    match part.field:
        case "server_budget" | "member_budget":
            return part, _budget(part.of(rules), modal)
        case "min_account_days" | "min_membership_days":
            return part, number(modal.value(TEXT), "panel-form-days", 0, MOST_DAYS) or 0
        case "banned_words":
            return part, _words(modal.value(TEXT))
        case "tiers":
            part = part if part.key is not None else _new_tier(modal.value(ROLE), rules, guild)
            return part, _tier(part, rules, modal)
        case _:
            raise OutdatedPanel


def chosen(part: Part, values: list[str], rules: ServerRules) -> object:
    """The value that was chosen in a select. Raises OutdatedPanel."""
    try:
        match part.field:
            case "references":
                return ReferenceRule(values[0])
            case "log_channel":
                return int(values[0])
            case "everywhere" | "channels":
                found = part.of(rules)
                before = found if isinstance(found, ChannelRules) else ChannelRules()
                choice = {"age_restricted_only": AGE in values, "spoilers": SPOILERS in values}
                return before.model_copy(update=choice)
            case _:
                pass
    except (IndexError, ValueError):
        pass
    raise OutdatedPanel


def zone_named(text: str) -> str:
    """The time zone of that name, in any case, with spaces or not; the default one of no name. Raises BadTimeZone.

    If the name is not exactly right, this reads the folders of the time zone database, which takes a while.
    """
    name = "_".join(text.split())
    if not name:
        return str(ServerRules.model_fields["time_zone"].default)
    try:
        return known_time_zone(name)
    except ValueError:
        names = {zone.casefold(): zone for zone in sorted(available_timezones())}
    if (wanted := name.casefold()) in names:
        return names[wanted]
    cities = {folded.rpartition("/")[2]: zone for folded, zone in names.items()}
    near = [cities[wanted]] if wanted in cities else [names[found] for found in get_close_matches(wanted, names)]
    raise BadTimeZone(text, tuple(near) or EXAMPLES)


def number(text: str, label: str, least: int, most: int) -> int | None:
    """A whole number, perhaps with separators of thousands; None if nothing was typed. Raises BadNumber.

    ``label`` is the key of the field's name.
    """
    text = text.strip()
    if not text:
        return None
    value = int("".join(re.findall(_DIGIT, text))) if _GROUPED.fullmatch(text) else -1
    if not least <= value <= most:
        raise BadNumber(label, least, most)
    return value


def _budget(before: object, modal: ModalValues) -> Budget | None:
    credits = number(modal.value(CREDITS), "panel-form-credits", 0, MOST_CREDITS)
    if credits is None:
        return None
    try:
        period = Period(modal.value(PERIOD))
    except ValueError:
        raise OutdatedPanel from None
    budget = before if isinstance(before, Budget) else Budget(credits=credits)
    return budget.model_copy(update={"credits": credits, "period": period})


def _words(text: str) -> tuple[str, ...]:
    """One word or phrase a line, each once. Raises WordsWithoutLetters."""
    words: dict[str, str] = {}
    for line in text.splitlines():
        if word := " ".join(line.split()):
            words.setdefault(word.casefold(), word)
    if not all(map(can_occur, words.values())):
        raise WordsWithoutLetters
    return tuple(words.values())


def _new_tier(role_id: str, rules: ServerRules, guild: discord.Guild | None) -> Part:
    """The part of the role that was chosen; without one, of @everyone. Raises UnfitRole, TierExists."""
    part = Part.parse(f"tiers.{role_id or (guild.id if guild else '')}")
    role = guild.get_role(part.key) if guild and part.key else None
    if role and role.is_bot_managed():
        raise UnfitRole
    if part.of(rules) is not None:
        raise TierExists
    return part


def _tier(part: Part, rules: ServerRules, modal: ModalValues) -> Tier:
    """The limits in the form. Raises BadNumber, TierEmpty, OutdatedPanel."""
    resolution, _, quality = modal.value(SIZE).partition(" ")
    count = modal.value(COUNT)
    try:
        limits = {
            "credits": number(modal.value(CREDITS), "panel-form-quota", 0, MOST_CREDITS),
            "running": number(modal.value(RUNNING), "panel-form-running", 1, MOST_RUNNING),
            "resolution": None if resolution == UNSET else Resolution(resolution),
            "quality": None if quality == UNSET else Quality(quality),
            "count": None if count == UNSET else number(count, "panel-form-count", 1, MAX_COUNT),
        }
    except ValueError:
        raise OutdatedPanel from None
    if all(limit is None for limit in limits.values()):
        raise TierEmpty
    found = part.of(rules)
    before = found if isinstance(found, Tier) else Tier(role=part.key or 0)
    return before.model_copy(update=limits)
