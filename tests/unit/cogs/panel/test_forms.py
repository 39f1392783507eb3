"""The forms of the panel within Discord's limits, and what they bring back."""

import os
import re
from typing import Any

import pytest

from bot.errors import UserError
from bot.requests.request import Quality, Resolution
from bot.servers.errors import BadNumber, BadTimeZone, OutdatedPanel
from bot.servers.rules import NO_RULES, Budget, ChannelRules, Period, ReferenceRule, ServerRules, Tier
from cogs.i18n.error_messages import error_message
from cogs.interactions.modals import ModalValues
from cogs.panel.answers import EXAMPLES, chosen, filled_in, number, zone_named
from cogs.panel.forms import form
from cogs.panel.frame import PanelContext
from cogs.panel.parts import Part
from cogs.panel.places import Places
from tests.standin.calls import Call
from tests.standin.spec import VARIABLE, load
from tests.support.limits import violations, walk
from tests.support.locales import CATALOGS, ENGLISH, LOCALES
from tests.unit.cogs.panel.fullest import FULLEST, ID

PARTS = [
    Part("time_zone"),
    Part("server_budget"),
    Part("member_budget"),
    Part("tiers"),
    Part("tiers", ID),
    Part("banned_words"),
    Part("min_account_days"),
    Part("min_membership_days"),
]
every_part = pytest.mark.parametrize("part", PARTS, ids=str)


def _form(part: Part, rules: ServerRules, locale: str = "en-US") -> dict[str, Any]:
    t = CATALOGS(locale)
    return form(part, PanelContext(rules, Places(None, t), t)).to_dict()


def _untouched(made: dict[str, Any]) -> ModalValues:
    """What Discord sends if a manager submits a form as it opened."""
    values: dict[str, list[str]] = {}
    for label in made["components"]:
        field = label["component"]
        defaults = [option["value"] for option in field.get("options", ()) if option["default"]]
        values[field["custom_id"]] = defaults or [field.get("value") or ""]
    return ModalValues(values, {})


@every_part
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("rules", [NO_RULES, FULLEST], ids=["none", "fullest"])
async def test_a_form_stays_within_discords_limits(part: Part, locale: str, rules: ServerRules) -> None:
    made = _form(part, rules, locale)
    assert list(violations(made["components"])) == []
    assert 1 <= len(made["title"]) <= 45
    assert len(made["custom_id"]) <= 100
    assert len(made["components"]) <= 5


@every_part
@pytest.mark.skipif(VARIABLE not in os.environ, reason="needs Discord's OpenAPI document")
async def test_a_form_is_what_discords_document_describes(part: Part) -> None:
    spec = load(os.environ[VARIABLE])
    assert spec
    body = {"type": 9, "data": _form(part, FULLEST)}
    assert list(spec.check(Call("POST", f"/interactions/{ID}/token/callback", {}, body, {}, None))) == []


@every_part
def test_what_says_to_leave_a_field_empty_opens_empty_where_nothing_is_set(part: Part) -> None:
    fields = [label["component"] for label in _form(part, NO_RULES)["components"]]
    assert [field["value"] for field in fields if field.get("value")] == []


@pytest.mark.parametrize("part", [part for part in PARTS if part not in {Part("tiers"), Part("time_zone")}], ids=str)
async def test_an_untouched_form_brings_back_what_it_was_filled_in_with(part: Part) -> None:
    assert filled_in(part, _untouched(_form(part, FULLEST)), FULLEST, None) == (part, part.of(FULLEST))


async def test_an_untouched_form_brings_back_the_time_zone() -> None:
    assert zone_named(_untouched(_form(Part("time_zone"), FULLEST)).value("text")) == FULLEST.time_zone
    assert zone_named(_untouched(_form(Part("time_zone"), NO_RULES)).value("text")) == "UTC"


async def test_what_a_newer_version_added_to_a_rule_survives_a_form() -> None:
    newer = NO_RULES.changed(server_budget={"credits": 5, "rollover": True})
    part = Part("server_budget")
    _, value = filled_in(part, ModalValues({"credits": ["9"], "period": ["day"]}, {}), newer, None)
    assert isinstance(value, Budget)
    assert value.model_dump() == {"credits": 9, "period": Period.DAY, "rollover": True}


