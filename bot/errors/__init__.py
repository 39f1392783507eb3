"""Everything that can go wrong, as one small tree. Errors carry data; the words are in ``bot/locales``.

ImagineError
├── Refusal                 before anything was sent or charged
│   ├── BadOption           an option imini would refuse
│   ├── BadAttachment       a file that is no usable image or prompt
│   ├── QuotaExceeded       not enough credits left in the window
│   ├── TooManyRunning      the member's running jobs are at the cap
│   ├── QueueFull           the bot has as many jobs as it can hold
│   ├── TooManyDeclined     too many of the member's requests came to nothing lately
│   ├── Paused              imini refuses the host's account, or the bot is stopping
│   ├── JournalUnavailable  jobs can't be written to disk, so none are taken
│   ├── NotSaved            what a member chose or erased can't be written to disk
│   ├── MissingPermission   Discord would refuse the delivery
│   ├── UnknownJob          no such job is known (any more)
│   ├── UnknownPicture      the job has no such picture (yet)
│   ├── Removed             a moderator of this server took it away
│   ├── NotAllowed          only the requester or a moderator may do that
│   ├── NotNow              the job can't be cancelled at this moment
│   ├── AlreadyFetched      the job's pictures are on their way, or have arrived
│   ├── AlreadyPicked       a picker makes one job
│   ├── TooSoon             the pictures were posted a moment ago
│   ├── StillFetching       the member waits for a search, an export or originals
│   ├── NoImages            a message holds nothing that could be a reference
│   ├── NoWords             a message holds nothing that could be a prompt
│   ├── ReferencesGone      the images of an open editor were lost with a restart
│   └── NothingSharper      the picture is at the top of resolution and quality
├── AlreadyHandled          the interaction was handled before, or by another bot: nobody is told
└── JobError                after a job was accepted; has a FailureKind
    ├── ApiError            imini answered with an error
    │   ├── InvalidRequest  400, a field is wrong
    │   ├── PromptRefused   400, content policy
    │   ├── KeyRefused      401
    │   ├── OutOfCredits    402
    │   ├── AccountRefused  403
    │   ├── TaskNotFound    404
    │   ├── RateLimited     429
    │   ├── Unavailable     503, certain that nothing was accepted
    │   ├── ServerError     any other 5xx
    │   └── UnexpectedStatus
    ├── Unreachable         never connected: certain that nothing was accepted
    ├── ConnectionLost      connected, but no whole answer came back
    ├── BadAnswer           an answer that is not what the API documents
    ├── SubmitUncertain     the task may exist and may be billed
    ├── TaskFailed          imini gave the task up
    ├── TimedOut            no result before the deadline
    ├── NoPictures          the task succeeded, but nothing could be fetched
    ├── DownloadFailed      one picture could not be fetched
    ├── InputUnreadable     a reference turned out to be unusable
    ├── NotDeliverable      Discord lets the bot show the pictures nowhere
    │   └── CardDeleted     somebody deleted the card
    └── StorageFailed       the journal failed before anything was spent
"""

from bot.errors.failures import (
    AccountRefused,
    ApiError,
    BadAnswer,
    CardDeleted,
    ConnectionLost,
    DownloadFailed,
    InputUnreadable,
    InvalidRequest,
    JobError,
    KeyRefused,
    NoPictures,
    NotDeliverable,
    OutOfCredits,
    PromptRefused,
    RateLimited,
    ServerError,
    StorageFailed,
    SubmitUncertain,
    TaskFailed,
    TaskNotFound,
    TimedOut,
    Unavailable,
    UnexpectedStatus,
    Unreachable,
    is_moderation,
)
from bot.errors.kinds import AlreadyHandled, FailureKind, ImagineError
from bot.errors.refusals import (
    AlreadyFetched,
    AlreadyPicked,
    AttachmentProblem,
    BadAttachment,
    BadOption,
    FileProblem,
    JournalUnavailable,
    MissingPermission,
    NoImages,
    NotAllowed,
    NothingSharper,
    NotNow,
    NotSaved,
    NoWords,
    Paused,
    QueueFull,
    QuotaExceeded,
    ReferencesGone,
    Refusal,
    Removed,
    StillFetching,
    TooManyDeclined,
    TooManyRunning,
    TooSoon,
    UnknownJob,
    UnknownPicture,
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
    "DownloadFailed",
    "FailureKind",
    "FileProblem",
    "ImagineError",
    "InputUnreadable",
    "InvalidRequest",
    "JobError",
    "JournalUnavailable",
    "KeyRefused",
    "MissingPermission",
    "NoImages",
    "NoPictures",
    "NoWords",
    "NotAllowed",
    "NotDeliverable",
    "NotNow",
    "NotSaved",
    "NothingSharper",
    "OutOfCredits",
    "Paused",
    "PromptRefused",
    "QueueFull",
    "QuotaExceeded",
    "RateLimited",
    "ReferencesGone",
    "Refusal",
    "Removed",
    "ServerError",
    "StillFetching",
    "StorageFailed",
    "SubmitUncertain",
    "TaskFailed",
    "TaskNotFound",
    "TimedOut",
    "TooManyDeclined",
    "TooManyRunning",
    "TooSoon",
    "Unavailable",
    "UnexpectedStatus",
    "UnknownJob",
    "UnknownPicture",
    "Unreachable",
    "is_moderation",
]
