"""Pictures on their way into messages of a size that Discord accepts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import Mock, create_autospec

import discord
import pytest
from discord import ui

from bot.cluster.run import SoleRun
from bot.errors import DatabaseAway
from bot.images.pictures import Fetched, Picture
from bot.images.results import ResultFetcher
from bot.jobs.card import Card, ExtraMessage, HasCard
from bot.jobs.errors import NotDeliverable
from bot.jobs.job import Job
from bot.net.backoff import Backoff
from bot.servers.act_log import ActLog, Moderated
from cogs.delivery.errors import UploadTooLarge
from cogs.delivery.messenger import Draw, Files, Messenger, no_files
from cogs.delivery.sender import Sender, TransportFinder
from cogs.delivery.transports import ChannelReply, transports
from cogs.delivery.uploader import Item, PictureUploader
from cogs.jobs.copies import Copy
from cogs.memory.outages import Outages
from cogs.memory.tokens import Tokens
from cogs.memory.upload_limits import MIB, UploadLimits
from tests.support.clock import FakeClock
from tests.support.jobs import a_card, a_finished_job, a_request
from tests.support.locales import CATALOGS, ENGLISH
from tests.support.names import picture_numbers
from tests.support.views import pictures_of, text_of

CLIENT = Mock(spec=discord.Client)
COUNT = 5
ACT_LOG = create_autospec(ActLog, instance=True)
ACT_LOG.moderated.return_value = Moderated()
FIRST_MESSAGE = 40
JOB = a_finished_job(card=a_card(upload_limit=10 * MIB), request=a_request(num=COUNT))


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as Discord accepted it: its files, text and nonce (unless it is the card), and which are spoilers."""

    names: list[str]
    text: str
    nonce: str | None
    spoilers: list[bool]


class FakeMessenger(Messenger):
    """Rejects messages of a ``size`` (in bytes of all files) that it does not accept, and records the others."""

    def __init__(self, accepts: Callable[[int], bool]) -> None:
        time = FakeClock().clock
        tokens = Tokens(time)
        super().__init__(Sender(CLIENT, tokens, Outages(time), SoleRun("a run")), tokens, Backoff(), time)
        self._accepts = accepts
        self.sent: list[Sent] = []

    async def deliver(
        self, job: HasCard, draw: Draw, files: Files = no_files, find_transports: TransportFinder = transports
    ) -> Card:
        """Accept it or not."""
        uploads = list(files(job.card))
        size = sum(len(upload.fp.read()) for upload in uploads)
        for upload in uploads:
            upload.close()
        if not self._accepts(size):
            raise UploadTooLarge
        names, nonce = [upload.filename for upload in uploads], await _nonce(find_transports, job)
        view = draw(job.card)
        self.sent.append(Sent(names, text_of(view), nonce, [item["spoiler"] for item in pictures_of(view)]))
        return replace(job.card, message_id=FIRST_MESSAGE + len(self.sent) - 1)


async def _nonce(find_transports: TransportFinder, job: HasCard) -> str | None:
    """The nonce with which the best transport posts into the channel, if it does."""
    client, channel = (create_autospec(kind, instance=True) for kind in (discord.Client, discord.PartialMessageable))
    client.get_partial_messageable.return_value = channel
    channel.history.return_value.__aiter__.return_value = []
    best = next(iter(find_transports(client, job, Tokens(FakeClock().clock))))
    if not isinstance(best, ChannelReply):
        return None
    await best.send(ui.LayoutView(), list)
    nonce: str = channel.send.await_args.kwargs["nonce"]
    return nonce


@pytest.fixture
def result_fetcher() -> Mock:
    """A fetcher whose pictures all fit as they are."""
    result_fetcher: Mock = create_autospec(ResultFetcher, instance=True)
    result_fetcher.fit.side_effect = lambda picture, *_: picture
    return result_fetcher


@pytest.fixture
def pictures(tmp_path: Path) -> list[Picture]:
    """Pictures of 1 MiB."""
    for number in range(1, COUNT + 1):
        (tmp_path / f"{number}.png").write_bytes(bytes(MIB))
    return [
        Picture(JOB.id, number, tmp_path / f"{number}.png", f"https://file.example/{number}.png", 1024, 1024)
        for number in range(1, COUNT + 1)
    ]


async def _uploaded(result_fetcher: Mock, pictures: list[Picture], accepts: Callable[[int], bool]) -> list[Sent]:
    return (await _uploaded_by(result_fetcher, pictures, accepts, JOB))[0]


