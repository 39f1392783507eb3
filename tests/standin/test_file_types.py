"""Discord's client offers files by their names; its API refuses types that it does not document."""

import pytest

from .errors import ApiError
from .file_types import are_right, offers
from .files import Upload
from .reply import Payload
from .scene import Scene


@pytest.mark.parametrize(
    ("types", "names"),
    [
        (None, ["fox.png", "fox.pdf", "fox"]),
        ([".png", ".txt"], ["fox.PNG", "notes.txt"]),
        (["image", ".pdf"], ["fox.png", "fox.jpg", "fox.pdf"]),
    ],
)
def test_a_file_is_offered_by_its_name(types: list[str] | None, names: list[str]) -> None:
    every = ["fox.png", "fox.PNG", "fox.jpg", "fox.pdf", "notes.txt", "fox"]
    offered = {name for name in every if offers({"file_types": types}, Upload(name, b""))}
    assert set(names) <= offered
    assert types is None or "fox" not in offered


@pytest.mark.parametrize(
    ("types", "right"), [(["image", ".pdf"], True), (["png"], False), (["*"], False), ([".a"] * 11, False)]
)
def test_at_most_ten_groups_and_endings_are_taken(types: list[str], *, right: bool) -> None:
    assert are_right({"file_types": types}) is right


@pytest.mark.parametrize(("kind", "types"), [(3, [".png"]), (11, ["png"])])
async def test_a_command_with_other_types_is_refused(scene: Scene, kind: int, types: list[str]) -> None:
    option: Payload = {"type": kind, "name": "file", "description": "A file", "file_types": types}
    with pytest.raises(ApiError):
        scene.discord.commands.add({"name": "look", "description": "Look", "options": [option]})
