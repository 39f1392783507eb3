"""Sentences: which language, which plural, which values."""

import pytest

from cogs.i18n.catalog import DEFAULT_LOCALE, Catalogs
from cogs.i18n.markdown import Markup, code, joined, moment
from cogs.i18n.translator import Translator
from tests.support.catalogs import Sentences, a_catalogue

ENGLISH: Sentences = {
    "greeting": "Hello {name}",
    "pictures": ("{n} picture for {name}", "{n} pictures for {name}"),
    "plain": "Nothing to fill in",
    "only-english": "English",
    "only-english-pictures": ("{n} picture", "{n} pictures"),
}
POLISH: Sentences = {
    "greeting": "Cześć {name}",
    "pictures": ("{n} obraz: {name}", "{n} obrazy: {name}", "{n} obrazów: {name}"),
    "only-english": "",
    "only-english-pictures": ("", "", ""),
}
CHINESE: Sentences = {"greeting": "你好 {name}"}


@pytest.fixture
def catalogs() -> Catalogs:
    """Three languages with one, two and three plural forms."""
    sentences = {DEFAULT_LOCALE: ENGLISH, "pl": POLISH, "zh-CN": CHINESE, "de": {}, "fr": {}}
    return Catalogs({locale: a_catalogue(locale, found) for locale, found in sentences.items()})


def test_a_sentence_comes_with_its_values(catalogs: Catalogs) -> None:
    assert catalogs("en-US")("greeting", name="Kim") == "Hello Kim"
    assert catalogs("pl")("greeting", name="Kim") == "Cześć Kim"


def test_a_sentence_is_markup_and_may_stand_in_another(catalogs: Catalogs) -> None:
    t = catalogs("en-US")
    assert t("greeting", name=t("greeting", name="*Kim*")) == r"Hello Hello \*Kim\*"


@pytest.mark.parametrize(
    ("locale", "number", "sentence"),
    [
        ("en-US", 0, "0 pictures for me"),
        ("en-US", 1, "1 picture for me"),
        ("en-US", 2, "2 pictures for me"),
        ("pl", 1, "1 obraz: me"),
        ("pl", 3, "3 obrazy: me"),
        ("pl", 5, "5 obrazów: me"),
        ("pl", 22, "22 obrazy: me"),
    ],
)
def test_the_number_picks_the_plural_form_of_the_language(
    catalogs: Catalogs, locale: str, number: int, sentence: str
) -> None:
    assert catalogs(locale)("pictures", n=number, name="me") == sentence


@pytest.mark.parametrize("number", [0, 1, 2, 10])
def test_a_language_without_plurals_has_one_form_for_all_numbers(number: int) -> None:
    chinese = a_catalogue("zh-CN", {})
    chinese.add(("pictures", "pictures"), ("{n} 张图",))
    catalogs = Catalogs({DEFAULT_LOCALE: a_catalogue(DEFAULT_LOCALE, ENGLISH), "zh-CN": chinese})
    assert catalogs("zh-CN")("pictures", n=number, name="me") == f"{number} 张图"


@pytest.mark.parametrize("key", ["plain", "only-english"])
def test_what_is_not_translated_is_shown_in_english(catalogs: Catalogs, key: str) -> None:
    assert catalogs("pl")(key) == ENGLISH[key]


@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_a_plural_that_is_not_translated_follows_the_english_rule(catalogs: Catalogs, number: int) -> None:
    assert catalogs("pl")("only-english-pictures", n=number) == ("1 picture" if number == 1 else f"{number} pictures")


def test_a_key_that_no_catalogue_has_is_an_error(catalogs: Catalogs) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        catalogs("pl")("nowhere")


def test_a_value_that_the_sentence_needs_and_does_not_get_is_an_error(catalogs: Catalogs) -> None:
    with pytest.raises(KeyError, match="name"):
        catalogs("en-US")("greeting")


def test_braces_in_a_value_are_only_text(catalogs: Catalogs) -> None:
    assert catalogs("en-US")("pictures", n=2, name="{n} {name} {0}") == "2 pictures for {n} {name} {0}"


@pytest.mark.parametrize(
    ("locale", "shown"), [("en-US", "1,234,567.5"), ("de", "1.234.567,5"), ("fr", "1\u202f234\u202f567,5")]
)
def test_numbers_are_written_as_the_language_does(catalogs: Catalogs, locale: str, shown: str) -> None:
    assert catalogs(locale)("greeting", name=1_234_567.5) == f"Hello {shown}"


def test_no_space_is_beside_a_chinese_full_stop_or_parenthesis() -> None:
    money = "\uff081\uff09"
    assert joined("9 积分", money, "", "预算。", "原因。") == f"9 积分{money}预算。原因。"
    assert joined("9 credits", "($1)", "Reason.") == "9 credits ($1) Reason."


