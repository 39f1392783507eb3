"""Which transports are open for a card, and what each of them sends."""

from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest
from discord import ui

from cogs.delivery.idempotency import IdempotentMessage
from cogs.delivery.transports import (
    CardEdit,
    ChannelReply,
    DirectMessage,
    TokenEdit,
    TokenFollowUp,
    edits,
    extra_transports,
    transports,
)
from cogs.memory.tokens import Tokens
from tests.support.clock import FakeClock
from tests.support.discord_errors import http_error
from tests.support.jobs import START, a_card, a_job

CLIENT = Mock(spec=discord.Client)
VIEW = ui.LayoutView()
LATER = START + 900
"""When every token of these cards seems to be expired."""

ALWAYS: dict[str, Any] = {}
PRIVATE = {"private": True}
ABSENT = {"bot_in_channel": False}


@pytest.mark.parametrize(
    ("fields", "now", "kinds"),
    [
        (ALWAYS, START, [TokenEdit, CardEdit, ChannelReply, DirectMessage]),
        (ALWAYS, LATER, [CardEdit, TokenEdit, ChannelReply, DirectMessage]),
        ({"message_id": None}, START, [TokenEdit, ChannelReply, DirectMessage]),
        ({"token": ""}, START, [CardEdit, ChannelReply, DirectMessage]),
        ({"channel_id": None}, LATER, [TokenEdit, DirectMessage]),
        (PRIVATE, START, [TokenEdit, DirectMessage]),
        (PRIVATE, LATER, [TokenEdit, DirectMessage]),
        ({**PRIVATE, "token": ""}, START, [DirectMessage]),
        (ABSENT, START, [TokenEdit, DirectMessage]),
        (ABSENT, LATER, [TokenEdit, DirectMessage]),
    ],
)
def test_the_open_transports_of_a_card_come_best_first(fields: dict[str, Any], now: float, kinds: list[type]) -> None:
    assert [type(transport) for transport in transports(CLIENT, a_job(card=a_card(**fields)), _tokens(now))] == kinds


@pytest.mark.parametrize(
    ("fields", "now", "kinds"),
    [
        (ALWAYS, START, [ChannelReply, TokenFollowUp, DirectMessage]),
        ({"token": ""}, LATER, [ChannelReply, DirectMessage]),
        (PRIVATE, START, [DirectMessage]),
        (ABSENT, START, [TokenFollowUp, DirectMessage]),
        (ABSENT, LATER, [TokenFollowUp, DirectMessage]),
    ],
)
def test_further_pictures_go_where_the_card_may_be_seen(fields: dict[str, Any], now: float, kinds: list[type]) -> None:
    job = a_job(card=a_card(**fields))
    assert [type(transport) for transport in extra_transports(CLIENT, job, _tokens(now), number=2)] == kinds


def test_no_two_messages_of_a_job_share_a_nonce() -> None:
    job = a_job(card=a_card(**PRIVATE))
    found = [
        *transports(CLIENT, job, _tokens(LATER)),
        *(one for n in (2, 3) for one in extra_transports(CLIENT, job, _tokens(LATER), number=n)),
    ]
    nonces = [transport.message.nonce for transport in found if isinstance(transport, DirectMessage)]
    assert len(nonces) == len(set(nonces)) == 3
    assert all(len(nonce) <= 25 for nonce in nonces)


def test_a_message_has_the_nonce_that_an_earlier_version_would_have_given_it() -> None:
    # The bot that resumes a job after an update looks for messages that the version before it sent.
    job = a_job(card=a_card(**PRIVATE))
    found = [*transports(CLIENT, job, _tokens(LATER)), *extra_transports(CLIENT, job, _tokens(LATER), number=2)]
    nonces = [transport.message.nonce for transport in found if isinstance(transport, DirectMessage)]
    assert nonces == [f"card-{job.id}", f"more-{job.id}-2"]


