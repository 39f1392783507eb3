"""The bot's time in the sandbox."""

import time

import pytest

from sandbox.discord.realtime import RealTime
from tests.unit.sandbox.caller import HandClock


def test_simcord_s_own_clock_does_not_move_the_bot_s(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = RealTime(1.0).clock
    before = clock.now(), clock.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: 3e7)
    assert (clock.now(), clock.monotonic()) == pytest.approx(before, abs=60)


def test_both_faces_pass_as_fast_as_they_should() -> None:
    stopwatch = HandClock()
    clock = RealTime(20.0, stopwatch).clock
    began = clock.now()
    stopwatch.now += 3
    assert clock.monotonic() == 60.0
    assert clock.now() - began == pytest.approx(60.0)
