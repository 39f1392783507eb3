"""What members try first, on the real bot in its own process: help, the lists of choices, parameters out of habit."""

from pathlib import Path
from typing import Any

from tests.standin import Channel, Interaction, User
from tests.support.locales import CATALOGS, ENGLISH
from tests.support.stage import Stage, a_stage

CHINESE = CATALOGS("zh-CN")


async def _used(stage: Stage, user: User, channel: Channel, name: str, **options: Any) -> Interaction:
    return await (await stage.discord.slash(user, channel, name, options)).acknowledged()


def _choices(stage: Stage, option: str) -> dict[str, dict[str, Any]]:
    options = stage.discord.commands["imagine"]["options"]
    return {choice["value"]: choice for found in options if found["name"] == option for choice in found["choices"]}


async def test_whoever_asks_for_help_gets_it_everywhere_and_in_their_language(tmp_path: Path) -> None:
    async with a_stage(tmp_path, QUOTA_CREDITS="20", QUOTA_MAX_RUNNING="2", QUOTA_COST_4K="4,36,140") as stage:
        world = stage.discord.world
        alice, li = stage.member(), world.add_user("li", locale="zh-CN")
        elsewhere = world.add_channel(world.add_guild("Elsewhere", has_bot=False), "general")
        for user, channel in (
            (alice, stage.channel),
            (alice, world.dm(alice)),
            (alice, elsewhere),
            (li, stage.channel),
        ):
            t = CHINESE if user is li else ENGLISH
            card = (await _used(stage, user, channel, "help")).message
            assert card
            assert card.ephemeral
            assert card.text.startswith(f"### {t('title-help')}\n")
            assert f"</imagine:{stage.discord.commands['imagine']['id']}>" in card.text
            assert t("help-limits", n=2, credits=t("card-credits", n=20), window=t.span(86_400)) in card.text
            assert t("help-prices", n=140, least=1) in card.text
            where = "help-trouble" if channel.recipients else "help-trouble-server"
            assert t(where) in card.text


async def test_the_choices_tell_the_prices_of_the_settings_and_follow_them(tmp_path: Path) -> None:
    async with a_stage(tmp_path, QUOTA_COST_2K="3,5,7") as stage:
        assert _choices(stage, "aspect_ratio")["16:9"]["name"] == "16:9 widescreen"
        assert _choices(stage, "aspect_ratio")["16:9"]["name_localizations"]["zh-CN"] == "16:9 宽屏"
        assert _choices(stage, "resolution")["2K"]["name"] == "2K · 3 to 7 credits per picture, by quality"
    async with a_stage(tmp_path, QUOTA_COST_2K="4,5,8") as stage:
        choice = _choices(stage, "resolution")["2K"]
        assert choice["name"] == "2K · 4 to 8 credits per picture, by quality"
        assert choice["name_localizations"]["zh-CN"] == CHINESE("choice-size-from", n=8, size="2K", least=4)


async def test_a_ratio_out_of_habit_is_obeyed_and_other_habits_are_told(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice = stage.member()
        await _used(stage, alice, stage.channel, "imagine", prompt="a red fox \u2014ar 16:9")
        await stage.discord.until(lambda: stage.imini.tasks)
        (task,) = stage.imini.tasks.values()
        assert (task.submitted.prompt, task.submitted.aspect_ratio) == ("a red fox", "16:9")
        refused = await _used(stage, alice, stage.channel, "imagine", prompt="a red fox --v 6 --ar 7:4")
        assert refused.message
        assert refused.message.ephemeral
        assert "`--ar 16:9`" in refused.message.text
        await stage.discord.until(lambda: refused.followups)
        (back,) = refused.followups
        assert [file.data.decode() for file in back.attachments] == ["a red fox --v 6 --ar 7:4"]
        assert len(stage.imini.tasks) == 1