def test_a_token_that_discord_has_rejected_is_not_tried_again() -> None:
    tokens, card = _tokens(START), a_card(bot_in_channel=False)
    tokens.mark_expired(card)
    assert list(edits(CLIENT, a_job(card=card), tokens)) == []


def _tokens(now: float) -> Tokens:
    return Tokens(FakeClock(now).clock)


def _message(client: discord.Client) -> IdempotentMessage:
    return IdempotentMessage(client, a_job(), "card-1")


def _client(sent_id: int) -> Mock:
    """A client whose channels, direct messages and webhooks accept a message as number ``sent_id``."""
    client: Mock = create_autospec(discord.Client, instance=True)
    message = create_autospec(discord.Message, instance=True, id=sent_id)
    channel = create_autospec(discord.PartialMessageable, instance=True)
    channel.send.return_value = message
    channel.get_partial_message.return_value = create_autospec(discord.PartialMessage, instance=True)
    client.get_partial_messageable.return_value = channel
    direct = create_autospec(discord.DMChannel, instance=True, id=99)
    direct.send.return_value = message
    client.create_dm.return_value = direct
    return client


async def test_an_edited_card_stays_where_it_is() -> None:
    client, card = _client(41), a_card()
    assert await CardEdit(client, card, 20, 40).send(VIEW, list) == card
    message = client.get_partial_messageable.return_value.get_partial_message.return_value
    message.edit.assert_awaited_once_with(view=VIEW, attachments=[])


@pytest.mark.parametrize("message_id", [40, None])
async def test_a_reply_is_the_new_card_and_is_sent_even_if_the_old_one_is_gone(message_id: int | None) -> None:
    client, card = _client(41), a_card(message_id=message_id)
    after = a_card(token="", message_id=41, former=card)
    assert await ChannelReply(client, card, 20, _message(client)).send(VIEW, list) == after
    channel = client.get_partial_messageable.return_value
    assert channel.send.await_args.kwargs["nonce"] == "card-1"
    assert (channel.send.await_args.kwargs["reference"] is None) == (message_id is None)


async def test_a_card_that_turns_out_to_be_there_already_has_not_moved() -> None:
    client, card = _client(40), a_card()
    assert await ChannelReply(client, card, 20, _message(client)).send(VIEW, list) == card
    assert await DirectMessage(client, card, 10, _message(client)).send(VIEW, list) == card


async def test_where_the_bot_may_not_reply_it_posts_without_a_reference() -> None:
    client = _client(41)
    channel = client.get_partial_messageable.return_value
    message = channel.send.return_value
    channel.send.side_effect = [http_error(400, 160002), message]
    card = await ChannelReply(client, a_card(), 20, _message(client)).send(VIEW, list)
    assert card.message_id == 41
    assert [bool(call.kwargs["reference"]) for call in channel.send.await_args_list] == [True, False]


async def test_any_other_rejection_of_a_reply_is_final() -> None:
    client = _client(41)
    channel = client.get_partial_messageable.return_value
    channel.send.side_effect = http_error(403, 50013)
    with pytest.raises(discord.HTTPException):
        await ChannelReply(client, a_card(), 20, _message(client)).send(VIEW, list)
    assert channel.send.await_count == 1


async def test_a_card_in_a_direct_message_belongs_to_no_server() -> None:
    client = _client(41)
    before = a_card(bot_in_channel=False)
    card = await DirectMessage(client, before, 10, _message(client)).send(VIEW, list)
    assert card == a_card(token="", guild_id=None, channel_id=99, message_id=41, bot_in_channel=True, former=before)
    assert client.create_dm.await_args.args[0].id == 10


async def test_a_followup_waits_for_the_id_of_its_message() -> None:
    webhook = create_autospec(discord.Webhook, instance=True)
    webhook.send.return_value = create_autospec(discord.WebhookMessage, instance=True, id=41)
    assert await TokenFollowUp(CLIENT, a_card(), lambda *_: webhook).send(VIEW, list) == a_card(message_id=41)
    assert webhook.send.await_args.kwargs["wait"] is True
