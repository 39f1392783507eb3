"""The languages that the bot speaks."""

from importlib.resources import files

LOCALES = sorted(
    file.name.removesuffix(".po") for file in files("bot").joinpath("locales").iterdir() if file.name.endswith(".po")
)
