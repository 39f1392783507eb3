"""What managers fill in, judged before it becomes a rule."""

from unittest.mock import Mock

import discord
import pytest

from bot.requests.word_list import WordList
from bot.servers.errors import UnfitRole, WordsWithoutLetters
from bot.servers.rules import ServerRules, Tier
from cogs.interactions.modals import ModalValues
from cogs.panel.answers import filled_in
from cogs.panel.forms import COUNT, CREDITS, ROLE, SIZE, TEXT, UNSET
from cogs.panel.members_page import NEW_TIER
from cogs.panel.moderation_page import BANNED_WORDS
from cogs.panel.parts import Part


def test_a_role_that_belongs_to_a_bot_gets_no_limits() -> None:
    role = Mock(spec=discord.Role)
    role.is_bot_managed.return_value = True
    guild = Mock(spec=discord.Guild)
    guild.get_role.return_value = role
    with pytest.raises(UnfitRole):
        filled_in(NEW_TIER, ModalValues({ROLE: ["7"]}, {}), ServerRules(), guild)


def test_without_a_role_the_limits_are_those_of_everyone() -> None:
    guild = Mock(spec=discord.Guild, id=30)
    guild.get_role.return_value.is_bot_managed.return_value = False
    values = {ROLE: [], CREDITS: ["5"], SIZE: [f"{UNSET} {UNSET}"], COUNT: [UNSET]}
    part, tier = filled_in(NEW_TIER, ModalValues(values, {}), ServerRules(), guild)
    assert (part, tier) == (Part("tiers", 30), Tier(role=30, credits=5))


@pytest.mark.parametrize("unfit", ["!!!", "🍆", "..."])
def test_a_banned_word_that_no_text_can_have_is_refused(unfit: str) -> None:
    with pytest.raises(WordsWithoutLetters):
        filled_in(BANNED_WORDS, ModalValues({TEXT: [f"kite\n{unfit}"]}, {}), ServerRules(), None)
    assert not WordList([unfit]).occurs_in(f"a {unfit} b")


@pytest.mark.parametrize("fit", ["AT&T", "7", "猫", "c++"])
def test_a_banned_word_needs_one_letter_or_digit(fit: str) -> None:
    assert filled_in(BANNED_WORDS, ModalValues({TEXT: [fit]}, {}), ServerRules(), None) == (BANNED_WORDS, (fit,))
