"""The card of ``/help``: a pure function of what is known of the member and the bot."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from discord import ui

from bot.budgets.caps import Spending
from bot.credits.quota import Balance
from bot.errors import UserError
from cogs.cards.elements import BLURPLE, budgets_left, container, credits_return
from cogs.i18n.error_messages import error_message
from cogs.i18n.markdown import Markup, code, joined
from cogs.i18n.translator import Translator

_MORE = ("history", "task", "quota", "defaults set", "privacy export")
"""The commands of a member besides ``/imagine``."""


@dataclass(frozen=True, slots=True)
class HelpFacts:
    """What the card shows: ``prices`` of one picture, least and most, and the member's balance if it can be read.

    ``refusal`` is why the member can't make pictures here now. ``command_id`` finds the id of a command by its name.
    """

    prices: tuple[int, int]
    in_server: bool
    command_id: Callable[[str], int | None]
    refusal: UserError | None = None
    balance: Balance | None = None
    spendings: Sequence[Spending] = ()

    def having(self, balance: Balance, spendings: Sequence[Spending]) -> Self:
        """The same, with what the member and the caps have left."""
        return replace(self, balance=balance, spendings=spendings)

    def mention(self, name: str) -> Markup:
        """A command that can be clicked, or its name while Discord has not said its id."""
        found = self.command_id(name)
        return Markup(f"</{name}:{found}>") if found else code(f"/{name}")


def help_view(facts: HelpFacts, t: Translator) -> ui.LayoutView:
    """One card, a paragraph for each question."""
    text = "\n\n".join([f"### {t('title-help')}", *_paragraphs(facts, t)])
    return container(BLURPLE, ui.TextDisplay(text))


def _paragraphs(facts: HelpFacts, t: Translator) -> Iterator[str]:
    if facts.refusal:
        yield f"⚠️ {error_message(facts.refusal, t)}"
    yield t("help-imagine", imagine=facts.mention("imagine"))
    yield t(
        "help-buttons",
        reroll=t("button-reroll"),
        edit=t("button-edit"),
        vary=t("button-vary"),
        first=t("button-variation", picture=1),
        last=t("button-variation", picture=4),
        more=t("button-more"),
        redraw=t("button-redraw"),
        download=t("button-download"),
        alt_text=t("button-alt_text"),
        share=t("button-share"),
        details=t("button-details"),
        delete=t("button-delete"),
    )
    yield t("help-menus")
    yield t("help-commands", commands=Markup(" · ".join(map(facts.mention, _MORE))))
    if facts.balance:
        yield t("help-credits", n=facts.balance.left, limit=facts.balance.limit, when=credits_return(facts.balance, t))
        yield _limits(facts, facts.balance, t)
    yield t("help-trouble-server" if facts.in_server else "help-trouble")


def _limits(facts: HelpFacts, balance: Balance, t: Translator) -> Markup:
    """The host's limits, and those of the place, in one line."""
    least, most = facts.prices
    credits = t("card-credits", n=balance.limit)
    own = t("help-limits", n=balance.most_running, credits=credits, window=t.span(balance.window))
    price = t("help-price", n=most) if least == most else t("help-prices", n=most, least=least)
    return joined(own, price, *budgets_left(facts.spendings, t))
