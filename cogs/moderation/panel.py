"""What a moderator sees of a job, and the form that blocks its requester: pure functions."""

from typing import Any

import discord
from discord import ui

from bot.servers.blocks import LONGEST_REASON
from cogs.cards.custom_ids import PageAction, page_id
from cogs.cards.elements import BLURPLE, container, mention
from cogs.i18n.markdown import Markup, code, joined
from cogs.i18n.permission_names import permission_names
from cogs.i18n.translator import Translator
from cogs.moderation.targets import ModeratedMessage

DURATION, REASON = "duration", "reason"
"""The custom_ids of the form's fields."""

LONGEST_DURATION = 10
"""Characters."""

_NEEDED = ("view_channel", "read_message_history")
"""What the bot needs in a channel to change its own messages there, by discord.py's names."""


def panel(
    state: ModeratedMessage, t: Translator, *, blurred: bool, rights: discord.Permissions, done: str = ""
) -> ui.LayoutView:
    """What can be done about a job. ``rights`` are the bot's in this channel, ``done`` says what was done just now."""
    requester = mention(state.user_id) if state.user_id else t("moderate-unknown")
    lines = [f"### {t('title-moderate')}", t("moderate-job", job=code(state.job_id), requester=requester), done]
    if missing := missing_rights(rights, t):
        lines.append(t("moderate-missing", permissions=missing))
    veil = (PageAction.UNBLUR, "button-unblur") if blurred else (PageAction.BLUR, "button-blur")
    buttons = [
        _button(*veil, state, t),
        _button(PageAction.REMOVE, "button-remove", state, t, discord.ButtonStyle.danger),
    ]
    if state.user_id:
        buttons.append(_button(PageAction.BLOCK, "button-block", state, t, discord.ButtonStyle.danger))
    return container(BLURPLE, ui.TextDisplay("\n".join(filter(None, lines))), ui.ActionRow(*buttons))


def removed(state: ModeratedMessage, t: Translator) -> ui.LayoutView:
    """What takes the panel's place after a removal. The menu is gone with the messages, so Block stays within reach."""
    text = ui.TextDisplay[ui.LayoutView](f"### {t('title-removed')}\n{t('moderate-removed')}")
    if not state.user_id:
        return container(None, text)
    block = _button(PageAction.BLOCK, "button-block", state, t, discord.ButtonStyle.danger)
    return container(None, text, ui.ActionRow(block))


def missing_rights(rights: discord.Permissions, t: Translator) -> Markup:
    """The names of the permissions that the bot lacks to change its messages; empty if it lacks none."""
    return permission_names([name for name in _NEEDED if not getattr(rights, name)], t)


def failures(stuck: dict[int, Markup], t: Translator) -> Markup:
    """Which channels have messages that could not be changed, and the permissions missing there, if any are."""
    lines = [
        joined(
            t("moderate-stuck", channel=Markup(f"<#{channel_id}>")),
            missing and t("moderate-needs", permissions=missing),
        )
        for channel_id, missing in stuck.items()
    ]
    return Markup("\n".join(lines))


def block_form(state: ModeratedMessage, t: Translator) -> ui.Modal:
    """The form that blocks the requester."""
    form = ui.Modal(title=t("title-block"), custom_id=f"imagine-block:{state.user_id}:{state.job_id}")
    duration = ui.TextInput[Any](
        custom_id=DURATION, required=False, max_length=LONGEST_DURATION, placeholder=t("hint-block-duration")
    )
    reason = ui.TextInput[Any](
        custom_id=REASON, required=False, max_length=LONGEST_REASON, style=discord.TextStyle.paragraph
    )
    form.add_item(ui.Label(text=t("label-block-duration"), component=duration))
    form.add_item(ui.Label(text=t("label-block-reason"), description=t("hint-block-reason"), component=reason))
    return form


def _button(
    action: PageAction,
    label: str,
    state: ModeratedMessage,
    t: Translator,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=t(label), style=style, custom_id=page_id(action, str(state)))
