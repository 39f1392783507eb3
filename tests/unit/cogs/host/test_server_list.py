"""The list of servers fits into a message, whatever they are called."""

import pytest

from cogs.host.server_list import ServerPage, server_list
from tests.support.limits import violations
from tests.support.locales import CATALOGS, LOCALES

FULL = [(2**63 - number, "*" * 100, 10_000_000) for number in range(ServerPage.SIZE + 1)]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_full_page_fits_into_a_message(locale: str) -> None:
    view = server_list(ServerPage(FULL, first=False), lambda _: False, CATALOGS(locale))
    components = view.to_components()  # type: ignore[no-untyped-call]  # discord.py leaves it untyped
    assert list(violations(components)) == []


def test_only_a_page_with_more_after_it_leads_on() -> None:
    assert ServerPage(FULL, first=True).after == FULL[ServerPage.SIZE - 1][0]
    assert ServerPage(FULL[:-1], first=True).after is None
