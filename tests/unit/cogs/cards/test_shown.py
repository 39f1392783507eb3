"""What a message shows, in either of the shapes in which Discord gives it back."""

from unittest.mock import Mock

import discord
import pytest
from discord import ui

from cogs.cards.custom_ids import Action, PictureTarget, Target, custom_id, marked
from cogs.cards.elements import container
from cogs.cards.shown import ShownFile, files_of, job_on, walk
from tests.support.messages import CDN, FIRST_FILE, SIGNATURE, a_message, posted

JOB, OTHER, ALICE = "0a1b2c3d4e", "1a1b2c3d4e", 10


def _view(*names: str) -> ui.LayoutView:
    first, *others = (f"attachment://{name}" for name in names)
    section = ui.Section[ui.LayoutView](ui.TextDisplay("words"), accessory=ui.Thumbnail(first))
    gallery = ui.MediaGallery[ui.LayoutView](*map(discord.MediaGalleryItem, others))
    return container(0, section, gallery, ui.File(first))


def _file(number: int, name: str) -> ShownFile:
    return ShownFile(FIRST_FILE + number, name, f"{CDN}/{FIRST_FILE + number}/{name}{SIGNATURE}")


@pytest.mark.parametrize("listed", [False, True])
def test_every_file_is_found_once_whether_discord_lists_it_or_only_shows_it(*, listed: bool) -> None:
    names = ["a.png", "b.png", "c.png"]
    message = posted(_view(*names), *names, "hidden.txt", listed=listed)
    assert len(message.attachments) == (4 if listed else 1)
    files = sorted(files_of(message).values(), key=lambda file: file.id)
    assert files == [_file(number, name) for number, name in enumerate([*names, "hidden.txt"])]


def test_what_lies_elsewhere_is_no_file_of_the_message() -> None:
    assert files_of(posted(_view("a.png", "b.png"))) == {}


def test_a_name_is_read_as_it_was_before_it_became_part_of_an_address() -> None:
    item = {"media": {"url": f"{CDN}/7/a%20fox.png?ex=1", "attachment_id": "7", "proxy_url": ""}}
    (file,) = files_of(a_message(components=[{"type": 12, "id": 1, "items": [item]}])).values()
    assert file.name == "a fox.png"


def test_an_edit_that_keeps_a_file_says_its_name_too() -> None:
    assert _file(0, "a.png").to_dict() == {"id": FIRST_FILE, "filename": "a.png"}


def test_components_are_walked_at_any_depth() -> None:
    message = posted(_view("a.png", "b.png"))
    kinds = [part.type.name for part in walk(message.components)]
    assert kinds == ["container", "section", "text_display", "thumbnail", "media_gallery", "file"]


@pytest.mark.parametrize(
    ("custom_ids", "target"),
    [
        ([custom_id(Action.DELETE, str(Target(JOB, ALICE)))], Target(JOB, ALICE)),
        ([marked(custom_id(Action.CANCEL, JOB), "card")], Target(JOB)),
        ([custom_id(Action.REROLL, JOB), custom_id(Action.EDIT, JOB)], Target(JOB)),
        ([custom_id(Action.REROLL, JOB), custom_id(Action.REROLL, OTHER)], None),
        ([custom_id(Action.EDIT, JOB), custom_id(Action.MORE, str(Target(JOB, ALICE)))], Target(JOB, ALICE)),
        ([custom_id(Action.VARIATION, str(PictureTarget(JOB, 2)))], None),
        ([custom_id(Action.GO, JOB)], None),
        ([custom_id(Action.DELETE, "../etc")], None),
        (["imagine:later-version:0a1b2c3d4e"], None),
        (["other-bot"], None),
        ([], None),
    ],
)
def test_a_message_shows_the_job_that_its_buttons_name_if_they_name_one(
    custom_ids: list[str], target: Target | None
) -> None:
    buttons = [Mock(spec=discord.Button, custom_id=custom_id) for custom_id in custom_ids]
    assert job_on(Mock(spec=discord.Message, components=buttons)) == target
