"""The bot's languages and catalogues, read once for all tests."""

from importlib.resources import files

from cogs.i18n.catalog import Catalogs

LOCALES = sorted(
    file.name.removesuffix(".po")
    for file in files("cogs").joinpath("i18n", "locales").iterdir()
    if file.name.endswith(".po")
)
CATALOGS = Catalogs.load()
ENGLISH = CATALOGS("en-US")
