"""The prompt editor's modal: how it is built, and how its values are read. Pure functions.

A modal has at most five fields, so resolution and quality share one, and so do the number of pictures and the options
that are on or off: https://discord.com/developers/docs/components/reference
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.admission.draft import Draft
from bot.requests.errors import BadOption
from bot.requests.request import MAX_COUNT, MAX_REFERENCES, Aspect, Quality, ReferenceType, RequestSettings, Resolution
from cogs.discord_numbers import TEXT_INPUT_LIMIT
from cogs.i18n import keys
from cogs.i18n.translator import Translator
from cogs.interactions.modals import ModalValues
from cogs.references.file_types import IMAGES as IMAGE_TYPES
from cogs.references.file_types import TypedFileUpload

PROMPT, ASPECT, SIZE, OPTIONS, IMAGES = "prompt", "aspect", "size", "options", "images"
"""The custom_ids of the fields."""

COUNT = "count"
"""A field of earlier versions, whose forms may still be open: the number of pictures alone."""

PRIVATE, SPOILER, STYLE, REMOVE = "private", "spoiler", "style", "remove"
"""What can be on or off; a number among the options is the number of pictures."""

Price = Callable[[RequestSettings], int]


def prompt_form(custom_id: str, draft: Draft, user_id: int, t: Translator, price: Price) -> ui.Modal:
    """The modal, filled in with the draft, for whoever is to submit it. Uploaded images replace those of the draft."""
    form = ui.Modal(title=t("form-title"), custom_id=custom_id)
    text = ui.TextInput[Any](
        custom_id=PROMPT,
        style=discord.TextStyle.paragraph,
        default=draft.prompt or None,
        placeholder=t("form-prompt-hint"),
        max_length=TEXT_INPUT_LIMIT,
    )
    chosen, options = draft.settings, list(_options(draft, user_id, t))
    more = ui.Select[Any](
        custom_id=OPTIONS,
        placeholder=t("form-options-hint"),
        options=options,
        required=False,
        min_values=0,
        max_values=len(options),
    )
    images = TypedFileUpload(IMAGE_TYPES, custom_id=IMAGES, required=False, min_values=0, max_values=MAX_REFERENCES)
    kept = t("form-count-kept", n=chosen.num)
    form.add_item(ui.Label(text=t("form-prompt"), component=text))
    form.add_item(ui.Label(text=t("form-aspect-ratio"), component=_select(ASPECT, _aspects(chosen, t))))
    form.add_item(ui.Label(text=t("form-size"), component=_select(SIZE, _sizes(chosen, t, price))))
    form.add_item(ui.Label(text=t("form-options"), description=kept, component=more))
    form.add_item(ui.Label(text=t("form-images"), description=_images_hint(chosen, t), component=images))
    return form


def filled_in(draft: Draft, user_id: int, modal: ModalValues) -> Draft:
    """The draft as a member has changed it in the form that was opened with it, without uploaded images.

    Raises BadOption.
    """
    resolution, _, quality = modal.value(SIZE).partition(" ")
    aspect = modal.value(ASPECT)
    options = modal.values.get(OPTIONS)
    count = modal.value(COUNT) if options is None else _count(options, draft)
    changed = draft.with_settings(aspect_ratio=aspect, resolution=resolution, quality=quality, num=count)
    # What stands in the prompt was typed after the form had opened, unlike a ratio that is still the first one.
    changed = replace(
        changed, prompt=modal.value(PROMPT), typed=True, ratio_chosen=aspect != draft.settings.aspect_ratio
    )
    return changed if options is None else _with_options(changed, user_id, options)


def must_stay_private(draft: Draft, user_id: int) -> bool:
    """Whether the draft comes from another member's job that not everybody here can see."""
    return draft.parent_hidden and draft.parent_user != user_id


def _count(options: Iterable[str], draft: Draft) -> str:
    """The number of pictures, that of the draft unless one was chosen. Raises BadOption for several."""
    chosen = [option for option in options if option.isdecimal()]
    if len(chosen) > 1:
        raise BadOption(field="num", rule="several")
    return chosen[0] if chosen else str(draft.settings.num)


def _with_options(draft: Draft, user_id: int, options: Iterable[str]) -> Draft:
    on = set(options)
    if REMOVE in on:
        draft = draft.with_images({})
    draft = draft.with_reference(ReferenceType.STYLE if STYLE in on else ReferenceType.ASSET)
    return replace(draft, private=PRIVATE in on or must_stay_private(draft, user_id), spoiler=SPOILER in on)


def _images_hint(chosen: RequestSettings, t: Translator) -> str:
    return t("form-images-kept", n=len(chosen.images)) if chosen.images else t("form-images-none")


def _select(custom_id: str, options: Iterable[discord.SelectOption]) -> ui.Select[Any]:
    return ui.Select(custom_id=custom_id, options=list(options))


def _options(draft: Draft, user_id: int, t: Translator) -> Iterator[discord.SelectOption]:
    if not must_stay_private(draft, user_id):
        yield discord.SelectOption(label=t("form-private"), value=PRIVATE, default=draft.private)
    yield discord.SelectOption(label=t("form-spoiler"), value=SPOILER, default=draft.spoiler)
    style = draft.reference is ReferenceType.STYLE
    yield discord.SelectOption(label=t("form-style"), value=STYLE, default=style)
    if images := draft.settings.images:
        yield discord.SelectOption(label=t("form-remove", n=len(images)), value=REMOVE)
    for count in range(1, MAX_COUNT + 1):
        # That of the draft is left out: chosen from the start, it would have to be taken back for another one.
        if count != draft.settings.num:
            yield discord.SelectOption(label=t("card-pictures", n=count), value=str(count))


def _aspects(chosen: RequestSettings, t: Translator) -> Iterator[discord.SelectOption]:
    for aspect in Aspect:
        label = t(keys.ASPECT[aspect])
        yield discord.SelectOption(label=label, value=aspect.value, default=aspect is chosen.aspect_ratio)


def _sizes(chosen: RequestSettings, t: Translator, price: Price) -> Iterator[discord.SelectOption]:
    """Every resolution with every quality, and the price of one picture."""
    for resolution in Resolution:
        for quality in Quality:
            one = chosen.model_copy(update={"resolution": resolution, "quality": quality, "num": 1})
            yield discord.SelectOption(
                label=f"{resolution} · {t(keys.QUALITY[quality])}",
                value=f"{resolution} {quality}",
                description=t("form-price", n=price(one)),
                default=resolution is chosen.resolution and quality is chosen.quality,
            )
