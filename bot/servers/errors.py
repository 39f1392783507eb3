"""Why a server's rules refuse what a member asks for, or can't be changed."""

from dataclasses import dataclass

from bot.errors import UserError


@dataclass(eq=False)
class MemberBlocked(UserError):
    """The member is blocked in this server, ``until`` epoch seconds or for good (None).

    ``reason`` is the moderator's text, and may be empty.
    """

    code = "refusal-member-blocked"
    until: float | None
    reason: str


class BlockedEverywhere(MemberBlocked):
    """The host has blocked the member in every server, and outside of servers."""

    code = "refusal-blocked-everywhere"


class ReferenceRefused(UserError):
    """A picture may not be used as a reference: the server allows the member's own and the bot's only.

    Whose it is stays unsaid.
    """

    code = "refusal-references-own"


class OnlyOwnOutside(ReferenceRefused):
    """Likewise, outside of the bot's servers."""

    code = "refusal-references-outside"


class NotOptedIn(ReferenceRefused):
    """The server leaves it to members whether others may use their pictures, and this one has not allowed it."""

    code = "refusal-references-opted-in"


class AuthorForbids(ReferenceRefused):
    """The author of the picture has said that nobody may use it."""

    code = "refusal-references-nobody"


class AuthorUnknown(ReferenceRefused):
    """Nobody can tell whose picture it is, so nobody can tell whether they forbid it."""

    code = "refusal-references-unknown"


@dataclass(eq=False)
class SelectionRefused(UserError):
    """Among the references that a member selected earlier was one that ``cause`` refuses. It is selected no longer."""

    code = "refusal-selection"
    cause: ReferenceRefused


class RulesUnreadable(UserError):
    """A newer version of the bot wrote rules of this server that this one can't read, so that it changes none."""

    code = "refusal-rules-unreadable"


class ServersOnly(UserError):
    """What managers and moderators do, they do in a server that the bot is in."""

    code = "refusal-servers-only"


class CannotBlock(UserError):
    """A member who manages the server, or a bot, can't be blocked there."""

    code = "refusal-cannot-block"


class NotBlocked(UserError):
    """The member isn't blocked in this server, so that there is nothing to lift."""

    code = "refusal-not-blocked"


class BadDuration(UserError):
    """What a manager typed is no duration."""

    code = "refusal-duration"


class WordsBanned(UserError):
    """A word is banned in this server. Which words are is for its managers to know."""

    code = "refusal-words-banned"


class NothingToRaise(UserError):
    """The server has no budget of its own that a grant could raise."""

    code = "refusal-nothing-to-raise"


class ChangedMeanwhile(UserError):
    """Another manager has changed what a manager is about to change, and saw otherwise."""

    code = "refusal-changed-meanwhile"


class OutdatedPanel(UserError):
    """The panel names a setting that this version doesn't have."""

    code = "refusal-panel-outdated"


@dataclass(eq=False)
class BadTimeZone(UserError):
    """``value`` names no time zone. ``names`` are those that may be meant, or examples."""

    code = "refusal-time-zone"
    value: str
    names: tuple[str, ...]


@dataclass(eq=False)
class BadNumber(UserError):
    """What a manager typed is no whole number from ``least`` to ``most``. ``label`` is the key of its field's name."""

    code = "refusal-number"
    label: str
    least: int
    most: int


class WordsWithoutLetters(UserError):
    """Among the banned words is one without a letter or digit, which no text has."""

    code = "refusal-words-without-letters"


@dataclass(eq=False)
class TooManyWords(UserError):
    """A list of words is longer than ``limit``, or one of them longer than ``longest`` characters."""

    code = "refusal-words"
    limit: int
    longest: int


@dataclass(eq=False)
class TooManyRules(UserError):
    """There are ``limit`` roles or channels with rules of their own, which is the most."""

    code = "refusal-rules-full"
    limit: int


class TierExists(UserError):
    """A role has a tier already."""

    code = "refusal-tier-exists"


class TierEmpty(UserError):
    """A tier that limits or allows nothing."""

    code = "refusal-tier-empty"


class UnfitRole(UserError):
    """A role that has no meaning for a tier, because it is a bot's own."""

    code = "refusal-tier-role"
