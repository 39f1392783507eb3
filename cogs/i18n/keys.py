"""Catalogue keys of enum members, written out so that a search for a key finds its use."""

from collections.abc import Mapping
from typing import Final

from bot.budgets.caps import Level
from bot.errors import FailureKind
from bot.host.troubles import Trouble
from bot.images.pictures import DefectKind
from bot.imini.result_lookup import LookupOutcome
from bot.jobs.job import MadeBy
from bot.jobs.state import JobState
from bot.requests.errors import AttachmentProblem, Unmeant
from bot.requests.request import Aspect, Quality, ReferenceType
from bot.servers.consent import Consent
from bot.servers.rules import Period, ReferenceRule

QUALITY: Final[Mapping[Quality, str]] = {
    Quality.LOW: "quality-low",
    Quality.MEDIUM: "quality-medium",
    Quality.HIGH: "quality-high",
}
QUALITY_CHOICE: Final[Mapping[Quality, str]] = {
    Quality.LOW: "choice-quality-low",
    Quality.MEDIUM: "choice-quality-medium",
    Quality.HIGH: "choice-quality-high",
}
"""The choices of a command, with their prices."""

ASPECT: Final[Mapping[Aspect, str]] = {
    Aspect.SQUARE: "aspect-square",
    Aspect.PORTRAIT_2_3: "aspect-2_3",
    Aspect.LANDSCAPE_3_2: "aspect-3_2",
    Aspect.PORTRAIT_3_4: "aspect-3_4",
    Aspect.LANDSCAPE_4_3: "aspect-4_3",
    Aspect.PORTRAIT_4_5: "aspect-4_5",
    Aspect.LANDSCAPE_5_4: "aspect-5_4",
    Aspect.TALL_9_16: "aspect-9_16",
    Aspect.WIDE_16_9: "aspect-16_9",
    Aspect.WIDE_21_9: "aspect-21_9",
    Aspect.TALL_9_21: "aspect-9_21",
}
REFERENCE: Final[Mapping[ReferenceType, str]] = {
    ReferenceType.ASSET: "reference-asset",
    ReferenceType.STYLE: "reference-style",
}
CONSENT: Final[Mapping[Consent, str]] = {
    Consent.UNSAID: "references-unsaid",
    Consent.NOBODY: "references-nobody",
    Consent.ANYONE: "references-anyone",
}
STATE: Final[Mapping[JobState, str]] = {
    JobState.ACCEPTED: "state-accepted",
    JobState.SUBMITTING: "state-submitting",
    JobState.SUBMITTED: "state-submitted",
    JobState.READY: "state-ready",
    JobState.DELIVERED: "state-delivered",
    JobState.UNDELIVERED: "state-undelivered",
    JobState.FAILED: "state-failed",
    JobState.UNKNOWN: "state-unknown",
    JobState.CANCELLED: "state-cancelled",
}
OUTCOME: Final[Mapping[JobState, str]] = {
    JobState.UNDELIVERED: "outcome-undelivered",
    JobState.FAILED: "outcome-failed",
    JobState.UNKNOWN: "outcome-unknown",
    JobState.CANCELLED: "outcome-cancelled",
}
"""How a job without pictures on its card ended, by its final state."""

MADE: Final[Mapping[MadeBy, str]] = {
    MadeBy.REROLL: "made-reroll",
    MadeBy.EDIT: "made-edit",
    MadeBy.VARIATION: "made-variation",
    MadeBy.LARGER: "made-larger",
    MadeBy.FINER: "made-finer",
    MadeBy.MESSAGE: "made-message",
}
MADE_OF_PICTURE: Final[Mapping[MadeBy, str]] = {
    MadeBy.VARIATION: "made-variation-of",
    MadeBy.LARGER: "made-larger-of",
    MadeBy.FINER: "made-finer-of",
}
"""The same of one of several pictures."""

