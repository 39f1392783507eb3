"""Every rule for every use: who is refused, and who passes."""

from contextlib import nullcontext
from dataclasses import replace

import pytest

from bot.admission.draft import Draft
from bot.admission.entry import Entry, ServerState, Use, Way
from bot.admission.errors import (
    AccountTooNew,
    AgeRestrictedOnly,
    BeyondTier,
    CommandDenied,
    MemberTooNew,
    NotManager,
    NotModerator,
)
from bot.admission.rules import DAY, ENTRY_RULES, Policy
from bot.errors import UserError
from bot.host.decisions import Decisions, Pause
from bot.host.errors import BotPaused, NotHost, ServerNotAllowed
from bot.requests.request import RequestSettings, Resolution
from bot.requests.source import Origin, Source
from bot.servers.acts import EVERYWHERE
from bot.servers.blocks import Block
from bot.servers.command_permissions import CommandPermissions, Overwrites
from bot.servers.consent import Consent
from bot.servers.errors import (
    AuthorForbids,
    BlockedEverywhere,
    MemberBlocked,
    OnlyOwnOutside,
    ReferenceRefused,
    WordsBanned,
)
from bot.servers.rules import ChannelRules, ServerRules, Tier

NOW = 1_700_000_000.0
SERVER, CHANNEL, THREAD, ALICE, MODERATOR, BOB, ARTISTS = 1000, 5, 6, 3, 4, 8, 9

ALICES = Entry(
    Way(Use.MAKE),
    NOW,
    ALICE,
    account_created_at=NOW - 10 * DAY,
    guild_id=SERVER,
    channel_id=CHANNEL,
    joined_at=NOW - 5 * DAY,
)
ADULTS = ChannelRules(age_restricted_only=True)
PAUSED = Decisions(pause=Pause(by_user=1, at=NOW - 1, until=NOW + 1, reason="repairs"))
MEMBERS = {Use.MAKE, Use.SHOW}


def _blocks(until: float | None = None, guild_id: int = SERVER) -> dict[int, Block]:
    return {ALICE: Block(guild_id, ALICE, until, "spam", MODERATOR, NOW - 1)}


def _denied(**overwrites: dict[int, bool]) -> ServerState:
    return ServerState(permissions=CommandPermissions(Overwrites(**overwrites)))


REFUSED: list[tuple[ServerState, type[UserError], set[Use]]] = [
    (ServerState(blocks=_blocks()), MemberBlocked, MEMBERS),
    (ServerState(blocks=_blocks(until=NOW + 1)), MemberBlocked, MEMBERS),
    (ServerState(blocks_everywhere=_blocks(guild_id=EVERYWHERE)), BlockedEverywhere, set(Use) - {Use.OWN}),
    (_denied(users={ALICE: False}), CommandDenied, {*MEMBERS, Use.MANAGE, Use.MODERATE}),
    (_denied(channels={CHANNEL: False}), CommandDenied, {*MEMBERS, Use.MANAGE, Use.MODERATE}),
    (ServerState(rules=ServerRules(min_account_days=11)), AccountTooNew, MEMBERS),
    (ServerState(rules=ServerRules(min_membership_days=6)), MemberTooNew, MEMBERS),
    (ServerState(rules=ServerRules(everywhere=ADULTS)), AgeRestrictedOnly, MEMBERS),
    (ServerState(rules=ServerRules(channels={CHANNEL: ADULTS})), AgeRestrictedOnly, MEMBERS),
    (ServerState(), NotManager, {Use.MANAGE}),
    (ServerState(), NotModerator, {Use.MODERATE}),
    (ServerState(), NotHost, {Use.HOST}),
    (ServerState(is_allowed=False), ServerNotAllowed, {*MEMBERS, Use.MANAGE}),
    (ServerState(decisions=PAUSED), BotPaused, {Use.MAKE}),
]
"""A state, the refusal that follows, and the uses to which it applies."""


def _refusal(entry: Entry, state: ServerState) -> type[UserError] | None:
    try:
        Policy().check(entry, state)
    except UserError as error:
        return type(error)
    return None


