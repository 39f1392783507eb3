"""Checks at Discord: the token, the clock, the application, the gateway, the commands, permissions in servers.

Sources: https://discord.com/developers/docs/resources/application and
https://discord.com/developers/docs/topics/permissions
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from bot.net.backoff import parse_date
from bot.net.errors import NETWORK_ERRORS
from bot.net.guard import UnusableProxy
from bot.operations.discord_api import Answer, DiscordApi
from bot.operations.finding import Finding, bad, ok, warn
from bot.runtime.clock import Clock
from bot.settings import Settings

CLOCK_TOLERANCE = 10.0
"""Seconds. Members have 3 s for a first answer, and tokens of interactions 15 minutes."""

ADMINISTRATOR = 1 << 3
NEEDED = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Embed Links": 1 << 14,
    "Attach Files": 1 << 15,
    "Read Message History": 1 << 16,
    "Send Messages in Threads": 1 << 38,
}
"""Permissions of the invitation, by their bits."""

SERVERS_READ = 200
"""Discord's largest page of servers."""

SERVERS_NAMED = 3


async def at_discord(api: DiscordApi, clock: Clock, *, is_running: bool) -> AsyncIterator[Finding]:
    """All findings; those after the token only if it is right. One that ``is_running`` has registered its commands."""
    try:
        me = await api.get("/users/@me")
        yield _token(me)
        if me.status != 200:
            return
        yield _clock(me, clock)
        for finding in _application(await api.get("/applications/@me")):
            yield finding
        yield _gateway(await api.get("/gateway/bot"))
        yield _commands(await api.get(f"/applications/{_text(me, 'id')}/commands"), is_running=is_running)
        yield _servers(await api.get(f"/users/@me/guilds?limit={SERVERS_READ}"))
    except NETWORK_ERRORS as error:
        yield bad("Discord", f"can't be reached ({type(error).__name__}): check the network and DISCORD_API_URL")
    except UnusableProxy as error:
        yield bad("Discord", str(error))


async def of_alerts(api: DiscordApi, settings: Settings) -> Finding:
    """Whether alerts have a way to the host. Nothing is posted."""
    if settings.alerts == "off":
        return ok("alerts", "none (ALERTS=off)")
    if settings.webhook is None:
        return ok("alerts", "by direct message to the owner of the application")
    webhook_id, token = settings.webhook
    try:
        answer = await api.get(f"/webhooks/{webhook_id}/{token}")
    except (*NETWORK_ERRORS, UnusableProxy) as error:
        return warn("alerts", f"ALERT_WEBHOOK can't be checked ({type(error).__name__})")
    if answer.status in {401, 404}:
        told = "Discord doesn't know ALERT_WEBHOOK: create another one under Server Settings > Integrations > Webhooks"
        return warn("alerts", told)
    if answer.status != 200 or not isinstance(answer.data, dict):
        return _unread("alerts", answer)
    return ok("alerts", f"by ALERT_WEBHOOK, {_text(answer, 'name')}")


def _token(answer: Answer) -> Finding:
    if answer.status == 401:
        return bad("token", "Discord rejects DISCORD_TOKEN: reset it in the Developer Portal")
    if answer.status != 200 or not isinstance(answer.data, dict):
        return bad("token", f"Discord responded with {answer.status}: check DISCORD_API_URL, or try again later")
    return ok("token", f"belongs to {_text(answer, 'username')} (user {_text(answer, 'id')})")


def _clock(answer: Answer, clock: Clock) -> Finding:
    theirs = parse_date(answer.date)
    if theirs is None:
        return warn("clock", "can't be compared: Discord's response has no date")
    ahead = clock.now() - theirs
    if abs(ahead) > CLOCK_TOLERANCE:
        return bad("clock", f"{ahead:+.0f} s off Discord's: synchronise it (timedatectl set-ntp true)")
    return ok("clock", f"within {CLOCK_TOLERANCE:.0f} s of Discord's")


def _application(answer: Answer) -> Iterator[Finding]:
    if answer.status != 200 or not isinstance(answer.data, dict):
        yield _unread("application", answer)
        return
    if answer.data.get("interactions_endpoint_url"):
        told = "an Interactions Endpoint URL is set, so commands never reach the bot: remove it in the Developer Portal"
        yield bad("application", told)
    elif answer.data.get("bot_public"):
        yield warn(
            "application", "public: anyone can add the bot and spend your credits (README, A Discord application)"
        )
    else:
        yield ok("application", f"{_text(answer, 'name')}, private")
    yield ok("intents", "only servers, which needs no switch in the Developer Portal")


def _gateway(answer: Answer) -> Finding:
    limit = answer.data.get("session_start_limit") if isinstance(answer.data, dict) else None
    if answer.status != 200 or not isinstance(limit, dict):
        return _unread("gateway", answer)
    told = f"{answer.data.get('shards')} shard(s) recommended, {limit.get('remaining')} session starts left today"
    return (
        ok("gateway", told)
        if limit.get("remaining")
        else bad("gateway", f"{told}: find out what restarts the bot so often")
    )


def _commands(answer: Answer, *, is_running: bool) -> Finding:
    if answer.status != 200 or not isinstance(answer.data, list):
        return _unread("commands", answer)
    names = sorted(str(command.get("name")) for command in answer.data if isinstance(command, dict))
    if not names and is_running:
        return bad("commands", "none registered, although the bot is running: its log says why")
    if not names:
        return warn("commands", "none registered yet: the first start registers them")
    return ok("commands", f"{len(names)} registered: {', '.join(names)}")


def _servers(answer: Answer) -> Finding:
    if answer.status != 200 or not isinstance(answer.data, list):
        return _unread("permissions", answer)
    servers = [server for server in answer.data if isinstance(server, dict)]
    number = f"{len(servers)}{' or more' if len(servers) == SERVERS_READ else ''}"
    lacking = [f"{server.get('name')!s:.50} lacks {', '.join(lost)}" for server in servers if (lost := _lost(server))]
    if not lacking:
        return ok("permissions", f"complete in all {number} server(s); channels may still differ")
    more = f"; and {len(lacking) - SERVERS_NAMED} more" if len(lacking) > SERVERS_NAMED else ""
    return warn("permissions", f"in {number} server(s): {'; '.join(lacking[:SERVERS_NAMED])}{more}")


def _lost(server: dict[str, Any]) -> list[str]:
    """The needed permissions that the bot's roles don't have in a server."""
    try:
        held = int(server.get("permissions", ""))
    except (TypeError, ValueError):
        return []
    return [] if held & ADMINISTRATOR else [name for name, bit in NEEDED.items() if not held & bit]


def _unread(subject: str, answer: Answer) -> Finding:
    return warn(subject, f"can't be checked: Discord responded with {answer.status}")


def _text(answer: Answer, name: str) -> str:
    return f"{answer.data.get(name)!s:.100}"
