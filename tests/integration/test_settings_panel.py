"""``/server settings``: what managers see and set, also two at once, after a restart, and once they are no managers."""

from typing import Any

import discord
import pytest
import simcord

from bot.requests.request import Quality, Resolution
from bot.servers.rules import Budget, ChannelRules, Period, ReferenceRule, ServerRules, Tier
from cogs.cards.custom_ids import PanelAction
from tests.integration.cards import text_of
from tests.integration.conftest import Restart
from tests.integration.desk import a_desk
from tests.integration.modals import fields
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH

SAVED = ENGLISH("panel-saved")
BUDGET: dict[str, Any] = {"credits": "5,000", "period": ["week"]}


async def decide(studio: Studio, by: int = 7, **values: Any) -> None:
    """Change rules past the panel."""
    await studio.bot.services.servers.rules.change(studio.guild.id, by, lambda rules: rules.changed(**values))


async def told(result: simcord.InteractionResult) -> str:
    return text_of(the_card(result).components)


async def test_the_panel_is_private_and_says_of_each_setting_that_it_is_the_default(studio: Studio) -> None:
    desk = await a_desk(studio)
    assert desk.panel.ephemeral
    assert "`UTC` (default)" in desk.text
    for page, settings in {"budget": 3, "members": 3, "pictures": 3, "moderation": 2}.items():
        await desk.page(page)
        assert desk.text.count("(default)") == settings
        assert desk.text.count("Default:") == settings


async def test_a_form_sets_a_budget_and_shows_it_next_time(studio: Studio) -> None:
    desk = await a_desk(studio)
    await desk.fill_in("server_budget", **BUDGET)
    assert SAVED in desk.text
    assert "5,000 credits a week" in desk.text
    assert (await desk.rules()).server_budget == Budget(credits=5000, period=Period.WEEK)
    form = fields(await desk.press(PanelAction.FORM, "server_budget"))
    assert form["credits"]["value"] == "5000"
    assert [option["value"] for option in form["period"]["options"] if option["default"]] == ["week"]
    await desk.fill_in("server_budget", credits="")
    assert (await desk.rules()).server_budget is None


@pytest.mark.settings(credit_price="0.006", currency="EUR")
async def test_a_budget_is_shown_in_money_where_the_host_names_a_price(studio: Studio) -> None:
    desk = await a_desk(studio)
    await desk.fill_in("member_budget", **BUDGET)
    assert "5,000 credits a week (€30.00)" in desk.text


@pytest.mark.parametrize(
    ("typed", "zone"), [("europe/berlin", "Europe/Berlin"), ("America/new york", "America/New_York"), ("", "UTC")]
)
async def test_a_time_zone_is_found_however_it_is_typed(studio: Studio, typed: str, zone: str) -> None:
    await decide(studio, time_zone="Asia/Tokyo")
    desk = await a_desk(studio)
    await desk.fill_in("time_zone", text=typed)
    assert (await desk.rules()).time_zone == zone


async def test_a_time_zone_that_is_none_is_refused_with_one_that_may_be_meant(studio: Studio) -> None:
    desk = await a_desk(studio)
    refused = await desk.fill_in("time_zone", text="Berlin")
    assert ENGLISH("refusal-time-zone", value="Berlin", names="x").partition("x")[0] in await told(refused)
    assert "`Europe/Berlin`" in await told(refused)
    assert (await desk.rules()).time_zone == "UTC"


@pytest.mark.parametrize("typed", ["-1", "1.5", "many", "9" * 12, "1,00"])
async def test_what_is_no_number_of_credits_is_refused(studio: Studio, typed: str) -> None:
    desk = await a_desk(studio)
    refused = await desk.fill_in("member_budget", credits=typed)
    assert ENGLISH("refusal-number", field=ENGLISH("panel-form-credits"), least=0, most=1_000_000_000) in await told(
        refused
    )
    assert (await desk.rules()).member_budget is None


async def test_limits_of_roles_are_added_changed_moved_and_removed(studio: Studio) -> None:
    artists, patrons = studio.guild.create_role("Artists"), studio.guild.create_role("Patrons")
    desk = await a_desk(studio)
    await desk.page("members")
    await desk.fill_in("tiers", role=[artists], credits="100", size=["4K high"], count=["4"])
    await desk.fill_in("tiers", role=[patrons], running="5")
    assert [tier.role for tier in (await desk.rules()).tiers] == [artists.id, patrons.id]
    assert rf"1\. <@&{artists.id}>: quota of 100 credits · up to 4K · quality up to high" in desk.text
    await desk.choose(PanelAction.PAGE, "tiers", str(patrons.id))
    await desk.press(PanelAction.MOVE, f"up.{patrons.id}")
    await desk.fill_in(f"tiers.{patrons.id}", running="", size=["2K -"])
    patron = Tier(role=patrons.id, resolution=Resolution.TWO_K)
    artist = Tier(role=artists.id, credits=100, resolution=Resolution.FOUR_K, quality=Quality.HIGH, count=4)
    assert (await desk.rules()).tiers == (patron, artist)
    await desk.press(PanelAction.RESET, f"tiers.{patrons.id}")
    assert SAVED in desk.text
    assert (await desk.rules()).tiers == (artist,)


