"""Where the bot may fetch from: public https addresses, and the very servers that the host configured."""

import ipaddress
import socket
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL


class ForbiddenAddress(Exception):
    """The URL leads somewhere the bot must not go; carries why."""


class Origins:
    """The hosts that may be reached without https and on private addresses, because the host set them."""

    def __init__(self, *endpoints: str) -> None:
        self._urls = {URL(endpoint).origin() for endpoint in endpoints}
        self.hosts = {url.host for url in self._urls}

    def check(self, url: URL) -> None:
        """Raise ForbiddenAddress unless ``url`` may be fetched. Names are checked again once they are resolved."""
        if not url.host or not url.is_absolute():
            raise ForbiddenAddress("not an absolute URL")
        if url.origin() in self._urls:
            return
        if url.scheme != "https":
            raise ForbiddenAddress(f"{url.scheme}:// is not allowed, only https://")
        if url.user or url.password:
            raise ForbiddenAddress("credentials in the URL")
        if _is_private(url.host):
            raise ForbiddenAddress("a private address")


class PublicResolver(AbstractResolver):
    """Resolves names through ``inner`` without private addresses: no answer can point into the host's network."""

    def __init__(self, inner: AbstractResolver, origins: Origins) -> None:
        self._inner = inner
        self._origins = origins

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of ``host``; OSError when none of them is public."""
        found = await self._inner.resolve(host, port, family)
        if host in self._origins.hosts:
            return found
        public = [address for address in found if not _is_private(address["host"])]
        if not public:
            raise OSError(f"{host} resolves to private addresses only")
        return public

    async def close(self) -> None:
        """Close the inner resolver."""
        await self._inner.close()


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


NETWORK_ERRORS: Final = (aiohttp.ClientError, OSError, TimeoutError)
"""What a call over the network raises when no answer came back."""
