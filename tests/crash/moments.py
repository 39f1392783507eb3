"""Moments of a job's life at which the bot can be killed.

Each holds the bot at its moment by not responding to its last request, and returns the commands once the bot is there.
That request either took effect or never will: both happen when a machine dies.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

from sandbox.imini.planned_responses import NO_FAULT, Fault
from tests.support.pictures import png
from tests.support.stage import ImagineCall, Stage
from tests.support.waiting import eventually

Moment = Callable[[Stage, random.Random], Awaitable[list[ImagineCall]]]

HELD = 600.0
"""Seconds for which a response is delayed: longer than the bot lives."""

DOWNLOAD_SECONDS = 0.2
"""Seconds that a download takes, in which a fault is set up for the upload after it."""

PROMPTS = ("a red fox", "a blue owl", "sandbox:503", "sandbox:429", "sandbox:failed", "sandbox:moderated")
MAX_JOB_SECONDS = 1.2
MAX_START_SECONDS = 0.8


async def the_answer_is_on_its_way(stage: Stage, _: random.Random) -> list[ImagineCall]:
    with stage.discord.faults.drop("POST", "/interactions/.*", delay=HELD) as held:
        asked = await stage.ask()
        await eventually(lambda: held.hits)
    return [asked]


async def the_answer_was_accepted(stage: Stage, _: random.Random) -> list[ImagineCall]:
    with stage.discord.faults.drop("POST", "/interactions/.*", after=True, delay=HELD):
        asked = await stage.ask()
        await eventually(lambda: asked.interaction.message)
    return [asked]


async def the_card_is_there(stage: Stage, _: random.Random) -> list[ImagineCall]:
    return [await stage.accepted()]


async def the_submit_is_on_its_way(stage: Stage, _: random.Random) -> list[ImagineCall]:
    stage.imini.script["submit"].appendleft(Fault(500, hang=HELD))
    asked = await stage.accepted()
    await eventually(lambda: asked.submits)
    return [asked]


async def the_submit_was_accepted(stage: Stage, _: random.Random) -> list[ImagineCall]:
    stage.imini.script["submit"].appendleft(Fault(hang=HELD))
    asked = await stage.accepted()
    await eventually(lambda: asked.tasks)
    return [asked]


async def the_submit_was_answered(stage: Stage, _: random.Random) -> list[ImagineCall]:
    stage.imini.script["submit"].appendleft(NO_FAULT)  # at once, where answers take some time
    asked = await stage.accepted()
    await eventually(lambda: asked.tasks)
    return [asked]


async def the_task_is_queried(stage: Stage, _: random.Random) -> list[ImagineCall]:
    stage.imini.script["task"].appendleft(Fault(hang=HELD))
    asked = await stage.accepted()
    await eventually(lambda: not stage.imini.script["task"])
    return [asked]


async def the_pictures_are_fetched(stage: Stage, _: random.Random) -> list[ImagineCall]:
    stage.imini.script["file"].appendleft(Fault(hang=HELD, body=png()))
    asked = await stage.accepted(count=2)
    await eventually(lambda: len(stage.imini.script["file"]) == 1)
    return [asked]


async def the_pictures_are_on_their_way(stage: Stage, _: random.Random) -> list[ImagineCall]:
    asked = await _about_to_upload(stage)
    with stage.discord.faults.drop("PATCH", f".*{asked.interaction.token}.*", delay=HELD) as held:
        await eventually(lambda: held.hits)
    return [asked]


async def the_pictures_were_accepted(stage: Stage, _: random.Random) -> list[ImagineCall]:
    asked = await _about_to_upload(stage)
    with stage.discord.faults.drop("PATCH", f".*{asked.interaction.token}.*", after=True, delay=HELD):
        await eventually(lambda: asked.shown)
    return [asked]


async def the_end_is_on_its_way(stage: Stage, _: random.Random) -> list[ImagineCall]:
    asked = await stage.ask("sandbox:moderated")
    with stage.discord.faults.drop("PATCH", f".*{asked.interaction.token}.*", delay=HELD) as held:
        await eventually(lambda: held.hits)
    return [asked]


async def the_end_was_told(stage: Stage, _: random.Random) -> list[ImagineCall]:
    asked = await stage.ask("sandbox:moderated")
    with stage.discord.faults.drop("PATCH", f".*{asked.interaction.token}.*", after=True, delay=HELD):
        await eventually(lambda: asked.ending)
    return [asked]


async def any_moment(stage: Stage, rng: random.Random) -> list[ImagineCall]:
    """Some jobs, each at a random point."""
    asked = [await stage.ask(rng.choice(PROMPTS), count=rng.randint(1, 4)) for _ in range(rng.randint(1, 3))]
    await asyncio.sleep(rng.uniform(0, MAX_JOB_SECONDS))
    return asked


async def the_bot_restarts(stage: Stage, rng: random.Random) -> list[ImagineCall]:
    """A second kill while the bot recovers from the first."""
    asked = await any_moment(stage, rng)
    await stage.bot.kill()
    stage.bot.launch()
    await asyncio.sleep(rng.uniform(0, MAX_START_SECONDS))
    return asked


STEPS: tuple[tuple[Moment, Moment], ...] = (
    (the_answer_is_on_its_way, the_answer_was_accepted),
    (the_submit_is_on_its_way, the_card_is_there),
    (the_submit_was_accepted, the_submit_was_answered),
    (the_task_is_queried, the_pictures_are_fetched),
    (the_pictures_are_on_their_way, the_pictures_were_accepted),
    (the_end_is_on_its_way, the_end_was_told),
)
"""Every step of a job, in pairs for one kill: the first job stays at its step while the second reaches its own."""

RANDOM_MOMENTS: tuple[tuple[Moment], ...] = ((any_moment,), (the_bot_restarts,))


async def _about_to_upload(stage: Stage) -> ImagineCall:
    """A job whose pictures are being fetched: its next request to Discord uploads them."""
    stage.imini.script["file"].appendleft(Fault(hang=DOWNLOAD_SECONDS, body=png()))
    asked = await stage.accepted()
    await eventually(lambda: len(stage.imini.script["file"]) == 1)
    return asked
