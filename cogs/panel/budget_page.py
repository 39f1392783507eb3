"""The page with the budgets of a server and of each member, and the time zone in which they begin."""

from collections.abc import Iterator

from bot.servers.rules import Budget
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, code, joined
from cogs.panel.frame import Item, PanelContext, change_button, section, text
from cogs.panel.parts import Part

TIME_ZONE, SERVER_BUDGET, MEMBER_BUDGET = Part("time_zone"), Part("server_budget"), Part("member_budget")


def budget_items(context: PanelContext) -> Iterator[Item]:
    """The items of the page."""
    t, rules = context.t, context.rules
    zone = context.value(TIME_ZONE, code(rules.time_zone))
    yield section(text(t("panel-time-zone"), zone, t("panel-time-zone-hint")), change_button(TIME_ZONE, t))
    server = context.value(SERVER_BUDGET, _budget(rules.server_budget, context))
    yield section(
        text(t("panel-server-budget"), server, t("panel-server-budget-hint")), change_button(SERVER_BUDGET, t)
    )
    member = context.value(MEMBER_BUDGET, _budget(rules.member_budget, context))
    yield section(
        text(t("panel-member-budget"), member, t("panel-member-budget-hint")), change_button(MEMBER_BUDGET, t)
    )


def _budget(budget: Budget | None, context: PanelContext) -> Markup:
    t, price = context.t, context.price
    if budget is None:
        return t("panel-none")
    money = t("usage-money", money=t.money(price.of(budget.credits), price.currency)) if price else ""
    return joined(t(keys.SERVER_BUDGET[budget.period], n=budget.credits), money)
