"""The choices that commands share: what they say, in both languages, and that they follow the settings."""

from typing import Any

import discord
import pytest
from discord import app_commands

from bot.credits.pricing import Pricing
from bot.requests.models import DEFAULT, model_named
from bot.requests.request import Aspect, Quality, Resolution
from cogs.i18n.choices import SharedChoices
from cogs.i18n.command_names import CatalogTranslator
from tests.support.locales import CATALOGS, ENGLISH

LIMIT = 100
"""Characters of a choice (https://discord.com/developers/docs/interactions/application-commands)."""

USUAL = Pricing((1, 9, 35), (2, 18, 70), (4, 36, 140))
FLAT = Pricing((1, 1, 1), (2, 2, 2), (3, 3, 3))
LARGEST = Pricing(*[(10**9,) * 3] * 3)


async def _command(interaction: discord.Interaction[Any], aspect_ratio: str, resolution: str, quality: str) -> None: ...


def _choices(pricing: Pricing, model: str = DEFAULT, locale: str = "en-US") -> dict[str, dict[str, str]]:
    """The names of the choices by option and value."""
    command: Any = app_commands.Command(name="draw", description="Draws", callback=_command)
    SharedChoices(model_named(model), pricing.price, ENGLISH).offer(command)
    found = {parameter.name: parameter.choices for parameter in command.parameters}
    return {option: {choice.value: _name(choice, locale) for choice in choices} for option, choices in found.items()}


def _name(choice: app_commands.Choice[str], locale: str) -> str:
    return choice.name if locale == "en-US" else _translated(choice)


def _translated(choice: app_commands.Choice[str]) -> str:
    located = choice._locale_name  # noqa: SLF001 - what discord.py hands to a translator
    assert located
    return str(CATALOGS("zh-CN")(located.extras["key"], **located.extras["values"]))


def test_the_ratios_are_told_in_words_and_stay_the_values() -> None:
    ratios = _choices(USUAL)["aspect_ratio"]
    assert list(ratios) == list(Aspect)
    assert (ratios["16:9"], ratios["1:1"], ratios["9:16"]) == ("16:9 widescreen", "1:1 square", "9:16 phone")
    assert all(name.startswith(f"{ratio} ") for ratio, name in ratios.items())


def test_the_prices_are_those_of_the_settings() -> None:
    choices = _choices(USUAL)
    assert choices["resolution"]["2K"] == "2K · 2 to 70 credits per picture, by quality"
    assert choices["quality"]["high"] == "High · 35 / 70 / 140 credits at 1K / 2K / 4K"
    assert _choices(FLAT)["resolution"] == {
        "1K": "1K · 1 credit per picture",
        "2K": "2K · 2 credits per picture",
        "4K": "4K · 3 credits per picture",
    }


def test_both_languages_tell_the_prices() -> None:
    choices = _choices(USUAL, locale="zh-CN")
    assert choices["aspect_ratio"]["16:9"] == "16:9 宽屏"
    assert choices["resolution"]["2K"].startswith("2K · 每张 2 到 70 积分")
    assert choices["quality"]["low"] == "低 · 1K / 2K / 4K 每张 1 / 2 / 4 积分"


def test_what_the_model_does_not_offer_can_not_be_chosen() -> None:
    choices = _choices(USUAL, "google/nano-banana")
    assert list(choices["resolution"]) == [Resolution.ONE_K]
    assert Aspect.TALL_9_21 not in choices["aspect_ratio"]
    assert choices["quality"]["low"] == "Low · 1 credit at 1K"


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_even_the_highest_prices_fit(locale: str) -> None:
    names = [name for choices in _choices(LARGEST, locale=locale).values() for name in choices.values()]
    assert len(names) == len(Aspect) + len(Resolution) + len(Quality)
    assert [name for name in names if not 1 <= len(name) <= LIMIT] == []


async def test_a_price_is_translated_as_discord_asks_for_it() -> None:
    command: Any = app_commands.Command(name="draw", description="Draws", callback=_command)
    SharedChoices(model_named(DEFAULT), USUAL.price, ENGLISH).offer(command)
    (first, *_) = next(option.choices for option in command.parameters if option.name == "resolution")
    translator, context = CatalogTranslator(CATALOGS), app_commands.TranslationContext
    located = first._locale_name  # noqa: SLF001 - what discord.py hands to a translator
    assert located
    where: Any = context(app_commands.TranslationContextLocation.choice_name, data=first)
    translated = await translator.translate(located, discord.Locale.chinese, where)
    assert translated == CATALOGS("zh-CN")("choice-size-from", n=35, size="1K", least=1)
    assert await translator.translate(located, discord.Locale.german, where) is None


def test_bots_with_other_prices_do_not_share_them() -> None:
    command: Any = app_commands.Command(name="draw", description="Draws", callback=_command)
    first, second = command._copy_with(parent=None, binding=None), command._copy_with(parent=None, binding=None)  # noqa: SLF001 - as discord.py does for each cog
    SharedChoices(model_named(DEFAULT), USUAL.price, ENGLISH).offer(first)
    SharedChoices(model_named(DEFAULT), FLAT.price, ENGLISH).offer(second)
    names = [
        next(option.choices[0].name for option in copy.parameters if option.name == "resolution")
        for copy in (first, second)
    ]
    assert names == ["1K · 1 to 35 credits per picture, by quality", "1K · 1 credit per picture"]
