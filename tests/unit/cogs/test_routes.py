"""By which ways a card reaches its reader, and what a refusal means for them."""

from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest
from discord import ui

from cogs.once import Once
from cogs.routes import (
    CardEdit,
    ChannelReply,
    DirectMessage,
    TokenEdit,
    TokenFollowUp,
    Verdict,
    further_routes,
    judge,
    routes,
)
from tests.support.discord_errors import http_error
from tests.support.jobs import START, a_card, a_job

CLIENT = Mock(spec=discord.Client)
VIEW = ui.LayoutView()
LATER = START + 900
"""When every token of these cards is dead."""

ALWAYS: dict[str, Any] = {}
PRIVATE = {"private": True}
ABSENT = {"bot_present": False}


@pytest.mark.parametrize(
    ("status", "code", "verdict"),
    [
        (500, 0, Verdict.RETRY),
        (503, 40005, Verdict.RETRY),
        (429, 0, Verdict.RETRY),
        (413, 0, Verdict.TOO_LARGE),
        (400, 40005, Verdict.TOO_LARGE),
        (404, 10008, Verdict.DELETED),
        (404, 10015, Verdict.NEXT_ROUTE),
        (401, 50027, Verdict.NEXT_ROUTE),
        (403, 50001, Verdict.NEXT_ROUTE),
        (400, 30046, Verdict.NEXT_ROUTE),
    ],
)
def test_every_refusal_of_discords_means_something(status: int, code: int, verdict: Verdict) -> None:
    assert judge(http_error(status, code)) is verdict


@pytest.mark.parametrize(
    ("fields", "now", "ways"),
    [
        (ALWAYS, START, [TokenEdit, CardEdit, ChannelReply, DirectMessage]),
        (ALWAYS, LATER, [CardEdit, ChannelReply, DirectMessage]),
        ({"message_id": None}, START, [TokenEdit, ChannelReply, DirectMessage]),
        ({"token": ""}, START, [CardEdit, ChannelReply, DirectMessage]),
        ({"channel_id": None}, LATER, [DirectMessage]),
        (PRIVATE, START, [TokenEdit, DirectMessage]),
        (PRIVATE, LATER, [DirectMessage]),
        (ABSENT, START, [TokenEdit, DirectMessage]),
        (ABSENT, LATER, [DirectMessage]),
    ],
)
def test_a_card_goes_by_the_best_way_that_is_open(fields: dict[str, Any], now: float, ways: list[type]) -> None:
    assert [type(route) for route in routes(CLIENT, a_job(card=a_card(**fields)), now)] == ways


@pytest.mark.parametrize(
    ("fields", "now", "ways"),
    [
        (ALWAYS, START, [ChannelReply, TokenFollowUp, DirectMessage]),
        (ALWAYS, LATER, [ChannelReply, DirectMessage]),
        (PRIVATE, START, [DirectMessage]),
        (ABSENT, START, [TokenFollowUp, DirectMessage]),
        (ABSENT, LATER, [DirectMessage]),
    ],
)
def test_further_pictures_go_where_the_card_may_be_seen(fields: dict[str, Any], now: float, ways: list[type]) -> None:
    job = a_job(card=a_card(**fields))
    assert [type(route) for route in further_routes(CLIENT, job, now, number=2)] == ways


def test_no_two_messages_of_a_job_share_a_nonce() -> None:
    job = a_job(card=a_card(**PRIVATE))
    found = [
        *routes(CLIENT, job, LATER),
        *(way for n in (2, 3) for way in further_routes(CLIENT, job, LATER, number=n)),
    ]
    nonces = [route.once.nonce for route in found if isinstance(route, DirectMessage)]
    assert len(nonces) == len(set(nonces)) == 3
    assert all(len(nonce) <= 25 for nonce in nonces)


def _once(client: discord.Client) -> Once:
    return Once(client, a_job(), "card-1")


def _client(sent_id: int) -> Mock:
    """A client whose channels, direct messages and webhooks take a message as number ``sent_id``."""
    client: Mock = create_autospec(discord.Client, instance=True)
    taken = create_autospec(discord.Message, instance=True, id=sent_id)
    channel = create_autospec(discord.PartialMessageable, instance=True)
    channel.send.return_value = taken
    channel.get_partial_message.return_value = create_autospec(discord.PartialMessage, instance=True)
    client.get_partial_messageable.return_value = channel
    direct = create_autospec(discord.DMChannel, instance=True, id=99)
    direct.send.return_value = taken
    client.create_dm.return_value = direct
    return client


async def test_an_edited_card_stays_where_it_is() -> None:
    client, card = _client(41), a_card()
    assert await CardEdit(client, card, 20, 40).send(VIEW, ()) == card
    message = client.get_partial_messageable.return_value.get_partial_message.return_value
    message.edit.assert_awaited_once_with(view=VIEW, attachments=())


@pytest.mark.parametrize("message_id", [40, None])
async def test_a_reply_is_the_new_card_and_is_sent_even_if_the_old_one_is_gone(message_id: int | None) -> None:
    client, card = _client(41), a_card(message_id=message_id)
    assert await ChannelReply(client, card, 20, _once(client)).send(VIEW, ()) == a_card(token="", message_id=41)
    channel = client.get_partial_messageable.return_value
    assert channel.send.await_args.kwargs["nonce"] == "card-1"
    assert (channel.send.await_args.kwargs["reference"] is None) == (message_id is None)


async def test_a_card_in_a_direct_message_belongs_to_no_server() -> None:
    client = _client(41)
    card = await DirectMessage(client, a_card(bot_present=False), 10, _once(client)).send(VIEW, ())
    assert card == a_card(token="", guild_id=None, channel_id=99, message_id=41, bot_present=True)
    assert client.create_dm.await_args.args[0].id == 10


async def test_a_follow_up_waits_to_learn_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    webhook = create_autospec(discord.Webhook, instance=True)
    webhook.send.return_value = create_autospec(discord.WebhookMessage, instance=True, id=41)
    monkeypatch.setattr(discord.Webhook, "partial", lambda *_, **__: webhook)
    assert await TokenFollowUp(CLIENT, a_card()).send(VIEW, ()) == a_card(message_id=41)
    assert webhook.send.await_args.kwargs["wait"] is True
