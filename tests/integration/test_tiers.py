"""What members may request and spend by their roles, and what they are told when another role could do more."""

from typing import Any

import discord
import pytest
import simcord

from bot.requests.request import Quality, Resolution
from bot.servers.rules import Tier
from tests.integration.cards import text_of
from tests.integration.desk import a_desk
from tests.integration.entries import ENTRIES
from tests.integration.modals import filled_in
from tests.integration.people import a_manager, another_member
from tests.integration.studio import Studio, the_card
from tests.integration.test_every_entry_once import params
from tests.support.locales import ENGLISH

MANAGER = 7
DELETED_ROLE = 123
BEYOND = "Your roles in this server allow up to"
NOTHING_BETTER = "1K, low quality, 1 picture per request"

CHOSEN_BEFORE = [
    "action again",
    "action vary",
    "action vary, with a choice",
    "action sharper",
    "action go",
    "pick vary",
    "pick sharper",
    "form editor",
    "form editor, with an image",
    "form editor, of a job",
]
"""Entries that submit settings which somebody chose, and which the new tier does not allow."""

NOT_CHOSEN_YET = ["command imagine", "command imagine, with an image", "menu Imagine this", "action edit"]
"""Entries that lower what the member did not choose, or let them choose."""


async def _set(studio: Studio, *tiers: Tier) -> None:
    rules = studio.bot.services.servers.rules
    await rules.change(studio.guild.id, MANAGER, lambda current: current.changed(tiers=tiers))


def _with_role(studio: Studio, name: str = "Artists") -> tuple[int, simcord.MemberActor]:
    """A role, and a member who has it."""
    role = studio.guild.create_role(name)
    return role.id, studio.guild.add_member(studio.env.create_user(name.lower()), roles=[role])


async def _told(studio: Studio, who: simcord.MemberActor, **options: Any) -> str:
    return text_of(the_card(await who.slash(studio.channel, "imagine", prompt="a red fox", **options)).components)


def _sent(studio: Studio) -> tuple[Any, ...]:
    body: Any = studio.submits[-1].json
    return body["resolution"], body["quality"], body["num"]


def _everyone(studio: Studio, **limits: Any) -> Tier:
    return Tier(role=studio.guild.id, **limits)


