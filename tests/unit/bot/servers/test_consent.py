"""Whose pictures may be references: every origin under every rule, and the author's word over all of them."""

from itertools import product

import pytest

from bot.requests.source import Origin, Source
from bot.servers.consent import Consent, check_source
from bot.servers.errors import (
    AuthorForbids,
    AuthorUnknown,
    NotOptedIn,
    OnlyOwnOutside,
    ReferenceRefused,
)
from bot.servers.rules import ReferenceRule

ALICE, BOB = 2, 3
OWN, OPTED_IN, ANYONE = ReferenceRule.OWN, ReferenceRule.OPTED_IN, ReferenceRule.ANYONE
UNSAID, NOBODY = Consent.UNSAID, Consent.NOBODY

BOBS, BOBS_CARD = Source(Origin.MEMBER, BOB), Source(Origin.CARD, BOB)
AN_APPS, A_FORWARD, AN_OLD_CARD = Source(Origin.APP), Source(Origin.UNKNOWN), Source(Origin.CARD)

CASES: list[tuple[Source, ReferenceRule, Consent, type[ReferenceRefused] | None]] = [
    (BOBS, OWN, UNSAID, ReferenceRefused),
    (BOBS, OWN, Consent.ANYONE, ReferenceRefused),
    (BOBS, OPTED_IN, UNSAID, NotOptedIn),
    (BOBS, OPTED_IN, Consent.ANYONE, None),
    (BOBS, ANYONE, UNSAID, None),
    (BOBS, ANYONE, Consent.ANYONE, None),
    *((BOBS, rule, NOBODY, AuthorForbids) for rule in ReferenceRule),
    *((BOBS_CARD, rule, word, None) for rule, word in product(ReferenceRule, (UNSAID, Consent.ANYONE))),
    *((BOBS_CARD, rule, NOBODY, AuthorForbids) for rule in ReferenceRule),
    *((AN_OLD_CARD, rule, UNSAID, None) for rule in ReferenceRule),
    (AN_APPS, OWN, UNSAID, ReferenceRefused),
    (AN_APPS, OPTED_IN, UNSAID, NotOptedIn),
    (AN_APPS, ANYONE, UNSAID, None),
    *((A_FORWARD, rule, UNSAID, AuthorUnknown) for rule in ReferenceRule),
]


def _refusal(source: Source, rule: ReferenceRule, word: Consent, *, in_server: bool) -> type[ReferenceRefused] | None:
    try:
        check_source(source, ALICE, rule, {BOB: word}, in_server=in_server)
    except ReferenceRefused as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(("source", "rule", "word", "refusal"), CASES)
def test_the_rule_decides_unless_the_author_forbids(
    source: Source, rule: ReferenceRule, word: Consent, refusal: type[ReferenceRefused] | None
) -> None:
    assert _refusal(source, rule, word, in_server=True) is refusal


@pytest.mark.parametrize("rule", ReferenceRule)
@pytest.mark.parametrize("origin", [Origin.MEMBER, Origin.CARD])
def test_ones_own_pictures_need_no_word_and_no_rule(origin: Origin, rule: ReferenceRule) -> None:
    check_source(Source(origin, ALICE), ALICE, rule, {}, in_server=True)


def test_outside_of_servers_the_refusal_says_that_nobody_can_change_the_rule() -> None:
    assert _refusal(BOBS, OWN, UNSAID, in_server=False) is OnlyOwnOutside
    assert _refusal(BOBS, OWN, NOBODY, in_server=False) is AuthorForbids


def test_a_source_is_known_where_it_was_seen_and_in_the_server_that_sees_it() -> None:
    seen = Source(Origin.MEMBER, BOB, channel_id=5, guild_id=1)
    assert seen.is_known_in(5, None)
    assert seen.is_known_in(6, 1)
    assert not seen.is_known_in(6, 2)
    assert not Source(Origin.MEMBER, BOB).is_known_in(None, None)
