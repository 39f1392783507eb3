"""The page for moderators: words that prompts may not have, and where the log goes."""

from collections.abc import Iterator

import discord
from discord import ChannelType, SelectDefaultValue, SelectDefaultValueType, ui

from cogs.cards.custom_ids import PanelAction, panel_id
from cogs.i18n.markdown import Markup
from cogs.i18n.permission_names import permission_names
from cogs.panel.frame import Item, PanelContext, change_button, reset_button, section, text
from cogs.panel.parts import Part

BANNED_WORDS, LOG_CHANNEL = Part("banned_words"), Part("log_channel")


def moderation_items(context: PanelContext) -> Iterator[Item]:
    """The items of the page. The words themselves are in the form alone."""
    t, rules = context.t, context.rules
    count = t("panel-words-count", n=len(rules.banned_words)) if rules.banned_words else t("panel-none")
    words = text(t("panel-words"), context.value(BANNED_WORDS, count), t("panel-words-hint"))
    yield section(words, change_button(BANNED_WORDS, t))
    log = text(t("panel-log"), context.value(LOG_CHANNEL, _log(context)), t("panel-log-hint"))
    if rules.log_channel is None:
        yield ui.TextDisplay(log)
    else:
        yield section(log, reset_button(LOG_CHANNEL, t("panel-remove"), context))
    yield ui.ActionRow(_log_choice(context))


def _log(context: PanelContext) -> Markup:
    t, channel_id = context.t, context.rules.log_channel
    if channel_id is None:
        return t("panel-none")
    channel, lacking = context.places.channel(channel_id), context.places.missing(channel_id)
    if context.places.guild is None or context.places.is_deleted(channel_id):
        return channel
    state = t("panel-log-missing", permissions=permission_names(lacking, t)) if lacking else t("panel-log-fine")
    return Markup(f"{channel}\n{state}")


def _log_choice(context: PanelContext) -> ui.ChannelSelect[ui.LayoutView]:
    channel_id, chosen = context.rules.log_channel, list[SelectDefaultValue]()
    if channel_id is not None and not context.places.is_deleted(channel_id):
        chosen.append(SelectDefaultValue(id=channel_id, type=SelectDefaultValueType.channel))
    return ui.ChannelSelect(
        custom_id=panel_id(PanelAction.SET, context.stamped(LOG_CHANNEL)),
        placeholder=context.t("panel-log-choose"),
        channel_types=[ChannelType.text, ChannelType.news],
        default_values=chosen or discord.utils.MISSING,
    )
