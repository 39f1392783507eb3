"""Hypothesis strategies for requests, cards and jobs: everything that may have to be stored."""

from hypothesis import strategies as st

from bot.errors import FailureKind
from bot.jobs.card import Card
from bot.jobs.job import Failure, Job, Made, MadeBy
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage, TaskStatus
from bot.requests.errors import AttachmentProblem, FileProblem
from bot.requests.request import Aspect, ImagineRequest, Quality, ReferenceType, Resolution

snowflakes = st.integers(0, 2**63 - 1)
moments = st.floats(0, 1e11)
prompts = st.text(min_size=1, max_size=200).map("fox {}".format)
urls = st.text("abcXYZ0189-_.~%/?&=", max_size=50).map("https://a.example/{}".format)

requests = st.builds(
    ImagineRequest.parse,
    prompt=prompts,
    resolution=st.sampled_from(Resolution),
    aspect_ratio=st.sampled_from(Aspect),
    quality=st.sampled_from(Quality),
    images=st.lists(st.fixed_dictionaries({"url": urls, "reference_type": st.sampled_from(ReferenceType)}), max_size=3),
    num=st.integers(1, 10),
)

cards = st.builds(
    Card,
    application_id=snowflakes,
    token=st.text(min_size=1, max_size=80),
    token_expires=moments,
    channel_id=st.none() | snowflakes,
    guild_id=st.none() | snowflakes,
    message_id=st.none() | snowflakes,
    locale=st.sampled_from(["en-US", "zh-CN"]),
    private=st.booleans(),
    spoiler=st.booleans(),
    bot_in_channel=st.booleans(),
    upload_limit=st.integers(0, 1 << 30),
)

failures = st.builds(
    Failure,
    kind=st.sampled_from(FailureKind),
    code=st.text(max_size=20),
    message=st.text(max_size=100),
    file=st.none()
    | st.builds(
        FileProblem,
        option=st.sampled_from(["image1", "image2"]),
        filename=st.text(max_size=50),
        problem=st.sampled_from(AttachmentProblem),
        limit=st.integers(0, 100),
    ),
)

jobs = st.builds(
    Job,
    id=st.text("0123456789abcdef", min_size=10, max_size=10),
    user_id=snowflakes,
    request=requests,
    cost=st.integers(0, 10_000),
    card=cards,
    created_at=moments,
    state=st.sampled_from(JobState),
    task_id=st.none() | st.text(min_size=1, max_size=40),
    submitted_at=st.none() | moments,
    generation_seconds=st.none() | moments,
    finished_at=st.none() | moments,
    status=st.sampled_from(TaskStatus),
    images=st.lists(st.builds(RemoteImage, urls, st.integers(0, 9999), st.integers(0, 9999)), max_size=10).map(tuple),
    failure=st.none() | failures,
    charged=st.integers(0, 10_000),
    notified=st.booleans(),
    parent=st.none() | st.text("0123456789abcdef", min_size=10, max_size=10),
    parent_url=urls,
    made=st.none() | st.builds(Made, st.sampled_from(MadeBy), st.none() | st.integers(1, 10)),
    references_from=st.none() | st.text("0123456789abcdef", min_size=10, max_size=10),
    alt=st.text(max_size=100),
    acknowledged=st.booleans(),
)
