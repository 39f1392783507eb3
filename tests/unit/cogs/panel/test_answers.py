"""What managers fill in, judged before it becomes a rule."""

from unittest.mock import Mock

import discord
import pytest

from bot.servers.errors import UnfitRole
from bot.servers.rules import ServerRules
from cogs.interactions.modals import ModalValues
from cogs.panel.answers import filled_in
from cogs.panel.forms import ROLE
from cogs.panel.members_page import NEW_TIER


def test_a_role_that_belongs_to_a_bot_gets_no_limits() -> None:
    role = Mock(spec=discord.Role)
    role.is_bot_managed.return_value = True
    guild = Mock(spec=discord.Guild)
    guild.get_role.return_value = role
    with pytest.raises(UnfitRole):
        filled_in(NEW_TIER, ModalValues({ROLE: ["7"]}, {}), ServerRules(), guild)
