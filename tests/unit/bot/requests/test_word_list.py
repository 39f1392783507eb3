"""Words are found whatever they are disguised as, and only as whole words."""

import time
from itertools import cycle, islice

import pytest

from bot.requests.word_list import WordList

WORDS = WordList(
    [
        "Kill",
        "two words",
        "傻逼",
        "바보",
        "хуй",
        "naïve",
        "88",
        "h4te",
        "\U0001d4ef\U0001d4ea\U0001d4f7\U0001d4ec\U0001d502",
        " ",
        "!!",
    ]
)

FOUND = [
    "kill", "please KILL it", "k1ll", "ki!!", "ki\u200bll", "ki\u00adll", "\u043aill", "\u0138ill", "k\u0301i\u0308ll",
    "\uff2b\uff29\uff2c\uff2c",
    "\u039a\u0399LL", "(kill)", "kill\ufe0f", "two  words", "Two, words!", "你是傻逼吗",
    "그는 바보가", "xy\u0439", "XYЙ", "NAIVE", "88", "h4te", "fancy",
]  # fmt: skip
NOT_FOUND = ["", "skill", "killer", "kil", "bb", "hate", "two wordsmiths", "words two", "傻 逼", "1488", "k i l l"]


@pytest.mark.parametrize("text", FOUND)
def test_a_word_is_found_in_any_disguise(text: str) -> None:
    assert WORDS.occurs_in(text)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_holds_or_resembles_a_word_is_not_one(text: str) -> None:
    assert not WORDS.occurs_in(text)


@pytest.mark.parametrize("word", ["बकवास", "зло", "νήμα", "ガキ", "שלום", "straße"])
def test_words_of_every_script_are_found_in_capitals_and_small_letters(word: str) -> None:
    words = WordList([word])
    assert words.occurs_in(f"a {word.upper()}, b")
    assert words.occurs_in(f"a {word.lower()}, b")
    assert not words.occurs_in("a, b")


def test_a_list_without_words_finds_nothing() -> None:
    assert not WordList([]).occurs_in("kill")


@pytest.mark.parametrize("characters", ["a", "ab ", "é", "你", "\u0301\u0323", "\u05b0\u05b1", "ﷺ", "i1"])
def test_the_time_grows_with_the_text_and_no_faster(characters: str) -> None:
    words = WordList([*(f"word{number}" for number in range(190)), "a b", "你好", "ab ab ab ac"])

    def seconds(length: int) -> float:
        text = "".join(islice(cycle(characters), length))
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            words.occurs_in(text)
            times.append(time.perf_counter() - begun)
        return min(times)

    assert seconds(32_000) < 20 * max(seconds(8_000), 0.001)