@pytest.mark.parametrize("name", list(params(lambda name: name in CHOSEN_BEFORE)))
async def test_a_new_tier_holds_for_every_way_in_which_something_is_submitted(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    submitted = len(studio.submits)
    await _set(studio, _everyone(studio, resolution=Resolution.ONE_K, quality=Quality.LOW, count=1))
    refused = the_card(await act())
    assert f"{BEYOND} {NOTHING_BETTER}" in text_of(refused.components)
    assert refused.ephemeral
    assert len(studio.submits) == submitted


@pytest.mark.parametrize("name", list(params(lambda name: name in NOT_CHOSEN_YET)))
async def test_what_nobody_chose_is_lowered_in_place_of_a_refusal(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    await _set(studio, _everyone(studio, resolution=Resolution.ONE_K, quality=Quality.LOW, count=1))
    response = (await act()).response
    assert BEYOND not in (text_of(response.components) if response else "")


async def test_a_members_defaults_are_lowered_to_what_their_roles_allow(studio: Studio) -> None:
    await studio.alice.slash(studio.channel, "defaults set", resolution="4K", quality="high")
    await _set(studio, _everyone(studio, resolution=Resolution.TWO_K, quality=Quality.LOW))
    await studio.imagine()
    assert _sent(studio) == ("2K", "low", 1)
    message = await studio.alice.send(studio.channel, "a wolf")
    opened = await studio.alice.context_menu(studio.channel, "Imagine this", message)
    assert filled_in(opened)["size"] == ["2K low"]
    assert BEYOND in await _told(studio, studio.alice, quality="medium")


async def test_a_refusal_names_the_roles_that_may_and_not_those_that_are_gone(studio: Studio) -> None:
    artists, artist = _with_role(studio)
    patrons, _ = _with_role(studio, "Patrons")
    await _set(
        studio,
        Tier(role=DELETED_ROLE),
        Tier(role=patrons, resolution=Resolution.TWO_K),
        Tier(role=artists, quality=Quality.HIGH, count=4),
        _everyone(studio, resolution=Resolution.ONE_K, quality=Quality.MEDIUM, count=2),
    )
    told = await _told(studio, studio.alice, resolution="4K", quality="high")
    assert f"{BEYOND} 1K, medium quality, 2 pictures per request" in told
    assert f"<@&{artists}> allows 4K, high quality, 4 pictures per request" in told
    assert f"<@&{patrons}>" not in told
    assert str(DELETED_ROLE) not in told
    assert studio.submits == []
    await artist.slash(studio.channel, "imagine", prompt="a red fox", resolution="4K", quality="high")
    assert _sent(studio) == ("4K", "high", 1)


async def test_no_right_in_the_server_replaces_a_tier(studio: Studio) -> None:
    await _set(studio, _everyone(studio, count=1))
    assert BEYOND in await _told(studio, a_manager(studio), count=2)


async def test_a_role_that_is_given_or_taken_counts_from_the_next_press(studio: Studio) -> None:
    artists, artist = _with_role(studio)
    await _set(studio, Tier(role=artists), _everyone(studio, count=1))
    assert BEYOND not in await _told(studio, artist, count=2)
    role = discord.Object(artists)
    guild = studio.bot.get_guild(studio.guild.id)
    assert guild
    member = await guild.fetch_member(artist.id)
    await member.remove_roles(role)
    assert BEYOND in await _told(studio, artist, count=2)


@pytest.mark.settings(quota_credits=50)
async def test_the_credits_of_a_role_are_those_of_its_server(studio: Studio) -> None:
    artists, artist = _with_role(studio)
    await _set(studio, Tier(role=artists, credits=2), _everyone(studio, credits=1))
    assert "The limit here is 1 credit. " in await _told(studio, studio.alice, count=2)
    assert "The limit here is 2 credits. " in await _told(studio, artist, count=3)
    await artist.slash(studio.channel, "imagine", prompt="a red fox", count=2)
    assert ENGLISH("refusal-quota", n=0, needed=1, limit=2) in await _told(studio, artist)
    elsewhere = studio.env.create_guild("Elsewhere")
    there, user = elsewhere.create_text_channel("art"), studio.env.create_user("both")
    here, guest = studio.guild.add_member(user), elsewhere.add_member(user)
    await guest.slash(there, "imagine", prompt="a red fox", count=3)
    assert len(studio.submits) == 2
    assert ENGLISH("refusal-quota", n=0, needed=1, limit=1) in await _told(studio, here)


async def test_who_has_no_credits_by_their_roles_is_told_so(studio: Studio) -> None:
    await _set(studio, _everyone(studio, credits=0))
    assert ENGLISH("refusal-quota-none") in await _told(studio, studio.alice)
    quota = text_of(the_card(await studio.alice.slash(studio.channel, "quota")).components)
    assert ENGLISH("quota-used", used=0, limit=0) in quota
    assert ENGLISH("quota-all") not in quota
    told = text_of(the_card(await studio.alice.slash(studio.channel, "help")).components)
    assert ENGLISH("refusal-quota-none") in quota
    assert ENGLISH("refusal-quota-none") in told


@pytest.mark.settings(quota_max_running=3)
async def test_the_jobs_at_once_are_those_of_the_best_role(studio: Studio) -> None:
    artists, artist = _with_role(studio)
    await _set(studio, Tier(role=artists, running=2), _everyone(studio, running=1))
    await studio.imagine()
    assert ENGLISH("refusal-running", n=1) in await _told(studio, studio.alice)
    for _ in range(2):
        await artist.slash(studio.channel, "imagine", prompt="a red fox")
    assert ENGLISH("refusal-running", n=2) in await _told(studio, artist)
    assert len(studio.submits) == 3


@pytest.mark.settings(confirm_credits=None, quota_credits=50)
async def test_what_is_offered_in_place_of_what_is_too_expensive_fits_the_role(studio: Studio) -> None:
    await _set(studio, _everyone(studio, credits=2, resolution=Resolution.TWO_K))
    estimate = the_card(await studio.imagine(count=5))
    label = next(
        part["label"]
        for part in simcord.components.walk_components(estimate.components)
        if ":fit:" in part.get("custom_id", "")
    )
    assert label.startswith("1K")
    await studio.alice.click(estimate, label=label)
    assert (await studio.balance()).used <= 2
    assert len(studio.submits) == 1


async def test_the_quota_says_what_the_members_roles_allow(studio: Studio) -> None:
    artists, artist = _with_role(studio)
    await _set(studio, Tier(role=artists, credits=500), _everyone(studio, credits=5, quality=Quality.LOW))

    async def shown(who: simcord.MemberActor) -> str:
        return text_of(the_card(await who.slash(studio.channel, "quota")).components)

    assert ENGLISH("quota-used", used=0, limit=500) in await shown(artist)
    assert "Your roles here" not in await shown(artist)
    told = await shown(another_member(studio))
    assert ENGLISH("quota-used", used=0, limit=5) in told
    assert "Your roles here allow up to 4K, low quality, 10 pictures per request." in told


async def test_everyone_can_have_limits_that_hold_for_members_without_a_better_role(studio: Studio) -> None:
    desk = await a_desk(studio)
    await desk.page("members")
    await desk.fill_in("tiers", role=[studio.guild.default_role], count=["1"])
    assert (await desk.rules()).tiers == (_everyone(studio, count=1),)
    await desk.page("members")
    assert "@everyone: 1 picture per request" in desk.text
    assert BEYOND in await _told(studio, studio.alice, count=2)