async def test_every_size_and_quality_can_be_chosen_and_neither() -> None:
    (select,) = [part for part in walk(_form(Part("tiers"), NO_RULES)["components"]) if part.get("custom_id") == "size"]
    for option in select["options"]:
        values = {"role": ["7"], "size": [option["value"]], "count": ["1"]}
        _, tier = filled_in(Part("tiers"), ModalValues(values, {}), NO_RULES, None)
        assert isinstance(tier, Tier)
        expected = f"{tier.resolution or '-'} {tier.quality or '-'}"
        assert option["value"] == expected
    assert len(select["options"]) == (len(Resolution) + 1) * (len(Quality) + 1)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("5000", 5000),
        ("5,000", 5000),
        ("1 234 567", 1_234_567),
        ("5.000", 5000),
        ("\uff15\uff0c\uff10\uff10\uff10", 5000),
    ],
)
def test_a_number_may_have_separators_of_thousands(typed: str, value: int | None) -> None:
    assert number(typed, "panel-form-days", 0, 10**9) == value


@pytest.mark.parametrize("typed", ["-1", "1.5", "5,00", "1e3", "many", "11", "²", "١"])  # noqa: RUF001
def test_what_is_no_whole_number_in_the_range_is_refused(typed: str) -> None:
    with pytest.raises(BadNumber):
        number(typed, "panel-form-days", 0, 10)


def test_a_refused_number_is_named_by_its_field() -> None:
    values = {"role": ["7"], "credits": ["5"], "running": ["0"], "size": ["- -"], "count": ["-"]}
    with pytest.raises(BadNumber) as refused:
        filled_in(Part("tiers"), ModalValues(values, {}), NO_RULES, None)
    sentence = error_message(refused.value, ENGLISH)
    assert sentence == "Jobs at once: enter a whole number from 1 to 1,000, or leave the field empty."


@pytest.mark.parametrize(
    ("typed", "names"), [("Berlin", ("Europe/Berlin",)), ("zzzz", 3), ("Europe/Berln", "Europe/Berlin")]
)
def test_a_refused_time_zone_comes_with_names_to_try(typed: str, names: tuple[str, ...] | str | int) -> None:
    with pytest.raises(BadTimeZone) as refused:
        zone_named(typed)
    found = refused.value.names
    assert names in (found, len(found)) or names in found


@pytest.mark.parametrize("locale", LOCALES)
def test_the_first_time_zone_to_try_is_the_example_of_the_form(locale: str) -> None:
    t = CATALOGS(locale)
    sentence = error_message(BadTimeZone("x", EXAMPLES), t)
    assert re.findall("`(.+?)`", sentence)[0] == t("panel-zone-example")
    assert all(name in sentence for name in EXAMPLES)


def test_a_choice_is_the_value_of_its_part() -> None:
    assert chosen(Part("references"), ["anyone"], NO_RULES) is ReferenceRule.ANYONE
    assert chosen(Part("log_channel"), ["7"], NO_RULES) == 7
    assert chosen(Part("everywhere"), ["spoilers"], NO_RULES) == ChannelRules(spoilers=True)
    assert chosen(Part("channels", 7), [], NO_RULES) == ChannelRules()


@pytest.mark.parametrize(
    ("part", "values"),
    [
        (Part("references"), ["nobody"]),
        (Part("references"), []),
        (Part("log_channel"), ["x"]),
        (Part("time_zone"), ["x"]),
    ],
)
def test_a_choice_of_another_version_is_refused(part: Part, values: list[str]) -> None:
    with pytest.raises(OutdatedPanel):
        chosen(part, values, NO_RULES)


@pytest.mark.parametrize(
    ("part", "values"),
    [
        (Part("server_budget"), {"credits": ["1"], "period": ["year"]}),
        (Part("tiers", 7), {"size": ["16K high"], "count": ["1"]}),
        (Part("tiers", 7), {}),
        (Part("references"), {}),
    ],
)
def test_a_form_of_another_version_is_refused(part: Part, values: dict[str, list[str]]) -> None:
    with pytest.raises(UserError):
        filled_in(part, ModalValues(values, {}), NO_RULES, None)


def test_only_parts_with_a_form_open_one() -> None:
    with pytest.raises(OutdatedPanel):
        form(Part("references"), PanelContext(NO_RULES, Places(None, ENGLISH), ENGLISH))
