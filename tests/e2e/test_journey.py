"""The main job, once, exactly as a host runs it: ``python -m bot`` at its own pace, with painted pictures."""

import io
from pathlib import Path
from typing import Any

from PIL import Image

from sandbox.imini.sizes import dimensions
from tests.standin import Attachment, Upload
from tests.support.pictures import png
from tests.support.stage import ImagineCall, a_stage

ENGLISH = "a *red* fox, by <@123> & @everyone"


async def test_a_command_with_three_images_becomes_pictures(tmp_path: Path) -> None:
    async with a_stage(tmp_path, clock_speed=1, painted=True) as stage:
        images = {f"image{number}": Upload(f"{number}.png", png((64 * number, 64))) for number in (1, 2, 3)}
        asked = await stage.accepted(
            ENGLISH, images=images, aspect_ratio="16:9", quality="low", reference="style", count=2
        )
        assert asked.interaction.ack_latency
        assert asked.interaction.ack_latency < 3
        await stage.discord.until(lambda: "`task_" in asked.card.text)
        card = await asked.delivered(within=20)

        assert card is asked.card
        assert asked.messages == [card]
        assert [submit.json for submit in asked.submits] == [_documented(asked, num=2)]
        assert asked.submits[0].headers["Authorization"] == f"Bearer {stage.imini.key}"
        (task_id,) = stage.imini.tasks
        assert f"`{task_id}`" in card.text
        assert [_size(picture.attachment) for picture in card.pictures] == [dimensions("1K", "16:9")] * 2
        assert len({picture.attachment.data for picture in card.pictures if picture.attachment}) == 2
        assert all(asked.prompt in (picture.description or "") for picture in card.pictures)
        assert card.pinged == ()
        assert "<@123>" not in card.text


def _documented(asked: ImagineCall, num: int) -> dict[str, Any]:
    """The body that imini documents, with the addresses under which Discord keeps the attachments."""
    attached = asked.interaction.payload["data"]["resolved"]["attachments"].values()
    return {
        "model": "openai/gpt-image-2",
        "prompt": asked.prompt,
        "resolution": "1K",
        "aspect_ratio": "16:9",
        "quality": "low",
        "images": [{"url": attachment["url"], "reference_type": "style"} for attachment in attached],
        "num": num,
    }


def _size(attachment: Attachment | None) -> tuple[int, int]:
    assert attachment
    with Image.open(io.BytesIO(attachment.data)) as image:
        return image.size
