"""A card on its way to its reader, by ways that a test opens and shuts."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import Mock

import discord
import pytest
from discord import ui

from bot.jobs.card import Card
from bot.jobs.errors import CardDeleted, NotDeliverable
from bot.net.backoff import Backoff
from cogs.delivery.errors import Garbled, NowhereAllowed, UploadTooLarge
from cogs.delivery.messenger import GARBLED, GIVE_UP_AFTER, Messenger
from cogs.delivery.sender import ANSWER, SLOWEST_UPLOAD, Sender
from cogs.delivery.transports import Files
from cogs.memory.outages import COMES_BACK, ENOUGH, Outages
from cogs.memory.tokens import Tokens
from tests.support.clock import FakeClock
from tests.support.discord_errors import http_error, page
from tests.support.jobs import a_card, a_job
from tests.support.ways import Answer, Edit, Log, OtherEdit, draw, ways

CLIENT = Mock(spec=discord.Client)
BLOCKED, FORBIDDEN, DOWN, BUSY = http_error(400, 200000), http_error(403, 50013), http_error(503), http_error(429)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that only sleeping moves."""
    return FakeClock()


@pytest.fixture
def messenger(clock: FakeClock) -> Messenger:
    """It has just started."""
    return _messenger(clock)


def _messenger(clock: FakeClock, answer: float = ANSWER, slowest: int = SLOWEST_UPLOAD) -> Messenger:
    time, backoff = clock.clock, Backoff(first=1, cap=60, jitter=0)
    tokens = Tokens(time)
    sender = Sender(CLIENT, tokens, Outages(time), answer=answer, slowest_upload=slowest)
    return Messenger(sender, tokens, backoff, time)


async def _delivered(messenger: Messenger, log: Log, **answers: list[Answer]) -> Card:
    return await messenger.deliver(a_job(), draw, find_transports=ways(log, **answers))


async def test_the_best_way_is_taken(messenger: Messenger) -> None:
    log = Log()
    assert await _delivered(messenger, log, Edit=[None], OtherEdit=[None], Post=[None]) == a_card()
    assert log.sent == [("Edit", "words")]


async def test_what_one_way_refuses_the_next_may_take(messenger: Messenger, clock: FakeClock) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[FORBIDDEN], OtherEdit=[FORBIDDEN], Post=[None])
    assert log.ways == ["Edit", "OtherEdit", "Post"]
    assert clock.sleeps == []


@pytest.mark.parametrize("down", [DOWN, page(403), OSError(), ValueError("no JSON"), TypeError()])
async def test_while_one_edit_is_down_the_other_is_taken_and_no_new_message(
    messenger: Messenger, down: Exception
) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[down], OtherEdit=[None], Post=[None])
    assert log.ways == ["Edit"] * ENOUGH + ["OtherEdit"]


async def test_a_way_that_hangs_is_left_at_once(messenger: Messenger) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[TimeoutError()], OtherEdit=[None])
    assert log.ways == ["Edit", "OtherEdit"]


async def test_another_job_profits_and_the_way_comes_back(messenger: Messenger, clock: FakeClock) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[TimeoutError()], OtherEdit=[None])
    await _delivered(messenger, log, Edit=[None], OtherEdit=[None])
    clock.advance(COMES_BACK)
    await _delivered(messenger, log, Edit=[None], OtherEdit=[None])
    assert log.ways == ["Edit", "OtherEdit", "OtherEdit", "Edit"]


async def test_edits_that_are_all_down_take_turns_until_one_works(messenger: Messenger) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[DOWN] * 3 + [None], OtherEdit=[DOWN] * 3 + [None], Post=[None])
    assert "Post" not in log.ways
    assert {"Edit", "OtherEdit"} == set(log.ways)


async def test_a_rate_limit_is_waited_for_on_the_same_way(messenger: Messenger, clock: FakeClock) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[BUSY, BUSY, BUSY, None], OtherEdit=[None])
    assert log.ways == ["Edit"] * 4
    assert clock.sleeps == [1, 2, 4]


async def test_a_new_message_that_may_be_there_is_sent_again_where_it_can_be_looked_for(messenger: Messenger) -> None:
    log = Log()
    await _delivered(messenger, log, Post=[DOWN, None], Blind=[None])
    assert log.ways == ["Post", "Post"]


async def test_what_can_not_be_looked_for_is_not_sent_twice(messenger: Messenger) -> None:
    log = Log()
    with pytest.raises(NotDeliverable):
        await _delivered(messenger, log, Blind=[DOWN, None])
    await _delivered(messenger, log, Blind=[BUSY, None])
    assert log.ways == ["Blind"] * 3


