"""The list of a server's command permissions, and the dispatch that says that it has changed."""

from .plainbot import connect, identify
from .scene import Scene

PATH = "/applications/{}/guilds/{}/commands/permissions"


async def test_only_what_has_overwrites_is_listed(scene: Scene) -> None:
    world, alice = scene.discord.world, {"id": scene.alice.id, "type": 2, "permission": False}
    path = PATH.format(world.application_id, scene.guild.id)
    assert await scene.bot.call("GET", path) == (200, [])
    await scene.discord.overwrite(scene.guild, [alice], "imagine")
    await scene.discord.overwrite(scene.guild, [alice])
    await scene.discord.overwrite(scene.guild, [])
    status, listed = await scene.bot.call("GET", path)
    assert status == 200
    command = scene.discord.commands["imagine"]["id"]
    ids = {"id": command, "application_id": world.application_id, "guild_id": scene.guild.id}
    assert listed == [{**ids, "permissions": [alice]}]


async def test_the_list_of_another_application_or_server_is_refused(scene: Scene) -> None:
    elsewhere = scene.discord.world.add_guild("Elsewhere", has_bot=False)
    own = scene.discord.world.application_id
    for application, guild, expected in (("7", scene.guild.id, 403), (own, elsewhere.id, 403), (own, "7", 404)):
        status, _ = await scene.bot.call("GET", PATH.format(application, guild))
        assert status == expected


async def test_a_change_is_told_to_the_bot(scene: Scene) -> None:
    gateway = await connect(scene.bot, scene.discord.gateway.url)
    await identify(gateway, scene.discord.token)
    await scene.discord.overwrite(scene.guild, [{"id": scene.guild.id, "type": 1, "permission": False}])
    while (frame := await gateway.frame())["t"] != "APPLICATION_COMMAND_PERMISSIONS_UPDATE":
        assert frame["t"] == "GUILD_CREATE"
    assert frame["d"]["id"] == scene.discord.world.application_id
    assert frame["d"]["permissions"] == [{"id": scene.guild.id, "type": 1, "permission": False}]
