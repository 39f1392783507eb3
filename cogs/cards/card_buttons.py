"""The buttons of cards: at most two rows, with one accent. What is needed less often is behind More."""

from collections.abc import Iterable

from discord import ButtonStyle, ui

from bot.images.pictures import Fetched
from bot.jobs.job import Job
from cogs.cards.custom_ids import NAMING, Action, PictureTarget, Target, custom_id
from cogs.i18n.translator import Translator

MOST_NUMBERED = 5
"""The most pictures that have a button each, as many as a row holds. To vary one of more, Vary opens the picker."""

Row = ui.ActionRow[ui.LayoutView]

LABELS = {
    Action.REROLL: "button-reroll",
    Action.EDIT: "button-edit",
    Action.VARY: "button-vary",
    Action.VARIATION: "button-variation",
    Action.MORE: "button-more",
    Action.REDRAW: "button-redraw",
    Action.DOWNLOAD: "button-download",
    Action.ALT_TEXT: "button-alt_text",
    Action.SHARE: "button-share",
    Action.DETAILS: "button-details",
    Action.DELETE: "button-delete",
    Action.CANCEL: "button-cancel",
    Action.REPOST: "button-repost",
    Action.FETCH: "button-fetch",
}
"""The catalogue keys of what buttons are called."""

_ALWAYS = (Action.REROLL, Action.EDIT, Action.MORE)
_ACCENTS = {Action.VARY, Action.VARIATION}


def running(job: Job, t: Translator) -> list[Row]:
    return [_row(job, t, (Action.CANCEL,))]


def finished(job: Job, t: Translator, fetched: Fetched) -> list[Row]:
    """For a job with pictures: Vary, or a button for each picture that arrived; and whether the others can be fetched.

    ``fetched`` are the pictures on the card and on its extra messages.
    """
    others = _ALWAYS if fetched.is_complete else (Action.FETCH, *_ALWAYS)
    if not fetched.numbers:
        return [_row(job, t, others)]
    if len(job.images) == 1 or len(job.images) > MOST_NUMBERED:
        return [_row(job, t, (Action.VARY, *others))]
    return [Row(*(_variation(job, number, t) for number in fetched.numbers)), _row(job, t, others)]


def extra_message(job: Job, t: Translator) -> list[Row]:
    return [_row(job, t, (Action.DOWNLOAD, Action.DELETE))]


def ended(job: Job, t: Translator) -> list[Row]:
    """For a job that ended without pictures."""
    return [_row(job, t, (Action.FETCH, *_ALWAYS) if job.may_have_pictures else _ALWAYS)]


def button(action: Action, job: Job, t: Translator) -> ui.Button[ui.LayoutView]:
    """A button of a job that is stored."""
    return targeted(action, str(Target(job.id, job.user_id)) if action in NAMING else job.id, t)


def targeted(action: Action, state: str, t: Translator) -> ui.Button[ui.LayoutView]:
    """A button whose custom_id says ``state``: what it is about."""
    style = ButtonStyle.primary if action in _ACCENTS else ButtonStyle.secondary
    return ui.Button(label=t(LABELS[action]), style=style, custom_id=custom_id(action, state))


def _row(job: Job, t: Translator, actions: Iterable[Action]) -> Row:
    return Row(*(button(action, job, t) for action in actions))


def _variation(job: Job, number: int, t: Translator) -> ui.Button[ui.LayoutView]:
    state = str(PictureTarget(job.id, number))
    label = t(LABELS[Action.VARIATION], picture=number)
    return ui.Button(label=label, style=ButtonStyle.primary, custom_id=custom_id(Action.VARIATION, state))
