"""Images found in messages, as Discord describes them over the wire."""

from typing import Any

import discord
import pytest

from cogs.discord_numbers import MEDIA_LIMIT
from cogs.references.attachments import in_message, numbered
from tests.support.messages import a_message

CDN, MEDIA = "https://cdn.discordapp.com/attachments/20/40", "https://media.discordapp.net/attachments/20/40"
ELSEWHERE, PROXY = "https://example.com/fox.png", "https://images-ext-1.discordapp.net/external/abc/https/example.com"
IMAGE = {"width": 30, "height": 20, "content_type": "image/png"}


def _attachment(name: str, **values: Any) -> dict[str, Any]:
    return {
        "id": "50",
        "filename": name,
        "size": 100,
        "url": f"{CDN}/{name}?ex=1",
        "proxy_url": f"{MEDIA}/{name}?ex=1",
        **values,
    }


def _media(url: str = f"{ELSEWHERE}", proxy_url: str = f"{PROXY}/fox.png", **values: Any) -> dict[str, Any]:
    return {"media": {"url": url, "proxy_url": proxy_url, **IMAGE, **values}}


def _gallery(*items: dict[str, Any]) -> dict[str, Any]:
    return {"type": 12, "id": 3, "items": list(items)}


def _urls(message: discord.Message) -> list[str]:
    return [image.url for image in in_message(message)]


def test_an_attached_image_is_known_as_discord_describes_it() -> None:
    (image,) = in_message(a_message(attachments=[_attachment("fox.png", **IMAGE)]))
    assert (image.filename, image.url, image.size, image.width, image.height) == (
        "fox.png",
        f"{CDN}/fox.png?ex=1",
        100,
        30,
        20,
    )
    assert image.has_metadata


@pytest.mark.parametrize("kind", ["application/pdf", "video/mp4", "text/plain; charset=utf-8"])
def test_what_is_no_image_is_passed_over(kind: str) -> None:
    parts = {
        "attachments": [_attachment("a", content_type=kind)],
        "components": [_gallery(_media(content_type=kind))],
    }
    assert in_message(a_message(**parts)) == []


def test_the_image_of_an_embed_is_discords_own_copy() -> None:
    embed = {"type": "rich", "image": {"url": ELSEWHERE, "proxy_url": f"{PROXY}/fox.png", "width": 30, "height": 20}}
    (image,) = in_message(a_message(embeds=[embed]))
    assert (image.filename, image.url, image.width) == ("fox.png", f"{PROXY}/fox.png", 30)
    assert not image.has_metadata


def test_the_preview_of_a_link_to_a_picture_is_an_image() -> None:
    embed = {"type": "image", "url": ELSEWHERE, "thumbnail": {"url": ELSEWHERE, "proxy_url": f"{PROXY}/fox.png"}}
    assert _urls(a_message(embeds=[embed])) == [f"{PROXY}/fox.png"]


def test_an_address_elsewhere_that_looks_like_discords_own_is_not_trusted() -> None:
    embed = {"type": "rich", "image": {"url": "https://example.com/attachments/20/40/fox.png", "proxy_url": PROXY}}
    assert _urls(a_message(embeds=[embed])) == [PROXY]


def test_an_embed_without_pictures_brings_none() -> None:
    assert in_message(a_message(embeds=[{"type": "rich", "description": "words"}])) == []


def test_a_file_that_an_app_shows_by_itself_is_an_image_if_discord_says_so() -> None:
    file = {"type": 13, "id": 3, "file": _media(f"{CDN}/fox.png?ex=1", f"{MEDIA}/fox.png?ex=1")["media"]}
    (image,) = in_message(
        a_message(components=[file, {**file, "file": {**file["file"], "content_type": "text/plain"}}])
    )
    assert (image.filename, image.url, image.content_type) == ("fox.png", f"{CDN}/fox.png?ex=1", "image/png")


def test_images_are_found_at_any_depth_of_what_apps_show() -> None:
    thumbnail = {"type": 11, "id": 5, **_media(proxy_url=f"{PROXY}/2.png")}
    section = {"type": 9, "id": 4, "components": [{"type": 10, "id": 6, "content": "words"}], "accessory": thumbnail}
    container = {"type": 17, "id": 1, "components": [_gallery(_media(proxy_url=f"{PROXY}/1.png")), section]}
    assert _urls(a_message(components=[container, _gallery(_media(proxy_url=f"{PROXY}/3.png"))])) == [
        f"{PROXY}/1.png",
        f"{PROXY}/2.png",
        f"{PROXY}/3.png",
    ]


def test_an_attachment_that_is_also_shown_counts_once() -> None:
    shown = _media(f"{CDN}/fox.png?ex=2", f"{MEDIA}/fox.png?ex=2")
    embed = {"type": "rich", "image": {"url": f"{CDN}/fox.png?ex=3", "proxy_url": f"{MEDIA}/fox.png?ex=3"}}
    message = a_message(attachments=[_attachment("fox.png", **IMAGE)], embeds=[embed], components=[_gallery(shown)])
    assert _urls(message) == [f"{CDN}/fox.png?ex=1"]


def test_what_a_message_forwards_counts_as_its_own() -> None:
    snapshot = {
        "type": 0,
        "content": "words",
        "embeds": [],
        "attachments": [_attachment("fox.png", **IMAGE)],
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
    }
    assert _urls(a_message(message_snapshots=[{"message": snapshot}])) == [f"{CDN}/fox.png?ex=1"]


def test_an_address_too_long_to_be_shown_is_passed_over() -> None:
    embed = {"type": "rich", "image": {"url": f"https://example.com/{'x' * MEDIA_LIMIT}.png"}}
    assert in_message(a_message(embeds=[embed])) == []


def test_a_picture_without_a_name_gets_one() -> None:
    embed = {"type": "rich", "image": {"url": "https://example.com/?id=1", "proxy_url": PROXY}}
    (image,) = in_message(a_message(embeds=[embed]))
    assert image.filename == "image"


def test_images_are_numbered_as_the_options_of_the_command() -> None:
    images = in_message(a_message(attachments=[_attachment("a.png", **IMAGE), _attachment("b.png", **IMAGE)]))
    assert {option: image.filename for option, image in numbered(images).items()} == {
        "image1": "a.png",
        "image2": "b.png",
    }


@pytest.mark.parametrize("url", ["http://[::1", "https://", "attachment://fox.png", "fox.png"])
def test_an_address_that_is_none_is_passed_over(url: str) -> None:
    embeds = [{"type": "rich", "image": {"url": address}} for address in (url, ELSEWHERE)]
    assert _urls(a_message(embeds=embeds)) == [ELSEWHERE]


def test_a_long_name_is_cut_to_its_end_and_a_missing_one_made_up() -> None:
    files = [_attachment(f"{'x' * 2000}.png", url=f"{CDN}/1", **IMAGE), _attachment("", url=f"{CDN}/2", **IMAGE)]
    assert [image.filename for image in in_message(a_message(attachments=files))] == [f"{'x' * 96}.png", "image"]