@pytest.mark.parametrize("use", Use)
@pytest.mark.parametrize(("state", "refusal", "uses"), REFUSED)
def test_each_rule_refuses_the_uses_that_it_is_about_and_no_other(
    state: ServerState, refusal: type[UserError], uses: set[Use], use: Use
) -> None:
    managers, moderators = refusal is not NotManager, refusal is not NotModerator
    entry = replace(ALICES, way=Way(use), is_manager=managers, is_moderator=moderators, is_host=refusal is not NotHost)
    assert _refusal(entry, state) is (refusal if use in uses else None)


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (ALICES, ServerState(blocks=_blocks(until=NOW))),
        (replace(ALICES, at=NOW + 1), ServerState(decisions=PAUSED)),
        (replace(ALICES, way=Way(Use.HOST, "bot"), is_host=True, guild_id=None), ServerState(is_allowed=False)),
        (replace(ALICES, user_id=9), ServerState(blocks=_blocks())),
        (replace(ALICES, is_admin=True), _denied(users={ALICE: False})),
        (replace(ALICES, is_admin=True, may_use_commands=False), ServerState()),
        (ALICES, ServerState(rules=ServerRules(min_account_days=10, min_membership_days=5))),
        (replace(ALICES, age_restricted=True), ServerState(rules=ServerRules(everywhere=ADULTS))),
        (ALICES, ServerState(rules=ServerRules(everywhere=ADULTS, channels={CHANNEL: ChannelRules()}))),
        (replace(ALICES, way=Way(Use.MANAGE, "server"), is_manager=True), ServerState()),
        (replace(ALICES, guild_id=None, joined_at=None, may_use_commands=False), ServerState()),
    ],
)
def test_who_keeps_the_rules_passes(entry: Entry, state: ServerState) -> None:
    assert _refusal(entry, state) is None


def test_who_may_not_use_commands_may_not_press_buttons() -> None:
    assert _refusal(replace(ALICES, may_use_commands=False), ServerState()) is CommandDenied


def test_the_permissions_that_count_are_those_of_the_ways_own_command() -> None:
    denied = ServerState(
        permissions=CommandPermissions(commands={"Use as reference": Overwrites(roles={SERVER: False})})
    )
    assert _refusal(ALICES, denied) is None
    assert _refusal(replace(ALICES, way=Way(Use.MAKE, "Use as reference")), denied) is CommandDenied


def test_a_thread_has_the_permissions_and_rules_of_its_parent() -> None:
    thread = replace(ALICES, channel_id=THREAD, parent_id=CHANNEL)
    assert _refusal(thread, _denied(channels={CHANNEL: False})) is CommandDenied
    assert _refusal(thread, _denied(channels={THREAD: False})) is None
    assert _refusal(thread, ServerState(rules=ServerRules(channels={CHANNEL: ADULTS}))) is AgeRestrictedOnly


def test_a_refusal_says_when_the_member_is_old_enough() -> None:
    with pytest.raises(AccountTooNew) as account:
        Policy().check(ALICES, ServerState(rules=ServerRules(min_account_days=30)))
    assert (account.value.days, account.value.at) == (30, NOW + 20 * DAY)
    with pytest.raises(MemberTooNew) as member:
        Policy().check(ALICES, ServerState(rules=ServerRules(min_membership_days=7)))
    assert (member.value.days, member.value.at) == (7, NOW + 2 * DAY)


def test_of_a_guest_who_never_joined_every_age_of_membership_is_too_short() -> None:
    assert _refusal(replace(ALICES, joined_at=None), ServerState(rules=ServerRules(min_membership_days=1))) is (
        MemberTooNew
    )


def test_who_breaks_every_rule_is_told_of_the_first() -> None:
    state = ServerState(
        ServerRules(min_account_days=300, everywhere=ADULTS),
        _blocks(),
        _blocks(guild_id=EVERYWHERE),
        CommandPermissions(Overwrites(roles={SERVER: False})),
    )
    assert _refusal(ALICES, state) is BlockedEverywhere
    assert len(ENTRY_RULES) == 10


def test_spoilers_are_forced_in_the_channels_that_say_so_and_their_threads() -> None:
    state = ServerState(rules=ServerRules(channels={CHANNEL: ChannelRules(spoilers=True)}))
    assert Policy().forces_spoiler(ALICES, state)
    assert Policy().forces_spoiler(replace(ALICES, channel_id=THREAD, parent_id=CHANNEL), state)
    assert not Policy().forces_spoiler(replace(ALICES, channel_id=THREAD), state)


