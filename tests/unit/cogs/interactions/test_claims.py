"""Whose initial response stands: ours, another bot's, or none."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import Mock, create_autospec

import aiohttp
import discord
import pytest

from bot.errors import AlreadyHandled
from bot.net.backoff import Backoff
from cogs.cards import job_card
from cogs.cards.custom_ids import Action, custom_id
from cogs.cards.marks import with_mark
from cogs.cards.notices import notice
from cogs.discord_numbers import ALREADY_ACKNOWLEDGED
from cogs.interactions.claims import CallbackResponse, Claims
from tests.support.clock import FakeClock
from tests.support.discord_errors import http_error
from tests.support.jobs import a_card, a_job
from tests.support.locales import ENGLISH
from tests.support.messages import posted

OURS, OTHERS = 7, 8
LEFT = 3.0
"""Seconds that Discord still waits."""

ACKNOWLEDGED = http_error(400, ALREADY_ACKNOWLEDGED)
TOO_LATE = http_error(404, 10062)
UNKNOWN = http_error(404, 10008)
DOWN = http_error(503)
CUT = aiohttp.ServerDisconnectedError()
REFUSED = http_error(400, 50035)
DEAD = http_error(401, 50027)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


class Discord:
    """What becomes of one response.

    ``says`` is the outcome of each attempt, a success (None) or an error, after ``takes`` seconds. ``shows`` is what
    each fetch of the response finds.
    """

    def __init__(
        self, clock: FakeClock, says: list[Exception | None], shows: list[int | Exception], takes: float = 0
    ) -> None:
        self.clock = clock
        self.tries = 0
        self.says = says
        self.shows = shows
        self.takes = takes
        self.interaction = Mock(spec=discord.Interaction, id=5, original_response=self._original)
        self.interaction.response = Mock(spec=discord.InteractionResponse)
        self.interaction.response.is_done.return_value = False

    async def respond(self) -> CallbackResponse:
        self.tries += 1
        self.clock.advance(self.takes)
        if error := self.says.pop(0):
            raise error
        return Mock(spec=discord.InteractionCallbackResponse, message_id=OURS)

    async def _original(self) -> discord.InteractionMessage:
        found = self.shows.pop(0)
        if isinstance(found, Exception):
            raise found
        return Mock(spec=discord.InteractionMessage, id=found)

    async def claim(self, *, provable: bool = True) -> int | None:
        claims = Claims(Backoff(jitter=0), self.clock.clock)
        until = self.clock.clock.monotonic() + LEFT
        return await claims.make(self.interaction, self.respond, until, _is_ours if provable else None)


def _is_ours(message: discord.InteractionMessage) -> bool:
    return message.id == OURS


@pytest.mark.parametrize(
    ("says", "shows"),
    [
        ([None], []),
        ([CUT, None], []),
        ([CUT, ACKNOWLEDGED], [OURS]),
        ([CUT, TOO_LATE], [OURS]),
        ([CUT, CUT], [OURS]),
        ([CUT, DOWN], [DOWN, CUT, OURS]),
        ([DOWN], [OURS]),
        ([ACKNOWLEDGED], [OURS]),
    ],
)
async def test_a_response_of_ours_stands(
    clock: FakeClock, says: list[Exception | None], shows: list[int | Exception]
) -> None:
    scene = Discord(clock, list(says), list(shows))
    assert await scene.claim() == OURS
    assert (scene.says, scene.shows) == ([], [])


@pytest.mark.parametrize(
    ("says", "shows"),
    [
        ([ACKNOWLEDGED], [OTHERS]),
        ([ACKNOWLEDGED], [UNKNOWN]),
        ([ACKNOWLEDGED], [DEAD]),
        ([CUT, ACKNOWLEDGED], [OTHERS]),
        ([CUT, ACKNOWLEDGED], [UNKNOWN]),
        ([CUT, CUT], [DOWN, OTHERS]),
        ([DOWN], [OTHERS]),
    ],
)
async def test_where_another_bots_response_stands_ours_is_over(
    clock: FakeClock, says: list[Exception | None], shows: list[int | Exception]
) -> None:
    scene = Discord(clock, list(says), list(shows))
    with pytest.raises(AlreadyHandled):
        await scene.claim()
    assert (scene.says, scene.shows) == ([], [])


@pytest.mark.parametrize(
    ("says", "shows"),
    [
        ([TOO_LATE], []),
        ([REFUSED], []),
        ([CUT, CUT], [UNKNOWN]),
        ([CUT, TOO_LATE], [UNKNOWN]),
        ([CUT, REFUSED], [UNKNOWN]),
        ([DOWN], [DOWN, UNKNOWN]),
    ],
)
async def test_a_response_that_discord_has_not_is_an_error(
    clock: FakeClock, says: list[Exception | None], shows: list[int | Exception]
) -> None:
    scene = Discord(clock, list(says), list(shows))
    with pytest.raises((discord.HTTPException, aiohttp.ClientError)) as raised:
        await scene.claim()
    assert raised.value is says[-1]
    assert (scene.says, scene.shows) == ([], [])


@pytest.mark.parametrize(("takes", "tries"), [(0, 2), (2.9, 2), (3.0, 1), (10, 1)])
async def test_it_is_tried_again_only_while_discord_waits(clock: FakeClock, takes: float, tries: int) -> None:
    scene = Discord(clock, [CUT, CUT], [UNKNOWN], takes)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await scene.claim()
    assert scene.tries == tries


@pytest.mark.parametrize(("says", "stands"), [([None], True), ([CUT, ACKNOWLEDGED], True), ([ACKNOWLEDGED], False)])
async def test_what_shows_nothing_is_ours_unless_it_was_acknowledged_before_the_first_try(
    clock: FakeClock, says: list[Exception | None], stands: bool
) -> None:
    scene = Discord(clock, list(says), [])
    if stands:
        await scene.claim(provable=False)
    else:
        with pytest.raises(AlreadyHandled):
            await scene.claim(provable=False)
    assert scene.says == []


async def test_what_shows_nothing_and_may_not_have_arrived_is_an_error(clock: FakeClock) -> None:
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await Discord(clock, [CUT, CUT], []).claim(provable=False)


async def test_a_try_that_hangs_ends_when_discord_has_stopped_waiting(clock: FakeClock) -> None:
    async def respond() -> CallbackResponse:
        await asyncio.Event().wait()
        raise AssertionError

    scene = Discord(clock, [], [UNKNOWN])
    late = clock.clock.monotonic() - 0.1
    with pytest.raises(TimeoutError):
        await Claims(Backoff(jitter=0), clock.clock).make(scene.interaction, respond, late, _is_ours)
    assert scene.shows == []


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_response_that_discord_accepted_stands_whatever_its_reply(clock: FakeClock, accepted: bool) -> None:
    scene = Discord(clock, [KeyError("interaction")], [])
    scene.interaction.response.is_done.return_value = accepted
    if accepted:
        assert await scene.claim() is None
    else:
        with pytest.raises(KeyError):
            await scene.claim()
    assert (scene.tries, scene.says) == (1, [])


@pytest.mark.parametrize(
    ("mark", "found", "found_again"),
    [(70_000, 70_000, True), (70_000, 70_001, False), (0, 0, False), (70_000, None, False)],
)
async def test_a_response_of_an_earlier_process_is_known_by_its_mark(
    mark: int, found: int | None, *, found_again: bool
) -> None:
    view = notice("Page", "of the bot")
    view.children[0].id = found
    message = http_error(404, 10008) if found is None else posted(view)
    webhook = create_autospec(discord.Webhook, instance=True)
    webhook.fetch_message.side_effect = [http_error(503), message]
    claims = Claims(Backoff(jitter=0), FakeClock().clock, lambda *_: webhook)
    shown = await claims.find_response(Mock(spec=discord.Client), a_card(mark=mark))
    assert (shown is not None) is found_again


class History:
    """A channel whose messages after an interaction are ``found``; the first look fails."""

    def __init__(self, *found: discord.Message) -> None:
        self.found = found
        self.looks: list[dict[str, Any]] = []

    async def history(self, **where: Any) -> AsyncIterator[discord.Message]:
        self.looks.append(where)
        if len(self.looks) == 1:
            raise http_error(503)
        for message in self.found:
            yield message


async def _card(channel: History, initial: discord.Message | Exception = UNKNOWN, **card: Any) -> int | None:
    """The card of a job whose interaction has the response ``initial``."""
    client = Mock(spec=discord.Client)
    client.get_partial_messageable.return_value = channel
    webhook = create_autospec(discord.Webhook, instance=True)
    webhook.fetch_message.side_effect = [http_error(503), initial]
    job = a_job(card=a_card(message_id=None, mark=70_000, **card), interaction_id=5)
    claims = Claims(Backoff(jitter=0), FakeClock().clock, lambda *_: webhook)
    return await claims.find_card(client, job, custom_id(Action.CANCEL, job.id))


def _running(job_id: str = a_job().id) -> discord.Message:
    return posted(job_card.running(a_job(id=job_id), ENGLISH, None))


def _placeholder() -> discord.Message:
    return posted(with_mark(notice("Checking", "your files"), 70_000))


async def test_a_card_that_is_the_initial_response_is_found_without_a_search() -> None:
    channel, card = History(), _running()
    assert await _card(channel, card) == card.id
    assert channel.looks == []


@pytest.mark.parametrize("placeholder", [True, False])
async def test_a_public_card_that_followed_a_placeholder_is_found_in_its_channel(*, placeholder: bool) -> None:
    initial = _placeholder() if placeholder else UNKNOWN
    others, own = _running("ffffffffff"), _running()
    channel = History(others, own)
    assert await _card(channel, initial) == own.id
    assert [look["after"].id for look in channel.looks] == [5, 5]


async def test_without_another_the_placeholder_is_the_card() -> None:
    placeholder = _placeholder()
    assert await _card(History(_running("ffffffffff")), placeholder) == placeholder.id
    assert await _card(History(), posted(notice("Page", "of another bot"))) is None


@pytest.mark.parametrize("card", [{"private": True}, {"bot_in_channel": False}, {"channel_id": None}])
async def test_a_card_that_the_bot_can_not_see_in_its_channel_is_not_searched_there(card: dict[str, Any]) -> None:
    channel = History()
    assert await _card(channel, **card) is None
    assert channel.looks == []


async def test_a_channel_that_can_not_be_read_has_no_card(caplog: pytest.LogCaptureFixture) -> None:
    assert await _card(History(Mock(spec=discord.Message))) is None
    assert "can't be searched: " in caplog.text


@pytest.mark.parametrize("in_channel", [True, False])
async def test_a_response_of_a_new_form_is_none_and_its_card_is_searched_in_the_channel(
    caplog: pytest.LogCaptureFixture, *, in_channel: bool
) -> None:
    own = _running()
    found = await _card(History(*[own] * in_channel), KeyError("channel_id"))
    assert found == (own.id if in_channel else None)
    assert "a response is unreadable: KeyError 'channel_id'" in caplog.text
