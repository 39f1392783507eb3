"""The page about who may do what: limits of roles, and minimum ages."""

from collections.abc import Iterator

import discord
from discord import ui

from bot.servers.rules import Tier
from cogs.cards.custom_ids import PanelAction, panel_id
from cogs.i18n import keys
from cogs.i18n.markdown import Markup
from cogs.i18n.translator import Translator
from cogs.panel.frame import Item, PanelContext, back_button, change_button, choice, reset_button, section, text
from cogs.panel.parts import PanelPage, Part

SHOWN = 15
"""Roles whose limits are listed, as a message holds 4,000 characters; the select has all of them."""

NEW_TIER = Part("tiers")
ACCOUNT_DAYS, MEMBER_DAYS = Part("min_account_days"), Part("min_membership_days")


def member_items(context: PanelContext) -> Iterator[Item]:
    """The items of the page."""
    t, tiers = context.t, context.rules.tiers
    lines = [_line(number, tier, context) for number, tier in enumerate(tiers[:SHOWN], 1)]
    if (more := len(tiers) - SHOWN) > 0:
        lines.append(t("panel-more", n=more))
    shown = "\n".join(lines) or t("panel-default", value=t("panel-none"))
    add = ui.Button[ui.LayoutView](label=t("panel-tier-add"), custom_id=panel_id(PanelAction.FORM, str(NEW_TIER)))
    yield section(text(t("panel-tiers"), shown, t("panel-tiers-hint")), add)
    if tiers:
        options = [
            discord.SelectOption(label=context.places.role_name(tier.role), value=str(tier.role)) for tier in tiers
        ]
        yield choice(panel_id(PanelAction.PAGE, "tiers"), t("panel-tier-choose"), options)
    account = context.value(ACCOUNT_DAYS, _days(context.rules.min_account_days, t))
    yield section(text(t("panel-account-days"), account, t("panel-account-days-hint")), change_button(ACCOUNT_DAYS, t))
    member = context.value(MEMBER_DAYS, _days(context.rules.min_membership_days, t))
    yield section(text(t("panel-member-days"), member, t("panel-member-days-hint")), change_button(MEMBER_DAYS, t))


def tier_items(context: PanelContext, part: Part) -> Iterator[Item]:
    """The limits of one role; without any, only the way back."""
    t, roles = context.t, [tier.role for tier in context.rules.tiers]
    back = back_button(PanelPage.MEMBERS, t)
    if part.key not in roles:
        yield ui.ActionRow(back)
        return
    place = roles.index(part.key)
    yield ui.TextDisplay(_line(place + 1, context.rules.tiers[place], context))
    yield ui.ActionRow(
        change_button(part, t),
        _move(f"up.{part.key}", t("panel-tier-up"), disabled=place == 0),
        _move(f"down.{part.key}", t("panel-tier-down"), disabled=place == len(roles) - 1),
        reset_button(part, t("panel-remove"), context),
        back,
    )


def _move(state: str, label: str, *, disabled: bool) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=label, custom_id=panel_id(PanelAction.MOVE, state), disabled=disabled)


def _line(number: int, tier: Tier, context: PanelContext) -> Markup:
    facts = Markup(" · ".join(_facts(tier, context.t)))
    return context.t("panel-tier-line", number=number, role=context.places.role(tier.role), facts=facts)


def _facts(tier: Tier, t: Translator) -> Iterator[Markup]:
    if tier.credits is not None:
        yield t("panel-tier-credits", n=tier.credits)
    if tier.running is not None:
        yield t("panel-tier-running", n=tier.running)
    if tier.resolution is not None:
        yield t("panel-tier-size", size=Markup(tier.resolution))
    if tier.quality is not None:
        yield t("panel-tier-quality", quality=t(keys.QUALITY[tier.quality]))
    if tier.count is not None:
        yield t("panel-tier-count", n=tier.count)


def _days(days: int, t: Translator) -> Markup:
    return t("panel-days", n=days) if days else t("panel-none")
