"""Gives the application an owner other than itself, whom SimCord names.

Source: https://discord.com/developers/docs/resources/application#application-object (``owner``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import simcord
from simcord.http import router


@contextmanager
def application_owned_by(owner: simcord.UserHandle) -> Iterator[None]:
    """Have SimCord name ``owner`` until the end of the block."""
    dispatch = router.dispatch

    def answered(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - SimCord's signature
        answer = dispatch(*args, **kwargs)
        if args[1:] != ("GET", "/oauth2/applications/@me"):
            return answer
        return {**answer, "owner": {**answer["owner"], "id": str(owner.id), "username": owner.name, "bot": False}}

    router.dispatch = answered
    try:
        yield
    finally:
        router.dispatch = dispatch
