"""The prompt editor's modal: how it is built, and how its values are read. Pure functions.

A modal has at most five fields, so resolution and quality share one: https://discord.com/developers/docs/components/reference
"""

from collections.abc import Callable, Iterable
from typing import Any

import discord
from discord import ui

from bot.requests.request import MAX_COUNT, MAX_REFERENCES, Aspect, Quality, RequestSettings, Resolution, SettingsFields
from cogs.discord_numbers import TEXT_INPUT_LIMIT
from cogs.i18n import keys
from cogs.i18n.translator import Translator
from cogs.interactions.modals import ModalValues
from cogs.references.file_types import IMAGES as IMAGE_TYPES
from cogs.references.file_types import TypedFileUpload

PROMPT, ASPECT, SIZE, COUNT, IMAGES = "prompt", "aspect", "size", "count", "images"

Price = Callable[[RequestSettings], int]


def prompt_form(custom_id: str, prompt: str, chosen: RequestSettings, t: Translator, price: Price) -> ui.Modal:
    """The modal, filled in with ``prompt`` and ``chosen``. Uploaded images replace those of ``chosen``."""
    form = ui.Modal(title=t("form-title"), custom_id=custom_id)
    text = ui.TextInput[Any](
        custom_id=PROMPT,
        style=discord.TextStyle.paragraph,
        default=prompt or None,
        placeholder=t("form-prompt-hint"),
        max_length=TEXT_INPUT_LIMIT,
    )
    images = TypedFileUpload(IMAGE_TYPES, custom_id=IMAGES, required=False, min_values=0, max_values=MAX_REFERENCES)
    form.add_item(ui.Label(text=t("form-prompt"), component=text))
    form.add_item(ui.Label(text=t("form-aspect-ratio"), component=_select(ASPECT, _aspects(chosen))))
    form.add_item(ui.Label(text=t("form-size"), component=_select(SIZE, _sizes(chosen, t, price))))
    form.add_item(ui.Label(text=t("form-count"), component=_select(COUNT, _counts(chosen, t))))
    form.add_item(ui.Label(text=t("form-images"), description=_images_hint(chosen, t), component=images))
    return form


def settings(modal: ModalValues) -> SettingsFields:
    """The submitted settings without images, not validated yet."""
    resolution, _, quality = modal.value(SIZE).partition(" ")
    return {
        "aspect_ratio": modal.value(ASPECT),
        "resolution": resolution,
        "quality": quality,
        "num": modal.value(COUNT),
    }


def _images_hint(chosen: RequestSettings, t: Translator) -> str:
    return t("form-images-kept", n=len(chosen.images)) if chosen.images else t("form-images-none")


def _select(custom_id: str, options: Iterable[discord.SelectOption]) -> ui.Select[Any]:
    return ui.Select(custom_id=custom_id, options=list(options))


def _aspects(chosen: RequestSettings) -> Iterable[discord.SelectOption]:
    for aspect in Aspect:
        yield discord.SelectOption(label=aspect.value, value=aspect.value, default=aspect is chosen.aspect_ratio)


def _sizes(chosen: RequestSettings, t: Translator, price: Price) -> Iterable[discord.SelectOption]:
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


def _counts(chosen: RequestSettings, t: Translator) -> Iterable[discord.SelectOption]:
    for count in range(1, MAX_COUNT + 1):
        label = t("card-pictures", n=count)
        yield discord.SelectOption(label=label, value=str(count), default=count == chosen.num)