TIERED = ServerRules(tiers=(Tier(role=ARTISTS, count=4), Tier(role=SERVER, resolution=Resolution.ONE_K, count=1)))


@pytest.mark.parametrize(
    ("roles", "settings", "refused"),
    [
        (set(), RequestSettings(), False),
        (set(), RequestSettings(num=2), True),
        (set(), RequestSettings(resolution=Resolution.TWO_K), True),
        ({ARTISTS}, RequestSettings(resolution=Resolution.FOUR_K, num=4), False),
        ({ARTISTS}, RequestSettings(num=5), True),
    ],
)
def test_a_request_is_within_what_the_members_roles_allow(
    roles: set[int], settings: RequestSettings, *, refused: bool
) -> None:
    entry = replace(ALICES, role_ids=frozenset(roles))
    with pytest.raises(BeyondTier) if refused else nullcontext():
        Policy().check_draft(entry, ServerState(TIERED), Draft(settings, "a fox"))


def test_a_refusal_by_tier_says_what_the_member_may_and_which_role_may_more() -> None:
    with pytest.raises(BeyondTier) as caught:
        Policy().check_draft(ALICES, ServerState(TIERED), Draft(RequestSettings(num=3), "a fox"))
    assert (caught.value.limits.resolution, caught.value.limits.count) == (Resolution.ONE_K, 1)
    assert {role: limits.count for role, limits in caught.value.offers.items()} == {ARTISTS: 4}


@pytest.mark.parametrize(
    ("source", "words", "refusal"),
    [
        (None, {}, None),
        (Source(Origin.MEMBER, ALICE), {}, None),
        (Source(Origin.MEMBER, BOB), {BOB: Consent.UNSAID}, ReferenceRefused),
        (Source(Origin.CARD, BOB), {BOB: Consent.UNSAID}, None),
        (Source(Origin.CARD, BOB), {BOB: Consent.NOBODY}, AuthorForbids),
    ],
)
def test_a_draft_has_no_pictures_of_others_without_their_consent(
    source: Source | None, words: dict[int, Consent], refusal: type[UserError] | None
) -> None:
    draft = Draft(RequestSettings(), "a fox", sources=(None, source))
    state = ServerState(words=words)
    with pytest.raises(refusal) if refusal else nullcontext():
        Policy().check_draft(ALICES, state, draft)
    with pytest.raises(refusal) if refusal else nullcontext():
        Policy().check_sources(ALICES, state, draft.sources)


def test_outside_of_servers_only_ones_own_pictures_and_the_bots_can_be_used() -> None:
    outside, state = replace(ALICES, guild_id=None), ServerState(words={BOB: Consent.ANYONE})
    with pytest.raises(OnlyOwnOutside):
        Policy().check_sources(outside, state, [Source(Origin.MEMBER, BOB)])
    Policy().check_sources(outside, state, [None, Source(Origin.MEMBER, ALICE), Source(Origin.CARD, BOB)])


class NoFoxes:
    """A rule for drafts."""

    def check(self, entry: Entry, state: ServerState, draft: Draft) -> None:
        assert (entry, state) == (ALICES, ServerState())
        if draft.prompt == "a fox":
            raise NotManager


def test_the_rules_for_drafts_are_given_what_is_requested() -> None:
    policy = Policy(draft_rules=[NoFoxes()])
    policy.check_draft(ALICES, ServerState(), Draft(RequestSettings(), "a wolf"))
    with pytest.raises(NotManager):
        policy.check_draft(ALICES, ServerState(), Draft(RequestSettings(), "a fox"))


@pytest.mark.parametrize(
    ("banned", "prompt", "refused"),
    [(("fox",), "a red F0X", True), (("fox",), "foxes", False), ((), "a red fox", False), (("fox",), None, False)],
)
def test_a_prompt_with_a_banned_word_is_refused_once_it_is_known(
    banned: tuple[str, ...], prompt: str | None, refused: bool
) -> None:
    state, draft = ServerState(ServerRules(banned_words=banned)), Draft(RequestSettings(), prompt)
    with pytest.raises(WordsBanned) if refused else nullcontext():
        Policy().check_draft(ALICES, state, draft)