async def test_blocked_words_are_left_out_by_the_same_way(messenger: Messenger) -> None:
    log = Log()
    assert (await _delivered(messenger, log, Edit=[BLOCKED, None], OtherEdit=[None])).plain
    assert log.sent == [("Edit", "words"), ("Edit", "plain")]


async def test_what_is_blocked_without_words_as_well_goes_another_way(messenger: Messenger) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[BLOCKED], Post=[None])
    assert log.sent == [("Edit", "words"), ("Edit", "plain"), ("Post", "plain")]


async def test_a_plain_card_is_not_tried_with_words_again(messenger: Messenger) -> None:
    log = Log()
    job = a_job(card=a_card(plain=True))
    await messenger.deliver(job, draw, find_transports=ways(log, Edit=[None]))
    assert log.sent == [("Edit", "plain")]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http_error(413), UploadTooLarge),
        (http_error(404, 10008), CardDeleted),
        (FORBIDDEN, NowhereAllowed),
    ],
)
async def test_what_no_way_can_mend_is_told(messenger: Messenger, answer: Exception, error: type[Exception]) -> None:
    with pytest.raises(error):
        await _delivered(messenger, Log(), Edit=[answer])


async def test_a_discord_that_is_down_for_a_day_is_given_up(messenger: Messenger, clock: FakeClock) -> None:
    with pytest.raises(NotDeliverable) as caught:
        await _delivered(messenger, Log(), Edit=[DOWN])
    assert not isinstance(caught.value, NowhereAllowed)
    assert sum(clock.sleeps) == pytest.approx(GIVE_UP_AFTER, abs=60)


@pytest.mark.parametrize("by", [3600, -3600])
async def test_a_clock_that_is_set_gives_up_neither_earlier_nor_later(
    messenger: Messenger, clock: FakeClock, by: float
) -> None:
    def down() -> Exception:
        clock.set_by(by)
        return DOWN

    with pytest.raises(NotDeliverable):
        await _delivered(messenger, Log(), Edit=[down])
    assert sum(clock.sleeps) == pytest.approx(GIVE_UP_AFTER, abs=60)


async def test_answers_that_never_make_sense_are_a_bug_and_the_pictures_are_paid(
    messenger: Messenger, caplog: pytest.LogCaptureFixture
) -> None:
    log = Log()
    with pytest.raises(NotDeliverable) as caught:
        await _delivered(messenger, log, Edit=[TypeError()])
    assert isinstance(caught.value, Garbled)
    assert len(log.sent) == GARBLED
    assert any(record.exc_info for record in caplog.records)


async def test_a_bug_indrawing_is_not_repeated(messenger: Messenger) -> None:
    def broken(_: Card) -> ui.LayoutView:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await messenger.deliver(a_job(), broken, find_transports=ways(Log(), Edit=[None]))


async def test_a_large_upload_has_the_time_it_needs(clock: FakeClock) -> None:

    class Slow(Edit):
        """It takes longer than an answer alone may."""

        async def send(self, view: ui.LayoutView, files: Files) -> Card:
            card = await super().send(view, files)
            await asyncio.sleep(0.1)
            return card

    def files(_: Card) -> Sequence[discord.File]:
        return [discord.File(io.BytesIO(bytes(1_000)), "a.png")]

    log = Log()
    await _messenger(clock, answer=0.02, slowest=1_000).deliver(a_job(), draw, files, ways(log, Slow))
    assert len(log.sent) == 1


async def test_an_answer_that_never_comes_is_waited_for_no_longer_than_that(
    clock: FakeClock,
) -> None:

    class Stuck(Edit):
        """It never answers."""

        async def send(self, view: ui.LayoutView, files: Files) -> Card:
            await super().send(view, files)
            await asyncio.Event().wait()
            raise AssertionError

    log = Log()
    await _messenger(clock, answer=0.02).deliver(a_job(), draw, find_transports=ways(log, Stuck, OtherEdit))
    assert log.ways == ["Stuck", "OtherEdit"]


async def test_every_former_place_is_told_where_the_card_is(messenger: Messenger) -> None:
    told: list[tuple[int | None, int | None]] = []

    def tell(old: Card, new: Card) -> ui.LayoutView:
        told.append((old.message_id, new.message_id))
        return draw(new)

    log = Log()
    first = a_card(message_id=1)
    third = first.moved(message_id=2).moved(message_id=3)
    found = ways(log, Edit=[FORBIDDEN, None], OtherEdit=[FORBIDDEN])
    after = await messenger.update_former_cards(a_job(card=third), tell, found)
    assert after == replace(third, former=None)
    assert set(told) == {(2, 3), (1, 3)}


async def test_a_card_that_never_moved_tells_nobody(messenger: Messenger) -> None:
    assert await messenger.update_former_cards(a_job(), lambda *_: draw(a_card())) == a_card()
