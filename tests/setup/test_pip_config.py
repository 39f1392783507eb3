"""A mirror that pip is configured to use is used by uv too."""

from requirements.pip_config import UvSettings, for_uv, read

LISTING = """\
:env:.disable-pip-version-check='1'
:env:.extra-index-url='https://c.example/simple'
global.cert='/etc/ssl/ca.crt'
global.extra-index-url='https://a.example/simple https://b.example/simple'
global.index-url='https://user:pass=word@mirror.example/simple'
global.timeout='60'
install.index-url='https://mirror.example/install'
search.index='https://mirror.example/search'
"""


def _environment(options: dict[str, str], **given: str) -> dict[str, str]:
    return dict(for_uv(options, given).environment)


def test_the_environment_wins_over_the_command_and_the_command_over_the_rest() -> None:
    options = read(LISTING)
    assert options["index-url"] == "https://mirror.example/install"
    assert options["extra-index-url"] == "https://c.example/simple"
    assert options["cert"] == "/etc/ssl/ca.crt"
    assert "index" not in options


def test_a_password_with_an_equals_sign_stays_whole() -> None:
    options = read("global.index-url='https://user:pass=word@mirror.example/simple'")
    assert options == {"index-url": "https://user:pass=word@mirror.example/simple"}


def test_without_a_configuration_uv_asks_what_it_asks_by_itself() -> None:
    assert for_uv(read(""), {}) == UvSettings({"UV_INDEX_STRATEGY": "unsafe-best-match"}, ())


def test_several_values_are_written_as_uv_reads_them() -> None:
    # pip separates them by white space, whatever it is; a configuration file often has one a line.
    told = _environment(read(r"global.extra-index-url='\nhttps://a/simple\nhttps://b/simple'"))
    assert told["UV_INDEX"] == "https://a/simple https://b/simple"
    assert _environment({"find-links": "/wheels /more"})["UV_FIND_LINKS"] == "/wheels,/more"


def test_mirror_certificate_and_proxy_are_handed_on() -> None:
    told = _environment({"index-url": "https://m/simple", "cert": "/ca.crt", "proxy": "http://p:3128", "timeout": "60"})
    del told["UV_INDEX_STRATEGY"]
    assert told == {"UV_DEFAULT_INDEX": "https://m/simple", "SSL_CERT_FILE": "/ca.crt", "ALL_PROXY": "http://p:3128"}


def test_whoever_told_uv_itself_where_to_look_is_right() -> None:
    options = {"index-url": "https://m/simple", "no-index": "true", "cert": "/ca.crt"}
    settings = for_uv(options, {"UV_INDEX_URL": "https://own/simple", "SSL_CERT_FILE": "/own.crt"})
    assert settings == UvSettings({"UV_INDEX_STRATEGY": "unsafe-best-match"}, ())


def test_a_machine_without_an_index_has_its_wheels_in_a_folder() -> None:
    settings = for_uv({"no-index": "true", "find-links": "/wheels"}, {})
    assert settings.arguments == ("--no-index",)
    assert settings.environment["UV_FIND_LINKS"] == "/wheels"
    assert for_uv({"no-index": "false"}, {}).arguments == ()
