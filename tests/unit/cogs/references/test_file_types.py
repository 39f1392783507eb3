"""What the options and forms for files say to Discord."""

from typing import Any

import discord
import pytest
from discord import app_commands, ui

from bot.requests.limits import ACCEPTED_TYPES
from cogs.i18n.command_names import CatalogTranslator
from cogs.imagine.cog import ImagineCog
from cogs.references.file_types import IMAGES, TEXTS, TypedFileUpload, file_types
from tests.support.locales import CATALOGS


@file_types(first=IMAGES)
@app_commands.command()
async def look(_: discord.Interaction[Any], first: discord.Attachment, second: discord.Attachment) -> None:
    """Look at two files."""


async def _options(command: app_commands.Command[Any, ..., Any]) -> list[dict[str, Any]]:
    async with discord.Client(intents=discord.Intents.none()) as client:
        tree = app_commands.CommandTree(client)
        payload = await command.get_translated_payload(tree, CatalogTranslator(CATALOGS))
    options: list[dict[str, Any]] = payload["options"]
    return options


async def test_only_the_options_that_are_named_are_limited() -> None:
    first, second = await _options(look)
    assert first["file_types"] == list(IMAGES)
    assert "file_types" not in second


async def test_the_option_is_otherwise_as_before() -> None:
    first, second = await _options(look)
    assert {**first, "name": "", "file_types": []} == {**second, "name": "", "file_types": []}


async def test_every_file_of_imagine_says_what_it_may_be() -> None:
    found = {
        option["name"]: option.get("file_types")
        for option in await _options(ImagineCog.imagine)
        if option["type"] == discord.AppCommandOptionType.attachment.value
    }
    images = list(IMAGES)
    assert found == {"image1": images, "image2": images, "image3": images, "prompt_file": list(TEXTS)}


async def test_a_misspelt_option_is_an_error() -> None:
    with pytest.raises(KeyError):
        file_types(third=IMAGES)(look)


def test_every_format_that_is_accepted_can_be_chosen() -> None:
    assert {f".{kind.partition('/')[2]}" for kind in ACCEPTED_TYPES} <= set(IMAGES)


async def test_a_forms_field_says_what_it_may_be() -> None:
    form = ui.Modal(title="Files", custom_id="files")
    form.add_item(ui.Label(text="Images", component=TypedFileUpload(IMAGES, custom_id="images", max_values=3)))
    (label,) = form.to_dict()["components"]
    assert label["component"]["file_types"] == list(IMAGES)
    assert (label["component"]["custom_id"], label["component"]["max_values"]) == ("images", 3)
