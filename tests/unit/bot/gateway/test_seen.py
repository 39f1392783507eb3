"""What was heard already."""

from bot.gateway.seen import Seen


def test_an_id_is_new_once() -> None:
    seen = Seen()
    assert [seen.is_new(identity) for identity in ("1", "2", "1", "2", "3")] == [True, True, False, False, True]


def test_only_the_newest_ids_take_up_room() -> None:
    seen = Seen(capacity=2)
    assert all(seen.is_new(identity) for identity in ("1", "2", "3"))
    assert not seen.is_new("2")
    assert seen.is_new("1")
