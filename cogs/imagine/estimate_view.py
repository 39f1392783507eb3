"""An estimate as its member sees it."""

from collections.abc import Iterator
from typing import Any

import discord
from discord import ui

from bot.admission.draft import Draft
from bot.admission.quotes import Quote
from bot.requests.request import RequestSettings
from cogs.cards.custom_ids import Action, custom_id
from cogs.cards.elements import BLURPLE, PROMPT_SHOWN, budget_left, container, settings
from cogs.i18n import keys
from cogs.i18n.error_messages import error_message
from cogs.i18n.markdown import Markup, escape, in_one_line
from cogs.i18n.translator import Translator


def estimate(draft: Draft, quote: Quote, key: str, t: Translator, *, plain: bool = False) -> ui.LayoutView:
    """What a draft would cost, or why the member can't pay it, with buttons that find it by ``key``.

    A ``plain`` one does not show the prompt. A prompt that is still in its file can't be shown either.
    """
    title = t("title-refused") if quote.shortfall else t("title-estimate", n=quote.price)
    prompt = "…" if draft.prompt is None else escape(draft.prompt, PROMPT_SHOWN)
    quoted = t("card-blocked") if plain else f"> {prompt}"
    return container(
        BLURPLE,
        ui.TextDisplay(f"### {title}\n{quoted}"),
        ui.TextDisplay(in_one_line(settings(draft.settings, t))),
        ui.TextDisplay("\n".join(_lines(quote, t))),
        ui.ActionRow(*_buttons(draft, quote, key, t)),
    )


def _lines(quote: Quote, t: Translator) -> Iterator[Markup]:
    """What is spent, what is left then, why not more, and how long it takes, where that is known."""
    if quote.shortfall:
        yield error_message(quote.shortfall, t)
        return
    yield t("estimate-left", n=quote.left - quote.price)
    if quote.binding:
        yield budget_left(quote.binding, t)
    if quote.expected:
        yield t("estimate-time", n=round(quote.expected))


def _buttons(draft: Draft, quote: Quote, key: str, t: Translator) -> Iterator[ui.Button[Any]]:
    """Go, or what the member can afford instead; then Cheaper and Cancel."""
    if quote.fitting:
        label, action = _price_label(quote.fitting.settings, quote.fitting_price, t), Action.FIT
    else:
        label, action = t("button-go"), Action.GO
    yield ui.Button(label=label, style=discord.ButtonStyle.success, custom_id=custom_id(action, key))
    if draft.cheaper():
        yield ui.Button(label=t("button-cheaper"), custom_id=custom_id(Action.CHEAPER, key))
    yield ui.Button(label=t("button-drop"), custom_id=custom_id(Action.DROP, key))


def _price_label(chosen: RequestSettings, price: int, t: Translator) -> str:
    """Settings and their price in one line."""
    parts = [chosen.resolution, t(keys.QUALITY[chosen.quality]), t("card-pictures", n=chosen.num)]
    return in_one_line([*parts, t("card-credits", n=price)])
