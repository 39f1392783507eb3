"""The moments of a job's life at which the bot can be killed.

Each holds the bot where it is, by not answering what it has just asked, and returns the job once the bot is there. What
is on its way then either took effect or never will: both happen when a machine dies.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

from sandbox.imini.planned_responses import Fault
from tests.support.pictures import png
from tests.support.stage import Asked, Stage
from tests.support.waiting import eventually

Moment = Callable[[Stage, random.Random], Awaitable[list[Asked]]]

HELD = 600.0
"""Seconds for which an answer is held back: longer than the bot lives."""

GLIMPSE = 0.2
"""Seconds that a download takes, in which a trap is set for what follows it."""

PROMPTS = ("a red fox", "a blue owl", "sandbox:503", "sandbox:429", "sandbox:failed", "sandbox:moderated")
LONGEST_JOB = 1.2
LONGEST_START = 0.8


async def the_answer_is_on_its_way(stage: Stage, _: random.Random) -> list[Asked]:
    with stage.discord.faults.drop("POST", "/interactions/.*", delay=HELD) as held:
        asked = await stage.ask()
        await eventually(lambda: held.hits)
    return [asked]


async def the_answer_was_taken(stage: Stage, _: random.Random) -> list[Asked]:
    with stage.discord.faults.drop("POST", "/interactions/.*", after=True, delay=HELD):
        asked = await stage.ask()
        await eventually(lambda: asked.interaction.message)
    return [asked]


async def the_card_is_there(stage: Stage, _: random.Random) -> list[Asked]:
    return [await stage.accepted()]


async def the_submit_is_on_its_way(stage: Stage, _: random.Random) -> list[Asked]:
    stage.imini.script["submit"].append(Fault(500, hang=HELD))
    asked = await stage.accepted()
    await eventually(lambda: asked.submits)
    return [asked]


async def the_submit_was_taken(stage: Stage, _: random.Random) -> list[Asked]:
    stage.imini.script["submit"].append(Fault(hang=HELD))
    asked = await stage.accepted()
    await eventually(lambda: asked.tasks)
    return [asked]


async def the_submit_was_answered(stage: Stage, _: random.Random) -> list[Asked]:
    asked = await stage.accepted()
    await eventually(lambda: asked.tasks)
    return [asked]


async def the_task_is_asked_for(stage: Stage, _: random.Random) -> list[Asked]:
    stage.imini.script["task"].append(Fault(hang=HELD))
    asked = await stage.accepted()
    await eventually(lambda: not stage.imini.script["task"])
    return [asked]


async def the_pictures_are_fetched(stage: Stage, _: random.Random) -> list[Asked]:
    stage.imini.script["file"].appendleft(Fault(hang=HELD, body=png()))
    asked = await stage.accepted(count=2)
    await eventually(lambda: len(stage.imini.script["file"]) == 1)
    return [asked]


async def the_pictures_are_on_their_way(stage: Stage, _: random.Random) -> list[Asked]:
    asked = await _about_to_upload(stage)
    with stage.discord.faults.drop("PATCH", f".*{asked.interaction.token}.*", delay=HELD) as held:
        await eventually(lambda: held.hits)
    return [asked]


async def the_pictures_were_taken(stage: Stage, _: random.Random) -> list[Asked]:
    asked = await _about_to_upload(stage)
    with stage.discord.faults.drop("PATCH", f".*{asked.interaction.token}.*", after=True, delay=HELD):
        await eventually(lambda: asked.shown)
    return [asked]


async def the_end_is_on_its_way(stage: Stage, _: random.Random) -> list[Asked]:
    asked = await stage.ask("sandbox:moderated")
    with stage.discord.faults.drop("PATCH", f".*{asked.interaction.token}.*", delay=HELD) as held:
        await eventually(lambda: held.hits)
    return [asked]


async def the_end_was_told(stage: Stage, _: random.Random) -> list[Asked]:
    asked = await stage.ask("sandbox:moderated")
    with stage.discord.faults.drop("PATCH", f".*{asked.interaction.token}.*", after=True, delay=HELD):
        await eventually(lambda: asked.ending)
    return [asked]


async def any_moment(stage: Stage, rng: random.Random) -> list[Asked]:
    """Some jobs, each as far as it came."""
    asked = [await stage.ask(rng.choice(PROMPTS), count=rng.randint(1, 4)) for _ in range(rng.randint(1, 3))]
    await asyncio.sleep(rng.uniform(0, LONGEST_JOB))
    return asked


async def the_bot_comes_back(stage: Stage, rng: random.Random) -> list[Asked]:
    """A second kill, before the first one is mended."""
    asked = await any_moment(stage, rng)
    await stage.bot.kill()
    stage.bot.launch()
    await asyncio.sleep(rng.uniform(0, LONGEST_START))
    return asked


STEPS: tuple[tuple[Moment, Moment], ...] = (
    (the_answer_is_on_its_way, the_answer_was_taken),
    (the_submit_is_on_its_way, the_card_is_there),
    (the_submit_was_taken, the_submit_was_answered),
    (the_task_is_asked_for, the_pictures_are_fetched),
    (the_pictures_are_on_their_way, the_pictures_were_taken),
    (the_end_is_on_its_way, the_end_was_told),
)
"""Every step of a job, in pairs that one kill can hit: the first of two waits where it is for the second."""

CHANCE: tuple[tuple[Moment], ...] = ((any_moment,), (the_bot_comes_back,))


async def _about_to_upload(stage: Stage) -> Asked:
    """A job whose pictures are being fetched: what it asks of Discord next is to take them."""
    stage.imini.script["file"].appendleft(Fault(hang=GLIMPSE, body=png()))
    asked = await stage.accepted()
    await eventually(lambda: len(stage.imini.script["file"]) == 1)
    return asked
