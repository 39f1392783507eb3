"""Transport compression of gateway frames: one stream a connection, flushed after each message.

https://discord.com/developers/docs/events/gateway#transport-compression
"""

import zlib
from collections.abc import Callable

Compress = Callable[[bytes], bytes]


def compressor(name: str | None) -> Compress | None:
    """The stream that the `compress` parameter asks for, None where it asks for none; raises ValueError otherwise."""
    match name:
        case None | "":
            return None
        case "zlib-stream":
            return _zlib()
        case "zstd-stream":
            return _zstd()
        case _:
            raise ValueError(f"Discord knows no compression {name!r}")


def _zlib() -> Compress:
    stream = zlib.compressobj()
    return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Compress:
    import zstandard  # noqa: PLC0415 - only there with discord.py[speed], which is also what asks for it

    stream = zstandard.ZstdCompressor().compressobj()
    return lambda data: stream.compress(data) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
