"""What makes the page cheap while it is open."""

from simcord.preview import _markdown, _snapshot

from sandbox.page.savings import SHOWN, history_shortened, parsers_kept


def test_a_text_is_parsed_as_without_them_and_mentions_only_whom_it_may() -> None:
    texts = ("**bold** and <@1>", "||hidden|| `code` https://example.com", "> quoted <t:0:R>")
    names: tuple[dict[str, dict[str, str]] | None, ...] = ({"users": {"1": "sam"}}, {"users": {}}, None)
    plainly = [_markdown.markdown_tokens(text, context=known) for text in texts for known in names]
    with parsers_kept():
        for _ in range(2):
            assert plainly == [_markdown.markdown_tokens(text, context=known) for text in texts for known in names]


def test_one_parser_serves_texts_of_one_kind() -> None:
    policy = _markdown._FIELD_POLICIES["message"]  # noqa: SLF001 - what SimCord passes
    with parsers_kept():
        first, again = (_markdown._markdown_parser(policy, {"users": {"1": "sam"}}) for _ in range(2))  # noqa: SLF001
        other = _markdown._markdown_parser(policy, {"users": {"1": "robin"}})  # noqa: SLF001
    assert first is again
    assert other is not first


def test_simcord_is_left_as_it_was() -> None:
    before = _markdown._markdown_parser  # noqa: SLF001
    with parsers_kept():
        assert _markdown._markdown_parser is not before  # noqa: SLF001
    assert _markdown._markdown_parser is before  # noqa: SLF001


def test_fewer_messages_are_shown_at_once() -> None:
    before = vars(_snapshot)["HISTORY_WINDOW_SIZE"]
    with history_shortened():
        assert vars(_snapshot)["HISTORY_WINDOW_SIZE"] == SHOWN < before
    assert before == vars(_snapshot)["HISTORY_WINDOW_SIZE"]
