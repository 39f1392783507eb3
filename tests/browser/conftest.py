"""One sandbox and one browser for all tests of the page: they take longer to start than most of the tests."""

from collections.abc import Iterator

import pytest

from tests.browser.channel import CHROMIUM, Channel, a_channel
from tests.browser.sandbox import a_sandbox


@pytest.fixture(scope="package")
def channel() -> Iterator[Channel]:
    """The page of a sandbox in a hurry."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium here; on Debian: apt install chromium")
    with a_sandbox("--speed", "20") as url, a_channel(url) as channel:
        yield channel
