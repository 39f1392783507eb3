"""Every page of the panel within Discord's limits, in every language, however much a server has decided."""

import json
import os
import re
from decimal import Decimal
from typing import Any
from unittest.mock import Mock

import discord
import pytest
from discord import ui

from bot.credits.money import CreditPrice
from bot.servers.rules import NO_RULES, ChannelRules, ServerRules
from cogs.panel.frame import PanelContext
from cogs.panel.panel import panel_view
from cogs.panel.parts import Location, PanelPage, Part
from cogs.panel.places import NAME_SHOWN, Places
from tests.standin.calls import Call
from tests.standin.spec import VARIABLE, load
from tests.support.limits import faults, walk
from tests.support.locales import CATALOGS, ENGLISH, LOCALES
from tests.support.views import text_of
from tests.unit.cogs.panel.fullest import FULLEST, ID

PLACES: list[Location] = [
    *PanelPage,
    Part("tiers", ID + 1),
    Part("tiers", 7),
    Part("channels", ID),
    Part("channels", 7),
]
every_place = pytest.mark.parametrize("place", PLACES, ids=str)


def _guild(*, deleted: bool) -> discord.Guild:
    """A server whose roles and channels have the longest names and are invisible to the bot, or are all deleted."""
    role, channel = Mock(spec=discord.Role), Mock(spec=discord.TextChannel)
    role.name = channel.name = "x" * 100
    channel.permissions_for.return_value = discord.Permissions.none()
    guild: Any = Mock(spec=discord.Guild, unavailable=False, me=Mock(spec=discord.Member))
    channel.guild = guild
    guild.get_role.return_value, guild.get_channel.return_value = (None, None) if deleted else (role, channel)
    made: discord.Guild = guild
    return made


def _view(place: Location, locale: str, rules: ServerRules, guild: discord.Guild | None = None) -> ui.LayoutView:
    t = CATALOGS(locale)
    note = t("panel-changed-meanwhile", by=f"<@{ID}>")
    return panel_view(place, PanelContext(rules, Places(guild, t), t, CreditPrice(Decimal("0.006"), "EUR")), note)


def _components(place: Location, rules: ServerRules) -> list[dict[str, Any]]:
    components: list[dict[str, Any]] = _view(place, "en-US", rules).to_components()  # type: ignore[no-untyped-call]
    return components


@every_place
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("rules", [NO_RULES, FULLEST], ids=["none", "fullest"])
@pytest.mark.parametrize("guild", [None, _guild(deleted=True), _guild(deleted=False)], ids=["away", "gone", "unseen"])
def test_a_page_stays_within_discords_limits(
    place: Location, locale: str, rules: ServerRules, guild: discord.Guild | None
) -> None:
    assert faults(_view(place, locale, rules, guild)) == []


@every_place
@pytest.mark.skipif(VARIABLE not in os.environ, reason="needs Discord's OpenAPI document")
def test_a_page_is_what_discords_document_describes(place: Location) -> None:
    spec = load(os.environ[VARIABLE])
    assert spec
    components = _components(place, FULLEST)
    body = {"type": 7, "data": {"flags": 1 << 15, "components": components}}
    assert list(spec.check(Call("POST", f"/interactions/{ID}/token/callback", {}, body, {}, None))) == []


@pytest.mark.parametrize("page", PanelPage)
def test_every_page_leads_to_every_other(page: PanelPage) -> None:
    selects: list[Any] = [part for part in walk(_components(page, NO_RULES)) if part["type"] == 3]
    options = selects[0]["options"]
    assert [option["value"] for option in options] == list(PanelPage)
    assert [option["value"] for option in options if option["default"]] == [page]


def test_the_words_themselves_are_on_no_page() -> None:
    rules = NO_RULES.changed(banned_words=("mauve",))
    assert [page for page in PanelPage if "mauve" in text_of(_view(page, "en-US", rules))] == []


@pytest.mark.parametrize(("page", "more"), [(PanelPage.PICTURES, 75), (PanelPage.MEMBERS, 10)])
def test_what_is_too_much_to_list_is_counted(page: PanelPage, more: int) -> None:
    assert ENGLISH("panel-more", n=more) in text_of(_view(page, "en-US", FULLEST))


def test_a_long_name_is_cut() -> None:
    assert len(Places(_guild(deleted=False), ENGLISH).role_name(ID)) == NAME_SHOWN + 1


def test_nothing_is_called_deleted_while_discord_does_not_say_what_there_is() -> None:
    views = [_view(place, "en-US", FULLEST) for place in PLACES]
    shown = [json.dumps(view.to_components()) for view in views]  # type: ignore[no-untyped-call]
    assert [page for page in shown if "deleted" in page] == []


def test_the_numbers_of_roles_begin_no_list_which_would_take_in_the_hint_below() -> None:
    text = text_of(_view(PanelPage.MEMBERS, "en-US", FULLEST))
    assert r"1\. " in text
    assert not re.search(r"^\d+\. ", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("own", "said"), [({}, "panel-channel-reset"), ({7: ChannelRules()}, "panel-rules-none")], ids=["same", "own"]
)
def test_a_channel_says_nothing_of_no_rules_where_those_of_all_channels_hold(
    own: dict[int, ChannelRules], said: str
) -> None:
    rules = NO_RULES.changed(everywhere=ChannelRules(spoilers=True), channels=own)
    selects = [part for part in walk(_components(Part("channels", 7), rules)) if part["type"] == 3]
    assert selects[-1]["placeholder"] == ENGLISH(said)
