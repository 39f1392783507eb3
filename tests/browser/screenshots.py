"""Takes the pictures of the documents from the sandbox's page: ``python -m tests.browser.screenshots``."""

import io
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from PIL import Image
from playwright.sync_api import ViewportSize, expect

from tests.browser.channel import CHROMIUM, PHONE, Channel, a_channel
from tests.browser.film import Film
from tests.browser.sandbox import a_sandbox

FOLDER = Path("docs/pictures")
COLOURS = 256
"""Of a whole picture: a palette keeps the file a third of its size, and a card looks the same."""
SPEED = ("--speed", "20")
FILMED = ("--speed", "4")
"""Slow enough to see a card while its pictures are drawn."""
SCALE = 1.5
"""Pixels of a picture for one of the page."""

PHONE_SCALE = 2
STAGE = ViewportSize(width=760, height=720)
"""The window in which the moving picture is taken."""

Shot = tuple[str, bytes]


def main() -> int:
    """Live through a few requests on the page, and save what is worth to be seen."""
    if CHROMIUM is None:
        sys.stderr.write("There is no chromium here; on Debian: apt install chromium\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, shot in chain(_in_english(), _in_chinese(), _on_the_way()):
        path = FOLDER / f"{name}.png"
        _save(shot, path)
        _say_size(path)
    film = FOLDER / "demo.gif"
    _filmed().save(film)
    _say_size(film)
    return 0


def _in_english() -> Iterator[Shot]:
    with a_sandbox(*SPEED) as url, a_channel(url, scale=SCALE) as channel:
        _drawn(channel, "a quiet valley at sunset", {"aspect_ratio": "16:9"})
        yield "card", channel.camera.card()
        _drawn(channel, "paper lanterns above the sea at night", {"aspect_ratio": "5:4"}, count=4)
        yield "batch", channel.camera.card()
        channel.press("Edit")
        expect(channel.form).to_be_visible()
        yield "editor", channel.camera.form()
        channel.dismiss()
        channel.run("history")
        expect(channel.last).to_contain_text("Your jobs")
        _loaded(channel, 2)
        yield "history", channel.camera.card()
        channel.imagine("a lighthouse in a storm", {"resolution": "4K", "quality": "high"}, count=2)
        expect(channel.last.get_by_role("button", name="Cheaper")).to_be_visible()
        yield "estimate", channel.camera.card()


def _in_chinese() -> Iterator[Shot]:
    with a_sandbox(*SPEED, "--locale", "zh-CN") as url, a_channel(url, scale=SCALE) as channel:
        _drawn(channel, "雪中的红狐", {"aspect_ratio": "16:9"})
        yield "chinese", channel.camera.card()


def _on_the_way() -> Iterator[Shot]:
    """A card while its picture is drawn; and the same one, finished, on a phone."""
    with a_sandbox(*FILMED) as url:
        with a_channel(url, scale=SCALE) as channel:
            _durations_known(channel, 1)
            channel.imagine("a sailing boat on the sea", {"aspect_ratio": "16:9"})
            expect(channel.last).to_contain_text("█")
            yield "running", channel.camera.running_card()
            _loaded(channel, 1)
        with a_channel(url, scale=PHONE_SCALE, size=PHONE) as channel:
            _loaded(channel, 1)
            yield "phone", channel.camera.window()


def _filmed() -> Film:
    """From typing to four pictures, and on to a variation of one of them."""
    film = Film()
    with a_sandbox(*FILMED) as url, a_channel(url, scale=SCALE, size=STAGE) as channel:
        _durations_known(channel, 4)
        _durations_known(channel, 1)
        film.add(channel.camera.window(), 800)
        channel.begin_prompt()
        for words in ("a red fox", " in the snow", " at dusk"):
            channel.write(words)
            film.add(channel.camera.window(), 400)
        channel.choose_option("aspect_ratio", "16:9")
        film.add(channel.camera.window(), 500)
        channel.write_option("count", "4")
        film.add(channel.camera.window(), 500)
        channel.send()
        _follow(film, channel, "a red fox in the snow at dusk", 4)
        channel.press("V1")
        _follow(film, channel, "Variation of picture 1", 1)
    return film


def _durations_known(channel: Channel, count: int) -> None:
    """Let the bot learn in private how long so many pictures take: after three jobs, a running card has its bar."""
    channel.act_as("you, in direct messages")
    for number in range(3):
        _drawn(channel, f"sandbox:blank {count} {number}", {"aspect_ratio": "16:9"}, count=count)
    channel.act_as("you, a member")


def _follow(film: Film, channel: Channel, text: str, count: int) -> None:
    """Film the card with this text until its pictures are there."""
    expect(channel.last).to_contain_text(text)
    pictures = channel.last.locator(".component-container").get_by_role("img")
    seen = b""
    while not pictures.count():
        shot = channel.camera.window()
        # A frame for each change, however long the machine takes between two; pictures that are still loading are none.
        if shot != seen and not pictures.count():
            film.add(shot, 700)
        seen = shot
    _loaded(channel, count)
    film.add(channel.camera.window(), 3_000)


def _drawn(channel: Channel, prompt: str, choices: dict[str, str], count: int = 1) -> None:
    """Request pictures, and wait until they are seen."""
    channel.imagine(prompt, choices, count=count)
    expect(channel.last).to_contain_text(prompt)
    _loaded(channel, count)


def _loaded(channel: Channel, count: int) -> None:
    pictures = channel.last.locator(".component-container").get_by_role("img")
    expect(pictures).to_have_count(count)
    for picture in pictures.all():
        expect(picture).not_to_have_js_property("naturalWidth", 0)


def _save(shot: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(shot)) as image:
        colours = image.convert("RGB").quantize(COLOURS)
        image.convert("RGB").quantize(palette=colours).save(path, optimize=True)


def _say_size(path: Path) -> None:
    sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    sys.exit(main())
