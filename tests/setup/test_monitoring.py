"""The alert rules, the dashboard and the page about metrics name what the bot measures, and nothing else."""

import json
import re

import pytest

from tests.meta import documents, sources
from tests.setup.manifests import load

pytest.importorskip("prometheus_client")

from bot.host.error_rate import NOT_COUNTED
from bot.metrics.instruments import Instruments

ALERTS = load("deploy/prometheus/alerts.yaml")
DASHBOARD = json.loads((sources.ROOT / "deploy" / "grafana" / "imagine-bot.json").read_text("utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
NAME = re.compile(r"\b(?:imagine|process)_\w+(?![\w\"-])")


def _served() -> set[str]:
    """The families of metrics, as they are written in Prometheus' text format."""
    text, _ = Instruments().text({})
    return set(re.findall(r"^# TYPE (\w+)", text.decode(), re.MULTILINE))


def _families(query: str) -> set[str]:
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in NAME.findall(query)}


@pytest.mark.parametrize("query", [rule["expr"] for rule in RULES] + QUERIES)
def test_a_query_asks_for_what_is_served(query: str) -> None:
    assert _families(query) <= _served()
    assert _families(query) or "up{" in query
    assert all(query.count(left) == query.count(right) for left, right in ("()", "{}", "[]"))


def test_everything_that_the_bot_counts_is_on_the_dashboard_or_alerted() -> None:
    asked = set().union(*(_families(query) for query in [*QUERIES, *(rule["expr"] for rule in RULES)]))
    assert {name for name in _served() if name.startswith("imagine_") and not name.endswith("_created")} <= asked


def test_the_page_lists_every_metric() -> None:
    listed = {name for name, *_ in documents.table(sources.ROOT / "docs" / "operations.md", "Metric")}
    assert listed == {name for name in _served() if name.startswith("imagine_") and not name.endswith("_created")}


def test_the_rule_about_failures_leaves_out_what_the_bot_s_own_alert_leaves_out() -> None:
    (expr,) = [rule["expr"] for rule in RULES if rule["alert"] == "ImagineBotJobsFail"]
    left_out = re.findall(r'reason!~"([^"]+)"', expr)
    assert len(left_out) == 2
    assert all(set(reasons.split("|")) == NOT_COUNTED for reasons in left_out)


def test_every_alert_says_how_grave_it_is_and_what_to_look_at() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(set(names)) == len(names)
    assert {rule["labels"]["severity"] for rule in RULES} <= {"critical", "warning"}
    assert all(rule["annotations"]["summary"] for rule in RULES)
    assert all(re.fullmatch(r"\d+m", rule.get("for", "1m")) for rule in RULES)


def test_the_panels_stand_beside_each_other() -> None:
    cells = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
