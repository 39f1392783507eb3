"""What a server has spent, in words."""

from datetime import date

from bot.budgets.spans import Span
from bot.budgets.usage import Charged, Usage
from cogs.servers.usage_view import UsageView
from tests.support.locales import CATALOGS
from tests.support.views import text_of


def test_sizes_are_named_in_the_language_of_whoever_asks() -> None:
    span = Span(0.0, 86_400.0)
    usage = Usage(span)
    usage.add(Charged(user_id=1, channel_id=2, size="2K low 4", at=0.0, credits=8), date(2026, 11, 27))
    usage.add(Charged(user_id=1, channel_id=2, size="", at=0.0, credits=2), date(2026, 11, 27))
    text = text_of(UsageView(usage, Usage(span), None, CATALOGS("zh-CN")).card([]))
    assert CATALOGS("zh-CN")("usage-item", name="2K 低画质", n=8, share=80) in text
    assert CATALOGS("zh-CN")("usage-item", name="?", n=2, share=20) in text


def test_one_credit_on_one_request_is_no_plural() -> None:
    span = Span(0.0, 86_400.0)
    usage = Usage(span)
    usage.add(Charged(user_id=1, channel_id=2, size="1K low 1", at=0.0, credits=1), date(2026, 11, 27))
    text = text_of(UsageView(usage, Usage(span), None, CATALOGS("en-US")).card([]))
    assert "**1 credit** on 1 request\n" in text
    assert "0 credits on 0 requests" in text
