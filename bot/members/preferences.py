"""Members' own defaults for the options of commands."""

from dataclasses import asdict, dataclass
from typing import Protocol, Self

from cachetools import LRUCache
from pydantic import TypeAdapter, ValidationError

from bot.errors import StorageError, saving
from bot.members.errors import DefaultsUnreadable
from bot.requests.request import Aspect, Quality, Resolution, SettingsFields, bad_option

CAPACITY = 1000
"""How many members' defaults are kept in memory."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """A member's own defaults. None means that the bot's default applies."""

    aspect_ratio: Aspect | None = None
    resolution: Resolution | None = None
    quality: Quality | None = None
    private: bool | None = None

    @classmethod
    def parse(cls, **values: object) -> "Preferences":
        """Parse untrusted values. Raises BadOption."""
        try:
            return _PREFERENCES.validate_python(values)
        except ValidationError as error:
            raise bad_option(error) from None

    def explicit(self) -> dict[str, object]:
        """The defaults that the member has set, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def settings(self) -> SettingsFields:
        """The defaults that are settings of a request, as far as the member has set them."""
        fields: SettingsFields = {}
        if self.aspect_ratio is not None:
            fields["aspect_ratio"] = self.aspect_ratio
        if self.resolution is not None:
            fields["resolution"] = self.resolution
        if self.quality is not None:
            fields["quality"] = self.quality
        return fields

    def merge(self, given: Self) -> Self:
        """The ``given`` values, completed with these defaults."""
        return type(self)(
            given.aspect_ratio or self.aspect_ratio,
            given.resolution or self.resolution,
            given.quality or self.quality,
            self.private if given.private is None else given.private,
        )


_PREFERENCES: TypeAdapter[Preferences] = TypeAdapter(Preferences)


class PreferenceRepository(Protocol):
    """Port: where members' defaults are stored. Every call may raise StorageError."""

    async def find(self, user_id: int) -> Preferences | None:
        """A member's defaults, None if none are stored."""

    async def save(self, user_id: int, defaults: Preferences) -> None: ...

    async def delete(self, user_id: int) -> None: ...


class CachedPreferences:
    """Keeps what is stored in ``repository`` in memory too, the most recently used.

    For one process alone: what was made private in another one would still be public here.
    """

    def __init__(self, repository: PreferenceRepository, capacity: int = CAPACITY) -> None:
        self._repository = repository
        self._cache = LRUCache[int, Preferences | None](capacity)

    async def find(self, user_id: int) -> Preferences | None:
        if user_id not in self._cache:
            self._cache[user_id] = await self._repository.find(user_id)
        return self._cache[user_id]

    async def save(self, user_id: int, defaults: Preferences) -> None:
        await self._repository.save(user_id, defaults)
        self._cache[user_id] = defaults

    async def delete(self, user_id: int) -> None:
        await self._repository.delete(user_id)
        self._cache[user_id] = None


class PreferenceStore:
    """The members' defaults."""

    def __init__(self, repository: PreferenceRepository) -> None:
        self._repository = repository

    async def get(self, user_id: int) -> Preferences:
        """A member's defaults. Raises DefaultsUnreadable."""
        try:
            return await self._repository.find(user_id) or Preferences()
        except StorageError as error:
            raise DefaultsUnreadable from error

    async def set(self, user_id: int, defaults: Preferences) -> None:
        """Store a member's defaults. Raises SaveFailed."""
        # Nothing is stored about members without defaults of their own.
        if defaults == Preferences():
            await self.erase(user_id)
        else:
            with saving():
                await self._repository.save(user_id, defaults)

    async def erase(self, user_id: int) -> None:
        """Delete a member's defaults. Raises SaveFailed."""
        with saving():
            await self._repository.delete(user_id)
