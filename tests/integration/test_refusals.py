"""What is not taken: the member is told at once and alone, imini hears nothing, and nothing is charged."""

from collections.abc import Mapping
from typing import Any

import discord
import pytest
import simcord

from bot.requests.prompt import PROMPT_FILE_BYTES
from cogs.i18n.markdown import code
from tests.integration.cards import components_of, text_of, title_of
from tests.integration.studio import Studio, offer_every_file, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import bomb, png

FOX = ("fox.png", png((64, 64)))
MB = 1 << 20


async def refused(studio: Studio, result: simcord.InteractionResult) -> str:
    """What the member was told; fails unless it was all that happened."""
    card = the_card(result)
    assert card.ephemeral
    assert title_of(card.components) == ENGLISH("title-refused")
    assert [call.path for call in studio.env.http_requests if "callback" in call.path] == [
        studio.env.http_requests[-1].path
    ], "the refusal was not the first and only answer"
    assert studio.imini.requests == []
    balance = await studio.balance()
    assert (balance.left, balance.running) == (balance.limit, 0)
    return text_of(card.components).partition("\n")[2]


@pytest.mark.parametrize("prompt", [" ", "\n\t \u3000"])
async def test_a_blank_prompt_is_refused(studio: Studio, prompt: str) -> None:
    assert await refused(studio, await studio.imagine(prompt)) == ENGLISH("refusal-prompt-empty")


async def test_a_prompt_longer_than_imini_takes_is_refused(studio: Studio) -> None:
    rewrite_option(studio, "prompt", "x" * 32_001)
    card = the_card(await studio.imagine())
    assert text_of(card.components).partition("\n")[2] == ENGLISH("refusal-prompt-long", prompt_limit=32_000)
    assert (card.ephemeral, studio.imini.requests) == (True, [])


@pytest.mark.parametrize("count", [0, 11, -1, 10**6])
async def test_a_count_out_of_range_is_refused(studio: Studio, count: int) -> None:
    rewrite_option(studio, "count", count)
    assert await refused(studio, await studio.imagine(count=5)) == ENGLISH("refusal-count", count=10)


async def test_a_prompt_beside_a_prompt_file_is_refused(studio: Studio) -> None:
    result = await studio.imagine(prompt_file=("prompt.txt", b"a blue fox"))
    assert await refused(studio, result) == ENGLISH("refusal-prompt-twice")


@pytest.mark.parametrize(
    ("file", "problem", "limit"),
    [
        (("song.mp3", b"ID3"), "not-an-image", 0),
        (("notes.txt", b"a red fox"), "not-an-image", 0),
        (("paper.pdf", b"%PDF-1.7"), "not-an-image", 0),
        (("drawing.svg", b"<svg/>"), "not-an-image", 0),
        (("unnamed", b"\x89PNG"), "not-an-image", 0),
        (("empty.png", b""), "empty", 0),
        (("large.png", bytes(40 * MB)), "too-large", 20),
        (("wide.png", bomb(10_000, 6_000)), "too-many-pixels", 50),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
async def test_an_attachment_that_discord_knows_to_be_unfit_is_refused(
    studio: Studio, file: tuple[str, bytes], problem: str, limit: int
) -> None:
    offer_every_file(studio)
    result = await studio.imagine(image1=FOX, image3=file)
    expected = ENGLISH(f"refusal-attachment-{problem}", option=code("image3"), file=file[0], limit=limit)
    assert await refused(studio, result) == expected


@pytest.mark.parametrize(
    ("file", "problem", "limit"),
    [
        (("paper.png", b"%PDF-1.7 and more of a paper"), "not-an-image", 0),
        (("page.png", b"<html><body>no picture</body></html>"), "not-an-image", 0),
        (("bomb.png", bomb(60_000, 60_000)), "too-many-pixels", 50),
    ],
    ids=["a renamed PDF", "a renamed page", "a decompression bomb"],
)
async def test_an_attachment_whose_bytes_are_unfit_is_refused(
    studio: Studio, file: tuple[str, bytes], problem: str, limit: int
) -> None:
    expected = ENGLISH(f"refusal-attachment-{problem}", option=code("image2"), file=file[0], limit=limit)
    await studio.imagine(image2=file)
    assert await refused_after_reading(studio) == expected


@pytest.mark.parametrize("option", ["image1", "image2", "image3", "prompt_file"])
async def test_discord_does_not_even_offer_files_of_another_kind(studio: Studio, option: str) -> None:
    with pytest.raises(simcord.SetupError, match=r"does not allow file extension '\.pdf'"):
        await studio.alice.slash(studio.channel, "imagine", **{option: ("paper.pdf", b"%PDF-1.7")})


@pytest.mark.parametrize("value", ["fox.png", 7])
async def test_what_is_no_attachment_is_refused(studio: Studio, value: str | int) -> None:
    rewrite_option(studio, "image2", value)
    expected = ENGLISH("refusal-attachment-unreadable", option=code("image2"), file=value, limit=0)
    assert await refused(studio, await studio.imagine(image2=FOX)) == expected


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (("prompt.pdf", b"%PDF-1.7"), "refusal-attachment-not-text"),
        (("prompt.txt", b""), "refusal-attachment-empty"),
        (("prompt.txt", b"x" * (PROMPT_FILE_BYTES + 1)), "refusal-prompt-long"),
    ],
)
async def test_a_prompt_file_that_discord_knows_to_be_unfit_is_refused(
    studio: Studio, file: tuple[str, bytes], key: str
) -> None:
    offer_every_file(studio)
    result = await studio.alice.slash(studio.channel, "imagine", prompt_file=file)
    expected = ENGLISH(key, option=code("prompt_file"), file=file[0], limit=0, prompt_limit=32_000)
    assert await refused(studio, result) == expected


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"caf\xe9", "refusal-attachment-not-text"),
        (b" \n\n ", "refusal-prompt-empty"),
        ("狐".encode() * 32_001, "refusal-prompt-long"),
    ],
    ids=["no UTF-8", "blank", "one character too long"],
)
async def test_a_prompt_file_with_unfit_text_is_refused(studio: Studio, content: bytes, key: str) -> None:
    await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", content))
    expected = ENGLISH(key, option=code("prompt_file"), file="prompt.txt", limit=0, prompt_limit=32_000)
    assert await refused_after_reading(studio) == expected


async def test_a_channel_where_the_bot_may_not_attach_files_is_refused(studio: Studio) -> None:
    denied = discord.PermissionOverwrite(attach_files=False)
    silent = studio.guild.create_text_channel("silent", overwrites={studio.guild.default_role: denied})
    result = await studio.alice.slash(silent, "imagine", prompt="a red fox")
    assert await refused(studio, result) == ENGLISH("refusal-permission", permissions=code("Attach Files"))


def rewrite_option(studio: Studio, name: str, value: str | int) -> None:
    """Let every command arrive with another value, as no official client would send it."""

    def on_event(event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE":
            option = next(option for option in payload["data"]["options"] if option["name"] == name)
            option.update(value=value, type=4 if isinstance(value, int) else 3)

    studio.env.backend.subscribers.insert(0, on_event)


async def refused_after_reading(studio: Studio) -> str:
    """What the member was told; fails unless it is all that is left of it, and for nobody else."""
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    assert studio.channel.history(viewer=bob) == []
    (message,) = studio.channel.history(viewer=studio.alice)
    assert [request for request in studio.imini.requests if request.method == "POST"] == []
    assert (await studio.balance()).left == (await studio.balance()).limit
    return text_of(components_of(message)).partition("\n")[2]
