"""Whatever Discord lets through: as it is where it fits, else made to fit, with a link to the original."""

from collections.abc import Iterator

import pytest

from sandbox.imini.planned_responses import Fault
from tests.standin import MIB, Attachment, Channel, Message
from tests.support.locales import ENGLISH
from tests.support.pictures import padded, png
from tests.support.stage import Stage, Standing

pytestmark = pytest.mark.asyncio(loop_scope="package")

LIMITS = [8, 10, 20, 25, 50]
SIZES = [1, 9.9, 10.1, 20, 60]


def _a_channel(stage: Stage, limit: int, stated: int | None = None) -> Channel:
    """One where files may have ``limit`` MiB, whatever Discord has ``stated``."""
    guild = stage.discord.world.add_guild("Shelf", upload_limit=limit * MIB, stated_limit=stated and stated * MIB)
    return stage.discord.world.add_channel(guild, "pictures")


def _serve(stage: Stage, size: float) -> bytes:
    picture = padded(png(), int(size * MIB))
    stage.imini.script["file"] = Standing([Fault(body=picture)])
    return picture


def _uploaded(card: Message) -> list[Attachment]:
    return [picture.attachment for picture in card.pictures if picture.attachment]


@pytest.fixture(autouse=True)
def _the_usual_picture_afterwards(theatre: Stage) -> Iterator[None]:
    usual = theatre.imini.script["file"]
    yield
    theatre.imini.script["file"] = usual


@pytest.mark.parametrize("size", SIZES)
async def test_a_picture_of_any_size_comes_onto_the_card_whatever_the_limit(stage: Stage, size: float) -> None:
    _serve(stage, size)
    asked = {limit: await stage.accepted(channel=_a_channel(stage, limit)) for limit in LIMITS}
    for limit, job in asked.items():
        card = await job.delivered(within=30)
        (picture,) = _uploaded(card)
        assert len(picture.data) <= limit * MIB
        untouched = len(picture.data) == int(size * MIB)
        assert untouched is (size <= limit), limit
        assert (ENGLISH("card-originals", links="")[:20] in card.text) is not untouched, limit


async def test_a_limit_that_discord_overstates_is_learned_from_its_refusal(stage: Stage) -> None:
    channel = _a_channel(stage, 8, stated=50)
    _serve(stage, 20)
    for refusals in (1, 0):
        asked = await stage.accepted(channel=channel)
        (picture,) = _uploaded(await asked.delivered())
        assert len(picture.data) <= 8 * MIB
        refused = [request for request in stage.discord.requests if asked.interaction.token in request.path]
        assert sum(request.status == 413 for request in refused) == refusals


async def test_pictures_that_are_too_much_together_are_made_smaller(stage: Stage) -> None:
    channel = _a_channel(stage, 10)
    _serve(stage, 9.9)
    asked = await stage.accepted(channel=channel, count=3)
    card = await asked.delivered()
    assert len(_uploaded(card)) == 3
    assert asked.messages == [card]
    statuses = [request.status for request in stage.discord.requests if asked.interaction.token in request.path]
    assert set(statuses) == {200}
