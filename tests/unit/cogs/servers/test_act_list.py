"""Acts as lines: each kind, and whatever another version may have stored."""

import pytest

from bot.servers.acts import Act
from cogs.i18n import keys
from cogs.servers.act_list import act_text, as_csv
from tests.support.locales import CATALOGS, ENGLISH

MODERATOR, ALICE, JOB = 7, 8, "0a1b2c3d4e"


def _act(kind: str, user_id: int | None = ALICE, **details: object) -> Act:
    return Act("1", 30, 1_700_000_000.0, MODERATOR, kind, user_id, JOB, details)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("kind", [*keys.ACT, "of-a-newer-version"])
def test_every_kind_is_a_line_that_names_who_did_it(kind: str, locale: str) -> None:
    text = act_text(_act(kind), CATALOGS(locale))
    assert f"<@{MODERATOR}>" in text
    assert "\n" not in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (_act("block", until=5.0, reason="*x*"), r"<@7> blocked <@8>. Ends <t:5:f>. “\*x\*”"),
        (_act("pause", None, until=5.0), "<@7> paused the bot. Ends <t:5:f>."),
        (_act("announce", None, until=5.0, text="x"), "<@7> set the announcement. Ends <t:5:f>. “x”"),
        (_act("grant", None, credits=1), "<@7> granted 1 credit to the server."),
        (_act("grant", credits=1), "<@7> granted 1 credit to <@8>."),
        (_act("grant", None, credits=9), "<@7> granted 9 credits to the server."),
        (_act("rules", fields=["time_zone", "odd"]), "<@7> changed the settings: Time zone, `odd`."),
        (_act("rules", fields="no list"), "<@7> changed the settings: ?."),
        (_act("grant", credits="<@1>", until="soon"), "<@7> granted ? credits to <@8>."),
        (_act("blur", None), "<@7> blurred job `0a1b2c3d4e` of someone."),
        (_act("`odd`"), "<@7>: `odd`"),
    ],
)
def test_a_line_says_what_is_known(act: Act, text: str) -> None:
    assert act_text(act, ENGLISH) == text


def test_the_file_has_a_line_for_each_act() -> None:
    acts = [_act("blur"), _act("block", None, reason="a,b"), _act("block", until=1_700_000_060.5), _act("x", until="z")]
    assert as_csv(acts).decode("utf-8-sig").splitlines() == [
        "time,act,by,member,job,details",
        "2023-11-14T22:13:20+00:00,blur,<@7>,<@8>,0a1b2c3d4e,",
        '2023-11-14T22:13:20+00:00,block,<@7>,,0a1b2c3d4e,"{""reason"": ""a,b""}"',
        '2023-11-14T22:13:20+00:00,block,<@7>,<@8>,0a1b2c3d4e,"{""until"": ""2023-11-14T22:14:20+00:00""}"',
        '2023-11-14T22:13:20+00:00,x,<@7>,<@8>,0a1b2c3d4e,"{""until"": ""z""}"',
    ]
