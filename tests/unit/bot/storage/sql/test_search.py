"""How texts are folded for a search."""

import time

import pytest

from bot.storage.sql.search import containing, fold


@pytest.mark.parametrize("prompt", ["Cafe\u0301", "CAFÉ", "\uff23\uff21\uff26\u00c9"])
def test_case_width_and_form_make_no_difference(prompt: str) -> None:
    assert fold(prompt) == "café"
    assert containing(prompt) == "%café%"


def test_a_prompt_of_marks_is_folded_as_quickly_as_any_other() -> None:
    def seconds(length: int) -> float:
        begun = time.perf_counter()
        fold("\u0301\u0323" * (length // 2))
        return time.perf_counter() - begun

    assert min(seconds(32_000) for _ in range(3)) < 20 * max(min(seconds(8_000) for _ in range(3)), 0.001)
