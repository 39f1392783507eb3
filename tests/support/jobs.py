"""Requests, cards and jobs with sensible values; a test names only what it is about."""

from typing import Any

from bot.jobs.card import Card
from bot.jobs.errors import IdTaken
from bot.jobs.job import Job
from bot.jobs.repository import JobRepository
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.requests.request import ImagineRequest

START = 1_700_000_000.0


def a_request(**fields: Any) -> ImagineRequest:
    """A valid request for one picture of a red fox."""
    return ImagineRequest.parse(**{"prompt": "a red fox", **fields})


def a_card(**fields: Any) -> Card:
    """The card of a job in a channel of a server that has the bot."""
    values: dict[str, Any] = {
        "application_id": 1,
        "token": "interaction-token",
        "token_expires": START + 840,
        "channel_id": 20,
        "guild_id": 30,
        "message_id": 40,
    }
    return Card(**{**values, **fields})


def a_job(**fields: Any) -> Job:
    """A job that was just accepted."""
    values: dict[str, Any] = {
        "id": "0a1b2c3d4e",
        "user_id": 10,
        "request": a_request(),
        "cost": 1,
        "card": a_card(),
        "created_at": START,
    }
    return Job(**{**values, **fields})


async def put(repository: JobRepository, job: Job) -> None:
    """Store ``job``, whether or not a former version of it is stored."""
    try:
        await repository.add(job)
    except IdTaken:
        await repository.save(job)


def a_finished_job(**fields: Any) -> Job:
    """A job whose one picture was delivered."""
    values: dict[str, Any] = {
        "state": JobState.DELIVERED,
        "task_id": "task_7",
        "images": (RemoteImage("https://file.iminicdn.com/1.png", 1024, 1024),),
        "charged": 1,
        "acknowledged": True,
    }
    return a_job(**{**values, **fields})
