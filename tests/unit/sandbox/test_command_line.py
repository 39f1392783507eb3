"""``python -m sandbox``, as far as its options go."""

from pathlib import Path

import pytest

from sandbox.__main__ import main
from sandbox.imini.triggers import TRIGGERS


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
        (["--once", "a fox", "--aspect-ratio", "2:1"], "invalid choice"),
        (["--once", "a fox", "--resolution", "8K"], "invalid choice"),
        (["--once", "a fox", "--quality", "best"], "invalid choice"),
        (["--once", "a fox", "--reference", "mood"], "invalid choice"),
        (["--once", "a fox", "--image", "no-such-file.png"], "can't read no-such-file.png"),
        (["--once", "a fox", *["--image", __file__] * 4], "at most 3 images"),
        (["--once", "a fox", "--image", "~nobody-of-this-name/fox.png"], "home directory"),
        (["--once", "a fox", "--output", "~nobody-of-this-name"], "home directory"),
        (["--locale", "klingon"], "invalid choice"),
        (["--speed", "0"], "invalid"),
        (["--speed", "quick"], "invalid"),
        (["--port", "http"], "invalid int value"),
    ],
    ids=lambda value: " ".join(value).replace(str(Path(__file__).parent), "") if isinstance(value, list) else "",
)
def test_bad_usage_is_explained(arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert complaint in capsys.readouterr().err
