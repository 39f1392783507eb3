"""The languages that the bot speaks, and all it says in them: the catalogues are read once for all tests."""

from importlib.resources import files

from cogs.i18n.catalog import Catalogs

LOCALES = sorted(
    file.name.removesuffix(".po")
    for file in files("cogs").joinpath("i18n", "locales").iterdir()
    if file.name.endswith(".po")
)
CATALOGS = Catalogs.load()
ENGLISH = CATALOGS("en-US")
