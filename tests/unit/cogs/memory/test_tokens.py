"""Which tokens can still be used, whatever the host's clock is set to."""

import pytest

from cogs.memory.tokens import TOKEN_LIFETIME, Tokens
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_card

CARD = a_card(token_expires=START + TOKEN_LIFETIME)


@pytest.fixture
def clock() -> FakeClock:
    """A clock at the moment when the token was issued."""
    return FakeClock(START)


@pytest.fixture
def tokens(clock: FakeClock) -> Tokens:
    """A process that has used no token yet."""
    return Tokens(clock.clock)


@pytest.mark.parametrize("by", [0, 3600, -3600])
def test_a_token_is_valid_for_its_time_although_the_clock_is_set(tokens: Tokens, clock: FakeClock, by: float) -> None:
    assert tokens.is_valid(CARD)
    clock.set_by(by)
    clock.advance(TOKEN_LIFETIME - 1)
    assert tokens.is_valid(CARD)
    clock.advance(1)
    assert not tokens.is_valid(CARD)


@pytest.mark.parametrize("by", [3600, -3600])
def test_after_a_restart_a_token_neither_expires_for_good_nor_is_valid_for_ever(
    tokens: Tokens, clock: FakeClock, by: float
) -> None:
    clock.set_by(by)
    assert tokens.may_be_valid(CARD)
    clock.advance(TOKEN_LIFETIME)
    assert not tokens.is_valid(CARD)


def test_it_is_known_when_a_token_is_about_to_expire(tokens: Tokens, clock: FakeClock) -> None:
    assert not tokens.expires_within(CARD, 60)
    clock.advance(TOKEN_LIFETIME - 59)
    assert tokens.expires_within(CARD, 60)
    clock.advance(59)
    assert not tokens.expires_within(CARD, 60)


def test_of_a_tokens_expiry_discord_has_the_last_word(tokens: Tokens) -> None:
    tokens.mark_expired(CARD)
    assert not tokens.is_valid(CARD)
    assert not tokens.may_be_valid(CARD)


def test_a_card_without_a_token_has_no_valid_one(tokens: Tokens) -> None:
    assert not tokens.is_valid(a_card(token=""))
    assert not tokens.may_be_valid(a_card(token=""))


def test_of_the_oldest_tokens_nothing_is_kept(clock: FakeClock) -> None:
    tokens = Tokens(clock.clock, capacity=2)
    tokens.mark_expired(CARD)
    for token in "ab":
        assert tokens.is_valid(a_card(token=token))
    assert tokens.may_be_valid(CARD)
