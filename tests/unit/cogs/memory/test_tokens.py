"""Which tokens can still be used, whatever the host's clock is set to."""

import pytest

from cogs.memory.tokens import TOKEN_LIFE, Tokens
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_card

CARD = a_card(token_expires=START + TOKEN_LIFE)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that shows the moment at which the token was given."""
    return FakeClock(START)


@pytest.fixture
def tokens(clock: FakeClock) -> Tokens:
    """A process that has met no token yet."""
    return Tokens(clock.clock)


@pytest.mark.parametrize("by", [0, 3600, -3600])
def test_a_token_lives_its_time_although_the_clock_is_set(tokens: Tokens, clock: FakeClock, by: float) -> None:
    assert tokens.lives(CARD)
    clock.set_by(by)
    clock.advance(TOKEN_LIFE - 1)
    assert tokens.lives(CARD)
    clock.advance(1)
    assert not tokens.lives(CARD)


@pytest.mark.parametrize("by", [3600, -3600])
def test_after_a_restart_a_token_neither_dies_for_good_nor_lives_for_ever(
    tokens: Tokens, clock: FakeClock, by: float
) -> None:
    clock.set_by(by)
    assert tokens.may_live(CARD)
    clock.advance(TOKEN_LIFE)
    assert not tokens.lives(CARD)


def test_it_is_known_when_a_token_is_about_to_end(tokens: Tokens, clock: FakeClock) -> None:
    assert not tokens.ends_within(CARD, 60)
    clock.advance(TOKEN_LIFE - 59)
    assert tokens.ends_within(CARD, 60)
    clock.advance(59)
    assert not tokens.ends_within(CARD, 60)


def test_of_a_tokens_death_discord_has_the_last_word(tokens: Tokens) -> None:
    tokens.died(CARD)
    assert not tokens.lives(CARD)
    assert not tokens.may_live(CARD)


def test_a_card_without_a_token_has_no_living_one(tokens: Tokens) -> None:
    assert not tokens.lives(a_card(token=""))
    assert not tokens.may_live(a_card(token=""))


def test_of_the_oldest_tokens_nothing_is_kept(clock: FakeClock) -> None:
    tokens = Tokens(clock.clock, capacity=2)
    tokens.died(CARD)
    for token in "ab":
        assert tokens.lives(a_card(token=token))
    assert tokens.may_live(CARD)
