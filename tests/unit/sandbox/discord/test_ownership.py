"""Whose application it is: also asked of the running sandbox, in ``tests/unit/sandbox/page/test_preview.py``."""

import simcord
from simcord.http import router

from sandbox.discord.ownership import application_owned_by


def test_simcord_is_left_as_it_was() -> None:
    before = router.dispatch
    with application_owned_by(simcord.UserHandle.__new__(simcord.UserHandle)):
        assert router.dispatch is not before
    assert router.dispatch is before