FAILED: Final[Mapping[FailureKind, str]] = {
    FailureKind.BAD_INPUT: "ended-bad_input",
    FailureKind.MODERATION: "ended-moderation",
    FailureKind.OUT_OF_CREDITS: "ended-out_of_credits",
    FailureKind.KEY_REFUSED: "ended-key_refused",
    FailureKind.DECLINED: "ended-declined",
    FailureKind.BLOCKED: "ended-blocked",
    FailureKind.BUSY: "ended-busy",
    FailureKind.UNFINISHED: "ended-unfinished",
    FailureKind.TIMED_OUT: "ended-timed_out",
    FailureKind.UNDELIVERABLE: "ended-undeliverable",
    FailureKind.CARD_DELETED: "ended-card_deleted",
    FailureKind.BUG: "ended-bug",
}
BUDGET: Final[Mapping[Level, str]] = {
    Level.BOT: "refusal-budget-bot",
    Level.HOST: "refusal-budget-server",
    Level.SERVER: "refusal-budget-server",
    Level.MEMBER: "refusal-budget-member",
}
BUDGET_LEFT: Final[Mapping[Level, str]] = {
    Level.BOT: "quota-budget-bot",
    Level.HOST: "quota-budget-server",
    Level.SERVER: "quota-budget-server",
    Level.MEMBER: "quota-budget-member",
}
PANEL: Final[Mapping[str, str]] = {
    "budget": "panel-page-budget",
    "members": "panel-page-members",
    "pictures": "panel-page-pictures",
    "moderation": "panel-page-moderation",
}
"""The pages of the panel of ``/server settings``."""

RULES: Final[Mapping[str, str]] = {
    "time_zone": "panel-time-zone",
    "references": "panel-references",
    "server_budget": "panel-server-budget",
    "member_budget": "panel-member-budget",
    "tiers": "panel-tiers",
    "banned_words": "panel-words",
    "everywhere": "panel-everywhere",
    "channels": "panel-channels",
    "log_channel": "panel-log",
    "min_account_days": "panel-account-days",
    "min_membership_days": "panel-member-days",
}
"""The names of the fields of ServerRules."""

SERVER_BUDGET: Final[Mapping[Period, str]] = {
    Period.DAY: "panel-budget-day",
    Period.WEEK: "panel-budget-week",
    Period.MONTH: "panel-budget-month",
}
PERIOD: Final[Mapping[Period, str]] = {
    Period.DAY: "period-day",
    Period.WEEK: "period-week",
    Period.MONTH: "period-month",
}
REFERENCES_OF: Final[Mapping[ReferenceRule, str]] = {
    ReferenceRule.OWN: "panel-references-own",
    ReferenceRule.OPTED_IN: "panel-references-opted_in",
    ReferenceRule.ANYONE: "panel-references-anyone",
}
CHECK: Final[Mapping[str, str]] = {
    "view_channel": "check-effect-posting",
    "send_messages": "check-effect-posting",
    "send_messages_in_threads": "check-effect-threads",
    "attach_files": "check-effect-files",
    "embed_links": "check-effect-links",
    "read_message_history": "check-effect-history",
}
"""What does not work without a permission, by discord.py's name of it."""

PERMISSION: Final[Mapping[str, str]] = {
    "view_channel": "permission-view_channel",
    "send_messages": "permission-send_messages",
    "send_messages_in_threads": "permission-send_messages_in_threads",
    "attach_files": "permission-attach_files",
    "embed_links": "permission-embed_links",
    "read_message_history": "permission-read_message_history",
}
"""What Discord's settings call it."""

DEFECT: Final[Mapping[DefectKind, str]] = {
    DefectKind.MISSING: "defect-missing",
    DefectKind.BLANK: "defect-blank",
    DefectKind.RATIO: "defect-ratio",
    DefectKind.SMALL: "defect-small",
}
DEFECT_OF_ONLY: Final[Mapping[DefectKind, str]] = {
    DefectKind.BLANK: "defect-only-blank",
    DefectKind.RATIO: "defect-only-ratio",
    DefectKind.SMALL: "defect-only-small",
}
"""The defect of a job's only picture, which needs no number. If it is missing, the card says that none came."""
PAUSED: Final[Mapping[FailureKind, str]] = {
    FailureKind.KEY_REFUSED: "refusal-paused-key_refused",
    FailureKind.OUT_OF_CREDITS: "refusal-paused-out_of_credits",
}
"""Why no jobs are accepted for a while, by the kind of imini's error."""

