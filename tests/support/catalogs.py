"""Small catalogues for tests."""

from babel.messages.catalog import Catalog

Sentences = dict[str, str | tuple[str, ...]]


def a_catalogue(locale: str, sentences: Sentences) -> Catalog:
    """A catalogue for one of Discord's locales; a tuple holds the plural forms of a sentence."""
    catalogue = Catalog(locale=locale.replace("-", "_"))
    for key, sentence in sentences.items():
        catalogue.add(key if isinstance(sentence, str) else (key, key), sentence)
    return catalogue
