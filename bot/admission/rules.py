"""The one policy for every way in: a list of rules, each of which may refuse.

A new rule is a class here and a line in ENTRY_RULES, or in DRAFT_RULES if it has to know what is requested. A rule
looks at nothing but what it is given, and waits for nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.admission.draft import Draft
from bot.admission.entry import Entry, ServerState, Use
from bot.admission.errors import (
    AccountTooNew,
    AgeRestrictedOnly,
    BeyondTier,
    CommandDenied,
    MemberTooNew,
    NotManager,
    NotModerator,
)
from bot.host.errors import BotPaused, NotHost, ServerNotAllowed
from bot.requests.source import Source
from bot.servers.blocks import block_of
from bot.servers.consent import check_source
from bot.servers.errors import BlockedEverywhere, MemberBlocked, WordsBanned
from bot.servers.tiers import limits_of, offers

DAY = 86_400.0

MEMBERS_USES = {Use.MAKE, Use.SHOW}
"""What members do with pictures: a server's rules are about that."""


class EntryRule(Protocol):
    """A rule for who may come in."""

    def check(self, entry: Entry, state: ServerState) -> None:
        """Raise UserError if the rule refuses."""


class DraftRule(Protocol):
    """A rule for what may be requested."""

    def check(self, entry: Entry, state: ServerState, draft: Draft) -> None:
        """Raise UserError if the rule refuses."""


class HostsBlocks:
    """Whom the host has blocked may do nothing anywhere but see, take and erase what is theirs."""

    def check(self, entry: Entry, state: ServerState) -> None:
        if block := block_of(entry.user_id, entry.at, state.blocks_everywhere):
            raise BlockedEverywhere(block.until, block.reason)


class HostOnly:
    """What is for the host is for the owner of the application, wherever that is."""

    def check(self, entry: Entry, state: ServerState) -> None:  # noqa: ARG002 - as every rule
        if entry.use is Use.HOST and not entry.is_host:
            raise NotHost


class AllowedServers:
    """In a server that the host does not allow, nothing is made, shown or managed."""

    def check(self, entry: Entry, state: ServerState) -> None:
        if entry.use in {*MEMBERS_USES, Use.MANAGE} and not state.is_allowed:
            raise ServerNotAllowed


class HostsPause:
    """While the host has paused the bot, no new requests are accepted from anybody. Open jobs finish."""

    def check(self, entry: Entry, state: ServerState) -> None:
        if entry.use is Use.MAKE and (pause := state.decisions.pause_at(entry.at)):
            raise BotPaused(pause.until, pause.reason)


class ServersBlocks:
    """Whom a moderator has blocked makes and shows nothing in that server."""

    def check(self, entry: Entry, state: ServerState) -> None:
        if entry.use in MEMBERS_USES and (block := block_of(entry.user_id, entry.at, state.blocks)):
            raise MemberBlocked(block.until, block.reason)


class DiscordsPermissions:
    """Who may not use a command at Discord may not press a button that does the same. Administrators always may."""

    def check(self, entry: Entry, state: ServerState) -> None:
        if entry.guild_id is None or entry.is_admin or entry.use is Use.HOST:
            return
        channel_id, permissions = entry.parent_id or entry.channel_id, state.permissions
        if not entry.may_use_commands or not permissions.allow(
            entry.way.command, entry.guild_id, channel_id, entry.user_id, entry.role_ids
        ):
            raise CommandDenied


class ManagersOnly:
    """What is for managers is for who has Manage Server at the moment of each press."""

    def check(self, entry: Entry, state: ServerState) -> None:  # noqa: ARG002 - as every rule
        if entry.use is Use.MANAGE and not entry.is_manager:
            raise NotManager


class ModeratorsOnly:
    """What is for moderators is for who has Manage Messages at the moment of each press."""

    def check(self, entry: Entry, state: ServerState) -> None:  # noqa: ARG002 - as every rule
        if entry.use is Use.MODERATE and not entry.is_moderator:
            raise NotModerator


class MinimumAges:
    """The account, and its membership in the server, must be so many days old."""

    def check(self, entry: Entry, state: ServerState) -> None:
        if entry.use not in MEMBERS_USES:
            return
        # Without a rule, nothing is compared: by a clock that is behind, every member comes from the future.
        account, membership = state.rules.min_account_days, state.rules.min_membership_days
        if account and entry.at < (at := entry.account_created_at + account * DAY):
            raise AccountTooNew(account, at)
        # Who is there as a guest has not joined.
        joined_at = entry.at if entry.joined_at is None else entry.joined_at
        if membership and entry.guild_id and entry.at < (at := joined_at + membership * DAY):
            raise MemberTooNew(membership, at)


