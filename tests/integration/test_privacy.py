"""``/privacy``: everything that is known of a member, as a file or gone."""

import json
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.members.retention import DAY
from tests.integration.cards import text_of
from tests.integration.conftest import Restart
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png


async def _exported(studio: Studio) -> dict[str, Any]:
    result = await studio.alice.slash(studio.channel, "privacy export")
    answer = the_card(result)
    assert answer.ephemeral
    file, *_ = answer.attachments
    content: dict[str, Any] = json.loads(studio.env.backend.cdn.get(file.url) or b"")
    return content


async def _erase(studio: Studio) -> simcord.ResponseMessage:
    question = the_card(await studio.alice.slash(studio.channel, "privacy erase"))
    assert question.ephemeral
    assert ENGLISH("erase-question", n=studio.bot.services.members.retention.record_days) in text_of(
        question.components
    )
    return question


async def _known(studio: Studio) -> tuple[int, dict[str, Any]]:
    """How many jobs are known of Alice, and her defaults."""
    exported = await _exported(studio)
    return len(exported["jobs"]), exported["defaults"]


def _holding(content: bytes, folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if content in path.read_bytes()]


async def test_a_member_gets_all_that_is_known_as_a_file(studio: Studio) -> None:
    await studio.alice.slash(studio.channel, "defaults set", quality="low")
    await studio.finished("a red fox", count=2)
    exported = await _exported(studio)
    assert exported["user_id"] == studio.alice.id
    assert exported["defaults"] == {"quality": "low"}
    (job,) = exported["jobs"]
    assert (job["request"]["prompt"], job["request"]["num"], job["charged"]) == ("a red fox", 2, 2)
    assert "token" not in job["card"]


async def test_nobody_gets_what_is_known_of_others(studio: Studio) -> None:
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    await bob.slash(studio.channel, "imagine", prompt="a red fox")
    assert await _known(studio) == (0, {})


async def test_nothing_is_erased_before_the_member_says_so(studio: Studio) -> None:
    await studio.finished()
    await _erase(studio)
    assert await _known(studio) == (1, {})


async def test_all_that_is_known_is_erased_but_what_was_spent(studio: Studio, restart: Restart, tmp_path: Path) -> None:
    await studio.alice.slash(studio.channel, "defaults set", quality="low")
    card = await studio.finished("a pr1vate fox", image1=("fox.png", png((30, 20))), count=2)
    assert _holding(b"pr1vate", tmp_path)
    assert list((tmp_path / "references").iterdir())
    question = await _erase(studio)
    await restart()
    await studio.alice.click(question.message, label="Erase everything")
    assert ENGLISH("erase-done") in text_of(question.components)
    assert _holding(b"pr1vate", tmp_path) == []
    assert list((tmp_path / "references").iterdir()) == []
    assert await _known(studio) == (0, {})
    refusal = the_card(await studio.alice.click(card.message, label=ENGLISH("button-reroll")))
    assert ENGLISH("refusal-unknown-job") in text_of(refusal.components)
    await restart()
    assert (await studio.balance()).used == 2
    assert await _known(studio) == (0, {})


async def test_an_open_job_ends_first_and_is_gone_then(studio: Studio, restart: Restart) -> None:
    result = await studio.imagine()
    await studio.alice.click((await _erase(studio)).message, label="Erase everything")
    await restart()
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(result).attachments) == 1
    assert await _known(studio) == (0, {})
    assert [job async for job in studio.repository.since(0)] == []
    assert (await studio.balance()).used == 1


async def test_nothing_of_a_job_that_was_erased_while_it_ran_is_left_in_any_file(
    studio: Studio, tmp_path: Path
) -> None:
    await studio.imagine("a pr1vate fox", image1=("fox.png", png((30, 20))))
    await studio.alice.click((await _erase(studio)).message, label="Erase everything")
    assert _holding(b"pr1vate", tmp_path)
    assert list((tmp_path / "references").iterdir())
    await studio.time.advance(JOB_SECONDS)
    assert _holding(b"pr1vate", tmp_path) == []
    assert list((tmp_path / "references").iterdir()) == []


async def test_a_selection_is_emptied_as_well(studio: Studio) -> None:
    card = await studio.finished()
    await studio.alice.context_menu(studio.channel, "Use as reference", card.message)
    await studio.alice.click((await _erase(studio)).message, label="Erase everything")
    await studio.imagine()
    body: Any = studio.submits[-1].json
    assert "images" not in body


async def test_others_keep_what_they_have(studio: Studio) -> None:
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    await bob.slash(studio.channel, "imagine", prompt="a wolf")
    await studio.alice.click((await _erase(studio)).message, label="Erase everything")
    page = the_card(await bob.slash(studio.channel, "history"))
    assert "**a wolf**" in text_of(page.components)


@pytest.mark.settings(retention_days=70)
async def test_the_record_of_what_was_erased_is_forgotten_with_the_other_jobs_of_its_age(studio: Studio) -> None:
    await studio.finished()
    await studio.alice.click((await _erase(studio)).message, label="Erase everything")
    repository = studio.repository
    (charge,) = await repository.charges(0)
    assert await repository.requester(charge.job_id) == studio.alice.id
    await studio.time.advance(68 * DAY)
    assert await repository.requester(charge.job_id) == studio.alice.id
    await studio.time.advance(3 * DAY)
    assert (await repository.charges(0), await repository.requester(charge.job_id)) == ([], None)
