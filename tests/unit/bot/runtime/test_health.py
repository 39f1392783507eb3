"""The health check, over a real Unix socket."""

import asyncio
import json
import logging
import socket
import stat
from pathlib import Path

import pytest

from bot.runtime import health


async def test_the_running_bot_answers_in_its_own_words(tmp_path: Path) -> None:
    async with health.answering(tmp_path, lambda: {"ok": True, "open_jobs": 3}):
        well, t = await asyncio.to_thread(health.ask, tmp_path)
    assert well
    assert json.loads(t) == {"ok": True, "open_jobs": 3}


async def test_a_bot_that_is_not_ready_says_so(tmp_path: Path) -> None:
    async with health.answering(tmp_path, lambda: {"ok": False}):
        well, t = await asyncio.to_thread(health.ask, tmp_path)
    assert not well
    assert json.loads(t) == {"ok": False}


async def test_every_question_is_answered_anew(tmp_path: Path) -> None:
    states = iter([{"ok": False}, {"ok": True}])
    async with health.answering(tmp_path, lambda: next(states)):
        answers = [(await asyncio.to_thread(health.ask, tmp_path))[0] for _ in range(2)]
    assert answers == [False, True]


async def test_who_hangs_up_disturbs_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with health.answering(tmp_path, lambda: {"ok": True}):
        # All at once, as after a pause of the process.
        for _ in range(3):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(tmp_path / health.SOCKET))
        assert (await asyncio.to_thread(health.ask, tmp_path))[0]
    assert caplog.records == []


async def test_the_socket_of_a_bot_that_was_killed_is_taken_over(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / health.SOCKET))
    async with health.answering(tmp_path, lambda: {"ok": True}):
        assert (await asyncio.to_thread(health.ask, tmp_path))[0]


async def test_the_socket_is_gone_with_the_bot(tmp_path: Path) -> None:
    path = tmp_path / health.SOCKET
    async with health.answering(tmp_path, lambda: {"ok": True}):
        assert stat.S_ISSOCK(path.stat().st_mode)
    assert not path.exists()


async def test_a_bot_runs_without_health_check_where_no_socket_can_be(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    too_long = tmp_path / ("x" * 120)
    too_long.mkdir()
    with caplog.at_level(logging.WARNING):
        async with health.answering(too_long, lambda: {"ok": True}):
            well, t = await asyncio.to_thread(health.ask, too_long)
    assert not well
    assert "no bot responds" in t
    assert "shorter DATA_DIR" in caplog.text


def test_where_no_bot_runs_the_answer_is_no(tmp_path: Path) -> None:
    well, t = health.ask(tmp_path)
    assert not well
    assert str(tmp_path / health.SOCKET) in t


@pytest.mark.parametrize("answer", [b"", b"not json\n", b'{"open_jobs": 1}\n', b"[]\n", b"7\n"])
async def test_an_answer_that_is_none_of_the_bots_is_a_no(tmp_path: Path, answer: bytes) -> None:
    async def say(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        writer.close()

    async with await asyncio.start_unix_server(say, tmp_path / health.SOCKET):
        assert not (await asyncio.to_thread(health.ask, tmp_path))[0]


async def test_a_bot_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(tmp_path / health.SOCKET))
        hanging.listen()
        well, t = await asyncio.to_thread(health.ask, tmp_path, 0.05)
    assert not well
    assert "timed out" in t
