"""Takes the pictures of the documents from the sandbox's page: ``python -m tests.browser.screenshots``."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.browser.channel import CHROMIUM, a_channel
from tests.browser.sandbox import a_sandbox

CARD = Path("docs/pictures/card.png")
PROMPT = "a quiet valley at sunset"
COLOURS = 256
"""Of the whole picture: a palette keeps the file a third of its size, and a card looks the same."""


def main() -> int:
    """Draw one job on the page and save its finished card."""
    if CHROMIUM is None:
        sys.stderr.write("There is no chromium here; on Debian: apt install chromium\n")
        return 1
    with a_sandbox("--speed", "20") as url, a_channel(url, scale=2) as channel:
        channel.imagine(PROMPT, {"aspect_ratio": "16:9"}, {})
        picture = channel.last.get_by_role("img", name=PROMPT)
        expect(picture).not_to_have_js_property("naturalWidth", 0, timeout=20_000)
        shot = channel.photograph()
    CARD.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(shot)) as image:
        colours = image.convert("RGB").quantize(COLOURS)
        image.convert("RGB").quantize(palette=colours).save(CARD, optimize=True)
    sys.stdout.write(f"{CARD}: {CARD.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
