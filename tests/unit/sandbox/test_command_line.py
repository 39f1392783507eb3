"""``python -m sandbox``, as far as its options go."""

from pathlib import Path

import pytest

from sandbox.__main__ import main
from sandbox.imini.triggers import TRIGGERS
from sandbox.once import unused


def test_the_help_names_every_trigger(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    told = capsys.readouterr().out
    assert [trigger.phrase for trigger in TRIGGERS if trigger.phrase not in told] == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--once"], "expected one argument"),
        (["--once", "a fox", "--count", "0"], "invalid choice"),
        (["--once", "a fox", "--count", "11"], "invalid choice"),
        (["--once", "a fox", "--aspect-ratio", "2:1"], "invalid choice: '2:1'"),
        (["--once", "a fox", "--resolution", "8K"], "invalid choice"),
        (["--once", "a fox", "--quality", "best"], "invalid choice"),
        (["--once", "a fox", "--reference", "mood"], "invalid choice"),
        (["--once", "a fox", "--image", "no-such-file.png"], "can't read no-such-file.png"),
        (["--once", "a fox", *["--image", __file__] * 4], "at most 3 images"),
        (["--once", "a fox", "--image", "~nobody-of-this-name/fox.png"], "home directory"),
        (["--once", "a fox", "--output", "~nobody-of-this-name"], "home directory"),
        (["--locale", "klingon"], "invalid choice"),
        (["--once", ""], "the prompt is empty"),
        (["--once", " \u200b"], "the prompt is empty"),
        (["--once", "a fox", "--output", __file__], "is a file: name a folder"),
        (["--once", "a fox", "--output", f"{__file__}/pictures"], "is a file: name a folder"),
        (["--speed", "0"], "isn't a number above 0"),
        (["--speed", "nan"], "isn't a number above 0"),
        (["--speed", "inf"], "isn't a number above 0"),
        (["--speed", "quick"], "isn't a number above 0"),
        (["--count", "2"], "--count: only --once uses it"),
        (["--aspect-ratio", "1:1"], "--aspect-ratio: only --once uses it"),
        (["--image", __file__], "--image: only --once uses it"),
        (["--output", "."], "--output: only --once saves pictures"),
        (["--port", "http"], "isn't a port"),
        (["--port", "70000"], "isn't a port"),
    ],
    ids=lambda value: " ".join(value).replace(str(Path(__file__).parent), "") if isinstance(value, list) else "",
)
def test_bad_usage_is_explained(arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert complaint in capsys.readouterr().err


def test_a_picture_never_takes_the_place_of_another(tmp_path: Path) -> None:
    assert unused(tmp_path / "fox.png") == tmp_path / "fox.png"
    (tmp_path / "fox.png").touch()
    (tmp_path / "fox-2.png").touch()
    assert unused(tmp_path / "fox.png") == tmp_path / "fox-3.png"
