"""Chinese where words that are right in English said too little, or something else."""

from unicodedata import east_asian_width

import pytest

from bot.errors import FailureKind
from bot.jobs.job import Failure
from bot.jobs.state import JobState
from bot.requests.errors import BadParameters, ParameterProblem, Unmeant
from bot.requests.request import Quality
from cogs.i18n.error_messages import error_message
from cogs.jobs.report import report
from tests.support.jobs import a_job
from tests.support.locales import CATALOGS, LOCALES
from tests.support.views import text_of

CHINESE = CATALOGS("zh-CN")

ROOM_BESIDE_A_BAR = 17
"""Latin letters on a phone; a Chinese character takes the room of two."""


def test_a_card_says_of_what_it_is_medium() -> None:
    text = text_of(report(a_job(), CHINESE, None))
    assert "· 中画质" in text


@pytest.mark.parametrize("quality", Quality)
def test_a_limit_names_the_quality_once(quality: Quality) -> None:
    name = CHINESE(f"quality-{quality}")
    assert CHINESE("tier-limits", n=2, size="2K", quality=name).count("画质") == 1
    assert CHINESE("panel-tier-quality", quality=name).count("画质") == 1


def test_a_job_that_was_not_completed_in_time_has_not_been_completed_at_a_time() -> None:
    failed = a_job(state=JobState.FAILED, failure=Failure(FailureKind.TIMED_OUT), finished_at=1_700_000_000.0)
    text = text_of(report(failed, CHINESE, None))
    assert "没有按时完成" in text
    assert "结束于 <t:1700000000:f>。" in text


@pytest.mark.parametrize("running", [0, 1, 3])
def test_no_job_that_runs_is_counted_as_naturally_as_some(running: int) -> None:
    counted = CHINESE("quota-running", n=running)
    assert counted.startswith("进行中的任务")
    assert counted.endswith(f"{running} 个。")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_ratio_that_is_not_offered_may_be_corrected_and_not_only_removed(locale: str) -> None:
    problem = ParameterProblem("--ar 7:5", Unmeant.RATIO_NOT_OFFERED, "4:3")
    told = error_message(BadParameters((problem,)), CATALOGS(locale))
    assert "`--ar 4:3`" in told
    assert {"en-US": "Correct or remove it", "zh-CN": "请改正、删除"}[locale] in told


@pytest.mark.parametrize("key", ["quota-next", "quota-never", "budget-never"])
def test_a_size_is_reduced_and_a_quality_lowered(key: str) -> None:
    said = CHINESE(key, when="", limit=450, credits="")
    assert "减小尺寸、降低画质" in said


def test_what_imagine_makes_first_is_a_picture() -> None:
    assert "生成第一张图片" in CHINESE("history-empty", n=30)


def test_spent_credits_count_towards_the_quota() -> None:
    assert "仍计入配额" in CHINESE("erase-question", n=63)


def test_the_help_heads_its_commands_with_what_they_are_about() -> None:
    heading = str(CHINESE("help-commands", commands="/history")).partition("\n")[0]
    assert "命令" not in heading
    for subject in ("任务", "默认值", "数据"):
        assert subject in heading


def test_what_is_used_of_the_credits_stands_beside_its_bar_on_a_phone() -> None:
    used = CHINESE("quota-used", used=450, limit=450)
    assert sum(2 if east_asian_width(sign) in "WF" else 1 for sign in used) <= ROOM_BESIDE_A_BAR


def test_what_task_asks_for_is_called_as_its_option_and_the_card_call_it() -> None:
    assert "编号" in CHINESE("option-id")
    assert "编号" in CHINESE("card-job", job="")
    told = CHINESE("refusal-unknown-task")
    assert told.count("编号") == 2
    assert "ID" not in told


@pytest.mark.parametrize("key", ["alert-errors", "refusal-not-now"])
def test_jobs_that_may_have_failed_have_ended_and_were_not_completed(key: str) -> None:
    said = CHINESE(key, whole=5, amount=3)
    assert "结束" in said
    assert "完成" not in said
