"""``--ar 16:9`` and the like in prompts: obeyed or refused, wherever a prompt is typed, and never sent as words."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import simcord

from tests.integration.cards import text_of, title_of
from tests.integration.modals import filled_in, submit
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

Ask = Callable[[Studio, str], Awaitable[simcord.InteractionResult]]
"""Sends a prompt in one of the ways that there are."""


async def _option(studio: Studio, prompt: str) -> simcord.InteractionResult:
    return await studio.imagine(prompt)


async def _file(studio: Studio, prompt: str) -> simcord.InteractionResult:
    return await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", prompt.encode()))


async def _form(studio: Studio, prompt: str) -> simcord.InteractionResult:
    return await submit(studio.alice, await studio.alice.slash(studio.channel, "imagine"), prompt=prompt)


async def _menu(studio: Studio, prompt: str) -> simcord.InteractionResult:
    message = await studio.alice.send(studio.channel, prompt)
    return await submit(studio.alice, await studio.alice.context_menu(studio.channel, "Imagine this", message))


every_way = pytest.mark.parametrize("ask", [_option, _file, _form, _menu])


def _sent(studio: Studio) -> tuple[str, str]:
    body: Any = studio.submits[-1].json
    return body["prompt"], body["aspect_ratio"]


def _told(result: simcord.InteractionResult) -> str:
    """All that the member reads, in the response and after it."""
    shown = [result.response] if result.response else []
    return "\n".join(text_of(message.components) for message in [*shown, *result.followups])


def _given_back(studio: Studio, result: simcord.InteractionResult) -> list[str]:
    """The prompts that came back as files."""
    files = [file for message in result.followups for file in message.attachments if file.filename == "prompt.txt"]
    contents = [studio.env.backend.cdn.get(file.url) for file in files]
    return [content.decode() for content in contents if content]


@every_way
async def test_a_ratio_is_obeyed_and_leaves_the_prompt(studio: Studio, ask: Ask) -> None:
    await ask(studio, "a red fox \u2014ar 16:9")
    assert _sent(studio) == ("a red fox", "16:9")


@every_way
@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("a red fox --v 6 --no dogs", ["`--v 6` doesn't work here", "`--no` doesn't work here", "remove them"]),
        ("a red fox --ar 7:4", ["`--ar 7:4` isn't one of the aspect ratios", "`--ar 16:9`", "remove it"]),
    ],
)
async def test_what_can_not_be_obeyed_is_refused_in_private_and_costs_nothing(
    studio: Studio, ask: Ask, prompt: str, told: list[str]
) -> None:
    result = await ask(studio, prompt)
    assert [words for words in told if words not in _told(result)] == []
    assert all(message.ephemeral for message in [*result.followups, *filter(None, [result.response])])
    assert studio.submits == []
    assert (await studio.balance()).used == 0


@pytest.mark.parametrize("ask", [_option, _form, _menu])
async def test_a_refused_prompt_comes_back(studio: Studio, ask: Ask) -> None:
    assert _given_back(studio, await ask(studio, "a red fox --v 6")) == ["a red fox --v 6"]


@pytest.mark.settings(quota_max_running=1)
@pytest.mark.parametrize(("prompt", "given_back"), [("a red fox " * 30, True), ("a red fox", False)])
async def test_a_long_prompt_comes_back_whatever_it_is_refused_for(
    studio: Studio, prompt: str, *, given_back: bool
) -> None:
    await studio.imagine()
    too_many = await studio.imagine(prompt)
    empty = await studio.imagine(prompt, image1=("fox.png", b""))
    cut = await studio.imagine(prompt, image1=("fox.png", b"\x89PNG\r\n\x1a\n"))
    for refused in (too_many, empty, cut):
        assert _given_back(studio, refused) == [prompt] * given_back
    assert len(studio.submits) == 1


async def test_a_prompt_of_parameters_alone_is_empty(studio: Studio) -> None:
    assert ENGLISH("refusal-prompt-empty") in _told(await studio.imagine("--ar 16:9"))


async def test_prose_with_dashes_is_sent_as_it_is(studio: Studio) -> None:
    await studio.imagine("a well-known fox -- red, as in C--")
    assert _sent(studio) == ("a well-known fox -- red, as in C--", "1:1")


@pytest.mark.parametrize("with_file", [False, True])
async def test_an_option_wins_and_the_member_is_told(studio: Studio, *, with_file: bool) -> None:
    prompt = "a red fox --ar 16:9"
    asked = {"prompt_file": ("prompt.txt", prompt.encode())} if with_file else {"prompt": prompt}
    result = await studio.alice.slash(studio.channel, "imagine", aspect_ratio="3:2", **asked)
    assert _sent(studio) == ("a red fox", "3:2")
    note = result.followups[-1]
    assert note.ephemeral
    assert title_of(note.components) == ENGLISH("title-overruled")
    assert "You chose 3:2 as an option, so `--ar 16:9`" in text_of(note.components)


async def test_an_option_that_agrees_is_no_news(studio: Studio) -> None:
    result = await studio.imagine("a red fox --ar 16:9", aspect_ratio="16:9")
    assert _sent(studio) == ("a red fox", "16:9")
    assert result.followups == []


async def test_a_members_default_gives_way(studio: Studio) -> None:
    await studio.alice.slash(studio.channel, "defaults set", aspect_ratio="9:16")
    await studio.imagine("a red fox --ar 16:9")
    assert _sent(studio) == ("a red fox", "16:9")


async def test_a_ratio_that_was_changed_in_the_form_wins_over_the_prompt(studio: Studio) -> None:
    opened = await studio.alice.slash(studio.channel, "imagine")
    result = await submit(studio.alice, opened, prompt="a red fox --ar 16:9", aspect="3:2")
    assert _sent(studio) == ("a red fox", "3:2")
    assert ENGLISH("title-overruled") in _told(result)


async def test_one_that_the_form_opened_with_gives_way(studio: Studio) -> None:
    opened = await studio.alice.slash(studio.channel, "imagine", aspect_ratio="3:2", count=2)
    await submit(studio.alice, opened, prompt="a red fox --ar 16:9")
    assert _sent(studio) == ("a red fox", "16:9")


async def test_imagine_this_shows_in_the_form_what_it_understood(studio: Studio) -> None:
    message = await studio.alice.send(studio.channel, "a red fox --ar 16:9")
    opened = filled_in(await studio.alice.context_menu(studio.channel, "Imagine this", message))
    assert (opened["prompt"], opened["aspect"]) == ("a red fox", ["16:9"])


@pytest.mark.settings(confirm_credits=1)
async def test_an_estimate_shows_the_ratio_and_what_was_overruled_is_told_after_go(studio: Studio) -> None:
    estimate = the_card(await studio.imagine("a red fox --ar 16:9", aspect_ratio="3:2", count=2))
    assert "3:2" in text_of(estimate.components)
    assert "--ar" not in text_of(estimate.components)
    done = await studio.alice.click(estimate, label=ENGLISH("button-go"))
    assert ENGLISH("title-overruled") in _told(done)


async def test_a_job_of_an_earlier_version_is_run_again_as_it_was(studio: Studio) -> None:
    card = await studio.finished()
    job = await studio.job()
    earlier = job.request.model_copy(update={"prompt": "a red fox --v 6"})
    await studio.databases[-1].write("UPDATE jobs SET data = replace(data, ?, ?)", ("a red fox", earlier.prompt))
    await studio.alice.click(card, label=ENGLISH("button-reroll"))
    assert _sent(studio)[0] == "a red fox --v 6"


async def test_a_reference_does_not_change_what_is_understood(studio: Studio) -> None:
    await studio.imagine("a red fox --ar 16:9", image1=("fox.png", png()))
    assert _sent(studio) == ("a red fox", "16:9")
