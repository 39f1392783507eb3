"""What the page itself says, in each of the bot's languages: ``texts/*.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cogs.i18n.catalog import DEFAULT_LOCALE
from sandbox.discord.views import Person, View

TEXTS = Path(__file__).parent / "texts"

TROUBLES = {
    "Action was not completed.": "refused",
    "Action outcome uncertain. It will not be retried.": "uncertain",
    "Connection interrupted; trying again…": "lost",
    "Unavailable channel": "left",
    "Preview session ended.": "closed",
    "Preview session is unavailable. Reload the active Preview URL.": "closed",
}
"""Those of SimCord's messages that concern whoever uses the page, and the key of ours. Others are for developers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The sentences of the page in one language. ``troubles`` and ``hints`` are by their key.

    ``tries`` are buttons: what each is called, and the command that it runs. ``listed`` separates lists.
    """

    language: str
    title: str
    act_as: str
    direct: str
    hosted: str
    private: str
    welcome: str
    people: Mapping[Person, str]
    troubles: Mapping[str, str]
    hints: Mapping[str, str]
    listed: str
    tries: Mapping[str, str]

    def view(self, view: View) -> str:
        """What the picker calls a view."""
        return (self.direct if view.direct else self.people[view.person]).format(name=view.who.name)

    def note(self, view: View) -> str:
        """What direct messages begin with."""
        return self.hosted if view.person is Person.HOST else self.private.format(name=view.who.name)

    def hint(self, key: str, values: Mapping[str, object]) -> str:
        """What is wrong with a typed command."""
        told = {name: self.listed.join(value) if isinstance(value, list) else value for name, value in values.items()}
        return self.hints[key].format(**told)

    def instead(self) -> dict[str, str]:
        """What the page shows instead of each of SimCord's messages; nothing for those that are missing."""
        return {theirs: self.troubles[ours] for theirs, ours in TROUBLES.items()}


def words(locale: str) -> Words:
    """Those of a language; English for the languages that the bot does not speak."""
    spoken = locale if (TEXTS / f"{locale}.toml").exists() else DEFAULT_LOCALE
    texts = tomllib.loads((TEXTS / f"{spoken}.toml").read_text("utf-8"))
    return Words(language=spoken, **texts)
