"""The templates of terms and privacy say what the bot really keeps."""

import re

import pytest

from bot.settings import Settings
from bot.storage.sqlite.copies import KEPT_DAYS
from tests.meta import documents, sources

FOLDER = sources.ROOT / "deploy" / "legal"
PRIVACY = (FOLDER / "privacy.md").read_text("utf-8")

HELD_BY = {
    "jobs": "your requests",
    "posts": "where others see your pictures",
    "members": "your own settings",
    "consents": "who may use your pictures",
    "selections": "selected reference images",
    "refs": "copies of reference images",
    "acts": "what moderators, managers and the host",
    "blocks": "blocks: who",
    "grants": "credits that a manager granted you",
    "spending": "counters of the credits that you",
    "pending_messages": "IDs of user, server, channel, message",
}
"""What the policy says of each table that is about members."""

NOT_OF_MEMBERS = {"runs", "servers", "moves", "slots", "shard_count", "identifies", "duties", "notices", "decisions"}


def test_every_table_about_members_is_in_the_policy() -> None:
    tables = {name for name, *_ in documents.table(sources.ROOT / "docs" / "state.md", "Table")}
    assert tables - NOT_OF_MEMBERS == set(HELD_BY)
    assert [said for said in HELD_BY.values() if said not in PRIVACY] == []


def test_the_times_are_those_of_the_code() -> None:
    assert f"<{Settings.model_fields['retention_days'].default}> days after" in PRIVACY
    assert KEPT_DAYS == 7
    assert "for seven days" in PRIVACY


@pytest.mark.parametrize("name", ["privacy.md", "terms.md"])
def test_a_template_says_that_it_is_one_and_what_to_fill_in(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert "*A template for hosts." in text
    assert len(re.findall(r"<[a-zA-Z][^<>]+>", text)) > 5


def test_the_policy_says_what_an_export_has_and_that_a_log_channel_shows_private_requests() -> None:
    assert "everything that is stored about you" not in PRIVACY
    assert "also for private ones" in PRIVACY
