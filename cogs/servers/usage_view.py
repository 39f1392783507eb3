"""What a server has spent, as a card and as a file."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

import discord
from discord import ui

from bot.budgets.caps import Level, Spending
from bot.budgets.usage import Usage
from bot.credits.money import CreditPrice
from bot.requests.request import Quality
from cogs.cards.elements import BLURPLE, bar, container, mention
from cogs.i18n.keys import QUALITY
from cogs.i18n.markdown import Markup, joined, moment
from cogs.i18n.translator import Translator

SHOWN = 5
"""Members, channels and sizes of each list; the file has all of them."""

FILE: Final = "usage.csv"
Key = TypeVar("Key", bound=Hashable)


class UsageView:
    """Draws the usage of one span beside that of the span ``before``, in money too if a ``price`` is known."""

    def __init__(self, usage: Usage, before: Usage, price: CreditPrice | None, t: Translator) -> None:
        self._usage = usage
        self._before = before
        self._price = price
        self._t = t

    def card(self, budgets: list[Spending]) -> ui.LayoutView:
        """The card, which shows the attachment FILE."""
        t, usage = self._t, self._usage
        parts = [
            f"### {t('title-usage')}",
            t("usage-since", when=moment(usage.span.starts, "f")),
            self._spent("usage-total", usage),
            self._spent("usage-before", self._before),
            *(self._budget(spending) for spending in budgets if spending.cap.level in {Level.HOST, Level.SERVER}),
            *self._most("usage-members", usage.members, mention),
            *self._most("usage-channels", usage.channels, _channel),
            *self._most("usage-sizes", usage.sizes, self._size),
            *self._most("usage-days", usage.days, lambda day: Markup(day.isoformat())),
        ]
        return container(BLURPLE, ui.TextDisplay("\n".join(parts)), ui.File(f"attachment://{FILE}"))

    def file(self) -> list[discord.File]:
        """One row for each day, member, channel and size.

        Members and channels are mentions, as spreadsheets would take their ids for numbers and round them.
        """
        text = io.StringIO()
        rows = csv.writer(text)
        money = [f"cost_{self._price.currency.lower()}"] if self._price else []
        rows.writerow(["day", "member", "channel", "size", "jobs", "credits", *money])
        for (day, member, channel, size), (credits, jobs) in sorted(self._usage.rows.items(), key=str):
            cost = [self._price.of(credits)] if self._price else []
            rows.writerow([day.isoformat(), mention(member), _channel(channel), size, jobs, credits, *cost])
        return [discord.File(io.BytesIO(text.getvalue().encode()), FILE)]

    def _budget(self, spending: Spending) -> Markup:
        cap, t = spending.cap, self._t
        key = "usage-budget-host" if cap.level is Level.HOST else "usage-budget-server"
        line = t(key, spent=spending.spent, limit=cap.limit, when=moment(cap.span.ends, "f"))
        return Markup(f"{bar(min(1.0, spending.spent / cap.limit) if cap.limit else 1.0)} {line}")

    def _spent(self, key: str, usage: Usage) -> Markup:
        requests = self._t("usage-requests", n=usage.jobs)
        return joined(self._t(key, n=usage.credits, requests=requests), self._money(usage.credits))

    def _money(self, credits: int) -> Markup:
        if self._price is None:
            return Markup()
        return self._t("usage-money", money=self._t.money(self._price.of(credits), self._price.currency))

    def _most(self, key: str, spent: Counter[Key], name: Callable[[Key], Markup]) -> list[Markup]:
        """A line with those who spent most."""
        items = [
            self._t("usage-item", name=name(item), n=credits, share=round(100 * credits / self._usage.credits))
            for item, credits in spent.most_common(SHOWN)
        ]
        return [self._t(key, items=Markup(" · ".join(items)))] if items else []

    def _size(self, size: str) -> Markup:
        """Resolution and quality; a question mark if they are not known."""
        words = (self._t(QUALITY[Quality(word)]) if word in set(Quality) else Markup(word) for word in size.split())
        return Markup(" ".join(words) or "?")


def _channel(channel_id: int | None) -> Markup:
    return Markup(f"<#{channel_id}>" if channel_id else "?")
