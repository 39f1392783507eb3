"""One budget of memory for all downloads."""

from bot.net.memory_budget import MemoryBudget


def test_all_shares_together_hold_no_more_than_the_budget() -> None:
    budget = MemoryBudget(10)
    with budget.share() as first, budget.share() as second:
        assert first.take(6)
        assert not second.take(5)
        assert second.take(4)
        assert (first.held, second.held, budget.free) == (6, 4, 0)


def test_what_a_share_gives_back_is_free_for_the_others() -> None:
    budget = MemoryBudget(10)
    with budget.share() as first, budget.share() as second:
        first.take(10)
        first.give_back(4)
        assert second.take(4)
        assert (first.held, budget.free) == (6, 0)


def test_a_share_ends_with_its_block_whatever_it_held() -> None:
    budget = MemoryBudget(10)
    with budget.share() as share:
        share.take(7)
    assert budget.free == 10
