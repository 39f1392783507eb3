"""Wherever Discord offers the command, the pictures come onto the card that answered it."""

from collections.abc import Callable, Mapping

import pytest
import pytest_asyncio

from tests.standin import Channel, User
from tests.support.locales import ENGLISH
from tests.support.stage import ImagineCall, Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

Place = Callable[[Stage, User], Channel]


def a_server(stage: Stage, _: User) -> Channel:
    return stage.channel


def a_thread(stage: Stage, _: User) -> Channel:
    return stage.discord.world.add_thread(stage.channel, "drafts")


def the_dm_with_the_bot(stage: Stage, user: User) -> Channel:
    return stage.discord.world.dm(user)


def a_server_without_the_bot(stage: Stage, _: User) -> Channel:
    elsewhere = stage.discord.world.add_guild("Elsewhere", has_bot=False)
    return stage.discord.world.add_channel(elsewhere, "general")


def a_dm_of_two(stage: Stage, user: User) -> Channel:
    return stage.discord.world.add_private(user, stage.member())


def a_group(stage: Stage, user: User) -> Channel:
    return stage.discord.world.add_private(user, stage.member(), stage.member())


PLACES = [a_server, a_thread, the_dm_with_the_bot, a_server_without_the_bot, a_dm_of_two, a_group]


@pytest_asyncio.fixture(loop_scope="package", scope="module")
async def everywhere(theatre: Stage) -> Mapping[tuple[Place, bool], ImagineCall]:
    """Two pictures in every place, for all to see and for one alone.

    One place after the other: this process paints the pictures as well, and imini must finish in time.
    """
    asked = dict[tuple[Place, bool], ImagineCall]()
    for place in PLACES:
        for private in (False, True):
            user = theatre.member()
            asked[place, private] = await theatre.accepted(
                user=user, channel=place(theatre, user), private=private, count=2
            )
        for private in (False, True):
            await asked[place, private].ended()
    return asked


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
async def test_the_pictures_come_onto_the_card(
    everywhere: Mapping[tuple[Place, bool], ImagineCall], place: Place, private: bool
) -> None:
    asked = everywhere[place, private]
    card = await asked.delivered()
    assert card is asked.card
    assert asked.messages == [card]
    assert len(card.pictures) == 2
    assert card.ephemeral is private
    assert card.pinged == ()


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
async def test_what_more_offers_changes_the_card_wherever_it_is(stage: Stage, place: Place, private: bool) -> None:
    alice = stage.member()
    asked = await stage.accepted(user=alice, channel=place(stage, alice), private=private, count=2)
    card = await asked.delivered()
    form = await stage.press(alice, card, ENGLISH("button-alt_text"))
    await stage.discord.submit_modal(alice, form, {"alt": "two foxes"})
    await stage.discord.until(lambda: {picture.description for picture in card.pictures} == {"two foxes"})
    panel = await stage.panel(alice, card)
    await stage.press(alice, panel, ENGLISH("button-delete"))
    await stage.discord.until(lambda: not card.pictures)
    assert ENGLISH("title-deleted") in panel.text
    assert not card.deleted


async def test_a_spoiler_hides_every_picture(stage: Stage) -> None:
    card = await (await stage.accepted(spoiler=True, count=2)).delivered()
    assert [picture.spoiler for picture in card.pictures] == [True, True]


async def test_ten_pictures_stand_on_one_card(stage: Stage) -> None:
    asked = await stage.accepted(count=10)
    card = await asked.delivered()
    assert len(card.pictures) == len({picture.url for picture in card.pictures}) == 10
    assert asked.messages == [card]
