"""Changes the secrets of a running bot: reads the settings again, and takes over what is new and good."""

import logging
from collections.abc import Callable
from typing import Protocol

from pydantic import SecretStr

from bot.net.errors import NETWORK_ERRORS
from bot.net.guard import UnusableProxy
from bot.operations.discord_api import DiscordApi
from bot.runtime.log import Redactor
from bot.settings import Settings, SettingsError

_log = logging.getLogger(__name__)

_SECRETS = {"discord_token", "imini_api_key", "alert_webhook"}
TAKEN_OVER = {*_SECRETS, *(f"{name}_file" for name in _SECRETS)}
"""The settings that take effect without a restart."""


class Rotated(Protocol):
    """The running bot, as far as its secrets are concerned."""

    @property
    def user_id(self) -> int | None:
        """The bot's own user, None before its first login."""

    def use_token(self, token: str) -> None:
        """Send ``token`` with every request, and at the next connection to the gateway."""

    def use_key(self, key: SecretStr) -> None:
        """Send ``key`` with every call to imini."""

    def use_webhook(self, webhook: tuple[int, str] | None) -> None:
        """Send alerts by the webhook of that ID and token, or to the owner."""


class SecretRotation:
    """Takes changed secrets over. ``load`` reads the settings again; ``redact`` learns what no log may show."""

    def __init__(
        self, settings: Settings, bot: Rotated, redact: Redactor, load: Callable[[], Settings] = Settings.load
    ) -> None:
        self._settings = settings
        self._bot = bot
        self._redact = redact
        self._load = load

    async def rotate(self) -> None:
        """Read the settings again. What can't be used leaves the old secret in its place; the log says so."""
        try:
            new = self._load()
        except SettingsError as error:
            _log.error("%s; the bot keeps using the old secrets", error)
            return
        self._redact.hide(new.secrets)
        told = [
            self._rotate_key(new.imini_api_key),
            self._rotate_webhook(new),
            await self._rotate_token(new.discord_token),
            self._rest(new),
        ]
        if not any(told):
            _log.info("reread the settings: no secret has changed")

    def _rotate_key(self, key: SecretStr) -> bool:
        if key == self._settings.imini_api_key:
            return False
        self._bot.use_key(key)
        self._settings = self._settings.model_copy(update={"imini_api_key": key})
        _log.info("IMINI_API_KEY has changed: all further calls use the new key")
        return True

    def _rotate_webhook(self, new: Settings) -> bool:
        if new.alert_webhook == self._settings.alert_webhook:
            return False
        self._bot.use_webhook(new.webhook)
        self._settings = self._settings.model_copy(update={"alert_webhook": new.alert_webhook})
        _log.info("ALERT_WEBHOOK has changed: alerts go %s from now on", "there" if new.webhook else "to the owner")
        return True

    async def _rotate_token(self, token: SecretStr) -> bool:
        if token == self._settings.discord_token:
            return False
        if problem := await self._problem(token):
            _log.error("DISCORD_TOKEN has changed, but %s; the bot keeps using the old token", problem)
            return True
        self._bot.use_token(token.get_secret_value())
        self._settings = self._settings.model_copy(update={"discord_token": token})
        _log.info("DISCORD_TOKEN has changed: requests use the new token now, the gateway from its next connection on")
        return True

    async def _problem(self, token: SecretStr) -> str:
        """Why the bot can't use ``token``; empty if it can."""
        if self._bot.user_id is None:
            return "the bot hasn't logged in yet: restart it to use the new token"
        try:
            answer = await DiscordApi(self._settings.discord_api_url, token).get("/users/@me")
        except (*NETWORK_ERRORS, UnusableProxy) as error:
            return f"Discord can't be reached to check it ({type(error).__name__}): send SIGHUP again later"
        if answer.status == 401:
            return "Discord rejects the new token"
        if answer.status != 200 or not isinstance(answer.data, dict):
            return f"Discord responded with {answer.status} to the check: send SIGHUP again later"
        if answer.data.get("id") != str(self._bot.user_id):
            return "the new token belongs to another bot: restart to become that bot"
        return ""

    def _rest(self, new: Settings) -> bool:
        """Name the other settings that have changed."""
        names = [name for name in Settings.model_fields if getattr(new, name) != getattr(self._settings, name)]
        changed = [name.upper() for name in names if name not in TAKEN_OVER]
        if changed:
            _log.warning("also changed: %s; this takes effect at the next start", ", ".join(changed))
        return bool(changed)
