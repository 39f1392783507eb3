"""Interactions that were received before."""

from bot.gateway.seen import Seen


def test_an_id_is_new_once() -> None:
    seen = Seen()
    assert [seen.add(identity) for identity in ("1", "2", "1", "2", "3")] == [True, True, False, False, True]


def test_only_the_newest_ids_take_up_room() -> None:
    seen = Seen(capacity=2)
    assert all(seen.add(identity) for identity in ("1", "2", "3"))
    assert not seen.add("2")
    assert seen.add("1")
