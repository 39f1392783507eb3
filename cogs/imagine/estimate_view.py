"""An estimate as its member sees it, and the prices on its buttons."""

from collections.abc import Iterable
from typing import Any

from discord import ui

from bot.credits.quota import Balance
from bot.requests.request import RequestSettings
from bot.worker.eta import DurationEstimate
from cogs.cards.elements import BLURPLE, PROMPT_SHOWN, container, settings
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, escape
from cogs.i18n.translator import Translator


def estimate(
    chosen: RequestSettings,
    prompt: str | None,
    t: Translator,
    title: str,
    lines: Iterable[str],
    responses: Iterable[ui.Button[Any]],
    *,
    plain: bool = False,
) -> ui.LayoutView:
    """What a request would cost, before anything is spent; a ``plain`` one does not show the prompt.

    A prompt that is None is still in its file.
    """
    shown = "…" if prompt is None else escape(prompt, PROMPT_SHOWN)
    quoted = t("card-blocked") if plain else f"> {shown}"
    return container(
        BLURPLE,
        ui.TextDisplay(f"### {title}\n{quoted}"),
        ui.TextDisplay(" · ".join(settings(chosen, t))),
        ui.TextDisplay("\n".join(lines)),
        ui.ActionRow(*responses),
    )


def price_lines(price: int, balance: Balance, expected: DurationEstimate | None, t: Translator) -> list[Markup]:
    """What is spent, what is left then, and how long it takes, where that is known."""
    spent = t("estimate-price", n=balance.left - price, price=price)
    return [spent, t("estimate-time", n=round(expected.usual))] if expected else [spent]


def price_label(chosen: RequestSettings, price: int, t: Translator) -> str:
    """Settings and their price in one line, as the label of a button."""
    parts = [chosen.resolution, t(keys.QUALITY[chosen.quality]), t("card-pictures", n=chosen.num)]
    return " · ".join([*parts, t("card-credits", n=price)])
