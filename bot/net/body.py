"""What a download brings: in memory while it is small and the bot's budget has room, else in a file."""

import asyncio
import io
import zlib
from pathlib import Path
from typing import Final

from bot.net.errors import DownloadFailed
from bot.net.memory_budget import MemoryShare

IN_MEMORY: Final = 10 << 20
"""Bytes of the largest body that stays in memory."""

_GZIP = b"\x1f\x8b"


class Body:
    """The bytes of one download, in ``memory`` if they are at most ``most`` and fit, else in the file ``path``.

    Without ``memory``, all of them go to the file.
    """

    def __init__(self, path: Path, memory: MemoryShare | None = None, most: int = IN_MEMORY) -> None:
        self.path = path
        self._memory = memory
        self._most = most
        # A list of chunks would let a server that sends single bytes take forty times as much memory.
        self._held = io.BytesIO()
        self._on_disk = False

    @property
    def data(self) -> bytes | None:
        """All bytes, or None if they are in the file."""
        return None if self._on_disk else self._held.getvalue()

    async def write(self, chunk: bytes) -> None:
        """Add ``chunk``. Raises OSError."""
        if self._takes(len(chunk)):
            self._held.write(chunk)
        else:
            await self._spill(chunk)

    async def finish(self, limit: int) -> None:
        """Complete the body. One that is compressed with gzip, as some servers do unasked, is decompressed.

        Raises:
            DownloadFailed: it has more than ``limit`` bytes then.
            OSError, zlib.error
        """
        if not self._on_disk and (self._memory is None or self._held.getvalue().startswith(_GZIP)):
            await self._spill()
        if self._on_disk:
            await asyncio.to_thread(_unpack, self.path, limit)

    def clear(self) -> None:
        """Forget all bytes. A file stays until it is overwritten."""
        self._give_back()
        self._on_disk = False

    def _give_back(self) -> None:
        if self._memory:
            self._memory.give_back(self._held.tell())
        self._held = io.BytesIO()

    def _takes(self, count: int) -> bool:
        """Whether the memory has room for ``count`` more bytes, which are then held."""
        if self._on_disk or self._memory is None or self._held.tell() + count > self._most:
            return False
        return self._memory.take(count)

    async def _spill(self, chunk: bytes = b"") -> None:
        """Append to the file what is in memory, then ``chunk``."""
        is_new, self._on_disk = not self._on_disk, True
        try:
            await asyncio.to_thread(_append, self.path, self._held.getvalue(), chunk, is_new=is_new)
        finally:
            self._give_back()


def _append(path: Path, *parts: bytes, is_new: bool) -> None:
    """Open, append and close within one thread call, so that a cancelled task can't leak the file handle."""
    if is_new:
        path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb" if is_new else "ab") as file:
        file.writelines(parts)


def _unpack(path: Path, limit: int) -> None:
    """Decompress a gzip file in place. Raises DownloadFailed or zlib.error."""
    with path.open("rb") as file:
        if file.read(len(_GZIP)) != _GZIP:
            return
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16)
    # The limit keeps a decompression bomb out of memory.
    content = unpacker.decompress(path.read_bytes(), limit + 1)
    if len(content) > limit:
        raise DownloadFailed(f"larger than {limit} bytes", too_large=True)
    path.write_bytes(content)
