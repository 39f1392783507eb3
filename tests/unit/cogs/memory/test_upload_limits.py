"""How large an upload may be, as Discord states it and as its rejections teach."""

import pytest

from cogs.discord_numbers import MAX_FILES
from cogs.memory.upload_limits import MIB, REQUEST_LIMIT, UploadLimits
from tests.support.jobs import a_card
from tests.support.shared import SharedBoard

CARD = a_card(upload_limit=10 * MIB)
BOOSTED = a_card(upload_limit=100 * MIB)


@pytest.fixture
def limits() -> UploadLimits:
    return UploadLimits()


def test_a_file_may_be_as_large_as_discord_says(limits: UploadLimits) -> None:
    assert limits.of(CARD, [50 * MIB]) == 10 * MIB
    assert limits.of(BOOSTED, [50 * MIB]) == 100 * MIB


def test_files_that_are_too_much_together_share_the_room_of_a_request(limits: UploadLimits) -> None:
    assert limits.of(CARD, [10 * MIB] * 2) == 10 * MIB
    assert limits.of(CARD, [10 * MIB] * 4) == REQUEST_LIMIT // 4


def test_a_message_holds_as_many_pictures_as_discord_shows(limits: UploadLimits) -> None:
    assert limits.per_message(CARD) == MAX_FILES


@pytest.mark.parametrize(
    ("refused", "left"), [(90 * MIB, 50 * MIB), (50 * MIB, 25 * MIB), (9 * MIB, 8 * MIB), (8 * MIB, 4 * MIB)]
)
def test_a_rejected_file_lowers_the_limit_to_one_that_discord_has_had_and_then_by_halves(
    limits: UploadLimits, refused: int, left: int
) -> None:
    limits.lower(BOOSTED, [refused])
    assert limits.of(BOOSTED, [MIB]) == left


def test_many_small_files_that_are_rejected_lower_the_limit_of_the_request(limits: UploadLimits) -> None:
    limits.lower(CARD, [4 * MIB] * 5)
    assert limits.of(CARD, [4 * MIB]) == 10 * MIB
    assert limits.of(CARD, [4 * MIB] * 5) == 10 * MIB // 5
    limits.lower(CARD, [MIB // 2] * 8)
    assert limits.per_message(CARD) == 2


def test_a_message_holds_at_least_one_picture(limits: UploadLimits) -> None:
    limits.lower(CARD, [MIB // 4] * 2)
    assert limits.per_message(CARD) == 1


def test_what_one_server_rejects_does_not_count_for_another(limits: UploadLimits) -> None:
    limits.lower(CARD, [9 * MIB])
    assert limits.of(a_card(upload_limit=10 * MIB, guild_id=31), [MIB]) == 10 * MIB


def test_a_server_that_lost_its_boosts_is_believed(limits: UploadLimits) -> None:
    limits.lower(BOOSTED, [90 * MIB])
    assert limits.of(CARD, [MIB]) == 10 * MIB


def test_of_the_server_not_posted_to_for_longest_the_limits_are_learned_again() -> None:
    limits, homes = UploadLimits(capacity=2), [a_card(guild_id=guild, upload_limit=100 * MIB) for guild in (1, 2, 3)]
    for home in homes:
        limits.lower(home, [90 * MIB])
    assert [limits.of(home, [MIB]) // MIB for home in homes] == [100, 50, 50]


def test_what_one_process_learns_holds_for_all_and_for_those_that_start_later() -> None:
    board, card = SharedBoard(), a_card(guild_id=7, upload_limit=100 * MIB)
    first, second = (UploadLimits(notices=board.view()) for _ in range(2))
    first.lower(card, [90 * MIB])
    for limits in (first, second, UploadLimits(notices=board.view())):
        assert limits.of(card, [MIB]) == 50 * MIB
        assert limits.of(a_card(guild_id=8, upload_limit=100 * MIB), [MIB]) > 50 * MIB


def test_a_limit_that_is_known_to_be_lower_stays_lower() -> None:
    board, card = SharedBoard(), a_card(guild_id=None, upload_limit=100 * MIB)
    first, second = (UploadLimits(notices=board.view()) for _ in range(2))
    first.lower(card, [90 * MIB])
    second.lower(card, [20 * MIB])
    board.views[1].hear(board.posted[0])
    assert [limits.of(card, [MIB]) for limits in (first, second)] == [10 * MIB, 10 * MIB]
