"""The moving picture of the documents, without a browser."""

import io
from pathlib import Path

from PIL import Image, ImageSequence

from tests.browser.film import Film


def test_a_film_shows_each_frame_in_its_colours_for_its_time(tmp_path: Path) -> None:
    film = Film()
    film.add(_plain("red"), 100)
    film.add(_plain("blue"), 300)
    film.save(tmp_path / "film.gif")
    with Image.open(tmp_path / "film.gif") as image:
        frames = [
            (frame.convert("RGB").getpixel((4, 4)), frame.info["duration"]) for frame in ImageSequence.Iterator(image)
        ]
        assert image.info["loop"] == 0
    assert frames == [((255, 0, 0), 100), ((0, 0, 255), 300)]


def test_what_stands_still_is_one_frame(tmp_path: Path) -> None:
    film = Film()
    for _ in range(3):
        film.add(_plain("red"), 100)
    film.save(tmp_path / "film.gif")
    with Image.open(tmp_path / "film.gif") as image:
        assert (getattr(image, "n_frames", 1), image.info["duration"]) == (1, 300)


def _plain(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()
