"""By which ways a card reaches its reader, and what a refusal means for them."""

from typing import Any
from unittest.mock import create_autospec

import discord
import pytest

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

CLIENT = create_autospec(discord.Client, instance=True)
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
    nonces = [route.nonce for route in found if isinstance(route, DirectMessage)]
    assert len(nonces) == len(set(nonces)) == 3
    assert all(len(nonce) <= 25 for nonce in nonces)
