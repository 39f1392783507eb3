"""The panel of a server's rules over real sockets: each payload against Discord's document, and through kills."""

from pathlib import Path

from cogs.cards.custom_ids import PanelAction, panel_id
from tests.standin import Message
from tests.standin.components import walk
from tests.support.locales import ENGLISH
from tests.support.stage import Stage, a_stage


def _control(panel: Message, action: PanelAction, state: str = "") -> str:
    """The custom_id of the control that does this, whatever the manager saw."""
    wanted = panel_id(action, state)
    ids = [str(part.get("custom_id")) for _, part in walk(panel.body.components)]
    return next(identity for identity in ids if identity == wanted or identity.startswith(f"{wanted}:"))


async def _killed(stage: Stage) -> None:
    await stage.bot.kill()
    await stage.bot.start()
    await stage.discord.connected()


async def test_a_server_is_set_up_in_one_panel_through_kills_and_its_rules_hold(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        manager, discord = stage.member(), stage.discord
        stage.channel.managers.append(manager)
        opened = await (await discord.slash(manager, stage.channel, "server settings")).acknowledged()
        panel = opened.message
        assert panel
        assert panel.ephemeral
        await _killed(stage)
        change = _control(panel, PanelAction.FORM, "member_budget")
        form = await (await discord.click(manager, panel, change)).acknowledged()
        await _killed(stage)
        await discord.submit_modal(manager, form, {"credits": "0", "period": ["day"]})
        await discord.until(lambda: ENGLISH("panel-budget-day", n=0) in panel.text)
        for page in ("members", "moderation", "pictures"):
            await (await discord.select(manager, panel, _control(panel, PanelAction.PAGE), [page])).acknowledged()
            assert _page(panel) == page
        await discord.select(manager, panel, _control(panel, PanelAction.PAGE, "channels-new"), [stage.channel])
        await discord.until(lambda: f"**<#{stage.channel.id}>**" in panel.text)
        channel = _control(panel, PanelAction.SET, f"channels.{stage.channel.id}")
        await discord.select(manager, panel, channel, ["spoilers"])
        await discord.until(lambda: ENGLISH("panel-saved") in panel.text)
        refused = await (await stage.ask("a red fox")).interaction.acknowledged()
        assert refused.message
        assert ENGLISH("refusal-budget-member", n=0, needed=1) in refused.message.text


def _page(panel: Message) -> str:
    """The page that the panel shows."""
    options = [option for _, part in walk(panel.body.components) for option in part.get("options", ())]
    return next(str(option["value"]) for option in options if option.get("default"))