@pytest.mark.parametrize("markup", ["<@10>", "[1](<https://a.example/?b=c_d>)", "`a`", "**b**\nc", ""])
def test_markup_passes_untouched(catalogs: Catalogs, markup: str) -> None:
    assert catalogs("en-US")("greeting", name=Markup(markup)) == f"Hello {markup}"


def test_everything_else_is_escaped(catalogs: Catalogs) -> None:
    assert catalogs("en-US")("greeting", name="@everyone *x*") == r"Hello \@everyone \*x\*"


@pytest.mark.parametrize(
    ("asked", "greeting"),
    [("pl", "Cześć"), ("en-US", "Hello"), ("en-GB", "Hello"), ("zh-CN", "你好"), ("zh-TW", "你好"), ("zh", "你好")],
)
def test_the_nearest_language_is_found(catalogs: Catalogs, asked: str, greeting: str) -> None:
    assert catalogs(asked)("greeting", name="Kim") == f"{greeting} Kim"


@pytest.mark.parametrize("unknown", ["ja", "", "x", "es-419", "pirate"])
def test_an_unknown_language_gets_english(catalogs: Catalogs, unknown: str) -> None:
    assert catalogs(unknown)("plain") == "Nothing to fill in"


def test_the_translator_of_a_locale_is_made_once(catalogs: Catalogs) -> None:
    assert catalogs("pl") is catalogs("pl")


def test_no_number_of_unknown_locales_makes_more_than_one_translator(catalogs: Catalogs) -> None:
    assert catalogs("xx-1") is catalogs("xx-2") is catalogs(DEFAULT_LOCALE)


def test_a_translation_is_given_only_by_a_catalogue_of_that_very_locale(catalogs: Catalogs) -> None:
    assert catalogs.translation("pl", "greeting") == "Cześć {name}"
    assert catalogs.translation("pl", "only-english") is None
    assert catalogs.translation("pl", "nowhere") is None
    assert catalogs.translation("ja", "greeting") is None
    assert catalogs.translation(DEFAULT_LOCALE, "greeting") is None


def test_the_catalogues_of_the_bot_can_be_loaded() -> None:
    catalogs = Catalogs.load()
    assert isinstance(catalogs(DEFAULT_LOCALE), Translator)
    assert catalogs(DEFAULT_LOCALE)("title-refused")


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [(0, "1 second ago"), (-5, "1 second ago"), (300, "5 minutes ago"), (2 * 86400, "2 days ago")],
)
def test_where_discord_shows_no_timestamps_a_time_is_given_roughly(
    catalogs: Catalogs, seconds: float, sentence: str
) -> None:
    assert catalogs("en-US").ago(seconds) == sentence
    assert catalogs("de").ago(300) == "vor 5 Minuten"


def test_chinese_stands_off_from_a_number_in_a_time_ago_too() -> None:
    assert Catalogs.load()("zh-CN").ago(300) == "5 分钟前"


@pytest.mark.parametrize(("locale", "listed"), [("en-US", "1, 3, 4"), ("zh-CN", "1、3、4")])
def test_a_list_is_separated_as_the_language_does(locale: str, listed: str) -> None:
    assert Catalogs.load()(locale).listed(["1", "3", "4"]) == listed


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (86_400, "24 hours", "24 小时"),
        (7 * 86_400, "7 days", "7 天"),
        (36 * 3600, "36 hours", "36 小时"),
        (5400, "90 minutes", "90 分钟"),
        (3600, "60 minutes", "60 分钟"),
        (20, "1 minute", "1 分钟"),
    ],
)
def test_a_length_of_time_is_told_without_rounding_it(seconds: float, english: str, chinese: str) -> None:
    catalogs = Catalogs.load()
    assert (catalogs("en-US").span(seconds), catalogs("zh-CN").span(seconds)) == (english, chinese)


def test_a_moment_is_a_timestamp_that_discord_shows_in_the_readers_time() -> None:
    assert moment(1_700_000_000.4) == "<t:1700000000:R>"
    assert moment(1_700_000_000, "f") == "<t:1700000000:f>"


@pytest.mark.parametrize(
    ("text", "span"),
    [("task_1*2", "`task_1*2`"), ("``a`b``", "`ab`"), ("a\nb\r\n c", "`a b c`"), ("", "`-`"), ("`` ` ", "`-`")],
)
def test_a_code_span_can_not_be_left(text: str, span: str) -> None:
    assert code(text) == span


def test_a_language_is_spoken_if_any_of_its_locales_has_a_catalogue(catalogs: Catalogs) -> None:
    assert [locale for locale in ("zh-CN", "zh-TW", "en-GB", "sv-SE") if catalogs.speaks(locale)] == [
        "zh-CN",
        "zh-TW",
        "en-GB",
    ]
    assert catalogs.locales == ["de", "en-US", "fr", "pl", "zh-CN"]
