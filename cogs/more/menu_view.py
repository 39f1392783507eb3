"""The panel that More opens: what can be done with a job, and what that is."""

from collections.abc import Sequence

from discord import ui

from cogs.cards.card_buttons import targeted
from cogs.cards.custom_ids import Action, Target
from cogs.cards.elements import BLURPLE, container
from cogs.i18n.translator import Translator

_EXPLAINED = {
    Action.REDRAW: "more-redraw",
    Action.DOWNLOAD: "more-download",
    Action.ALT_TEXT: "more-alt-text",
    Action.SHARE: "more-share",
}
"""The sentences about buttons whose names do not say everything."""

_IN_A_ROW = 3
"""Buttons in a row of a phone."""


def menu(target: Target, t: Translator, actions: Sequence[Action], price: int, done: str = "") -> ui.LayoutView:
    """The buttons ``actions`` of a job. To redraw one picture costs ``price``; ``done`` says what was done just now."""
    explained = [t(_EXPLAINED[action], n=price) for action in actions if action in _EXPLAINED]
    text = "\n".join([f"### {t('title-more')}", *filter(None, [done]), *explained])
    size = _IN_A_ROW if len(actions) > _IN_A_ROW + 1 else len(actions)
    rows = [actions[start : start + size] for start in range(0, len(actions), size)]
    return container(
        BLURPLE,
        ui.TextDisplay(text),
        *(ui.ActionRow[ui.LayoutView](*(targeted(action, str(target), t) for action in row)) for row in rows),
    )