async def test_limits_that_mean_nothing_are_refused(studio: Studio) -> None:
    artists = studio.guild.create_role("Artists")
    await decide(studio, tiers=(Tier(role=artists.id, count=2),))
    desk = await a_desk(studio)
    await desk.page("members")
    for role, answers, key in (
        (artists, {"credits": "5"}, "refusal-tier-exists"),
        (studio.guild.create_role("Others"), {}, "refusal-tier-empty"),
    ):
        assert ENGLISH(key) in await told(await desk.fill_in("tiers", role=[role], **answers))
    assert (await desk.rules()).tiers == (Tier(role=artists.id, count=2),)


async def test_words_are_seen_in_the_form_alone_and_kept_once(studio: Studio) -> None:
    desk = await a_desk(studio)
    await desk.page("moderation")
    await desk.fill_in("banned_words", text="foo\n\n  bar   baz \nFOO\n")
    assert (await desk.rules()).banned_words == ("foo", "bar baz")
    assert "2 words or phrases" in desk.text
    assert "foo" not in desk.text
    assert fields(await desk.press(PanelAction.FORM, "banned_words"))["text"]["value"] == "foo\nbar baz"
    refused = await desk.fill_in("banned_words", text="\n".join(f"w{number}" for number in range(201)))
    assert ENGLISH("refusal-words", limit=200, longest=50) in await told(refused)
    await desk.fill_in("banned_words", text="")
    assert (await desk.rules()).banned_words == ()


async def test_ages_are_set_in_days(studio: Studio) -> None:
    desk = await a_desk(studio)
    await desk.page("members")
    await desk.fill_in("min_account_days", text="30")
    await desk.fill_in("min_membership_days", text="1")
    rules = await desk.rules()
    assert (rules.min_account_days, rules.min_membership_days) == (30, 1)
    assert ENGLISH("refusal-number", field=ENGLISH("panel-form-days"), least=0, most=365) in await told(
        await desk.fill_in("min_account_days", text="400")
    )


async def test_rules_hold_everywhere_and_otherwise_in_single_channels(studio: Studio) -> None:
    desk = await a_desk(studio)
    await desk.page("pictures")
    await desk.choose(PanelAction.SET, "references", "anyone")
    await desk.choose(PanelAction.SET, "everywhere", "age", "spoilers")
    await desk.choose(PanelAction.PAGE, "channels-new", studio.channel)
    channel = f"channels.{studio.channel.id}"
    await desk.choose(PanelAction.SET, channel, "spoilers")
    rules = await desk.rules()
    assert rules.references is ReferenceRule.ANYONE
    assert rules.everywhere == ChannelRules(age_restricted_only=True, spoilers=True)
    assert rules.channels == {studio.channel.id: ChannelRules(spoilers=True)}
    await desk.choose(PanelAction.SET, channel)
    assert (await desk.rules()).channels == {studio.channel.id: ChannelRules()}
    await desk.press(PanelAction.RESET, channel)
    assert (await desk.rules()).channels == {}


async def test_the_log_channel_is_checked_at_once(studio: Studio) -> None:
    me = studio.bot.user
    assert me
    silent = studio.guild.create_text_channel(
        "silent", overwrites={me: discord.PermissionOverwrite(send_messages=False)}
    )
    log = studio.guild.create_text_channel("log")
    desk = await a_desk(studio)
    await desk.page("moderation")
    await desk.choose(PanelAction.SET, "log_channel", silent)
    assert SAVED in desk.text
    assert ENGLISH("panel-log-missing", permissions="`Send Messages`").replace("\\", "") in desk.text
    await desk.choose(PanelAction.SET, "log_channel", log)
    assert ENGLISH("panel-log-fine") in desk.text
    assert (await desk.rules()).log_channel == log.id
    await desk.press(PanelAction.RESET, "log_channel")
    assert (await desk.rules()).log_channel is None


async def test_what_was_deleted_is_called_so_and_can_be_removed(studio: Studio) -> None:
    role, channel = studio.guild.create_role("Old"), studio.guild.create_text_channel("old")
    log = studio.guild.create_text_channel("log")
    await decide(
        studio, tiers=(Tier(role=role.id, count=1),), channels={channel.id: ChannelRules()}, log_channel=log.id
    )
    studio.env.backend.delete_role(studio.guild.id, role.id)
    for gone in (channel, log):
        studio.env.backend.delete_channel(gone.id)
    desk = await a_desk(studio)
    await desk.page("members")
    assert ENGLISH("place-deleted-role", id=role.id).replace(",", "").partition(" 1")[0] in desk.text
    await desk.choose(PanelAction.PAGE, "tiers", str(role.id))
    await desk.press(PanelAction.RESET, f"tiers.{role.id}")
    await desk.page("pictures")
    assert f"deleted channel `{channel.id}`" in desk.text
    await desk.choose(PanelAction.PAGE, "channels", str(channel.id))
    await desk.press(PanelAction.RESET, f"channels.{channel.id}")
    await desk.page("moderation")
    assert f"deleted channel `{log.id}`" in desk.text
    await desk.press(PanelAction.RESET, "log_channel")
    assert await desk.rules() == ServerRules()


