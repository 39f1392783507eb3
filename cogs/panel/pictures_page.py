"""The page about pictures: whose may be references, and what holds in which channel."""

from collections.abc import Iterator

import discord
from discord import ChannelType, ui

from bot.servers.rules import ChannelRules, ReferenceRule
from cogs.cards.custom_ids import PanelAction, panel_id
from cogs.i18n import keys
from cogs.i18n.markdown import Markup
from cogs.panel.frame import MOST_OPTIONS, Item, PanelContext, back_button, choice, reset_button, text
from cogs.panel.parts import PanelPage, Part

REFERENCES, EVERYWHERE = Part("references"), Part("everywhere")

AGE, SPOILERS = "age", "spoilers"
"""The values of the options of a select for ChannelRules."""

CHANNEL_TYPES = [
    ChannelType.text,
    ChannelType.news,
    ChannelType.forum,
    ChannelType.voice,
    ChannelType.stage_voice,
]
"""Where members use commands; threads follow their channel. Discord's OpenAPI document has no media channels."""


def picture_items(context: PanelContext) -> Iterator[Item]:
    """The items of the page."""
    t, rules = context.t, context.rules
    current = context.value(REFERENCES, t(keys.REFERENCES_OF[rules.references]))
    yield ui.TextDisplay(text(t("panel-references"), current, t("panel-references-hint")))
    options = [
        discord.SelectOption(label=t(keys.REFERENCES_OF[rule]), value=rule, default=rule is rules.references)
        for rule in ReferenceRule
    ]
    yield choice(_set(REFERENCES, context), t("panel-references"), options)
    everywhere = context.value(EVERYWHERE, _rules(rules.everywhere, context))
    yield ui.TextDisplay(text(t("panel-everywhere"), everywhere, t("panel-everywhere-hint")))
    yield _choice_of_rules(EVERYWHERE, rules.everywhere, context)
    yield from _single_channels(context)


def channel_items(context: PanelContext, part: Part) -> Iterator[Item]:
    """The rules of one channel."""
    t, key = context.t, part.key or 0
    own = context.rules.channels.get(key)
    shown = _rules(own, context) if own else t("panel-channel-none", rules=_rules(context.rules.everywhere, context))
    yield ui.TextDisplay(text(context.places.channel(key), shown, t("panel-channels-hint")))
    buttons = [back_button(PanelPage.PICTURES, t)]
    if not context.places.is_deleted(key):
        unset = "panel-rules-none" if own else "panel-channel-reset"
        yield _choice_of_rules(part, own or ChannelRules(), context, unset)
    if own:
        buttons.insert(0, reset_button(part, t("panel-channel-reset"), context))
    yield ui.ActionRow(*buttons)


def _single_channels(context: PanelContext) -> Iterator[Item]:
    t, places = context.t, context.places
    # Deleted ones first: a select holds 25, and these are to be removed.
    ids = sorted(context.rules.channels, key=lambda key: (not places.is_deleted(key), places.channel_name(key)))
    lines = [t("panel-channel-line", channel=places.channel(key), rules=_rules(context.rules.channels[key], context))
             for key in ids[:MOST_OPTIONS]]  # fmt: skip
    if (more := len(ids) - MOST_OPTIONS) > 0:
        lines.append(t("panel-more", n=more))
    shown = "\n".join(lines) or t("panel-default", value=t("panel-none"))
    yield ui.TextDisplay(text(t("panel-channels"), shown, t("panel-channels-hint")))
    if ids:
        options = [discord.SelectOption(label=places.channel_name(key), value=str(key)) for key in ids]
        yield choice(panel_id(PanelAction.PAGE, "channels"), t("panel-channel-choose"), options)
    custom_id, placeholder = panel_id(PanelAction.PAGE, "channels-new"), t("panel-channel-pick")
    yield ui.ActionRow(
        ui.ChannelSelect[ui.LayoutView](custom_id=custom_id, placeholder=placeholder, channel_types=CHANNEL_TYPES)
    )


def _choice_of_rules(part: Part, rules: ChannelRules, context: PanelContext, unset: str = "panel-rules-none") -> Item:
    """A select in which nothing, one or both may be chosen. ``unset`` is the key of what it says if nothing is."""
    t = context.t
    options = [
        discord.SelectOption(label=t("panel-rule-age"), value=AGE, default=rules.age_restricted_only),
        discord.SelectOption(label=t("panel-rule-spoilers"), value=SPOILERS, default=rules.spoilers),
    ]
    return choice(_set(part, context), t(unset), options, min_values=0, max_values=len(options))


def _rules(rules: ChannelRules, context: PanelContext) -> Markup:
    t, said = context.t, []
    if rules.age_restricted_only:
        said.append(t("panel-rule-age"))
    if rules.spoilers:
        said.append(t("panel-rule-spoilers"))
    return Markup(" · ".join(said)) if said else t("panel-rules-none")


def _set(part: Part, context: PanelContext) -> str:
    return panel_id(PanelAction.SET, context.stamped(part))