async def _uploaded_by(
    result_fetcher: Mock, pictures: list[Picture], accepts: Callable[[int], bool], item: Item
) -> tuple[list[Sent], list[Item]]:
    """What a new process sends of a job (or a copy), and what it records meanwhile."""
    messenger, recorded = FakeMessenger(accepts), [item]

    async def record(item: Item) -> Item:
        recorded.append(item)
        return item

    await PictureUploader(result_fetcher, messenger, CATALOGS, UploadLimits(), ACT_LOG, []).upload(
        item, JOB, Fetched(pictures), record
    )
    return messenger.sent, recorded


async def _unrecorded(job: Job) -> Job:
    return job


def _numbers(sent: list[Sent]) -> list[str]:
    """The numbers of the pictures in each message."""
    return ["".join(str(number) for number in picture_numbers(message.names)) for message in sent]


async def test_what_fits_is_one_message(result_fetcher: Mock, pictures: list[Picture]) -> None:
    sent = await _uploaded(result_fetcher, pictures, lambda _: True)
    assert _numbers(sent) == ["12345"]
    assert sent[0].text.startswith(f"### {JOB.request.prompt}\n")


async def test_a_copy_of_a_job_is_uploaded_as_the_job_is_but_no_message_of_it_is_taken_for_one_of_the_job(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    copy = Copy.of(JOB, user_id=11, card=replace(JOB.card, message_id=None))
    sent, recorded = await _uploaded_by(result_fetcher, pictures, lambda size: size <= 2 * MIB, copy)
    assert _numbers(sent) == ["12", "34", "5"]
    assert [message.nonce for message in sent[1:]] == [f"more-{copy.id}-2", f"more-{copy.id}-3"]
    assert {(one.id, one.user_id) for one in recorded} == {(copy.id, 11)}
    assert [(extra.pictures, extra.message_id) for extra in recorded[-1].extra_messages] == [((3, 4), 41), ((5,), 42)]


async def test_what_has_no_room_on_the_card_comes_in_messages_below_it(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    sent = await _uploaded(result_fetcher, pictures, lambda size: size <= 2 * MIB)
    assert _numbers(sent) == ["12", "34", "5"]
    assert [message.nonce for message in sent] == [None, f"more-{JOB.id}-2", f"more-{JOB.id}-3"]
    assert ENGLISH("card-more", n=3) in sent[0].text
    assert sent[0].text.startswith(f"### {JOB.request.prompt}\n")


async def test_an_extra_message_that_is_rejected_makes_all_of_them_smaller(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    replies = iter([False, True, False])
    sent = await _uploaded(result_fetcher, pictures, lambda _: next(replies, True))
    assert _numbers(sent) == ["12", "1", "2", "3", "4", "5"]


async def test_what_is_posted_when_an_extra_message_is_rejected_stays_there(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    replies = iter([False, True, True, False])
    sent, recorded = await _uploaded_by(result_fetcher, pictures, lambda _: next(replies, True), JOB)
    assert _numbers(sent) == ["12", "34", "12", "5"]
    assert [message.nonce for message in sent] == [None, f"more-{JOB.id}-2", None, f"more-{JOB.id}-3"]
    assert recorded[-1].extra_messages == (ExtraMessage((3, 4), 41, 20, 30), ExtraMessage((5,), 43, 20, 30))


@pytest.mark.parametrize("cut_off_at", range(5))
async def test_after_a_restart_only_what_may_not_be_posted_is_sent_and_under_the_same_nonce(
    result_fetcher: Mock, pictures: list[Picture], cut_off_at: int
) -> None:
    before, recorded = await _uploaded_by(result_fetcher, pictures, lambda size: size <= 2 * MIB, JOB)
    left = recorded[cut_off_at]
    there = {message.nonce: message.names for message in before[: 1 + len(left.extra_messages)]}
    after, _ = await _uploaded_by(result_fetcher, pictures, lambda _: True, left)
    sent_again = [message for message in after if message.nonce and message.nonce in there]
    assert all(message.names == there[message.nonce] for message in sent_again)
    assert len(sent_again) == sum(extra.message_id is None for extra in left.extra_messages)
    seen = there | {message.nonce: message.names for message in after}
    assert sorted(name for names in seen.values() for name in names) == [picture.filename for picture in pictures]


async def test_where_nothing_can_be_searched_for_a_message_that_may_be_posted_is_not_sent_again(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    left = replace(JOB, card=replace(JOB.card, bot_in_channel=False), extra_messages=(ExtraMessage((3, 4)),))
    sent, _ = await _uploaded_by(result_fetcher, pictures, lambda _: True, left)
    assert _numbers(sent) == ["125"]
    assert ENGLISH("card-more", n=2) in sent[0].text


async def test_a_card_that_had_to_move_is_recorded_before_anything_follows_it(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    moved = replace(JOB, card=replace(JOB.card, message_id=None))
    _, recorded = await _uploaded_by(result_fetcher, pictures, lambda size: size <= 2 * MIB, moved)
    assert [(job.card.message_id, len(job.extra_messages)) for job in recorded[:3]] == [(None, 0), (40, 0), (40, 1)]


async def test_what_was_learned_holds_for_the_next_job(result_fetcher: Mock, pictures: list[Picture]) -> None:
    tried: list[int] = []

    def accepts(size: int) -> bool:
        tried.append(size)
        return size <= 2 * MIB

    messenger = FakeMessenger(accepts)
    uploader = PictureUploader(result_fetcher, messenger, CATALOGS, UploadLimits(), ACT_LOG, [])
    for _ in range(2):
        await uploader.upload(JOB, JOB, Fetched(pictures), _unrecorded)
    assert tried.count(COUNT * MIB) == 1
    assert _numbers(messenger.sent) == ["12", "34", "5"] * 2


async def test_a_picture_that_can_not_be_made_small_enough_is_linked(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    result_fetcher.fit.side_effect = lambda picture, *_: None if picture.number == COUNT else picture
    (card,) = await _uploaded(result_fetcher, pictures, lambda _: True)
    assert _numbers([card]) == ["1234"]
    assert f"[#{COUNT}](<{pictures[-1].url}>)" in card.text


async def test_further_pictures_that_are_too_large_are_linked_where_they_belong(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    result_fetcher.fit.side_effect = lambda picture, *_: None if picture.number == COUNT else picture
    sent = await _uploaded(result_fetcher, pictures, lambda size: size <= 2 * MIB)
    assert _numbers(sent) == ["12", "34", ""]
    assert [pictures[-1].url in message.text for message in sent] == [False, False, True]


async def test_a_discord_that_accepts_no_file_at_all_gets_links(result_fetcher: Mock, pictures: list[Picture]) -> None:
    result_fetcher.fit.side_effect = lambda picture, limit, _: picture if limit > 1 else None
    (card,) = await _uploaded(result_fetcher, pictures[:1], lambda size: size == 0)
    assert card.names == []
    assert pictures[0].url in card.text


async def test_a_discord_that_accepts_not_even_links_ends_the_job(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    result_fetcher.fit.side_effect = lambda *_: None
    with pytest.raises(NotDeliverable):
        await _uploaded(result_fetcher, pictures, lambda _: False)


@pytest.mark.parametrize(
    ("card", "blurred"),
    [(JOB.card, True), (replace(JOB.card, guild_id=31), False), (replace(JOB.card, bot_in_channel=False), False)],
)
async def test_what_a_moderator_blurred_is_posted_with_spoilers_in_that_server(
    result_fetcher: Mock, pictures: list[Picture], card: Card, *, blurred: bool
) -> None:
    messenger, observed, act_log = (
        FakeMessenger(lambda size: size <= 2 * MIB),
        list[tuple[str, int]](),
        create_autospec(ActLog, instance=True),
    )
    there = Moderated(blurred=frozenset({JOB.id}))
    act_log.moderated.side_effect = lambda guild_id: there if guild_id == JOB.card.guild_id else Moderated()
    observers = [lambda job, uploaded: observed.append((job.id, len(uploaded.extra_messages)))]
    uploader = PictureUploader(result_fetcher, messenger, CATALOGS, UploadLimits(), act_log, observers)
    job = JOB.on_card(card)
    await uploader.upload(job, job, Fetched(pictures), _unrecorded)
    assert [message.spoilers for message in messenger.sent] == [[blurred] * 2, [blurred] * 2, [blurred]]
    assert observed == [(JOB.id, 2)]


async def test_pictures_come_although_it_can_not_be_read_whether_they_are_blurred(
    result_fetcher: Mock, pictures: list[Picture]
) -> None:
    messenger, act_log = FakeMessenger(lambda _: True), create_autospec(ActLog, instance=True)
    act_log.moderated.side_effect = DatabaseAway("gone")
    uploader = PictureUploader(result_fetcher, messenger, CATALOGS, UploadLimits(), act_log, [])
    await uploader.upload(JOB, JOB, Fetched(pictures), _unrecorded)
    assert _numbers(messenger.sent) == ["12345"]