ALERTS: Final[Mapping[Trouble, str]] = {
    Trouble.ACCOUNT: "alert-account",
    Trouble.BUDGET_NEARLY: "alert-budget-nearly",
    Trouble.BUDGET_USED_UP: "alert-budget-used-up",
    Trouble.LATE: "alert-late",
    Trouble.DISK: "alert-disk",
    Trouble.GATEWAY: "alert-gateway",
    Trouble.ERRORS: "alert-errors",
    Trouble.VACANT: "alert-vacant",
    Trouble.SERVER_USED_UP: "alert-server-used-up",
}
ALERTS_SHORT: Final[Mapping[Trouble, str]] = {
    Trouble.BUDGET_USED_UP: "alert-budget-short",
    Trouble.SERVER_USED_UP: "alert-server-short",
}
"""The same of a budget in which some credits are left, but too few for a job that was refused."""
ALERTS_OVER: Final[Mapping[Trouble, str]] = {
    Trouble.ACCOUNT: "alert-account-over",
    Trouble.BUDGET_NEARLY: "alert-budget-nearly-over",
    Trouble.BUDGET_USED_UP: "alert-budget-used-up-over",
    Trouble.LATE: "alert-late-over",
    Trouble.DISK: "alert-disk-over",
    Trouble.GATEWAY: "alert-gateway-over",
    Trouble.ERRORS: "alert-errors-over",
    Trouble.VACANT: "alert-vacant-over",
}
"""What the host is told of a trouble, and of its end. That of a server's budget is not told."""

ATTACHMENT: Final[Mapping[AttachmentProblem, str]] = {
    AttachmentProblem.NOT_AN_IMAGE: "refusal-attachment-not-an-image",
    AttachmentProblem.HEIC: "refusal-attachment-heic",
    AttachmentProblem.AVIF: "refusal-attachment-avif",
    AttachmentProblem.DAMAGED: "refusal-attachment-damaged",
    AttachmentProblem.EMPTY: "refusal-attachment-empty",
    AttachmentProblem.TOO_LARGE: "refusal-attachment-too-large",
    AttachmentProblem.TOO_MANY_PIXELS: "refusal-attachment-too-many-pixels",
    AttachmentProblem.NOT_TEXT: "refusal-attachment-not-text",
    AttachmentProblem.UNREADABLE: "refusal-attachment-unreadable",
}
UNMEANT: Final[Mapping[Unmeant, str]] = {
    Unmeant.RATIO: "parameter-ratio",
    Unmeant.RATIO_NOT_OFFERED: "parameter-ratio-not-offered",
    Unmeant.WITHOUT: "parameter-without",
    Unmeant.MODEL: "parameter-model",
    Unmeant.STYLE: "parameter-style",
    Unmeant.IMAGE: "parameter-image",
    Unmeant.SEED: "parameter-seed",
    Unmeant.QUALITY: "parameter-quality",
    Unmeant.COUNT: "parameter-count",
    Unmeant.UNKNOWN: "parameter-unknown",
}
"""What to do instead of typing a parameter into the prompt."""

LOOKED_UP: Final[Mapping[LookupOutcome, str]] = {
    LookupOutcome.DRAWING: "recovery-drawing",
    LookupOutcome.GIVEN_UP: "recovery-given_up",
    LookupOutcome.GONE: "recovery-gone",
    LookupOutcome.SILENT: "recovery-silent",
}
"""Why a second lookup found no pictures."""

ACT: Final[Mapping[str, str]] = {
    "block": "act-block",
    "unblock": "act-unblock",
    "rules": "act-rules",
    "grant": "act-grant",
    "blur": "act-blur",
    "unblur": "act-unblur",
    "remove": "act-remove",
    "log_failed": "act-log-failed",
    "pause": "act-pause",
    "resume": "act-resume",
    "announce": "act-announce",
    "withdraw": "act-withdraw",
    "leave": "act-leave",
}
"""What the log says, by the kind of an act; ``act-other`` for one of a newer version."""