async def test_a_channel_that_the_bot_can_not_see_is_called_so(studio: Studio) -> None:
    hidden = studio.guild.create_text_channel(
        "hidden", overwrites={studio.guild.default_role: discord.PermissionOverwrite(view_channel=False)}
    )
    await decide(studio, channels={hidden.id: ChannelRules(spoilers=True)})
    desk = await a_desk(studio)
    await desk.page("pictures")
    assert f"<#{hidden.id}> (the bot can't see it): All pictures as spoilers" in desk.text


async def test_the_panel_works_after_a_restart(studio: Studio, restart: Restart) -> None:
    desk = await a_desk(studio)
    opened = await desk.press(PanelAction.FORM, "server_budget")
    await restart()
    await desk.submit(opened, **BUDGET)
    await restart()
    await desk.page("pictures")
    await desk.choose(PanelAction.SET, "references", "opted_in")
    rules = await desk.rules()
    assert rules.server_budget == Budget(credits=5000, period=Period.WEEK)
    assert rules.references is ReferenceRule.OPTED_IN


async def test_two_managers_who_change_different_things_both_win(studio: Studio) -> None:
    one, two = await a_desk(studio), await a_desk(studio)
    first, second = (
        await one.press(PanelAction.FORM, "server_budget"),
        await two.press(PanelAction.FORM, "member_budget"),
    )
    await one.submit(first, **BUDGET)
    await two.submit(second, credits="10")
    rules = await one.rules()
    assert rules.server_budget == Budget(credits=5000, period=Period.WEEK)
    assert rules.member_budget == Budget(credits=10)
    assert "5,000 credits a week" in two.text


async def test_who_saw_an_older_value_is_refused_and_shown_the_new_one_and_who_set_it(studio: Studio) -> None:
    one, two = await a_desk(studio), await a_desk(studio)
    late = await two.press(PanelAction.FORM, "server_budget")
    await one.fill_in("server_budget", **BUDGET)
    await two.submit(late, credits="10")
    assert ENGLISH("panel-changed-meanwhile", by=f"<@{one.manager.id}>").replace("\\", "") in two.text
    assert "5,000 credits a week" in two.text
    assert (await one.rules()).server_budget == Budget(credits=5000, period=Period.WEEK)
    await two.page("pictures")
    await one.page("pictures")
    await one.choose(PanelAction.SET, "references", "anyone")
    await two.choose(PanelAction.SET, "references", "opted_in")
    assert "**Not saved:**" in two.text
    assert (await one.rules()).references is ReferenceRule.ANYONE


async def test_a_tier_that_another_manager_removed_is_neither_moved_nor_removed_again(studio: Studio) -> None:
    roles = [studio.guild.create_role(name) for name in ("One", "Two")]
    await decide(studio, tiers=tuple(Tier(role=role.id, count=1) for role in roles))
    desk = await a_desk(studio)
    await desk.page("members")
    await desk.choose(PanelAction.PAGE, "tiers", str(roles[1].id))
    await decide(studio, tiers=(Tier(role=roles[0].id, count=1),))
    await desk.press(PanelAction.MOVE, f"up.{roles[1].id}")
    assert "**Not saved:**" in desk.text
    assert [tier.role for tier in (await desk.rules()).tiers] == [roles[0].id]


async def test_every_change_is_on_record_and_none_that_changes_nothing(studio: Studio) -> None:
    desk = await a_desk(studio)
    for _ in range(2):
        await desk.fill_in("server_budget", **BUDGET)
    acts = await studio.bot.services.servers.acts.newest(studio.guild.id, 9)
    assert [(act.kind, act.actor, act.details["fields"]) for act in acts] == [
        ("rules", desk.manager.id, ["server_budget"])
    ]


async def test_a_manager_who_is_demoted_with_the_panel_open_is_refused_at_every_press(studio: Studio) -> None:
    desk = await a_desk(studio)
    opened = await desk.press(PanelAction.FORM, "server_budget")
    member = studio.env.backend.get_guild(studio.guild.id).members[desk.manager.id]
    studio.env.backend.remove_member_role(studio.guild.id, desk.manager.id, member.role_ids[0])
    refusal = ENGLISH("refusal-not-manager")
    assert refusal in await told(await desk.submit(opened, **BUDGET))
    assert refusal in await told(await desk.press(PanelAction.FORM, "time_zone"))
    assert refusal in await told(await desk.choose(PanelAction.PAGE, "", "members"))
    assert await desk.rules() == ServerRules()
