"""The SSRF guard, and proxies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.net.guard import AllowedOrigins, ForbiddenAddress, PublicResolver, UnusableProxy, proxy_for
from tests.support.resolver import StaticResolver

ORIGINS = AllowedOrigins("http://127.0.0.1:8080/imini/router", "https://discord.com/api/v10", "http://imini.lan:9000")

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "0.0.0.0",  # noqa: S104 - an address to refuse, not one to listen on
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
]
PUBLIC = ["8.8.8.8", "104.16.0.1", "::ffff:8.8.8.8", "2606:4700::6810:1"]


def literal(address: str) -> str:
    return f"[{address}]" if ":" in address else address


async def resolved(host: str, port: int, *addresses: str) -> list[str]:
    """The addresses of ``host`` that PublicResolver returns."""
    resolver = PublicResolver(StaticResolver({host: list(addresses)}), ORIGINS)
    return [found["host"] for found in await resolver.resolve(host, port)]


@pytest.mark.parametrize(
    "url",
    [
        "https://file.iminicdn.com/file/2026/04/06/1.png",
        "https://cdn.discordapp.com/attachments/1/2/a.png?ex=1&is=2&hm=3",
        "https://files.example:8443/a.png",
        "http://127.0.0.1:8080/file/1.png",
        "https://discord.com:443/x",
        "http://imini.lan:9000/file/1.png",
        *(f"https://{literal(address)}/a.png" for address in PUBLIC),
    ],
)
def test_public_https_and_the_configured_servers_may_be_fetched(url: str) -> None:
    ORIGINS.check(URL(url))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("/a.png", "absolute"),
        ("//files.example/a.png", "absolute"),
        ("data:image/png;base64,aaaa", "absolute"),
        ("https:///a.png", "absolute"),
        ("http://files.example/a.png", "http://"),
        ("ftp://files.example/a.png", "ftp://"),
        ("file://files.example/etc/passwd", "file://"),
        ("http://127.0.0.1:8081/a.png", "http://"),
        ("https://127.0.0.1:8080/a.png", "private"),
        ("http://imini.lan/a.png", "http://"),
        ("https://user:secret@files.example/a.png", "credentials"),
        ("https://user@files.example/a.png", "credentials"),
        ("https://localhost/a.png", "private"),
        ("https://LOCALHOST/a.png", "private"),
        ("https://localhost./a.png", "private"),
        ("https://db.localhost/a.png", "private"),
    ],
)
def test_anything_else_is_refused_with_its_reason(url: str, why: str) -> None:
    with pytest.raises(ForbiddenAddress, match=why):
        ORIGINS.check(URL(url))


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused(address: str) -> None:
    with pytest.raises(ForbiddenAddress, match="private"):
        ORIGINS.check(URL.build(scheme="https", host=address, path="/a.png"))


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=6, network="fd00::/8"))
def test_no_address_of_a_private_network_gets_through(address: object) -> None:
    with pytest.raises(ForbiddenAddress):
        ORIGINS.check(URL.build(scheme="https", host=str(address)))


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_never_resolves_to_a_private_address(address: str) -> None:
    assert await resolved("files.example", 443, address, "8.8.8.8") == ["8.8.8.8"]
    with pytest.raises(OSError, match=r"files\.example"):
        await resolved("files.example", 443, address)


async def test_public_addresses_are_handed_on() -> None:
    assert await resolved("files.example", 443, *PUBLIC) == PUBLIC


async def test_a_configured_name_may_be_private_at_its_own_port_alone() -> None:
    assert await resolved("imini.lan", 9000, "192.168.1.1") == ["192.168.1.1"]
    with pytest.raises(OSError, match=r"imini\.lan"):
        await resolved("imini.lan", 22, "192.168.1.1")


async def test_the_inner_resolver_is_closed_too() -> None:
    zone = StaticResolver({})
    await PublicResolver(zone, ORIGINS).close()
    assert zone.closed


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without proxies, for tests to add some."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


@pytest.mark.usefixtures("proxies")
def test_without_a_proxy_in_the_environment_everything_is_reached_directly() -> None:
    assert proxy_for("https://discord.com/api/v10") is None


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://discord.com/api/v10", "http://secure:3128"),
        ("wss://gateway.discord.gg/?v=10", "http://secure:3128"),
        ("http://imini.lan:9000/v1", "http://plain:8080"),
        ("ws://imini.lan:9000/v1", "http://plain:8080"),
        ("https://files.example/a.png", None),
        ("https://cdn.files.example:8443/a.png", None),
        ("https://notfiles.example/a.png", "http://secure:3128"),
        ("http://127.0.0.1:8080/", None),
        ("http://[::1]:8080/", None),
        ("https://one.example:444/", None),
        ("https://one.example/", "http://secure:3128"),
    ],
)
def test_the_proxy_is_that_of_the_scheme_unless_its_host_is_excepted(
    proxies: pytest.MonkeyPatch, url: str, proxy: str | None
) -> None:
    proxies.setenv("HTTPS_PROXY", "http://secure:3128")
    proxies.setenv("http_proxy", "plain:8080")
    proxies.setenv("NO_PROXY", "files.example, 127.0.0.1, ::1, one.example:444")
    assert proxy_for(url) == proxy
    assert proxy_for(URL(url)) == proxy


def test_one_proxy_may_serve_all_and_an_asterisk_excepts_everything(proxies: pytest.MonkeyPatch) -> None:
    proxies.setenv("ALL_PROXY", "http://somebody:secret@all:3128")
    assert proxy_for("wss://gateway.discord.gg") == "http://somebody:secret@all:3128"
    proxies.setenv("no_proxy", "*")
    assert proxy_for("wss://gateway.discord.gg") is None


@pytest.mark.parametrize("proxy", ["socks5://all:1080", "http://", "://"])
def test_a_proxy_that_speaks_something_else_is_refused(proxies: pytest.MonkeyPatch, proxy: str) -> None:
    proxies.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(UnusableProxy, match="HTTPS_PROXY"):
        proxy_for("https://discord.com")
