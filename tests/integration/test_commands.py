"""What Discord is told of ``/imagine``, and when."""

from typing import Any

import discord

from bot.requests.request import Aspect, Quality, ReferenceType, Resolution
from tests.integration.conftest import Restart
from tests.integration.studio import Studio

STRING, INTEGER, BOOLEAN, ATTACHMENT = 3, 4, 5, 11
"""Types of options (https://discord.com/developers/docs/interactions/application-commands)."""

OPTIONS = {
    "prompt": STRING,
    "aspect_ratio": STRING,
    "resolution": STRING,
    "quality": STRING,
    "image1": ATTACHMENT,
    "image2": ATTACHMENT,
    "image3": ATTACHMENT,
    "reference": STRING,
    "count": INTEGER,
    "private": BOOLEAN,
    "spoiler": BOOLEAN,
    "prompt_file": ATTACHMENT,
}


async def test_the_options_are_the_documented_ones(studio: Studio) -> None:
    assert {name: option["type"] for name, option in _options(studio).items()} == OPTIONS
    assert not any(option.get("required") for option in _options(studio).values())


async def test_discord_knows_the_limits_of_the_options(studio: Studio) -> None:
    options = _options(studio)
    assert (options["prompt"]["min_length"], options["prompt"]["max_length"]) == (1, 6000)
    assert (options["count"]["min_value"], options["count"]["max_value"]) == (1, 10)


async def test_every_value_that_imini_takes_can_be_chosen(studio: Studio) -> None:
    offered = {
        name: [choice["value"] for choice in option["choices"]]
        for name, option in _options(studio).items()
        if option.get("choices")
    }
    assert offered == {
        "aspect_ratio": list(Aspect),
        "resolution": list(Resolution),
        "quality": list(Quality),
        "reference": list(ReferenceType),
    }


async def test_commands_work_in_servers_in_direct_messages_and_as_a_members_own_app(studio: Studio) -> None:
    for command in _registered(studio)[-1]:
        everywhere = command["name"] not in {"server", "Moderate"}
        places = ([0, 1, 2], [0, 1]) if everywhere else ([0], [0])
        assert (command["contexts"], command["integration_types"]) == places, command["name"]


async def test_what_is_for_managers_is_offered_to_those_who_manage_the_server(studio: Studio) -> None:
    (server,) = (command for command in _registered(studio)[-1] if command["name"] == "server")
    assert int(server["default_member_permissions"]) == discord.Permissions(manage_guild=True).value


async def test_a_restart_registers_nothing_anew(studio: Studio, restart: Restart) -> None:
    await restart()
    assert len(_registered(studio)) == 1


async def test_commands_that_discord_has_lost_are_registered_again(studio: Studio, restart: Restart) -> None:
    studio.env.backend.commands[None].clear()
    await restart()
    first, second = _registered(studio)
    assert first == second


def _registered(studio: Studio) -> list[list[dict[str, Any]]]:
    """The commands of every registration."""
    return [call.json or [] for call in studio.env.http_requests if call.method == "PUT"]


def _options(studio: Studio) -> dict[str, dict[str, Any]]:
    (command,) = [command for command in _registered(studio)[-1] if command["name"] == "imagine"]
    return {option["name"]: option for option in command["options"]}
