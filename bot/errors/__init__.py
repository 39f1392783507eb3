"""Everything that can go wrong, as one small tree.

Errors carry data; the words are in ``bot/locales``.

ImagineError
├── Refusal                 before anything was sent or charged
│   ├── BadOption           an option imini would refuse
│   ├── BadAttachment       a file that is no usable image or prompt
│   ├── QuotaExceeded       not enough credits left in the window
│   ├── TooManyRunning      the member's running jobs are at the cap
│   ├── QueueFull           the bot has as many jobs as it can hold
│   ├── TooManyDeclined     too many of the member's requests came to nothing lately
│   ├── Paused              imini refuses the host's account, or the bot is stopping
│   ├── JournalUnavailable  jobs can't be written to disk, so none are accepted
│   ├── StorageUnavailable  what is stored can't be read, or nothing can be written there
│   │   └── DefaultsUnreadable  what the member has chosen can't be read
│   ├── FilesUnwritable     a member's file can't be written to disk, to be looked at
│   ├── NotSaved            what a member chose or erased can't be written to disk
│   ├── MissingPermission   Discord would refuse the delivery
│   ├── UnknownJob          no such job is stored
│   ├── UnknownPicture      the job has no such picture (yet)
│   ├── Removed             a moderator of this server removed it
│   ├── WordsBlocked        AutoMod does not let the member's words be shown there
│   ├── NotAllowed          only the requester or a moderator may do that
│   ├── NotRequester        only the requester may do that, and no moderator
│   ├── NotNow              the job can't be cancelled at this moment
│   ├── AlreadyFetched      the job's pictures are on their way, or have arrived
│   ├── AlreadyPicked       a picker makes one job
│   ├── TooSoon             the pictures were posted a moment ago
│   ├── StillFetching       the member waits for a search, an export, originals or a re-post
│   ├── NoImages            a message holds nothing that could be a reference
│   ├── NoWords             a message holds nothing that could be a prompt
│   ├── ReferencesGone      the images of an open editor were lost with a restart
│   └── NothingSharper      the picture is at the top of resolution and quality
├── AlreadyHandled          the interaction was handled before, or by another bot: nobody is told
└── JobError                after a job was accepted; has a FailureKind
    ├── ProviderError   the provider itself says so
    │   ├── ApiError    a call was answered with an error
    │   │   ├── InvalidRequest  a field is wrong
    │   │   ├── PromptRefused   content policy
    │   │   ├── AccountRefused  the account: its key, its balance, its quota
    │   │   ├── TaskNotFound    the task is unknown or has expired
    │   │   ├── RateLimited     429: certain that nothing was accepted
    │   │   ├── Unavailable     503: certain that nothing was accepted
    │   │   └── NotPassedOn     a gateway's 3xx or 4xx: certain that nothing was accepted
    │   └── TaskFailed  imini gave the task up
    ├── Unreachable         never connected: certain that nothing was accepted
    ├── CutOff              broke off before the last byte was sent: certain that nothing was accepted
    ├── ConnectionLost      sent, but no whole answer came back
    ├── BadAnswer           an answer that is not what the API documents
    ├── SubmitUncertain     the task may exist and may be billed
    ├── TimedOut            no result before the deadline
    ├── NoPictures          the task succeeded, but nothing could be fetched
    ├── DownloadFailed      one picture could not be fetched
    ├── InputUnreadable     a reference turned out to be unusable
    ├── NotDeliverable      Discord lets the bot show the pictures nowhere
    │   └── CardDeleted     somebody deleted the card
    └── StorageFailed       the journal failed before anything was spent
"""

from bot.errors.api import (
    AccountRefused,
    ApiError,
    InvalidRequest,
    NotPassedOn,
    PromptRefused,
    RateLimited,
    TaskFailed,
    TaskNotFound,
    Unavailable,
    meaning,
)
from bot.errors.failures import (
    BadAnswer,
    CardDeleted,
    ConnectionLost,
    CutOff,
    DownloadFailed,
    InputUnreadable,
    JobError,
    NoPictures,
    NotDeliverable,
    ProviderError,
    StorageFailed,
    SubmitUncertain,
    TimedOut,
    Unreachable,
)
from bot.errors.kinds import AlreadyHandled, FailureKind, ImagineError
from bot.errors.refusals import (
    AlreadyFetched,
    AlreadyPicked,
    AttachmentProblem,
    BadAttachment,
    BadOption,
    DefaultsUnreadable,
    FileProblem,
    FilesUnwritable,
    JournalUnavailable,
    MissingPermission,
    NoImages,
    NotAllowed,
    NothingSharper,
    NotNow,
    NotRequester,
    NotSaved,
    NoWords,
    Paused,
    QueueFull,
    QuotaExceeded,
    ReferencesGone,
    Refusal,
    Removed,
    StillFetching,
    StorageUnavailable,
    TooManyDeclined,
    TooManyRunning,
    TooSoon,
    UnknownJob,
    UnknownPicture,
    WordsBlocked,
)

__all__ = [
    "AccountRefused",
    "AlreadyFetched",
    "AlreadyHandled",
    "AlreadyPicked",
    "ApiError",
    "AttachmentProblem",
    "BadAnswer",
    "BadAttachment",
    "BadOption",
    "CardDeleted",
    "ConnectionLost",
    "CutOff",
    "DefaultsUnreadable",
    "DownloadFailed",
    "FailureKind",
    "FileProblem",
    "FilesUnwritable",
    "ImagineError",
    "InputUnreadable",
    "InvalidRequest",
    "JobError",
    "JournalUnavailable",
    "MissingPermission",
    "NoImages",
    "NoPictures",
    "NoWords",
    "NotAllowed",
    "NotDeliverable",
    "NotNow",
    "NotPassedOn",
    "NotRequester",
    "NotSaved",
    "NothingSharper",
    "Paused",
    "PromptRefused",
    "ProviderError",
    "QueueFull",
    "QuotaExceeded",
    "RateLimited",
    "ReferencesGone",
    "Refusal",
    "Removed",
    "StillFetching",
    "StorageFailed",
    "StorageUnavailable",
    "SubmitUncertain",
    "TaskFailed",
    "TaskNotFound",
    "TimedOut",
    "TooManyDeclined",
    "TooManyRunning",
    "TooSoon",
    "Unavailable",
    "UnknownJob",
    "UnknownPicture",
    "Unreachable",
    "WordsBlocked",
    "meaning",
]
