"""The forms that change a part of the rules, filled in with what holds now."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import discord
from discord import ui

from bot.requests.request import MAX_COUNT, Quality, Resolution
from bot.servers.errors import OutdatedPanel
from bot.servers.rules import Budget, Period, Tier
from cogs.discord_numbers import TEXT_INPUT_LIMIT
from cogs.i18n import keys
from cogs.i18n.translator import Translator
from cogs.panel.frame import PanelContext
from cogs.panel.parts import Part

TEMPLATE: Final = r"imagine-server-form:(?P<part>[a-z_.0-9]+):(?P<stamp>\w*)"

TEXT, PERIOD, ROLE, CREDITS, RUNNING, SIZE, COUNT = "text", "period", "role", "credits", "running", "size", "count"
"""The custom_ids of the fields."""

UNSET: Final = "-"
"""The value of an option that sets no limit."""

LONGEST_NUMBER = 15
LONGEST_ZONE = 50

Field = tuple[str, str, ui.Item[Any]]
"""A field of a form: its label, what is said below that (may be empty), and the component."""


def form(part: Part, context: PanelContext) -> ui.Modal:
    """The form of a part. Raises OutdatedPanel for a part that has none."""
    if part.field not in _FORMS:
        raise OutdatedPanel
    modal = ui.Modal(title=context.t(keys.RULES[part.field]), custom_id=f"imagine-server-form:{context.stamped(part)}")
    for label, description, component in _FORMS[part.field](part, context):
        modal.add_item(ui.Label(text=label, description=description or None, component=component))
    return modal


def size_value(resolution: Resolution | None, quality: Quality | None) -> str:
    """The value of the option for a size and quality, of which either may set no limit."""
    return f"{resolution or UNSET} {quality or UNSET}"


def _zone(part: Part, context: PanelContext) -> Iterator[Field]:
    t = context.t
    zone = "" if part.is_default(context.rules) else context.rules.time_zone
    example = t("panel-zone-example")
    yield t("panel-time-zone"), t("panel-form-zone", zone=example), _line(TEXT, zone, LONGEST_ZONE, example)


def _budget(part: Part, context: PanelContext) -> Iterator[Field]:
    t, found = context.t, part.of(context.rules)
    budget = found if isinstance(found, Budget) else None
    yield t("panel-form-credits"), t("panel-form-no-budget"), _number(CREDITS, budget.credits if budget else None)
    chosen = budget.period if budget else Period.MONTH
    options = [_option(t(keys.PERIOD[period]), period, period is chosen) for period in Period]
    yield t("panel-form-period"), "", ui.Select(custom_id=PERIOD, options=options)


def _days(part: Part, context: PanelContext) -> Iterator[Field]:
    days = part.of(context.rules)
    yield (
        context.t("panel-form-days"),
        context.t("panel-form-no-days"),
        _number(TEXT, days if isinstance(days, int) and days else None),
    )


def _words(part: Part, context: PanelContext) -> Iterator[Field]:  # noqa: ARG001 - as every form
    words = ui.TextInput[Any](
        custom_id=TEXT,
        style=discord.TextStyle.paragraph,
        default="\n".join(context.rules.banned_words) or None,
        required=False,
        max_length=TEXT_INPUT_LIMIT,
    )
    yield context.t("panel-words"), context.t("panel-form-words"), words


def _tier(part: Part, context: PanelContext) -> Iterator[Field]:
    t, found = context.t, part.of(context.rules)
    tier = found if isinstance(found, Tier) else Tier(role=0)
    if part.key is None:
        # Discord's list of roles lacks @everyone: https://github.com/discord/discord-api-docs/issues/6894
        roles = ui.RoleSelect[Any](custom_id=ROLE, required=False, min_values=0)
        yield t("panel-form-role"), t("panel-form-everyone"), roles
    yield t("panel-form-quota"), t("panel-form-as-bot"), _number(CREDITS, tier.credits)
    yield t("panel-form-running"), t("panel-form-as-bot"), _number(RUNNING, tier.running)
    yield t("panel-form-size"), "", ui.Select(custom_id=SIZE, options=list(_sizes(tier, t)))
    yield t("panel-form-count"), "", ui.Select(custom_id=COUNT, options=list(_counts(tier, t)))


_FORMS: Mapping[str, Callable[[Part, PanelContext], Iterable[Field]]] = {
    "time_zone": _zone,
    "server_budget": _budget,
    "member_budget": _budget,
    "tiers": _tier,
    "min_account_days": _days,
    "min_membership_days": _days,
    "banned_words": _words,
}


def _sizes(tier: Tier, t: Translator) -> Iterator[discord.SelectOption]:
    """Every size with every quality, and those that limit one or neither."""
    for resolution in (None, *Resolution):
        for quality in (None, *Quality):
            parts = [str(resolution) if resolution else "", t(keys.QUALITY[quality]) if quality else ""]
            label = " · ".join(filter(None, parts)) or t("panel-as-bot")
            chosen = (resolution, quality) == (tier.resolution, tier.quality)
            yield _option(label, size_value(resolution, quality), chosen)


def _counts(tier: Tier, t: Translator) -> Iterator[discord.SelectOption]:
    yield _option(t("panel-as-bot"), UNSET, tier.count is None)
    for count in range(1, MAX_COUNT + 1):
        yield _option(t("card-pictures", n=count), str(count), tier.count == count)


def _option(label: str, value: str, chosen: bool) -> discord.SelectOption:
    return discord.SelectOption(label=label, value=value, default=chosen)


def _line(custom_id: str, value: str, longest: int, placeholder: str = "") -> ui.TextInput[Any]:
    return ui.TextInput(
        custom_id=custom_id,
        default=value or None,
        required=False,
        max_length=longest,
        placeholder=placeholder or None,
    )


def _number(custom_id: str, value: int | None) -> ui.TextInput[Any]:
    return _line(custom_id, "" if value is None else str(value), LONGEST_NUMBER)
