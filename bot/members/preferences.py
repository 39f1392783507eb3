"""What members want when their commands do not say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Protocol, Self

from cachetools import LRUCache
from pydantic import TypeAdapter, ValidationError

from bot.errors import SaveFailed, StorageError
from bot.members.errors import DefaultsUnreadable
from bot.requests.request import Aspect, Quality, Resolution, SettingsFields, bad_option

CAPACITY = 1000
"""Members whose defaults are kept in memory as well."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """A member's own defaults. None: the member has not chosen, so the bot's default holds."""

    aspect_ratio: Aspect | None = None
    resolution: Resolution | None = None
    quality: Quality | None = None
    private: bool | None = None

    @classmethod
    def parse(cls, **values: object) -> "Preferences":
        """Defaults out of untrusted values. Raises BadOption."""
        try:
            return _DEFAULTS.validate_python(values)
        except ValidationError as error:
            raise bad_option(error) from None

    def explicit(self) -> dict[str, object]:
        """Those that the member has chosen, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def settings(self) -> SettingsFields:
        """Those of a request's settings that the member has chosen."""
        fields: SettingsFields = {}
        if self.aspect_ratio is not None:
            fields["aspect_ratio"] = self.aspect_ratio
        if self.resolution is not None:
            fields["resolution"] = self.resolution
        if self.quality is not None:
            fields["quality"] = self.quality
        return fields

    def merge(self, given: Self) -> Self:
        """What was ``given``, and these defaults for the rest."""
        return type(self)(
            given.aspect_ratio or self.aspect_ratio,
            given.resolution or self.resolution,
            given.quality or self.quality,
            self.private if given.private is None else given.private,
        )


_DEFAULTS: TypeAdapter[Preferences] = TypeAdapter(Preferences)


class PreferenceRepository(Protocol):
    """Where the members' defaults are stored. Every call may raise StorageError."""

    async def find(self, user_id: int) -> Preferences | None:
        """What a member has chosen, None if nothing."""

    async def save(self, user_id: int, defaults: Preferences) -> None:
        """Store what a member has chosen."""

    async def delete(self, user_id: int) -> None:
        """Delete what a member has chosen."""


class PreferenceStore:
    """The members' defaults, as stored; those of the members who were active last in memory as well."""

    def __init__(self, repository: PreferenceRepository, capacity: int = CAPACITY) -> None:
        self._repository = repository
        self._known = LRUCache[int, Preferences](capacity)

    async def get(self, user_id: int) -> Preferences:
        """A member's defaults. Raises DefaultsUnreadable: without them, what is private could become public."""
        if user_id not in self._known:
            self._known[user_id] = await self._read(user_id)
        return self._known[user_id]

    async def set(self, user_id: int, defaults: Preferences) -> None:
        """Keep ``defaults`` for a member. Raises NotSaved."""
        if defaults == Preferences():
            await self.erase(user_id)
        else:
            with _saving():
                await self._repository.save(user_id, defaults)
        self._known[user_id] = defaults

    async def erase(self, user_id: int) -> None:
        """Forget what a member has chosen. Raises NotSaved."""
        with _saving():
            await self._repository.delete(user_id)
        self._known.pop(user_id, None)

    async def _read(self, user_id: int) -> Preferences:
        try:
            return await self._repository.find(user_id) or Preferences()
        except StorageError as error:
            raise DefaultsUnreadable from error


@contextmanager
def _saving() -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        raise SaveFailed from error
