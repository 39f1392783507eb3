"""The panel that More opens: what can be done with a job, and what that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from discord import ui

from bot.requests.request import Quality, Resolution
from cogs.cards.card_buttons import targeted
from cogs.cards.custom_ids import Action, Target
from cogs.cards.elements import BLURPLE, container
from cogs.i18n.keys import QUALITY
from cogs.i18n.translator import Translator

_EXPLAINED = {
    Action.REDRAW: "more-redraw",
    Action.DOWNLOAD: "more-download",
    Action.ALT_TEXT: "more-alt-text",
    Action.SHARE: "more-share",
}
"""The sentences about buttons whose names do not say everything."""

_IN_FIRST_ROW = 2
"""Buttons in the first row, which has the longest names, so that a phone breaks neither row."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What a picture becomes by Redraw larger, and the credits for it."""

    resolution: Resolution
    quality: Quality
    price: int


def menu(
    target: Target, t: Translator, actions: Sequence[Action], redrawn: Redrawn | None, done: str = ""
) -> ui.LayoutView:
    """The buttons ``actions`` of a job; Redraw larger needs ``redrawn``. ``done`` says what was done just now."""
    explained = [_explained(action, redrawn, t) for action in actions if action in _EXPLAINED]
    text = "\n".join([f"### {t('title-more')}", *filter(None, [done]), *explained])
    rows = filter(None, (actions[:_IN_FIRST_ROW], actions[_IN_FIRST_ROW:]))
    return container(
        BLURPLE,
        ui.TextDisplay(text),
        *(ui.ActionRow[ui.LayoutView](*(targeted(action, str(target), t) for action in row)) for row in rows),
    )


def _explained(action: Action, redrawn: Redrawn | None, t: Translator) -> str:
    if action is Action.REDRAW and redrawn:
        quality = t(QUALITY[redrawn.quality])
        return t(_EXPLAINED[action], n=redrawn.price, resolution=redrawn.resolution, quality=quality)
    return t(_EXPLAINED[action])