class AgeRestrictedChannels:
    """Where a server wants it, pictures are made and shown only while Discord restricts the channel to adults."""

    def check(self, entry: Entry, state: ServerState) -> None:
        wanted = state.rules.in_channel(entry.channel_id, entry.parent_id).age_restricted_only
        if entry.use in MEMBERS_USES and wanted and not entry.age_restricted:
            raise AgeRestrictedOnly


class BannedWords:
    """The words that a server bans are in no prompt."""

    def check(self, entry: Entry, state: ServerState, draft: Draft) -> None:  # noqa: ARG002 - as every rule
        # A prompt in a file is checked once it is read.
        if draft.prompt:
            check_words(state, draft.prompt)


def check_words(state: ServerState, text: str) -> None:
    """Raise WordsBanned if a word in what a member wrote is banned."""
    if state.rules.banned_words and state.rules.word_list.occurs_in(text):
        raise WordsBanned


class Tiers:
    """A request is within what the member's roles allow."""

    def check(self, entry: Entry, state: ServerState, draft: Draft) -> None:
        tiers = state.rules.tiers
        limits = limits_of(tiers, entry.role_ids, entry.guild_id)
        if not limits.allow(draft.settings):
            raise BeyondTier(limits, offers(tiers, entry.role_ids, entry.guild_id, draft.settings))


class ConsentForReferences:
    """Pictures of others are references only where the server and their authors allow it."""

    def check(self, entry: Entry, state: ServerState, draft: Draft) -> None:
        for source in draft.sources:
            check_reference(entry, state, source)


def check_reference(entry: Entry, state: ServerState, source: Source | None) -> None:
    """Raise ReferenceRefused if the member may not use a picture. None is what they have attached themselves."""
    if source is not None:
        rule, in_server = state.rules.references, entry.guild_id is not None
        check_source(source, entry.user_id, rule, state.words, in_server=in_server)


ENTRY_RULES: Sequence[EntryRule] = (
    HostsBlocks(),
    HostOnly(),
    AllowedServers(),
    ServersBlocks(),
    DiscordsPermissions(),
    ManagersOnly(),
    ModeratorsOnly(),
    MinimumAges(),
    AgeRestrictedChannels(),
    HostsPause(),
)
"""In the order in which they refuse: a member is told the first reason."""

DRAFT_RULES: Sequence[DraftRule] = (Tiers(), BannedWords(), ConsentForReferences())
"""Likewise, for what is requested."""


class Policy:
    """All rules. What is a member's own (``Use.OWN``) passes every one of them."""

    def __init__(
        self, entry_rules: Sequence[EntryRule] = ENTRY_RULES, draft_rules: Sequence[DraftRule] = DRAFT_RULES
    ) -> None:
        self._entry_rules = entry_rules
        self._draft_rules = draft_rules

    def check(self, entry: Entry, state: ServerState) -> None:
        """Raise UserError if a rule refuses the entry."""
        if entry.use is not Use.OWN:
            for rule in self._entry_rules:
                rule.check(entry, state)

    def check_draft(self, entry: Entry, state: ServerState, draft: Draft) -> None:
        """Raise UserError if a rule refuses what is requested. Its prompt may still be in an unread file."""
        for rule in self._draft_rules:
            rule.check(entry, state, draft)

    def check_sources(self, entry: Entry, state: ServerState, sources: Iterable[Source | None]) -> None:
        """Raise ReferenceRefused if the member may not use one of these pictures; None is what they attached."""
        for source in sources:
            check_reference(entry, state, source)

    def check_text(self, state: ServerState, text: str) -> None:
        """Raise UserError if a rule refuses what a member wrote for others to read."""
        check_words(state, text)

    def announcement(self, entry: Entry, state: ServerState) -> str:
        """The host's line under new cards; empty if there is none."""
        return state.decisions.line_at(entry.at)

    def forces_spoiler(self, entry: Entry, state: ServerState) -> bool:
        """Whether cards are spoilers there, whatever their members chose."""
        return state.rules.in_channel(entry.channel_id, entry.parent_id).spoilers
