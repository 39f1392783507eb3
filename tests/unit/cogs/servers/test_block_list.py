"""The list of a server's blocks."""

import pytest

from bot.servers.blocks import LONGEST_REASON, Block
from cogs.servers.block_list import SHOWN, block_list
from tests.support.limits import violations
from tests.support.locales import CATALOGS, LOCALES
from tests.support.views import text_of

FULL = Block(2**60, 2**60 + 1, 1_700_000_000.0, "*" * LONGEST_REASON, 2**60 + 2, 1_690_000_000.0)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_long_list_fits_into_a_message_and_says_how_many_more_there_are(locale: str) -> None:
    t = CATALOGS(locale)
    view = block_list([FULL] * (SHOWN + 3), t)
    components = view.to_components()  # type: ignore[no-untyped-call]  # discord.py leaves it untyped
    assert list(violations(components)) == []
    assert t("blocks-more", n=3) in text_of(view)
    assert t("blocks-more", n=1) not in text_of(block_list([FULL] * SHOWN, t))
