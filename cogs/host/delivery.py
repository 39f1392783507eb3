"""Brings alerts to the host: by webhook or direct message, and to the log whatever happens."""

import logging

import discord

from bot.app import ImagineBot
from bot.errors import UserError
from bot.host.troubles import Symptom, Trouble
from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from cogs.gate.hosts import Hosts
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, code, escape, moment
from cogs.i18n.translator import Translator

_log = logging.getLogger(__name__)

TRIES = 5
GB = 1 << 30

NAME_SHOWN = 60
"""Characters of a server's name."""

NOWHERE = Markup("")

_UNREACHABLE = (discord.HTTPException, UserError, *NETWORK_ERRORS)


class AlertDelivery:
    """Tells the host in the language of ``ALERT_LANGUAGE``. Nobody is mentioned."""

    def __init__(self, bot: ImagineBot, hosts: Hosts, t: Translator, backoff: Backoff, clock: Clock) -> None:
        self._bot = bot
        self._hosts = hosts
        self._t = t
        self._backoff = backoff
        self._clock = clock

    async def tell(self, symptom: Symptom) -> None:
        """Bring one alert. It does not fail."""
        text = alert(symptom, self._t, self._place(symptom.server))
        try:
            await retrying(lambda: self._send(text), _is_passing, self._backoff, self._clock, tries=TRIES)
        except _UNREACHABLE as error:
            _log.warning("couldn't deliver an alert (%s): %s", type(error).__name__, text)
        else:
            _log.warning("sent an alert: %s", text)

    async def _send(self, text: str) -> None:
        nobody = discord.AllowedMentions.none()
        if self._bot.alert_webhook:
            webhook_id, token = self._bot.alert_webhook
            await discord.Webhook.partial(webhook_id, token, client=self._bot).send(text, allowed_mentions=nobody)
        else:
            channel = await self._bot.create_dm(discord.Object(await self._hosts.owner()))
            await channel.send(text, allowed_mentions=nobody)

    def _place(self, server: int | None) -> Markup:
        """The name of a server, which this process hears of: it has just refused a request there."""
        if not server:
            return self._t("alert-outside")
        guild = self._bot.get_guild(server)
        name = f"**{escape(guild.name, NAME_SHOWN)}** " if guild else ""
        return Markup(f"{name}{code(str(server))}")


def alert(symptom: Symptom, t: Translator, place: Markup = NOWHERE) -> Markup:
    """The sentence about a trouble in a ``place``, or its end."""
    table = keys.ALERTS if symptom.holds else keys.ALERTS_OVER
    if symptom.holds and symptom.amount < symptom.whole and symptom.trouble in keys.ALERTS_SHORT:
        table = keys.ALERTS_SHORT
    amount: object = f"{symptom.amount / GB:.1f}" if symptom.trouble is Trouble.DISK else symptom.amount
    return t(
        table[symptom.trouble],
        n=symptom.amount,
        amount=amount,
        whole=symptom.whole,
        process=code(symptom.run[:6]) if symptom.run else "",
        when=moment(symptom.until, "f"),
        server=place,
    )


def _is_passing(error: Exception) -> bool:
    """Whether another try may succeed: a refusal repeats itself."""
    return not isinstance(error, UserError) and (not isinstance(error, discord.HTTPException) or error.status >= 500)
