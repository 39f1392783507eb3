"""Cards of the first version, whose buttons stand in channels for as long as the cards do."""

from collections.abc import Iterator
from typing import Any

import simcord

from bot.jobs.job import Job
from tests.integration.studio import Studio

ROW, BUTTON, CONTAINER = 1, 2, 17
ROWS = (("again", "edit", "vary", "sharper"), ("details", "original", "describe", "share", "delete"))
"""What the custom_ids of its buttons began with. Share was on private cards alone."""


def show_as_earlier(studio: Studio, card: simcord.ResponseMessage, job: Job) -> None:
    """Give the card the buttons that the first version would have given it."""
    (container,) = card.components
    others = [part for part in container["components"] if part["type"] != ROW]
    changed = {**container, "components": [*others, *_rows(job)]}
    studio.env.backend.edit_message(card.channel_id, card.id, {"components": [changed]})


async def press_earlier(
    card: simcord.ResponseMessage, action: str, who: simcord.MemberActor
) -> simcord.InteractionResult:
    """Press the button that said ``action``."""
    buttons = (part for part in simcord.components.walk_components(card.components) if part["type"] == BUTTON)
    (custom_id,) = (part["custom_id"] for part in buttons if part["custom_id"].startswith(f"imagine:{action}:"))
    return await who.click(card, custom_id=custom_id)


def _rows(job: Job) -> Iterator[dict[str, Any]]:
    for row in ROWS:
        shown = [action for action in row if action != "share" or job.card.private]
        yield {"type": ROW, "components": [_button(action, job) for action in shown]}


def _button(action: str, job: Job) -> dict[str, Any]:
    state = f"{job.id}:{job.user_id}" if action == "delete" else job.id
    return {"type": BUTTON, "style": 2, "label": action, "custom_id": f"imagine:{action}:{state}"}
