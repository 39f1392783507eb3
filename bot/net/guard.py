"""SSRF guard: the bot connects to public https addresses and to servers that the host set. Also finds the proxy."""

import ipaddress
import socket
from urllib.request import getproxies, proxy_bypass

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_DIALLED_AS = {"ws": "http", "wss": "https"}


class ForbiddenAddress(Exception):
    """The bot must not fetch this URL; the message says why."""


class AllowedOrigins:
    """The servers in the host's settings: these may be private and need no https."""

    def __init__(self, *endpoints: str) -> None:
        self._origins = {URL(endpoint).origin() for endpoint in endpoints}
        self._servers = {(url.host, url.port) for url in self._origins}

    def includes(self, host: str, port: int) -> bool:
        return (host, port) in self._servers

    def check(self, url: URL) -> None:
        """Raise ForbiddenAddress unless ``url`` may be fetched. PublicResolver checks what its host resolves to."""
        if not url.scheme or not url.host:
            raise ForbiddenAddress("not an absolute URL")
        if url.origin() in self._origins:
            return
        if url.scheme != "https":
            raise ForbiddenAddress(f"{url.scheme}:// is not allowed, only https://")
        if url.user or url.password:
            raise ForbiddenAddress("credentials in the URL")
        if _is_private(url.host):
            raise ForbiddenAddress("a private address")


class PublicResolver(AbstractResolver):
    """Resolves through ``inner`` and drops private addresses, so that no DNS answer leads into the host's network.

    Exempt are the servers in ``origins`` and the proxies of the environment. aiohttp connects to the addresses returned
    here, so a second DNS answer can't replace the one that was checked (DNS rebinding).
    """

    def __init__(self, inner: AbstractResolver, origins: AllowedOrigins) -> None:
        self._inner = inner
        self._origins = origins

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of ``host``. Raises OSError if there is none."""
        found = await self._inner.resolve(host, port, family)
        if self._origins.includes(host, port) or _is_proxy(host, port):
            return found
        public = [address for address in found if not _is_private(address["host"])]
        if not public:
            raise OSError(f"{host} resolves to private addresses only")
        return public

    async def close(self) -> None:
        await self._inner.close()


def _is_private(host: str) -> bool:
    # Without a trailing dot and without an IPv6 zone such as "%eth0": both lead to the same address.
    name = host.rstrip(".").partition("%")[0]
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        # Resolvers answer these names with loopback addresses (RFC 6761, section 6.3).
        return name == "localhost" or name.endswith(".localhost")
    if isinstance(address, ipaddress.IPv6Address):
        address = _inner_ipv4(address) or address
    return not address.is_global or address.is_multicast  # Python counts some multicast addresses as global


def _inner_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address embedded in an IPv6 address: mapped, 6to4, NAT64 (RFC 6052) or compatible.

    Connecting to it may reach that IPv4 address, which would bypass a check of the IPv6 form alone.
    """
    # :: and ::1 are in the range of compatible addresses, but mean "unspecified" and "loopback".
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class UnusableProxy(Exception):
    """The environment names a proxy that the bot can't use. The message is one line that names the variable."""


def proxy_for(url: URL | str) -> str | None:
    """The proxy for ``url`` from ``HTTPS_PROXY``, ``HTTP_PROXY`` or ``ALL_PROXY``; None for a direct connection.

    ``NO_PROXY`` exempts hosts, with or without a port. A proxy resolves names itself, so PublicResolver does not apply.

    Raises:
        UnusableProxy: it is not an HTTP proxy.
    """
    url = URL(url)
    scheme = _DIALLED_AS.get(url.scheme, url.scheme)
    proxy = _proxy_named(scheme)
    if proxy is None or proxy_bypass(f"{url.host}:{url.port}"):
        return None
    if proxy.scheme not in {"http", "https"} or not proxy.host:
        raise UnusableProxy(f"{scheme.upper()}_PROXY (or ALL_PROXY) must be an http:// address, not {proxy.scheme}://")
    return str(proxy)


def _proxy_named(scheme: str) -> URL | None:
    named = getproxies()
    proxy = named.get(scheme) or named.get("all")
    return URL(proxy if "://" in proxy else f"http://{proxy}") if proxy else None


def _is_proxy(host: str, port: int) -> bool:
    return any(proxy and (proxy.host, proxy.port) == (host, port) for proxy in map(_proxy_named, ("http", "https")))
