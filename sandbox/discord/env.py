"""SimCord's world, for a person who does not want to wait until the bot is idle.

SimCord can't be extended, so this file uses its private names.
"""

from typing import Any

import simcord

ROUND = 0.1
"""Seconds for which the bot may go on after it has answered: what follows at once is seen at once."""


class PromptEnv(simcord.Env):
    """An interaction is over once the bot has answered it, even if a job keeps the bot busy for minutes."""

    _latest: Any = None

    def _notify_dispatch_observers(self, interaction: Any) -> None:  # noqa: ANN401 - SimCord's signature
        self._latest = interaction
        super()._notify_dispatch_observers(interaction)

    async def _settle_internal(self, *, dispatch: str | None = None, **how: Any) -> None:
        if dispatch != "INTERACTION_CREATE":
            return await super()._settle_internal(dispatch=dispatch, **how)
        for _ in range(round(self.settle_timeout / ROUND)):
            try:
                return await super()._settle_internal(dispatch=dispatch, timeout=ROUND)
            except TimeoutError:
                if self._latest.responded:
                    return None
        raise TimeoutError("the bot did not answer")
