"""When the sandbox opens a browser by itself."""

import webbrowser

import pytest

from sandbox.browser import has_browser, open_page

DESK = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("environ", "platform"),
    [(DESK, "linux"), ({"WAYLAND_DISPLAY": "wayland-0"}, "linux"), ({}, "darwin"), ({}, "win32")],
)
def test_whoever_sits_at_the_machine_sees_the_page(environ: dict[str, str], platform: str) -> None:
    assert has_browser(environ, platform, terminal=True)


@pytest.mark.parametrize("elsewhere", [{"CI": "true"}, {"SSH_CONNECTION": "10.0.0.1 22"}, {"SSH_TTY": "/dev/pts/1"}])
def test_nothing_opens_where_nobody_sits(elsewhere: dict[str, str]) -> None:
    assert not has_browser(DESK | elsewhere, "linux", terminal=True)
    assert not has_browser(elsewhere, "darwin", terminal=True)


def test_nothing_opens_without_a_display_or_a_terminal() -> None:
    assert not has_browser({}, "linux", terminal=True)
    assert not has_browser(DESK, "linux", terminal=False)


async def test_the_page_is_opened() -> None:
    opened: list[str] = []
    await open_page("http://127.0.0.1:8765/#key", opened.append)
    assert opened == ["http://127.0.0.1:8765/#key"]


@pytest.mark.parametrize("error", [OSError("no such file"), webbrowser.Error("could not locate runnable browser")])
async def test_a_browser_that_does_not_start_is_no_trouble(error: Exception) -> None:
    def browse(_: str) -> object:
        raise error

    await open_page("http://127.0.0.1:8765/", browse)
