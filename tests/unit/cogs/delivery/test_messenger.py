"""A card on its way to its requester, by scripted transports."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import Mock

import discord
import pytest
from discord import ui

from bot.cluster.run import Run, SoleRun
from bot.jobs.card import Card
from bot.jobs.errors import CardDeleted, NotDeliverable
from bot.net.backoff import Backoff
from cogs.delivery.errors import AllTransportsRejected, UnreadableReply, UploadTooLarge
from cogs.delivery.messenger import GIVE_UP_AFTER, MAX_UNREADABLE, Messenger
from cogs.delivery.sender import MIN_UPLOAD_RATE, RESPONSE_TIMEOUT, Sender
from cogs.delivery.transports import Files
from cogs.memory.outages import RETRY_AFTER, THRESHOLD, Outages
from cogs.memory.tokens import Tokens
from tests.support.clock import FakeClock
from tests.support.discord_errors import http_error, page
from tests.support.jobs import a_card, a_job
from tests.support.transports import Edit, Log, OtherEdit, Reply, draw, scripted

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


class OverRun(SoleRun):
    """A run whose jobs others have taken over."""

    async def wait(self) -> None:
        raise asyncio.CancelledError


RUN = SoleRun("a run")


def _messenger(
    clock: FakeClock, timeout: float = RESPONSE_TIMEOUT, slowest: int = MIN_UPLOAD_RATE, run: Run = RUN
) -> Messenger:
    time, backoff = clock.clock, Backoff(first=1, cap=60, jitter=0)
    tokens = Tokens(time)
    sender = Sender(CLIENT, tokens, Outages(time), run, response_timeout=timeout, min_upload_rate=slowest)
    return Messenger(sender, tokens, backoff, time)


async def _delivered(messenger: Messenger, log: Log, **replies: list[Reply]) -> Card:
    return await messenger.deliver(a_job(), draw, find_transports=scripted(log, **replies))


async def test_the_best_transport_is_used(messenger: Messenger) -> None:
    log = Log()
    assert await _delivered(messenger, log, Edit=[None], OtherEdit=[None], Post=[None]) == a_card()
    assert log.sent == [("Edit", "words")]


async def test_a_process_whose_jobs_others_have_sends_no_new_message(clock: FakeClock) -> None:
    messenger, log = _messenger(clock, run=OverRun("a run")), Log()
    with pytest.raises(asyncio.CancelledError):
        await _delivered(messenger, log, Edit=[FORBIDDEN], Post=[None])
    assert log.sent == [("Edit", "words")]


async def test_what_one_transport_rejects_the_next_may_accept(messenger: Messenger, clock: FakeClock) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[FORBIDDEN], OtherEdit=[FORBIDDEN], Post=[None])
    assert log.used == ["Edit", "OtherEdit", "Post"]
    assert clock.sleeps == []


@pytest.mark.parametrize("down", [DOWN, page(403), OSError(), ValueError("no JSON"), TypeError()])
async def test_while_one_edit_is_down_the_other_is_used_and_no_new_message(
    messenger: Messenger, down: Exception
) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[down], OtherEdit=[None], Post=[None])
    assert log.used == ["Edit"] * THRESHOLD + ["OtherEdit"]


async def test_a_transport_that_hangs_is_left_at_once(messenger: Messenger) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[TimeoutError()], OtherEdit=[None])
    assert log.used == ["Edit", "OtherEdit"]


async def test_another_job_profits_and_the_transport_comes_back(messenger: Messenger, clock: FakeClock) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[TimeoutError()], OtherEdit=[None])
    await _delivered(messenger, log, Edit=[None], OtherEdit=[None])
    clock.advance(RETRY_AFTER)
    await _delivered(messenger, log, Edit=[None], OtherEdit=[None])
    assert log.used == ["Edit", "OtherEdit", "OtherEdit", "Edit"]


async def test_edits_that_are_all_down_take_turns_until_one_works(messenger: Messenger) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[DOWN] * 3 + [None], OtherEdit=[DOWN] * 3 + [None], Post=[None])
    assert "Post" not in log.used
    assert {"Edit", "OtherEdit"} == set(log.used)


async def test_a_rate_limit_is_waited_for_on_the_same_transport(messenger: Messenger, clock: FakeClock) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[BUSY, BUSY, BUSY, None], OtherEdit=[None])
    assert log.used == ["Edit"] * 4
    assert clock.sleeps == [1, 2, 4]


async def test_a_new_message_that_may_be_there_is_sent_again_where_it_can_be_looked_for(messenger: Messenger) -> None:
    log = Log()
    await _delivered(messenger, log, Post=[DOWN, None], Blind=[None])
    assert log.used == ["Post", "Post"]


async def test_what_can_not_be_looked_for_is_not_sent_twice(messenger: Messenger) -> None:
    log = Log()
    with pytest.raises(NotDeliverable):
        await _delivered(messenger, log, Blind=[DOWN, None])
    await _delivered(messenger, log, Blind=[BUSY, None])
    assert log.used == ["Blind"] * 3


async def test_blocked_words_are_left_out_by_the_same_transport(messenger: Messenger) -> None:
    log = Log()
    assert (await _delivered(messenger, log, Edit=[BLOCKED, None], OtherEdit=[None])).plain
    assert log.sent == [("Edit", "words"), ("Edit", "plain")]


async def test_what_is_blocked_without_words_as_well_goes_by_another_transport(messenger: Messenger) -> None:
    log = Log()
    await _delivered(messenger, log, Edit=[BLOCKED], Post=[None])
    assert log.sent == [("Edit", "words"), ("Edit", "plain"), ("Post", "plain")]


async def test_a_plain_card_is_not_tried_with_words_again(messenger: Messenger) -> None:
    log = Log()
    job = a_job(card=a_card(plain=True))
    await messenger.deliver(job, draw, find_transports=scripted(log, Edit=[None]))
    assert log.sent == [("Edit", "plain")]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (http_error(413), UploadTooLarge),
        (http_error(404, 10008), CardDeleted),
        (FORBIDDEN, AllTransportsRejected),
    ],
)
async def test_what_no_transport_can_fix_is_raised(
    messenger: Messenger, reply: Exception, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await _delivered(messenger, Log(), Edit=[reply])


async def test_a_discord_that_is_down_for_a_day_is_given_up(messenger: Messenger, clock: FakeClock) -> None:
    with pytest.raises(NotDeliverable) as caught:
        await _delivered(messenger, Log(), Edit=[DOWN])
    assert not isinstance(caught.value, AllTransportsRejected)
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


async def test_replies_that_are_never_readable_are_a_bug_and_the_pictures_are_paid(
    messenger: Messenger, caplog: pytest.LogCaptureFixture
) -> None:
    log = Log()
    with pytest.raises(NotDeliverable) as caught:
        await _delivered(messenger, log, Edit=[TypeError()])
    assert isinstance(caught.value, UnreadableReply)
    assert len(log.sent) == MAX_UNREADABLE
    assert any(record.exc_info for record in caplog.records)


async def test_a_bug_in_drawing_is_not_repeated(messenger: Messenger) -> None:
    def broken(_: Card) -> ui.LayoutView:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await messenger.deliver(a_job(), broken, find_transports=scripted(Log(), Edit=[None]))


async def test_a_large_upload_has_the_time_it_needs(clock: FakeClock) -> None:

    class Slow(Edit):
        """It takes longer than a message without files may."""

        async def send(self, view: ui.LayoutView, files: Files) -> Card:
            card = await super().send(view, files)
            await asyncio.sleep(0.1)
            return card

    def files(_: Card) -> Sequence[discord.File]:
        return [discord.File(io.BytesIO(bytes(1_000)), "a.png")]

    log = Log()
    await _messenger(clock, timeout=0.02, slowest=1_000).deliver(a_job(), draw, files, scripted(log, Slow))
    assert len(log.sent) == 1


async def test_a_reply_that_never_comes_is_waited_for_no_longer_than_the_timeout(
    clock: FakeClock,
) -> None:

    class Stuck(Edit):
        """Its reply never comes."""

        async def send(self, view: ui.LayoutView, files: Files) -> Card:
            await super().send(view, files)
            await asyncio.Event().wait()
            raise AssertionError

    log = Log()
    await _messenger(clock, timeout=0.02).deliver(a_job(), draw, find_transports=scripted(log, Stuck, OtherEdit))
    assert log.used == ["Stuck", "OtherEdit"]


async def test_every_former_card_says_where_the_card_is(messenger: Messenger) -> None:
    edited: list[tuple[int | None, int | None]] = []

    def tell(old: Card, new: Card) -> ui.LayoutView:
        edited.append((old.message_id, new.message_id))
        return draw(new)

    log = Log()
    first = a_card(message_id=1)
    third = first.moved(message_id=2).moved(message_id=3)
    found = scripted(log, Edit=[FORBIDDEN, None], OtherEdit=[FORBIDDEN])
    after = await messenger.update_former_cards(a_job(card=third), tell, found)
    assert after == replace(third, former=None)
    assert set(edited) == {(2, 3), (1, 3)}


async def test_a_card_that_never_moved_edits_nothing_else(messenger: Messenger) -> None:
    assert await messenger.update_former_cards(a_job(), lambda *_: draw(a_card())) == a_card()
