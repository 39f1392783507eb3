"""Commands that are pasted as text."""

from typing import Any

import pytest

from sandbox.page.slash import Invocation, Misread, parse

STRING, INTEGER, BOOLEAN, ATTACHMENT = 3, 4, 5, 11

RATIOS = [{"name": "16:9 widescreen", "name_localizations": {"zh-CN": "16:9 宽屏"}, "value": "16:9"}]
QUALITIES = [{"name": "低 · 1K 每张 1 积分", "value": "low"}, {"name": "高 · 1K 每张 35 积分", "value": "high"}]
"""As the page translates them: their names don't show their values, and are too long to type."""
IMAGINE: dict[str, Any] = {
    "name": "imagine",
    "options": [
        {"name": "prompt", "type": STRING, "max_length": 6000},
        {"name": "aspect_ratio", "type": STRING, "choices": RATIOS},
        {"name": "quality", "type": STRING, "choices": QUALITIES},
        {"name": "count", "type": INTEGER, "min_value": 1, "max_value": 10},
        {"name": "private", "type": BOOLEAN},
        {"name": "image1", "type": ATTACHMENT},
    ],
}
WHOSE = [{"name": "Nobody", "value": "nobody"}, {"name": "Let each server's rule decide", "value": "unsaid"}]
REFERENCES: dict[str, Any] = {"name": "references", "options": [{"name": "allow", "type": STRING, "choices": WHOSE}]}
BLOCK: dict[str, Any] = {"name": "block", "type": 1, "options": [{"name": "reason", "type": STRING, "required": True}]}
CREDITS: dict[str, Any] = {"name": "credits", "type": INTEGER, "min_value": 1, "max_value": 1_000_000}
GRANT: dict[str, Any] = {"name": "grant", "type": 1, "options": [CREDITS]}
SERVER: dict[str, Any] = {"name": "server", "options": [BLOCK, {"name": "blocks", "type": 1}, GRANT]}
COMMANDS = [IMAGINE, REFERENCES, {"name": "quota"}, SERVER]


@pytest.mark.parametrize(
    ("text", "name", "options"),
    [
        (
            "/imagine prompt:a fox aspect_ratio:16:9 count:2",
            "imagine",
            {"prompt": "a fox", "aspect_ratio": "16:9", "count": 2},
        ),
        ("/imagine aspect_ratio: 16:9 Widescreen prompt: a fox", "imagine",
         {"prompt": "a fox", "aspect_ratio": "16:9"}),
        ("/imagine prompt:a fox quality:高", "imagine", {"prompt": "a fox", "quality": "high"}),
        ("/imagine a red fox", "imagine", {"prompt": "a red fox"}),
        ("/imagine a red fox count:3", "imagine", {"prompt": "a red fox", "count": 3}),
        ("  /imagine   prompt\uff1a红狐 aspect_ratio\uff1a16:9 宽屏 ", "imagine",
         {"prompt": "红狐", "aspect_ratio": "16:9"}),
        ("/imagine prompt\uff1a红狐 aspect_ratio:\uff11\uff16\uff1a\uff19 count:\uff12", "imagine",
         {"prompt": "红狐", "aspect_ratio": "16:9", "count": 2}),
        ("/imagine prompt:a fox private:True", "imagine", {"prompt": "a fox", "private": True}),
        ("/imagine prompt:a storm sandbox:flagged", "imagine", {"prompt": "a storm sandbox:flagged"}),
        ("/imagine sandbox:429", "imagine", {"prompt": "sandbox:429"}),
        ("/imagine prompt:two words: here, at 12:30, https://example.com", "imagine",
         {"prompt": "two words: here, at 12:30, https://example.com"}),
        ("/imagine a sign that says:", "imagine", {"prompt": "a sign that says:"}),
        ("/imagine a fox --ar 16:9", "imagine", {"prompt": "a fox --ar 16:9"}),
        ("/imagine", "imagine", {}),
        ("/quota", "quota", {}),
        ("/server block spam", "server block", {"reason": "spam"}),
        ("/server blocks", "server blocks", {}),
    ],
)  # fmt: skip
def test_a_command_is_read_as_discord_reads_it(text: str, name: str, options: dict[str, Any]) -> None:
    assert parse(text, COMMANDS) == Invocation(name, options)


@pytest.mark.parametrize(
    ("text", "key", "named"),
    [
        ("/imagin a fox", "unknown_command", "imagine"),
        ("/", "unknown_command", "quota"),
        ("/imagine prompt:a fox ratio:16:9", "near_option", "aspect_ratio"),
        ("/imagine promt:a fox", "near_option", "prompt"),
        ("/imagine prompt: a fox aspct_ratio: 16:9", "near_option", "aspect_ratio"),
        ("/imagine prompt: two words: promt:a fox", "near_option", "prompt"),
        ("/imagine style:anime", "unknown_option", "'prompt', 'aspect_ratio'"),
        ("/imagine prompt:a fox aspect_ratio:2:1", "unknown_choice", "16:9"),
        ("/references allow:server", "unknown_choice", "'nobody', \"Let each server's rule decide\""),
        ("/imagine prompt:a fox quality:best", "unknown_choice", "['低', '高']"),
        ("/imagine prompt:a fox count:many", "unknown_choice", "1\u201310"),
        ("/imagine prompt:a fox count:11", "unknown_choice", "1\u201310"),
        ("/server grant credits:0", "unknown_choice", "1\u20131,000,000"),
        ("/imagine prompt:a fox private:maybe", "unknown_choice", "true"),
        (f"/imagine prompt:{6001 * 'a'}", "long_text", "6,001"),
        ("/imagine prompt:a fox image1:fox.png", "picked_option", "image1"),
        ("/imagine a fox prompt:a cat", "loose_text", "a fox"),
        ("/quota please", "loose_text", "please"),
        ("/server block", "missing_option", "reason"),
    ],
)
def test_what_cant_be_read_is_explained(text: str, key: str, named: str) -> None:
    with pytest.raises(Misread) as caught:
        parse(text, COMMANDS)
    assert caught.value.key == key
    assert named in " ".join(map(str, caught.value.values.values()))
